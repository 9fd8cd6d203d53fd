"""What this desk sends down to the stations below it (下发件), by the code of the county."""

from __future__ import annotations

import functools
from pathlib import Path

from app.answers import Changes, DispatchIssued, DispatchSeen
from app.county.dispatching import Dispatched, Order
from app.county.tables import SqliteTables
from app.desk.levels import Levels
from app.desk.needs import needs
from app.domain.errors import RuleBroken
from app.domain.records.dispatch import KEY
from app.domain.rights import Right
from app.storage.database import broken_surroundings


class Downward(Levels):
    """Issues dispatches and carries them with the answer to a station below."""

    @needs(Right.HANDLE)
    @broken_surroundings()
    def dispatch(self, station: str, order: Order) -> DispatchIssued:
        """Issue a dispatch for a station below; it goes with the next reply.

        Raises RuleBroken: dispatch-key, as Dispatched.issue.
        """
        self._check_writable()
        if order.kind == KEY:
            raise RuleBroken("dispatch-key", "新公钥卡在更换密钥时自动下发，不能单独下发。请用更换密钥的命令。")
        with self._db.atomic():
            return self._dispatched.issue(
                order, sender=self.station, epoch=self.epoch, recipient=station, at=self._now(), by=self.officer
            )

    @needs(Right.READ)
    @broken_surroundings()
    def dispatches(self, station: str = "") -> tuple[DispatchSeen, ...]:
        """Every dispatch to the stations below, or to one of them, and how far it has come."""
        return self._dispatched.all(station)

    @needs(Right.EXPORT)
    def reply(self, station: str, folder: Path, *, refused: bool = False) -> tuple[Path, ...]:
        """What `Levels.reply` writes, and every dispatch that has not arrived; those alone while nothing came from
        the station. Raises as that."""
        card = self._below().get(station)
        self._tell_keys(station)
        with broken_surroundings():
            pending = card is not None and self._dispatched.pending(station) > 0
        try:
            files = super().reply(station, folder, refused=refused)
        except RuleBroken as silent:
            if silent.code != "nothing-received" or not pending:
                raise
            files = ()
        if card is None or not pending:
            return files
        self._check_writable()
        self._looked("export", what=card.name, must=True)
        with broken_surroundings(), self._db.atomic():
            keys = self._new_keys().signing(station)
            written = self._dispatched.write(card, folder, sender=self.station, keys=keys, now=self._now())
        return (*files, *(Path(one.file) for one in written))

    def _waiting_below(self) -> list[str]:
        """The stations below for which dispatches or handed petitions wait."""
        with broken_surroundings():
            handed = set(self._petitions.custody.awaiting(self.station))
            return [code for code in self._below() if code in handed or self._dispatched.pending(code)]

    @needs(Right.ADMINISTER)
    def renew_keys(self, reason: str) -> Changes:
        """As `Exchange.renew_keys`; every station below is told by a dispatch. Raises as that."""
        changes = super().renew_keys(reason)
        for station in self._below():
            self._tell_keys(station)
        return changes

    @broken_surroundings()
    def _tell_keys(self, station: str) -> None:
        """Issue what a station below has not been told of our new keys; a reply makes up for what was cut short."""
        if self._ring.former and station in self._below():
            self._check_writable()
            with self._db.atomic():
                self._new_keys().tell(self._dispatched, station, epoch=self.epoch, at=self._now(), by=self.officer)

    def _check_below(self, *, rebuild: bool) -> int:
        checked = super()._check_below(rebuild=rebuild)
        self._dispatched.check()
        if rebuild:
            self._dispatched.check_news()
        return checked

    @functools.cached_property
    def _dispatched(self) -> Dispatched:
        return Dispatched(SqliteTables(self._db), self._petitions.find)
