"""A county's received lines from its own file into PostgreSQL: every row, held against what was copied.

The file's rows stay where they are as the way back. Nothing of this program can take them out of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from app.county.proving import prove
from app.county.schema import OF_THE_VAULT
from app.county.tables import Row, SqliteTables, Tables
from app.domain.errors import StorageError
from app.storage.database import check_pages
from app.storage.driver import Database

FIRST = ("stations", "attachments", "looks")  # others refer to them

_encode = msgspec.msgpack.Encoder().encode


class _Table(msgspec.Struct, frozen=True):
    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    def rows(self, tables: Tables) -> Iterator[Row]:
        """All of them in the order of the key, which is that of code points in both databases."""
        return tables.stream(f"SELECT {', '.join(self.columns)} FROM {self.name} ORDER BY {', '.join(self.key)}")


def copy(db: Database, there: Tables) -> None:
    """Copy every table of received lines; the caller holds the transaction of the empty database `there`.

    The file is proven first, the copy before it is believed. Raises StorageError: database-damaged and as `prove`;
    copy-differs.
    """
    here = SqliteTables(db)
    check_pages(db)
    prove(here, rebuild=True)
    for table in _tables(db):
        there.insert(table.name, table.columns, table.rows(here))
    if not is_same(db, there):
        raise StorageError(
            "copy-differs", "复制到数据库的内容与本文件夹中的不一致，没有改用该数据库，本文件夹中的内容没有改动。"
        )
    prove(there, rebuild=False)


def is_same(db: Database, there: Tables) -> bool:
    """Whether a database has the rows of the file, all of them and no others, byte for byte."""
    here = SqliteTables(db)
    with there.snapshot():
        return all(_digest(table.rows(here)) == _digest(table.rows(there)) for table in _tables(db))


def is_empty(db: Database) -> bool:
    """Whether the file holds no station, and so nothing else."""
    return db.conn.execute("SELECT 1 FROM stations LIMIT 1").fetchone() is None


def _tables(db: Database) -> tuple[_Table, ...]:
    """The tables of received lines, those first that others refer to."""
    found = db.conn.execute(
        "SELECT m.name, c.name, c.pk FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        " ORDER BY m.name, c.cid"
    ).fetchall()
    columns: dict[str, list[tuple[str, int]]] = {}
    for table, column, place in found:
        if table not in OF_THE_VAULT:
            columns.setdefault(table, []).append((column, place))
    return tuple(
        _Table(
            name,
            tuple(column for column, _place in columns[name]),
            tuple(column for column, place in sorted(columns[name], key=lambda one: one[1]) if place),
        )
        for name in sorted(columns, key=lambda name: (name not in FIRST, name))
    )


def _digest(rows: Iterator[Row]) -> tuple[int, bytes]:
    """How many rows there are, and a hash of all of them in their order."""
    count, digest = 0, hashlib.sha256()
    for row in rows:
        digest.update(_encode(tuple(row)))
        count += 1
    return count, digest.digest()
