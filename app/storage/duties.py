"""What is due of open petitions, in the order of days: which clock only; what it says is counted when it is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from app.domain.deadlines import Deadline
from app.domain.listing import WEEK, waits
from app.domain.petition import Petition
from app.storage.driver import Database
from app.storage.rows import Whose

OURS, OTHERS, HANDED = 0, 1, 2  # whose: ours to do, waited for, a hand-over that nobody has confirmed
# In the order of `officer` last, so that each index answers alone.
SCHEMA = (
    "CREATE TABLE duties (whose INTEGER NOT NULL, effective TEXT NOT NULL, number TEXT NOT NULL,"
    " petition INTEGER NOT NULL, n INTEGER NOT NULL, officer TEXT NOT NULL,"
    " PRIMARY KEY (whose, effective, number, petition, n)) STRICT, WITHOUT ROWID",
    "CREATE INDEX duties_day ON duties (effective, whose, number, petition, n, officer)",
    "CREATE INDEX duties_petition ON duties (petition)",
)
MOST_ASKED = 500  # rows in one statement

Line = tuple[int, str, str, int, int, str]  # as in the table
DutyOrder = Literal["urgency", "day"]
_ORDERS: dict[str, tuple[str, str]] = {
    "urgency": ("duties", "whose, effective, number"),
    "day": ("duties INDEXED BY duties_day", "effective, whose, number"),
}
_GROUPS = {
    "overdue": "whose = 0 AND effective < :today",
    "today": "whose = 0 AND effective = :today",
    "week": "whose = 0 AND effective > :today AND effective <= :week",
    "later": "whose = 0 AND effective > :week",
    "waiting": "whose = 1",
}


def lines(row: int, petition: Petition, due: Sequence[Deadline], today: dt.date) -> Iterator[Line]:
    """The lines of a petition."""
    number, officer = petition.number, petition.first_contact
    for n, clock in enumerate(due):
        yield OTHERS if waits(clock, today) else OURS, clock.effective.isoformat(), number, row, n, officer
    if handed := petition.open_hand_over:
        yield HANDED, handed.on.isoformat(), number, row, len(due), officer


class Duties:
    """Reads and writes them. With `only` those of its petitions."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, found: Iterable[Line]) -> None:
        """Write what `lines` gave of petitions of which none is there."""
        self._db.conn.executemany(
            "INSERT INTO duties (whose, effective, number, petition, n, officer) VALUES (?, ?, ?, ?, ?, ?)", found
        )

    def forget(self, rows: Sequence[int]) -> None:
        """Take away those of some petitions."""
        for at in range(0, len(rows), MOST_ASKED):
            part = rows[at : at + MOST_ASKED]
            self._db.conn.execute(f"DELETE FROM duties WHERE petition IN ({', '.join('?' * len(part))})", tuple(part))

    def counts(self, today: dt.date, only: Whose | None = None) -> dict[str, int]:
        """How many are overdue, due today, within the week, later, and waited for."""
        given = {
            "today": today.isoformat(),
            "week": (today + dt.timedelta(days=WEEK)).isoformat(),
            "only": only.officer if only else "",
        }
        found = {}
        for name, group in _GROUPS.items():
            statement = f"SELECT count(*) FROM duties WHERE {group}{_and(only, ':only')}"
            found[name] = int(self._db.conn.execute(statement, given).fetchone()[0])
        return found

    def page(self, order: DutyOrder, offset: int, limit: int, only: Whose | None = None) -> list[tuple[int, int]]:
        """(row of the petition, place of the clock among those due of it), from a place on."""
        table, columns = _ORDERS[order]
        rows = self._db.conn.execute(
            f"SELECT petition, n FROM {table} WHERE whose < 2{_and(only, ':only')}"
            f" ORDER BY {columns}, petition, n LIMIT :limit OFFSET :offset",
            {"only": only.officer if only else "", "limit": max(0, limit), "offset": max(0, offset)},
        )
        return [(row, n) for row, n in rows]

    def before(self, order: DutyOrder, whose: int, effective: dt.date, number: str, only: Whose | None = None) -> int:
        """How many stand before a clock that is kept elsewhere."""
        table, columns = _ORDERS[order]
        key = (whose, effective.isoformat()) if order == "urgency" else (effective.isoformat(), whose)
        found = self._db.conn.execute(
            f"SELECT count(*) FROM {table} WHERE whose < 2 AND ({columns}) < (?, ?, ?){_and(only, '?')}",
            (*key, number, *((only.officer,) if only else ())),
        )
        return int(found.fetchone()[0])

    def handed(self, only: Whose | None = None) -> list[int]:
        """The petitions with a hand-over that nobody has confirmed, in the order of registration."""
        statement = f"SELECT petition FROM duties WHERE whose = 2{_and(only, '?')} ORDER BY petition"
        return [row for (row,) in self._db.conn.execute(statement, (only.officer,) if only else ())]


def _and(only: Whose | None, given: str) -> str:
    return f" AND {only.condition('officer', 'petition', given)}" if only else ""
