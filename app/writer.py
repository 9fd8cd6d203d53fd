"""One transaction at the desk: the moment it is written, the next place in the line, the entries it leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from app.clock import ClockDoubt
from app.domain.entries import Entry, Facts
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.steps.desk import ClockSetBack
from app.storage.database import broken_surroundings
from app.storage.driver import Database
from app.storage.journal import Journal
from app.storage.petitions import Petitions


class Writer:
    """Appends entries of one officer to one station's line and folds them. Lives as long as its transaction."""

    def __init__(
        self,
        db: Database,
        station: str,
        epoch: int,
        officer: str,
        machine: dt.datetime,
        *,
        right: bool = False,
        doubt: ClockDoubt | None = None,
    ) -> None:
        """`right`: the machine's day counts although the last entry lies ahead of it. `doubt`: nothing is written."""
        self._journal = Journal(db)
        self._petitions = Petitions(db)
        self._station = station
        self._epoch = epoch
        self._officer = officer
        head = self._journal.head(station, epoch)
        self._seq, self._hash = head.seq, head.hash
        self.moment = not_before(machine, head.at)
        self._machine, self._right, self._doubt = machine, right, doubt
        self.entries: list[Entry] = []
        self.notices: list[str] = []
        self.petition: Petition | None = None
        if doubt is None:
            self._notice_clock(machine, head.at)

    @property
    def today(self) -> dt.date:
        """The day of this transaction: the machine's where somebody said that it is right."""
        return (self._machine if self._right else self.moment).date()

    def write(self, petition: str | None, on: dt.date, facts: Facts) -> Entry:
        """Append one entry and fold it; `petition` None makes a new one, named after this entry.

        Raises RuleBroken("clock-doubtful") while nobody has said that the machine's date is right.
        """
        if self._doubt is not None:
            raise doubtful(self._doubt)
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
        """A clock set back is said each time and recorded once for each time it happens.

        Where the last entries were written by a clock that was ahead, `at` stands still until the machine has caught
        up: then each day on which something is written is recorded, and nothing is said, because nothing is wrong now.
        """
        # `at` is kept to the second, so a machine within the same second has not run backwards.
        if machine.replace(microsecond=0) >= self.moment.replace(microsecond=0):
            return
        if not self._right:
            self.notices.append(
                f"电脑时钟（{machine:%Y-%m-%d %H:%M}）早于上一条记载（{last[:16].replace('T', ' ')}），"
                "请校正时钟；此事已记入台账。"
            )
        facts = ClockSetBack(machine=machine.isoformat(timespec="seconds"), last=last, confirmed=self._right)
        if not any(_says_the_same(one, facts) for one in set_back(self._journal, last)):
            self.write("", self.today, facts)


def set_back(journal: Journal, last: str) -> Iterator[ClockSetBack]:
    """What is recorded of a clock that stood before the entry written at `last`, the newest first."""
    for entry in journal.of_desk(ClockSetBack.kind):
        if isinstance(entry.facts, ClockSetBack) and entry.facts.last == last:
            yield entry.facts


def doubtful(doubt: ClockDoubt) -> RuleBroken:
    """What is refused before the first entry; windows ask instead, and go on when it is confirmed."""
    day = doubt.machine.date()
    return RuleBroken(
        "clock-doubtful",
        f"{doubt.words}日期不对的，请先改正电脑日期；日期对的，请确认后再办（命令行加 --today {day}）。",
        machine=doubt.machine.isoformat(timespec="seconds"),
        last=doubt.last.isoformat(timespec="seconds"),
        question=f"{doubt.words}日期对吗？",
    )


def _says_the_same(one: ClockSetBack, other: ClockSetBack) -> bool:
    """Recorded once; where the machine is right once for each of its days."""
    return not other.confirmed or (one.confirmed and one.machine[:10] == other.machine[:10])


def not_before(machine: dt.datetime, last: str) -> dt.datetime:
    """The moment to write: the machine's, but never before the last entry's `at` ("" when there is none)."""
    return max(machine, dt.datetime.fromisoformat(last)) if last else machine


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing; what the surroundings do to it becomes a sentence."""
    with broken_surroundings(), db.atomic():
        yield
