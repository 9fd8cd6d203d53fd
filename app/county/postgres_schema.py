"""The received tables in PostgreSQL, as numbered migrations that are never edited after a release.

Names and columns are those of `schema.py`; a test holds the two against each other. Text compares by code point
("C"), as in our own file, so that both give the same order. Lines are spread over partitions by their station.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from app.county import reports
from app.county.postgres import SCHEMA, PostgresTables, lock_key
from app.domain.errors import RuleBroken, StorageError

PARTITIONS = 16

_TEXT = 'text COLLATE "C" NOT NULL'


def _partitions(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TABLE {table}_{n} PARTITION OF {table} FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {n})"
        for n in range(PARTITIONS)
    )


def _append_only(table: str, parts: int = PARTITIONS) -> tuple[str, ...]:
    """Triggers that refuse to change or remove rows; partitions take over the first, not the second."""
    emptied = "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    return (
        f"CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        emptied.format(table),
        *(emptied.format(f"{table}_{n}") for n in range(parts)),
    )


_M0001_RECEIVED = (
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'the journal is append-only'; END$$""",
    f"CREATE TABLE stations (code {_TEXT} PRIMARY KEY, name {_TEXT}, card {_TEXT}, fingerprint {_TEXT},"
    f" paired_at {_TEXT}, revoked_at {_TEXT} DEFAULT '', revoked_for {_TEXT} DEFAULT '')",
    f"CREATE TABLE former_cards (code {_TEXT} REFERENCES stations (code), fingerprint {_TEXT}, card {_TEXT},"
    f" paired_at {_TEXT}, replaced_at {_TEXT}, how {_TEXT} CHECK (how IN ('succession', 'telephone')),"
    " PRIMARY KEY (code, fingerprint, replaced_at))",
    f"CREATE TABLE entries (station {_TEXT} REFERENCES stations (code), epoch bigint NOT NULL, seq bigint NOT NULL,"
    f" petition {_TEXT}, hash {_TEXT}, body bytea NOT NULL, package {_TEXT}, PRIMARY KEY (station, epoch, seq))"
    " PARTITION BY HASH (station)",
    *_partitions("entries"),
    "CREATE INDEX entries_petition ON entries (petition, station, epoch, seq)",
    *_append_only("entries"),
    f"CREATE TABLE folded (id {_TEXT} PRIMARY KEY, number {_TEXT}, station {_TEXT}, stage {_TEXT},"
    f" received_on {_TEXT}, state bytea NOT NULL) PARTITION BY HASH (id)",
    *_partitions("folded"),
    "CREATE INDEX folded_number ON folded (number)",
    f"CREATE TABLE packages (sha256 {_TEXT}, name {_TEXT}, station {_TEXT}, epoch bigint NOT NULL,"
    f" first bigint NOT NULL, last bigint NOT NULL, received_at {_TEXT}, PRIMARY KEY (station, sha256))"
    " PARTITION BY HASH (station)",
    *_partitions("packages"),
)

_M0002_REPORTS = (
    f"CREATE TABLE refusals (sha256 {_TEXT}, name {_TEXT}, station {_TEXT}, epoch bigint NOT NULL,"
    f" last bigint NOT NULL, code {_TEXT}, words {_TEXT}, facts {_TEXT}, at {_TEXT}, PRIMARY KEY (sha256, code))",
    *reports.definitions(lambda name: f"convert_from(state, 'UTF8')::jsonb ->> '{name}'"),
)
_M0003_DISPATCHES = (
    f"CREATE TABLE dispatches (recipient {_TEXT} REFERENCES stations (code), epoch bigint NOT NULL,"
    f" seq bigint NOT NULL, id {_TEXT} UNIQUE, hash {_TEXT}, body bytea NOT NULL, written_at {_TEXT}, file {_TEXT},"
    " PRIMARY KEY (recipient, epoch, seq))",
    f"CREATE TABLE dispatch_news (station {_TEXT}, epoch bigint NOT NULL, seq bigint NOT NULL, dispatch {_TEXT},"
    f" hash {_TEXT}, day {_TEXT}, how {_TEXT}, number {_TEXT}, note {_TEXT}, lost bigint NOT NULL,"
    " PRIMARY KEY (station, epoch, seq)) PARTITION BY HASH (station)",
    *_partitions("dispatch_news"),
    "CREATE INDEX dispatch_news_of ON dispatch_news (dispatch)",
)

_M0004_LEVELS = (
    f"ALTER TABLE stations ADD COLUMN through {_TEXT} DEFAULT ''",
    f"ALTER TABLE packages ADD COLUMN through {_TEXT} DEFAULT ''",
    f"CREATE TABLE custody (petition {_TEXT} PRIMARY KEY, station {_TEXT}, number {_TEXT}, giver {_TEXT},"
    f" holder {_TEXT}, awaited {_TEXT}, beside bigint NOT NULL)",
)

