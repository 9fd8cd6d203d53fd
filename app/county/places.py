"""Where a county's received lines lie: in its own encrypted file, or in PostgreSQL at an address kept in that file."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

import msgspec

from app.county import copying, postgres, postgres_schema
from app.county.postgres_schema import Identity
from app.county.schema import COUNTY
from app.county.tables import SqliteTables, Tables
from app.domain.errors import RuleBroken
from app.storage.database import broken_surroundings, connect, latest_version
from app.storage.driver import Database

BACK_UP_THERE = (
    "收到的记载存放在 PostgreSQL 数据库，不在此备份中；此备份只有县级单位的身份、密钥和数据库地址。"
    "数据库请另用 pg_dump -Fc 备份，用 pg_restore --single-transaction 恢复到新建的空数据库。"
)


class Elsewhere(msgspec.Struct, frozen=True):
    """A PostgreSQL database. The address may hold a password: it is shown to nobody."""

    url: str
    store: str


def check(url: str) -> None:
    """Whether such a database answers, before anything is made. Raises RuleBroken, StorageError."""
    postgres.connect(url).close()


def set_up(db: Database, url: str, code: str) -> None:
    """Make the tables of a new county in PostgreSQL and keep in its file where they are.

    Raises RuleBroken: store-url-wrong, store-occupied; StorageError as the server says.
    """
    store = secrets.token_hex(16)
    tables = postgres.PostgresTables(postgres.connect(url))
    with contextlib.closing(tables):
        postgres_schema.set_up(tables, Identity(store, code))
    db.conn.execute("INSERT INTO elsewhere VALUES (1, ?, ?)", (url, store))


def open_tables(db: Database, code: str, *, write: bool) -> Tables:
    """The county's received lines, wherever they lie. Raises StorageError as `postgres_schema.make_ready`."""
    found = elsewhere(db)
    if found is None:
        return SqliteTables(db)
    tables = postgres.PostgresTables(postgres.connect(found.url, write=write))
    try:
        postgres_schema.make_ready(tables, Identity(found.store, code), write=write)
    except BaseException:
        tables.close()
        raise
    return tables


def move(db: Database, url: str) -> bool:
    """Keep another address of the county's tables; where they lie in its own file, copy them there first, whether they
    were copied. Raises RuleBroken: store-url-wrong, store-occupied; StorageError as `open_tables` and `copying.copy`.
    """
    (code,) = db.conn.execute("SELECT code FROM county").fetchone()
    found = elsewhere(db)
    tables = postgres.PostgresTables(postgres.connect(url))
    with contextlib.closing(tables):
        if found is None:
            store = _copied(db, tables, code)
        else:
            postgres_schema.make_ready(tables, Identity(found.store, code), write=True)
    with db.atomic():
        if found is None:
            db.conn.execute("INSERT INTO elsewhere VALUES (1, ?, ?)", (url, store))
        else:
            db.conn.execute("UPDATE elsewhere SET url = ?", (url,))
    return found is None


def _copied(db: Database, tables: postgres.PostgresTables, code: str) -> str:
    """Copy the file's received lines into a database in one transaction; returns the name of the tables there.

    A copy that is there already, because the power went before the file knew of it, is used when it is the same.
    """
    known = postgres_schema.found(tables)
    if known is not None and known.code == code and not copying.is_empty(db) and copying.is_same(db, tables):
        return known.store
    store = secrets.token_hex(16)
    with tables.atomic():
        postgres_schema.set_up(tables, Identity(store, code))
        copying.copy(db, tables)
    return store


def move_back(db: Database) -> None:
    """The received lines are those in the county's own file again, as long as nothing came since they were copied.

    Raises RuleBroken: store-in-folder, store-moved-on; StorageError as `open_tables`.
    """
    (code,) = db.conn.execute("SELECT code FROM county").fetchone()
    if elsewhere(db) is None:
        raise RuleBroken("store-in-folder", "本库收到的记载存放在文件夹中，不在 PostgreSQL。")
    with contextlib.closing(open_tables(db, code, write=True)) as tables:
        if not copying.is_same(db, tables):
            raise RuleBroken(
                "store-moved-on",
                "改用 PostgreSQL 以后又有收到、下发、登记的内容或者查阅记录，改回文件夹会丢失，没有改动。",
            )
    with db.atomic():
        db.conn.execute("DELETE FROM elsewhere")


def elsewhere(db: Database) -> Elsewhere | None:
    """The PostgreSQL database that the county's file names; None when the lines lie in that file."""
    found = db.conn.execute("SELECT url, store FROM elsewhere").fetchone()
    return Elsewhere(*found) if found else None


def writes_its_file(folder: Path, key: bytes) -> bool:
    """Whether taking in packages changes the county's own file, so that one program at a time may do it.

    Where the lines lie in PostgreSQL many may, unless this program has to bring the file up to its schema first.
    """
    with broken_surroundings(), contextlib.closing(connect(folder / COUNTY.database, key)) as connection:
        connection.execute("PRAGMA query_only = ON")
        older = connection.execute("PRAGMA user_version").fetchone()[0] < latest_version(COUNTY.migrations)
        if older or not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'elsewhere'").fetchone():
            return True
        return connection.execute("SELECT 1 FROM elsewhere").fetchone() is None
