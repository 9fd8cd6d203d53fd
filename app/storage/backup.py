"""The database copied by SQLite's backup API into a file with a key of its own, and the copy counted.

The copy is a snapshot: whatever is written while it is made is not in it and does not hold it up, nor does it hold up
whoever writes.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from app.domain.errors import StorageError
from app.storage.database import broken_surroundings, connect
from app.storage.driver import sqlite3

CHUNK = 128  # pages copied at a time; between two chunks others get their turn
UNCOUNTED = {"denunciations"}  # the head of a backup is read by anybody: how few there are is no one's business

Progress = Callable[[int, int], None]  # pages done, pages in all


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What a database holds, for holding a copy against it: rows of each table, the end of each line of entries."""

    application: int
    version: int  # user_version: how far its schema was migrated
    rows: dict[str, int]
    heads: dict[str, tuple[int, str]]  # "station/epoch" -> highest seq and its hash


def copy_database(
    source: Path, key: bytes, target: Path, target_key: bytes, *, pause: float = 0.0, progress: Progress | None = None
) -> Counted:
    """Copy the database as it stands at this moment and say what it holds; `target` must not exist.

    `pause` in seconds between two chunks leaves the processor to the clerk. What `progress` raises ends the copy.
    Raises StorageError; the half copy is the caller's to remove.
    """
    with (
        broken_surroundings(),
        contextlib.closing(connect(source, key)) as ours,
        contextlib.closing(connect(target, target_key)) as theirs,
    ):
        ours.execute("PRAGMA query_only = ON")
        ours.isolation_level = None
        ours.execute("BEGIN")  # one snapshot for the counts and the copy
        counted = _count(ours)
        theirs.execute("PRAGMA synchronous = OFF")  # the caller flushes the whole file once
        theirs.execute("PRAGMA journal_mode = OFF")

        def told(_state: int, remaining: int, total: int) -> None:
            if progress:
                progress(total - remaining, total)
            if pause:
                time.sleep(pause)

        ours.backup(theirs, pages=CHUNK, progress=told, sleep=0.05)
        theirs.execute("PRAGMA journal_mode = DELETE")  # the copy is one file, without a log beside it
    return counted


def count_copy(path: Path, key: bytes, *, thorough: bool = True) -> Counted:
    """Open a copy that nobody writes to and count it; `thorough` checks every page's seal and every tree.

    Raises StorageError("database-damaged").
    """
    with broken_surroundings(), _reading(path, key) as connection:
        if thorough:
            _refuse_damage(connection, "PRAGMA cipher_integrity_check", healthy=())
            _refuse_damage(connection, "PRAGMA integrity_check", healthy=("ok",))
        return _count(connection)


def own_line(path: Path, key: bytes) -> tuple[str, int]:
    """Station and epoch of the desk whose database this is, whatever its schema. Raises StorageError."""
    with broken_surroundings(), _reading(path, key) as connection:
        station, epoch = connection.execute("SELECT station, epoch FROM desk").fetchone()
    return str(station), int(epoch)


def own_code(path: Path, key: bytes) -> str:
    """Code of the county whose database this is, whatever its schema. Raises StorageError."""
    with broken_surroundings(), _reading(path, key) as connection:
        return str(connection.execute("SELECT code FROM county").fetchone()[0])


@contextlib.contextmanager
def _reading(path: Path, key: bytes) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(connect(path, key)) as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        yield connection


def _refuse_damage(connection: sqlite3.Connection, check: str, *, healthy: tuple[str, ...]) -> None:
    found = tuple(problem for (problem,) in connection.execute(check))
    if found != healthy:
        raise StorageError(
            "database-damaged", "数据文件校验未通过，有损坏的页。请不要改动该文件。", problem=str(found[:1])
        )


def _count(connection: sqlite3.Connection) -> Counted:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    tables = [name for (name,) in found if name not in UNCOUNTED]
    rows = {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}
    return Counted(
        application=connection.execute("PRAGMA application_id").fetchone()[0],
        version=connection.execute("PRAGMA user_version").fetchone()[0],
        rows=rows,
        heads=next((_heads(connection, table) for table in ("journal", "entries") if table in rows), {}),
    )


def _heads(connection: sqlite3.Connection, table: str) -> dict[str, tuple[int, str]]:
    """The end of every line; the lines are found one after the other, so that a million entries cost nothing."""
    heads: dict[str, tuple[int, str]] = {}
    line: tuple[str, int] = ("", 0)
    while found := connection.execute(
        f"SELECT station, epoch FROM {table} WHERE (station, epoch) > (?, ?) ORDER BY station, epoch LIMIT 1", line
    ).fetchone():
        line = (found[0], found[1])
        seq, digest = connection.execute(
            f"SELECT seq, hash FROM {table} WHERE station = ? AND epoch = ? ORDER BY seq DESC LIMIT 1", line
        ).fetchone()
        heads[f"{line[0]}/{line[1]}"] = (seq, digest)
    return heads