_M0005_ATTACHMENTS = (
    f"CREATE TABLE attachments (sha256 {_TEXT} PRIMARY KEY CHECK (length(sha256) = 64),"
    " size bigint NOT NULL CHECK (size > 0))",
    f"CREATE TABLE attachment_chunks (sha256 {_TEXT} REFERENCES attachments (sha256), n bigint NOT NULL CHECK (n >= 0),"
    " data bytea NOT NULL CHECK (length(data) > 0), PRIMARY KEY (sha256, n)) PARTITION BY HASH (sha256)",
    *_partitions("attachment_chunks"),
    "ALTER TABLE attachment_chunks ALTER COLUMN data SET STORAGE EXTERNAL",  # compressed already, most of them
    *_append_only("attachments", parts=0),
    *_append_only("attachment_chunks"),
    f"CREATE TABLE attached_below (station {_TEXT}, epoch bigint NOT NULL, seq bigint NOT NULL, sha256 {_TEXT},"
    " PRIMARY KEY (station, epoch, seq)) PARTITION BY HASH (station)",
    *_partitions("attached_below"),
    "CREATE INDEX attached_below_sha256 ON attached_below (sha256)",
)

_M0006_LINES_SENT_ON = (f"CREATE OR REPLACE {reports.LINES_THROUGH}",)

_M0007_LOOKS = (
    f"CREATE TABLE looks (seq bigint PRIMARY KEY CHECK (seq >= 1), day {_TEXT}, officer {_TEXT},"
    f" hash {_TEXT} CHECK (length(hash) = 64), body bytea NOT NULL)",
    f"CREATE TABLE looked_at (petition {_TEXT}, seq bigint NOT NULL REFERENCES looks (seq),"
    " PRIMARY KEY (petition, seq))",
    "CREATE INDEX looks_day ON looks (day)",
    *_append_only("looks", parts=0),
    *_append_only("looked_at", parts=0),
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _M0001_RECEIVED,
    _M0002_REPORTS,
    _M0003_DISPATCHES,
    _M0004_LEVELS,
    _M0005_ATTACHMENTS,
    _M0006_LINES_SENT_ON,
    _M0007_LOOKS,
)


class Identity(msgspec.Struct, frozen=True):
    """Whose tables these are: a random name made with the county's folder, and the county's code."""

    store: str
    code: str


def set_up(tables: PostgresTables, identity: Identity) -> None:
    """Make the tables of a new county; one transaction. What was set up and never used is taken over.

    Raises RuleBroken("store-occupied") when the database holds another county's lines.
    """
    with _alone(tables):
        if _version(tables):
            if tables.execute("SELECT count(*) FROM stations").fetchone()[0]:
                raise RuleBroken(
                    "store-occupied", "这个数据库中已有县级接收库的数据，不会覆盖。请管理员另建一个数据库。"
                )
            tables.execute("DELETE FROM identity")
        else:
            tables.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            tables.execute("CREATE TABLE schema_version (version integer NOT NULL)")
            tables.execute("INSERT INTO schema_version VALUES (0)")
            tables.execute(f"CREATE TABLE identity (store {_TEXT} PRIMARY KEY, code {_TEXT})")
        _migrate(tables)
        tables.execute("INSERT INTO identity (store, code) VALUES (?, ?)", (identity.store, identity.code))


def found(tables: PostgresTables) -> Identity | None:
    """Whose tables of this program's schema are there; None where there are none, or others."""
    if _version(tables) != len(MIGRATIONS):
        return None
    row = tables.execute("SELECT store, code FROM identity").fetchone()
    return Identity(*row) if row else None


def make_ready(tables: PostgresTables, identity: Identity, *, write: bool) -> None:
    """Hold the tables against the county and bring them up to this program's schema.

    Raises StorageError: database-foreign (no tables of ours), store-of-another, database-newer, database-older
    (read-only and not migrated yet). Nothing is changed then.
    """
    with tables.atomic():
        version = _version(tables)
        if not version:
            raise StorageError("database-foreign", "这个数据库中没有县级接收库的数据，请核对地址，或者从备份恢复。")
        if version > len(MIGRATIONS):
            raise StorageError(
                "database-newer",
                "数据库由更新版本的程序建立，本程序不能打开，没有任何改动。请先升级程序。",
                file_version=version,
                program_version=len(MIGRATIONS),
            )
        known = tables.execute("SELECT store, code FROM identity").fetchall()
    if known != [(identity.store, identity.code)]:
        raise StorageError(
            "store-of-another", "这个数据库属于另一个县级接收库，没有打开。请核对地址。", county=identity.code
        )
    if version == len(MIGRATIONS):
        return
    if not write:
        raise StorageError("database-older", "数据库须先升级：请用本程序以可写方式打开一次。", file_version=version)
    with _alone(tables):
        _migrate(tables)


@contextmanager
def _alone(tables: PostgresTables) -> Iterator[None]:
    """A transaction that changes the schema, one program at a time."""
    with tables.atomic():
        tables.execute("SELECT pg_advisory_xact_lock(?)", (lock_key("schema"),))
        yield


def _version(tables: PostgresTables) -> int:
    """How far the tables were migrated; 0 when they are not there."""
    if tables.execute("SELECT to_regclass(?)", (f"{SCHEMA}.schema_version",)).fetchone()[0] is None:
        return 0
    return int(tables.execute("SELECT version FROM schema_version").fetchone()[0])


def _migrate(tables: PostgresTables) -> None:
    """Every pending migration and the version, in the caller's transaction."""
    for statements in MIGRATIONS[_version(tables) :]:
        for statement in statements:
            tables.execute(statement)
    tables.execute("UPDATE schema_version SET version = ?", (len(MIGRATIONS),))
