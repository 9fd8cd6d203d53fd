"""One transaction at the desk: the moment it is written, the next place in the line, the entries it leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.entries import Entry, Facts
from app.domain.petition import Petition
from app.domain.steps.desk import ClockSetBack
from app.storage.database import broken_surroundings
from app.storage.driver import Database
from app.storage.journal import Journal
from app.storage.petitions import Petitions


class Writer:
    """Appends entries of one officer to one station's line and folds them. Lives as long as its transaction."""

    def __init__(self, db: Database, station: str, epoch: int, officer: str, machine: dt.datetime) -> None:
        self._journal = Journal(db)
        self._petitions = Petitions(db)
        self._station = station
        self._epoch = epoch
        self._officer = officer
        head = self._journal.head(station, epoch)
        self._seq, self._hash = head.seq, head.hash
        self.moment = not_before(machine, head.at)
        self.entries: list[Entry] = []
        self.notices: list[str] = []
        self.petition: Petition | None = None
        self._notice_clock(machine, head.at)

    @property
    def today(self) -> dt.date:
        """The day of this transaction."""
        return self.moment.date()

    def write(self, petition: str | None, on: dt.date, facts: Facts) -> Entry:
        """Append one entry and fold it; `petition` None makes a new one, named after this entry."""
        seq = self._seq + 1
        entry = Entry(
            station=self._station,
            epoch=self._epoch,
            seq=seq,
            at=self.moment.isoformat(timespec="seconds"),
            on=on,
            officer=self._officer,
            petition=f"{self._station}.{self._epoch}.{seq}" if petition is None else petition,
            kind=facts.kind,
            facts=facts,
            prev=self._hash,
        )
        self._hash = self._journal.append(self._petitions.kept(entry))
        self._seq = seq
        self.petition = self._petitions.project(entry) or self.petition
        self.entries.append(entry)
        return entry

    def _notice_clock(self, machine: dt.datetime, last: str) -> None:
        """A clock set back is said each time and recorded once for each time it happens."""
        # `at` is kept to the second, so a machine within the same second has not run backwards.
        if machine.replace(microsecond=0) >= self.moment.replace(microsecond=0):
            return
        self.notices.append(
            f"电脑时钟（{machine:%Y-%m-%d %H:%M}）早于上一条记载（{last[:16].replace('T', ' ')}），"
            "请校正时钟；此事已记入台账。"
        )
        recorded = any(
            isinstance(entry.facts, ClockSetBack) and entry.facts.last == last for entry in self._journal.entries("")
        )
        if not recorded:
            facts = ClockSetBack(machine=machine.isoformat(timespec="seconds"), last=last)
            self.write("", self.today, facts)


def not_before(machine: dt.datetime, last: str) -> dt.datetime:
    """The moment to write: the machine's, but never before the last entry's `at` ("" when there is none)."""
    return max(machine, dt.datetime.fromisoformat(last)) if last else machine


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing; what the surroundings do to it becomes a sentence."""
    with broken_surroundings(), db.atomic():
        yield
