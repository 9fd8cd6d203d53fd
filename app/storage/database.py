"""Opens the encrypted file: key, identity, version, migrations, then a connection that can change rows only."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from app.domain.errors import StorageError
from app.storage.driver import Database, Migrations, OpenedDatabase, sqlite3

# SQLite's authorizer codes for making, changing and dropping tables, indexes, triggers and views. Temporary
# tables stay allowed: sqlite itself uses them. After migrating, a misspelt table name is an error, not a new table.
_SCHEMA_CHANGES = frozenset(
    getattr(sqlite3, name)
    for name in (
        "SQLITE_CREATE_INDEX",
        "SQLITE_CREATE_TABLE",
        "SQLITE_CREATE_TRIGGER",
        "SQLITE_CREATE_VIEW",
        "SQLITE_DROP_INDEX",
        "SQLITE_DROP_TABLE",
        "SQLITE_DROP_TRIGGER",
        "SQLITE_DROP_VIEW",
        "SQLITE_ALTER_TABLE",
        "SQLITE_ATTACH",
    )
)

BUSY_MS = 5000  # how long a statement waits for another program's write


def open_database(
    path: Path,
    key: bytes,
    *,
    application: int,
    migrations: Migrations,
    write: bool = True,
    before_migrating: Callable[[], None] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Database:
    """An open, migrated database. Refuses, touching nothing, what is not ours or from a newer program.

    `application` is the file's application_id. What `before_migrating` raises leaves the file as it is, and so does
    what `told` raises, which hears how far a migration is that reads every row. Raises StorageError: database-missing,
    database-damaged, database-foreign, database-newer, database-older (read-only and not migrated yet).
    """
    if not path.exists():
        raise StorageError("database-missing", f"找不到数据文件“{path.name}”，请检查文件夹是否选对。", file=str(path))
    with broken_surroundings():
        connection = connect(path, key)
        try:
            latest = latest_version(migrations)
            version = _check_identity(connection, path, application, latest)
            if write and 0 < version < latest and before_migrating:
                before_migrating()
            return _ready(connection, path, version, migrations, latest, write=write, told=told)
        except BaseException:
            connection.close()
            raise


def create_database(path: Path, key: bytes, *, application: int, migrations: Migrations) -> Database:
    """A new database with an up-to-date schema. Raises StorageError("database-exists")."""
    if path.exists():
        raise StorageError(
            "database-exists", f"此处已有数据文件“{path.name}”，不会覆盖。请换一个文件夹。", file=str(path)
        )
    with broken_surroundings():
        connection = connect(path, key)
        try:
            connection.execute(f"PRAGMA application_id = {application:d}")
            return _ready(connection, path, 0, migrations, latest_version(migrations), write=True)
        except BaseException:
            connection.close()
            raise


@contextlib.contextmanager
def broken_surroundings() -> Iterator[None]:
    """Turns what the surroundings did to SQLite (disk, lock, damage) into a sentence; bugs pass through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        told = _SENTENCES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF) or _by_words(str(error))
        if told is None:
            raise
        code, message = told
        raise StorageError(code, message, problem=str(error)) from error
    except MemoryError as error:  # SQLCipher also says so of a page whose seal is broken while it writes
        raise StorageError(*_NO_MEMORY, problem="SQLITE_NOMEM") from error


