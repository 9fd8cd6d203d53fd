"""The received tables in PostgreSQL: the connection, the same statements, many rows by COPY, one station at a time.

psycopg is loaded only here and only when a store lies in PostgreSQL. What a URL says is never repeated to anybody:
there may be a password in it.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar

from app.county.surroundings import at_the_door
from app.county.tables import Found, Row, insert_into, replacing
from app.domain.errors import RuleBroken, StorageError

if TYPE_CHECKING:
    import psycopg

SCHEMA = "shouwentai"
PREFIXES = ("postgresql://", "postgres://")
OLDEST = 130_000  # row triggers of partitioned tables
FEW = 50  # up to so many rows one statement each is faster than a table in between
BATCH = 2_000  # rows that a stream has in memory

# Said in every session, whatever the server's own preset is. What a desk gets an acknowledgement for must be on the
# server's disk; who waits for another program's package longer than this is told so.
_SESSION = (
    f"SET search_path = {SCHEMA}, pg_temp",
    "SET synchronous_commit = on",
    "SET lock_timeout = '60s'",
    "SET idle_in_transaction_session_timeout = '10min'",
    "SET client_min_messages = warning",
)
_PRESET = {"connect_timeout": "10", "keepalives_idle": "30", "tcp_user_timeout": "60000"}  # s, s, ms
_FIXED = {"client_encoding": "UTF8", "application_name": "shouwentai"}


def is_url(text: str) -> bool:
    """Whether this names a PostgreSQL database and not a folder."""
    return text.startswith(PREFIXES)


def connect(url: str, *, write: bool = True) -> psycopg.Connection[Any]:
    """A connection to the server, ready for our tables. Raises RuleBroken("store-url-wrong"), StorageError."""
    driver = _driver()
    try:
        if not is_url(url):
            raise _url_wrong()
        given = driver.conninfo.conninfo_to_dict(url)
        connection = driver.connect(**{**_PRESET, **given, **_FIXED}, autocommit=True)
    except driver.ProgrammingError:
        raise _url_wrong() from None
    except driver.OperationalError as error:
        raise at_the_door(str(error)) from None
    try:
        _check_server(connection)
        for statement in _SESSION:
            connection.execute(statement.encode())
        if not write:
            connection.execute(b"SET default_transaction_read_only = on")
    except BaseException:
        connection.close()
        raise
    return connection


class PostgresTables:
    """The tables in a PostgreSQL database. The transaction is one package, the lock one station."""

    engine: ClassVar[str] = "postgresql"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._known_types: dict[tuple[str, tuple[str, ...]], tuple[int, ...]] = {}

    def close(self) -> None:
        """Let go of the server. Harmless when it was closed before."""
        self._connection.close()

    def execute(self, sql: str, values: Row = ()) -> Found:
        """Run one statement."""
        return self._connection.execute(_marks(sql), values, binary=True)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """All rows of a question, each with the names of its columns."""
        found = self._connection.execute(_marks(sql), (), binary=True)
        names = [column.name for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found]

    def stream(self, sql: str, values: Row = ()) -> Iterator[Any]:
        """The rows of a question a few thousand at a time."""
        name = f"stream_{sha256(sql.encode()).hexdigest()[:16]}"
        with self._connection.cursor(name) as cursor:
            cursor.itersize = BATCH
            yield from cursor.execute(_marks(sql), values, binary=True)

    def insert(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Many new rows, by COPY."""
        with self._connection.cursor() as cursor:
            types = self._types(table, columns)
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)".encode()) as copy:
                copy.set_types(types)
                for row in rows:
                    copy.write_row(row)

    def upsert(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Many rows, each in the place of the one with the same first column; through a table of the session."""
        left = iter(rows)
        first = list(itertools.islice(left, FEW + 1))
        if len(first) <= FEW:
            with self._connection.cursor() as cursor:
                cursor.executemany(_marks(insert_into(table, columns) + replacing(columns)), first)
            return
        between = f"incoming_{table}"
        self.execute(f"CREATE TEMP TABLE IF NOT EXISTS {between} (LIKE {table}) ON COMMIT DELETE ROWS")
        self.insert(between, columns, itertools.chain(first, left))
        names = ", ".join(columns)
        self.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {between}{replacing(columns)}")
        self.execute(f"TRUNCATE {between}")

    def atomic(self) -> contextlib.AbstractContextManager[Any]:
        """A transaction of the server."""
        return self._connection.transaction()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """A reading transaction of one moment, unless one is open already."""
        if self._connection.info.transaction_status:
            yield
            return
        with self._connection.transaction():
            self.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield

    def lock(self, station: str) -> None:
        """Wait until no other program takes in lines of this station; given back with the transaction."""
        self.execute("SELECT pg_advisory_xact_lock(?)", (lock_key(f"station {station}"),))

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """A transaction of the server, that of one program after the other."""
        with self._connection.transaction():
            self.execute("SELECT pg_advisory_xact_lock(?)", (lock_key(what),))
            yield

    def _types(self, table: str, columns: tuple[str, ...]) -> tuple[int, ...]:
        """The types of the columns, which COPY in its binary form must be told."""
        if (found := self._known_types.get((table, columns))) is None:
            asked = self._connection.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0".encode())
            found = tuple(column.type_code for column in asked.description or ())
            self._known_types[table, columns] = found
        return found


def lock_key(name: str) -> int:
    """The number of an advisory lock."""
    return int.from_bytes(sha256(f"shouwentai {name}".encode()).digest()[:8], "big", signed=True)


@functools.cache
def _marks(sql: str) -> bytes:
    """The same statement with the marks of psycopg; ours have no other use for `?`."""
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _driver() -> Any:
    try:
        import psycopg
    except ImportError:
        raise StorageError(
            "postgresql-not-installed",
            "本机没有安装 PostgreSQL 连接组件（psycopg），请按 docs/county.md 安装后再试。",
        ) from None
    return psycopg


def _url_wrong() -> RuleBroken:
    return RuleBroken(
        "store-url-wrong",
        "数据库地址写法不对，应为 postgresql://用户@主机:端口/数据库名；口令可写在 PGPASSFILE 所指的文件中。",
    )


def _check_server(connection: psycopg.Connection[Any]) -> None:
    """Refuse a server that would not keep what we give it as we give it."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StorageError(
            "server-encoding",
            f"数据库的字符编码是 {encoding}，应为 UTF8，没有使用。请由管理员用 ENCODING 'UTF8' 另建数据库。",
            encoding=encoding,
        )
    version = connection.info.server_version
    if version < OLDEST:
        raise StorageError(
            "server-too-old", "PostgreSQL 服务器版本过低，须为 13 或者更新版本，没有使用。", version=version
        )
