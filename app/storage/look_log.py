"""The table of looks: append, read, check the chain. A desk has it in a file of its own beside its database, a county
among its received lines, in either database.

A desk that was opened for reading only, and a second program, append to it as well: each look is one short
transaction that takes the next place in the line.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec

from app.domain.entries import GENESIS
from app.domain.errors import StorageError
from app.domain.looks import Look, look_body, look_hash, read_look
from app.storage.database import immediate
from app.storage.driver import Database, Migrations

APPLICATION_ID = 0x5357544C  # "SWTL"

migrations = Migrations("looks")

LINE = "CREATE TABLE line (only INTEGER PRIMARY KEY CHECK (only = 1), name TEXT NOT NULL) STRICT"
TABLES = (
    """CREATE TABLE looks (
        seq INTEGER PRIMARY KEY CHECK (seq >= 1),
        day TEXT NOT NULL,
        officer TEXT NOT NULL,
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE looked_at (
        petition TEXT NOT NULL,
        seq INTEGER NOT NULL REFERENCES looks (seq),
        PRIMARY KEY (petition, seq)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX looks_day ON looks (day)",
)
_TRIGGER = """CREATE TRIGGER {table}_never_{change}s BEFORE {change} ON {table}
BEGIN SELECT RAISE(ABORT, 'the log of looking is append-only'); END"""


def make_tables(db: Database) -> None:
    """The looks and their index by petition; nothing in them changes or goes."""
    for statement in TABLES:
        db.conn.execute(statement)
    _keep(db, "looks", "looked_at")


@migrations()
def m0001_looks(db: Database) -> None:
    """The line with its name, and its looks."""
    db.conn.execute(LINE)
    make_tables(db)
    _keep(db, "line")


def _keep(db: Database, *tables: str) -> None:
    for table in tables:
        for change in ("update", "delete"):
            db.conn.execute(_TRIGGER.format(table=table, change=change))


class LookHead(msgspec.Struct, frozen=True, kw_only=True):
    """The end of the line: its name, how many looks, the hash of the last one and when it was."""

    line: str
    rows: int = 0
    hash: str = GENESIS
    at: str = ""


class LookLog:
    """Appends and reads. Nothing here changes or removes a look; the triggers would refuse it."""

    def __init__(
        self, line: str, execute: Callable[..., Any], short: Callable[[], contextlib.AbstractContextManager[None]]
    ) -> None:
        """The `line` of this name. `execute` runs a statement with its values; `short` is one transaction that holds
        the end of the line from its first read on, so that two programs never take the same place."""
        self.line = line
        self._execute = execute
        self._short = short

    def append(self, look: Look) -> Look:
        """Write a look at the end of the line; its `line`, `seq`, `prev` and, if need be, `at` are given here.

        A look is never earlier than the one before: a clock set back is noticed by the journal.
        """
        with self._short():
            head = self.head()
            placed = msgspec.structs.replace(
                look, line=self.line, seq=head.rows + 1, prev=head.hash, at=max(look.at, head.at, key=_moment)
            )
            body = look_body(placed)
            self._execute(
                "INSERT INTO looks (seq, day, officer, hash, body) VALUES (?, ?, ?, ?, ?)",
                (placed.seq, placed.at[:10], placed.officer, look_hash(body), body),
            )
            for number in _numbers(placed):
                self._execute("INSERT INTO looked_at (petition, seq) VALUES (?, ?)", (number, placed.seq))
        return placed

    def head(self) -> LookHead:
        """The end of the line."""
        return self._head(self._execute("SELECT seq, hash, body FROM looks ORDER BY seq DESC LIMIT 1"))

    def head_before(self, day: dt.date) -> LookHead:
        """The last look of the days before one."""
        query = "SELECT seq, hash, body FROM looks WHERE day < ? ORDER BY seq DESC LIMIT 1"
        return self._head(self._execute(query, (day.isoformat(),)))

    def hash_at(self, seq: int) -> str | None:
        """The hash of one look, None when it is not here."""
        found = self._execute("SELECT hash FROM looks WHERE seq = ?", (seq,)).fetchone()
        return found[0] if found else None

    def between(self, after: int, last: int) -> Iterator[Look]:
        """The looks with seq above `after` up to `last`, in order."""
        rows = self._execute("SELECT body FROM looks WHERE seq > ? AND seq <= ? ORDER BY seq", (after, last))
        return (read_look(body) for (body,) in rows)

    def read(
        self, *, petition: str = "", officer: str = "", day: dt.date | None = None, limit: int = 500, offset: int = 0
    ) -> tuple[Look, ...]:
        """The newest looks first; "" and None leave out what is not asked for."""
        wanted, given = ["seq > 0"], []
        if petition:
            wanted.append("seq IN (SELECT seq FROM looked_at WHERE petition = ?)")
            given.append(petition)
        if officer:
            wanted.append("officer = ?")
            given.append(officer)
        if day is not None:
            wanted.append("day = ?")
            given.append(day.isoformat())
        rows = self._execute(
            f"SELECT body FROM looks WHERE {' AND '.join(wanted)} ORDER BY seq DESC LIMIT ? OFFSET ?",
            (*given, limit, offset),
        )
        return tuple(read_look(body) for (body,) in rows)

    def officers(self) -> tuple[str, ...]:
        """Everybody who ever looked."""
        rows = self._execute("SELECT DISTINCT officer FROM looks ORDER BY officer")
        return tuple(name for (name,) in rows)

    def verify(self) -> LookHead:
        """Check the whole line. Raises StorageError("looks-damaged") naming the first look that does not hold."""
        seq, previous, at = 0, GENESIS, ""
        numbered: set[tuple[str, int]] = set()
        rows = self._execute("SELECT seq, day, officer, hash, body FROM looks ORDER BY seq")
        for found, day, officer, digest, body in rows:
            seq += 1
            if found != seq or look_hash(body) != digest:
                raise _damaged(found)
            look = read_look(body)
            columns = (look.seq, look.at[:10], look.officer, look.prev, look.line)
            if columns != (seq, day, officer, previous, self.line):
                raise _damaged(found)
            numbered.update((number, seq) for number in _numbers(look))
            previous, at = digest, look.at
        if numbered != set(self._execute("SELECT petition, seq FROM looked_at")):
            raise _damaged(seq)
        return LookHead(line=self.line, rows=seq, hash=previous, at=at)

    def _head(self, rows: Iterator[tuple[int, str, bytes]]) -> LookHead:
        found = next(iter(rows), None)
        if found is None:
            return LookHead(line=self.line)
        return LookHead(line=self.line, rows=found[0], hash=found[1], at=read_look(found[2]).at)


def of_file(db: Database) -> LookLog:
    """The log in a file of its own. Raises StorageError("looks-damaged") where that was not made whole."""
    found = db.conn.execute("SELECT name FROM line").fetchone()
    if found is None:
        raise StorageError("looks-damaged", "查阅记录文件没有写完整，不能使用。请联系管理员，从备份核对。")
    return LookLog(found[0], db.conn.execute, partial(immediate, db))


def _numbers(look: Look) -> tuple[str, ...]:
    """The petitions that a look was about."""
    return tuple(dict.fromkeys((*((look.petition,) if look.petition else ()), *look.found)))


def _moment(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at) if at else dt.datetime.min.replace(tzinfo=dt.UTC)


def _damaged(seq: int) -> StorageError:
    return StorageError(
        "looks-damaged",
        f"查阅记录校验未通过：第 {seq} 条与链条不符，查阅记录可能被改动。请保留现状并联系管理员，从备份核对。",
        seq=seq,
    )
