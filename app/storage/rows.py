"""The petitions as rows: lines of a list, and petitions one after the other, read without folding anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from app.domain.errors import StorageError
from app.domain.petition import Petition
from app.storage.driver import Database

_decode = msgspec.json.Decoder(Petition).decode


def read_state(state: bytes) -> Petition:
    """A petition as it is kept in its row. Raises StorageError("state-damaged").

    SQLCipher gives a damaged page in the middle of a long value as zeros, and only the next statement fails.
    """
    try:
        return _decode(state)
    except msgspec.DecodeError as error:
        raise damaged("事项内容", error) from None


def damaged(what: str, error: Exception) -> StorageError:
    """What is raised where a state cannot be read; `what` names it."""
    return StorageError(
        "state-damaged", f"{what}在数据文件中已损坏，无法读取。请不要改动该文件，从备份恢复。", problem=str(error)
    )


class Whose(msgspec.Struct, frozen=True):
    """Whose petitions alone are meant: those that an officer registered, and `more`: rows of petitions by number."""

    officer: str
    more: Mapping[str, int] = {}

    def has(self, number: str, first_contact: str) -> bool:
        """Whether a petition is among them."""
        return first_contact == self.officer or number in self.more

    def condition(self, officer: str, row: str, given: str = "?") -> str:
        """The same for a statement with these columns; `given` stands for the officer."""
        return f"({officer} = {given} OR {row} IN ({', '.join(map(str, self.more.values()))}))"


class Row(msgspec.Struct, frozen=True):
    """One line of the list of petitions."""

    number: str
    title: str
    who: str
    channel: str
    stage: str
    received_on: dt.date
    first_contact: str
    office: str
    handler: str


ROW = "p.number, p.title, p.who, p.channel, p.stage, p.received_on, p.first_contact, p.office, p.handler"


def to_row(values: tuple[Any, ...]) -> Row:
    """A line of the list from the columns of `ROW`."""
    number, title, who, channel, stage, received_on, *rest = values
    return Row(number, title, who, channel, stage, dt.date.fromisoformat(received_on), *rest)


class Rows:
    """Reads them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def page(self, *, offset: int = 0, limit: int = 100, by: Whose | None = None) -> list[Row]:
        """Newest first; with `by` only those."""
        where, given = _of(by)
        rows = self._db.conn.execute(
            f"SELECT {ROW} FROM petitions p {where} ORDER BY p.row DESC LIMIT ? OFFSET ?", (*given, limit, offset)
        )
        return [to_row(row) for row in rows]

    def count(self, by: Whose | None = None) -> int:
        """How many petitions there are; with `by` how many of those."""
        where, given = _of(by)
        return int(self._db.conn.execute(f"SELECT count(*) FROM petitions p {where}", given).fetchone()[0])

    def count_open(self) -> int:
        """How many petitions `open` gives."""
        return int(self._db.conn.execute("SELECT count(*) FROM petitions WHERE closed = 0").fetchone()[0])

    def open(self) -> Iterable[Petition]:
        """Every petition that is not closed, and a closed one while an answer is owed on it or a promise of its opinion
        is open.
        """
        for (state,) in self._db.conn.execute("SELECT state FROM petitions WHERE closed = 0 ORDER BY row"):
            yield read_state(state)

    def received_by(self, day: dt.date) -> Iterable[Petition]:
        """Every petition received up to a day, one at a time, in the order of registration."""
        statement = "SELECT state FROM petitions WHERE received_on <= ? ORDER BY row"
        for (state,) in self._db.conn.execute(statement, (day.isoformat(),)):
            yield read_state(state)

    def selected(self, first: dt.date | None, last: dt.date | None, stage: str = "") -> Iterable[Petition]:
        """Petitions received in a period, of one stage or of all, one at a time in the order of registration."""
        where, given = _chosen(first, last, stage)
        for (state,) in self._db.conn.execute(f"SELECT state FROM petitions {where} ORDER BY row", given):
            yield read_state(state)

    def count_selected(self, first: dt.date | None, last: dt.date | None, stage: str = "") -> int:
        """How many petitions `selected` gives."""
        where, given = _chosen(first, last, stage)
        return int(self._db.conn.execute(f"SELECT count(*) FROM petitions {where}", given).fetchone()[0])

    def contacts_on(self, day: dt.date) -> list[tuple[Row, str, int, str]]:
        """The contacts of one day: line of the petition; how they came, head-count, officer who received."""
        rows = self._db.conn.execute(
            f"SELECT {ROW}, c.channel, c.head_count, c.officer FROM contacts c JOIN petitions p ON p.row = c.petition"
            ' WHERE c."on" = ? ORDER BY c.petition, c.n',
            (day.isoformat(),),
        )
        return [(to_row(row[:-3]), *row[-3:]) for row in rows]

    def undelivered(self, station: str, epoch: int, acknowledged: int) -> list[Row]:
        """Petitions with entries of ours above the acknowledged seq, newest first."""
        rows = self._db.conn.execute(
            f"SELECT {ROW} FROM petitions p WHERE p.station = ? AND p.epoch = ? AND p.last_seq > ? ORDER BY p.row DESC",
            (station, epoch, acknowledged),
        )
        return [to_row(row) for row in rows]


def _of(by: Whose | None) -> tuple[str, tuple[str, ...]]:
    """The condition and what fills it."""
    return (f"WHERE {by.condition('p.first_contact', 'p.row')}", (by.officer,)) if by else ("", ())


def _chosen(first: dt.date | None, last: dt.date | None, stage: str) -> tuple[str, tuple[str, ...]]:
    """The condition of a selection and what fills it."""
    days = (("received_on >= ?", first), ("received_on <= ?", last))
    wanted = [(condition, day.isoformat()) for condition, day in days if day]
    wanted += [("stage = ?", stage)] if stage else []
    where = " AND ".join(condition for condition, _value in wanted)
    return (f"WHERE {where}" if where else ""), tuple(value for _condition, value in wanted)