@contextlib.contextmanager
def immediate(db: Database) -> Iterator[None]:
    """A transaction that writes from its first moment on: what it reads is the newest, and nobody else writes."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:  # a full disk may have ended it already
            db.conn.execute("ROLLBACK")
        raise


def checkpoint(db: Database) -> None:
    """Move everything into the main file and empty the log, because people copy the main file alone.

    While somebody reads (a backup is being made) the log stays; nobody is made to wait for the reader.
    """
    with broken_surroundings():
        db.conn.execute("PRAGMA busy_timeout = 0")
        try:
            db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            db.conn.execute(f"PRAGMA busy_timeout = {BUSY_MS:d}")


def is_free(db: Database) -> bool:
    """Whether no other connection is writing at this moment; asked outside of a transaction."""
    with broken_surroundings():
        db.conn.execute("PRAGMA busy_timeout = 0")
        try:
            db.conn.execute("BEGIN IMMEDIATE")
            db.conn.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY and _by_words(str(error)) is None:
                raise
            return False
        finally:
            db.conn.execute(f"PRAGMA busy_timeout = {BUSY_MS:d}")
    return True


def check_pages(db: Database) -> None:
    """Read every page of the file and check its seal. Raises StorageError("database-damaged") naming the first.

    A page that another program is writing at this moment reads as damaged once, a damaged one twice. Before the
    second look the log is emptied: a page that a full disk cut on its way into the main file is whole in the log.
    """
    with broken_surroundings():
        if not _damaged_pages(db):
            return
        db.conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        if not (found := _damaged_pages(db)):
            return
    page = next((int(word) for word in found[0].split() if word.isdigit()), 0)
    raise StorageError(
        _DAMAGED[0],
        f"数据文件已损坏：第 {page} 页{f'等 {len(found)} 页' if len(found) > 1 else ''}与写入时不同。"
        "请不要改动该文件，从备份恢复。",
        problem=found[0],
        page=page,
        pages=len(found),
    )


def _damaged_pages(db: Database) -> list[str]:
    return [problem for (problem,) in db.conn.execute("PRAGMA cipher_integrity_check")]


_FULL = ("disk-full", "磁盘空间不足，本次操作没有保存，原有数据完好。请腾出空间后再试。")
_NO_MEMORY = (
    "memory-or-damage",
    "读写数据文件时内存不足，或者数据文件有损坏，这一步没有写入。"
    "请关闭其他程序后再试；仍然如此的，用 verify 检查数据文件。",
)
_DAMAGED = ("database-damaged", "数据文件已损坏或口令与文件不符，无法打开。请不要改动该文件，从备份恢复。")
_SENTENCES: dict[int, tuple[str, str]] = {
    5: ("database-locked", "数据文件正被另一个程序占用，本次操作没有保存。请稍候再试。"),
    6: ("database-locked", "数据文件正被另一个程序占用，本次操作没有保存。请稍候再试。"),
    8: ("database-read-only", "数据文件或磁盘只能读取、不能写入，本次操作没有保存。请检查权限。"),
    10: ("disk-failed", "磁盘读写失败，本次操作没有保存，原有数据完好。请检查磁盘后再试。"),
    11: _DAMAGED,
    13: _FULL,
    14: ("database-unreachable", "打不开数据文件，请检查文件夹和权限。"),
    26: _DAMAGED,
}


def _by_words(problem: str) -> tuple[str, str] | None:
    """The driver does not always carry a code; the words of SQLite are stable."""
    known = {
        "file is not a database": 26,
        "database disk image is malformed": 11,
        "database or disk is full": 13,
        "disk I/O error": 10,
        "database is locked": 5,
        "attempt to write a readonly database": 8,
        "unable to open database file": 14,
    }
    return next((_SENTENCES[code] for words, code in known.items() if words in problem), None)


def connect(path: Path, key: bytes) -> sqlite3.Connection:
    """May be opened in one thread, while the window waits, and then used in another; never in two at once."""
    connection = sqlite3.connect(str(path), timeout=BUSY_MS / 1000, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told to the clerk, not to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_memory_security = OFF")
    return connection


def latest_version(migrations: Migrations) -> int:
    """How many migrations this program knows: the version that the file carries in user_version."""
    return len(migrations.pending(Database(memory=True, execute_plugins=False)))


def _check_identity(connection: sqlite3.Connection, path: Path, application: int, latest: int) -> int:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if found != application:
        raise StorageError("database-foreign", f"“{path.name}”不是本程序的数据文件，没有打开。", file=str(path))
    if version > latest:
        raise StorageError(
            "database-newer",
            "数据文件由更新版本的程序写成，本程序不能打开，文件没有任何改动。请先升级程序。",
            file_version=version,
            program_version=latest,
        )
    return version


def _ready(
    connection: sqlite3.Connection,
    path: Path,
    version: int,
    migrations: Migrations,
    latest: int,
    *,
    write: bool,
    told: Callable[[int, int], None] | None = None,
) -> Database:
    db = OpenedDatabase(connection, execute_plugins=False)
    db.told = told
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE removes a row past its triggers
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")  # nothing readable in temporary files
    connection.execute("PRAGMA cache_size = -65536")
    if not write:
        if version < latest:
            raise StorageError("database-older", f"“{path.name}”须先升级：请用本程序正常打开一次。", file=str(path))
        connection.execute("PRAGMA query_only = ON")
        return db
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")  # SQLite opens what it may not write for reading, and says so only here
    connection.execute("ROLLBACK")
    if version < latest:
        _migrate(db, migrations, latest)
    connection.set_authorizer(_authorize)
    return db


def _migrate(db: Database, migrations: Migrations, latest: int) -> None:
    """Every pending migration and the version in one transaction: the file is of the one version or of the other."""
    with db.atomic():
        migrations.apply(db)  # each a savepoint inside
        db.conn.execute(f"PRAGMA user_version = {latest:d}")


def _authorize(action: int, *_details: object) -> int:
    return sqlite3.SQLITE_DENY if action in _SCHEMA_CHANGES else sqlite3.SQLITE_OK
