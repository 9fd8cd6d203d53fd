"""The county's way down: dispatches for its desks, and one visit of the stick that brings all there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from app.county.dispatching import Dispatched, Issued, Order, Outgoing, Written, told
from app.county.new_keys import NewKeys
from app.county.received import Received
from app.county.surroundings import broken_store
from app.county.tables import Tables
from app.domain.errors import RuleBroken
from app.domain.records.dispatch import KEY
from app.storage.driver import Database


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What was written for a station: the acknowledgement ("" while nothing came from it), and the dispatches."""

    station: str
    file: str
    dispatches: tuple[Written, ...]
    words: str


class Down:
    """What the county store answers and sends down."""

    code: str
    name: str
    _db: Database
    _tables: Tables
    _received: Received
    _dispatched: Dispatched
    _clock: Callable[[], dt.datetime]
    _writing: Callable[[], Any]
    reply: Callable[[str, Path], Path]
    _new_keys: Callable[[], NewKeys]

    @property
    @broken_store()
    def epoch(self) -> int:
        """That of the numbers of its dispatches; a store that was restored begins another."""
        return int(self._db.conn.execute("SELECT epoch FROM county").fetchone()[0])

    @broken_store()
    def dispatch(self, station: str, order: Order, *, by: str = "") -> Issued:
        """Issue a dispatch for a desk; it goes with the next answer. `by` is who sends it, the county when not said.

        Raises RuleBroken: dispatch-key, as Dispatched.issue.
        """
        if order.kind == KEY:
            raise RuleBroken("dispatch-key", "新公钥卡在更换密钥时自动下发，不能单独下发。请用更换密钥的命令。")
        with self._writing():
            self._tables.lock(station)
            return self._dispatched.issue(
                order, sender=self.code, epoch=self.epoch, recipient=station, at=self._clock(), by=by or self.name
            )

    @broken_store()
    def dispatches(self, station: str = "") -> tuple[Outgoing, ...]:
        """Every dispatch and how far it has come, of one station or of all."""
        return self._dispatched.all(station)

    @broken_store()
    def send_down(self, station: str, folder: Path) -> tuple[Written, ...]:
        """Write all dispatches that have not arrived at a station. Raises ExchangeError, RuleBroken."""
        card = self._received.stations().get(station)
        if card is None:
            raise RuleBroken("station-unknown", f"没有登记接待台 {station} 的公钥卡。", station=station)
        with self._writing():
            self._tables.lock(station)
            self._tell_keys(station)
            keys = self._new_keys().signing(station)
            return self._dispatched.write(card, folder, sender=self.code, keys=keys, now=self._clock())

    def _tell_keys(self, station: str) -> None:
        """Issue what a station has not been told of our new keys, in the caller's transaction."""
        self._new_keys().tell(self._dispatched, station, epoch=self.epoch, at=self._clock(), by=self.name)

    def answer(self, station: str, folder: Path) -> Answered:
        """The acknowledgement and the dispatches in one go.

        Raises RuleBroken("nothing-received") where there is neither.
        """
        with broken_store():
            received = self._received.newest(station) is not None
        written = self.send_down(station, folder) if self._known(station) else ()
        if not received and written:
            return Answered(station=station, file="", dispatches=written, words=f"已写入下发件{told(written)}。")
        file = self.reply(station, folder)
        words = f"已出具回执，并写入下发件{told(written)}。" if written else "已出具回执，没有待送达的下发件。"
        return Answered(station=station, file=str(file), dispatches=written, words=words)

    @broken_store()
    def _known(self, station: str) -> bool:
        return station in self._received.stations()
