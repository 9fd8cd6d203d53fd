"""What the desk stands on: the machine's date, and the room on its disks."""

from __future__ import annotations

import contextlib
import datetime as dt

from app.clock import ClockDoubt, ClockWatch, Steady, steady_clock
from app.desk.base import DeskBase
from app.desk.needs import needs
from app.domain.errors import StorageError
from app.security import looks
from app.security.backup_job import read_places
from app.setup import DESK, machine_clock
from app.storage.database import broken_surroundings
from app.storage.room import RoomJob


class Surroundings(DeskBase):
    """Asked before something goes wrong, told on the first page."""

    @needs()
    @broken_surroundings()
    def clock_doubt(self) -> ClockDoubt | None:
        """What speaks against the machine's date; None when nothing does. Until `confirm_clock` no entry is written."""
        return self._watch.doubt(self._clock()) if self._watch else None

    @needs()
    def confirm_clock(self) -> None:
        """Somebody has looked at the machine's date and says that it is right.

        Nothing is recorded by this: the next entry bears the date and the officer's name. Where the last entry lies
        ahead of it, the next entry also records that, and the day is the machine's from now on.
        """
        self._confirmed = self._clock()
        if self._watch:
            self._watch.confirm(self._confirmed)

    @needs()
    @broken_surroundings()
    def clock_words(self) -> str:
        """What is to be said of the clock on the first page, "" when all is well."""
        doubt = self.clock_doubt()
        if doubt is not None:
            return f"{doubt.words}请核对本机日期，不对的先改正再办理。"
        machine, last = self._clock(), self._journal.head(self.station, self.epoch).at
        if not self._is_right(machine, last):
            return ""
        until = dt.datetime.fromisoformat(last).astimezone(machine.tzinfo)
        return (
            f"台账中有电脑日期不对时写下的记载，写到{until.year}年{until.month}月{until.day}日。"
            "登记和期限按本机日期计算；到那一天以前，新记载的写入时间都记为当时，另记本机日期。已登记的内容没有丢失；"
            "当时填写的日期不对的，请在该事项中更正，或者作废后重新登记。"
        )

    @needs()
    def room_job(self) -> RoomJob:
        """What looks whether there is room on the disks of the desk and of its backups' second place."""
        names = (DESK.database, f"{DESK.database}-wal", looks.FILE)
        return RoomJob(folder=self.folder, files=names, second=read_places(self.folder).second)

    def _watch_clock(self, before: str, careful: bool | None, steady: Steady = steady_clock) -> None:
        """Hold the clock against `before`, when the last entry was written. None: a clock that was handed in is
        believed, the machine's own is not."""
        careful = self._clock is machine_clock if careful is None else careful
        if careful and self._vault.writable:
            last = dt.datetime.fromisoformat(before) if before else None
            self._watch = ClockWatch(self._said_right(before) or last, steady)

    @property
    def _written_last(self) -> str:
        """When the last entry was written; "" also where that cannot be read, which checking the chain will say."""
        with contextlib.suppress(StorageError):
            return self._journal.head(self.station, self.epoch).at
        return ""
