"""The seam between what is decided about received lines and the database that keeps them.

The SQL is the same text for every engine: `?` for values, ON CONFLICT for what may be there already. What an engine
does in its own way (many rows at once, one station at a time) has a method of its own here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Protocol

from app.storage.database import immediate
from app.storage.driver import Database

Row = Sequence[Any]


class Found(Protocol):
    """The rows that a statement found."""

    def fetchone(self) -> Any:
        """The next row, None when there is none."""

    def fetchall(self) -> Any:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows one after the other."""


class Tables(Protocol):
    """One database of received lines."""

    engine: ClassVar[str]  # "sqlite" or "postgresql"

    def execute(self, sql: str, values: Row = ()) -> Found:
        """Run one statement."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """All rows of a question, each with the names of its columns."""

    def stream(self, sql: str, values: Row = ()) -> Iterator[Any]:
        """The rows of a question that may have any number of them, never all in memory. Inside a `snapshot`."""

    def insert(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Many new rows, in the fastest way that the engine has."""

    def upsert(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Many rows, known by their first column: each takes the place of the one that is there."""

    def atomic(self) -> contextlib.AbstractContextManager[Any]:
        """A transaction: all of it or nothing."""

    def snapshot(self) -> contextlib.AbstractContextManager[Any]:
        """Everything read inside is of the same moment, whatever others write meanwhile."""

    def lock(self, station: str) -> None:
        """Inside a transaction: wait until nobody else takes in lines of this station, and keep others out."""

    def alone(self, what: str) -> contextlib.AbstractContextManager[Any]:
        """A transaction in which nobody else writes `what`, from its first read on."""

    def close(self) -> None:
        """Let go of a server."""


class SqliteTables:
    """The tables in our own encrypted file. One program writes at a time, so `lock` has nothing to do."""

    engine: ClassVar[str] = "sqlite"

    def __init__(self, db: Database) -> None:
        self._db = db

    def execute(self, sql: str, values: Row = ()) -> Found:
        """Run one statement."""
        return self._db.conn.execute(sql, values)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """All rows of a question, each with the names of its columns."""
        found = self._db.conn.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def stream(self, sql: str, values: Row = ()) -> Iterator[Any]:
        """SQLite gives row by row anyway."""
        return iter(self._db.conn.execute(sql, values))

    def insert(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Many new rows."""
        self._db.conn.executemany(insert_into(table, columns), rows)

    def upsert(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Many rows, each in the place of the one with the same first column."""
        self._db.conn.executemany(insert_into(table, columns) + replacing(columns), rows)

    def atomic(self) -> contextlib.AbstractContextManager[Any]:
        """A transaction of the file."""
        return self._db.atomic()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """A reading transaction, unless one is open already."""
        if self._db.conn.in_transaction:
            yield
            return
        self._db.conn.execute("BEGIN")
        try:
            yield
        finally:
            self._db.conn.execute("ROLLBACK")

    def lock(self, station: str) -> None:
        """The folder's lock has seen to it."""

    def alone(self, what: str) -> contextlib.AbstractContextManager[Any]:
        """One writes at a time; threads of one program wait for one another."""
        return immediate(self._db)

    def close(self) -> None:
        """The file is the vault's to close."""


def insert_into(table: str, columns: tuple[str, ...]) -> str:
    """The statement that adds one row."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def replacing(columns: tuple[str, ...]) -> str:
    """The end of a statement whose row takes the place of the one with the same first column."""
    changed = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    return f" ON CONFLICT ({columns[0]}) DO UPDATE SET {changed}"
