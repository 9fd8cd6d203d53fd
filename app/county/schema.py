"""The county's tables: every station's line as it came, and the petitions folded from it. Plain SQL on purpose."""

from __future__ import annotations

from app.county import reports
from app.county.carried import ATTACHED
from app.security.vault import VaultKind
from app.storage import attachments, custody, dispatch_tables, look_log
from app.storage.driver import Database, Migrations

APPLICATION_ID = 0x53574331  # "SWC1"

OF_THE_VAULT = (
    "county",
    "elsewhere",
    "former_keys",
    "_sqlite_migrations",
)  # tables of the file alone, wherever lines lie
migrations = Migrations("county")
PROGRAM = "首问台（县级）"  # who holds the lock of the folder
COUNTY = VaultKind("县级接收库", "county.db", "county.key", APPLICATION_ID, migrations)

_TABLES = (
    """CREATE TABLE county (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        keys BLOB NOT NULL,
        made_on TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE stations (
        code TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        card TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        paired_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE entries (
        station TEXT NOT NULL REFERENCES stations (code),
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        petition TEXT NOT NULL,
        hash TEXT NOT NULL,
        body BLOB NOT NULL,
        package TEXT NOT NULL,
        PRIMARY KEY (station, epoch, seq)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX entries_petition ON entries (petition, station, epoch, seq)",
    """CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER entries_never_shrink BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE petitions (
        id TEXT PRIMARY KEY,
        number TEXT NOT NULL,
        station TEXT NOT NULL,
        stage TEXT NOT NULL,
        received_on TEXT NOT NULL,
        state BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX petitions_number ON petitions (number)",
    """CREATE TABLE packages (
        sha256 TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        station TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        received_at TEXT NOT NULL
    ) STRICT""",
)


@migrations()
def m0001_county(db: Database) -> None:
    """Stations, their lines, petitions, packages."""
    for statement in _TABLES:
        db.conn.execute(statement)


@migrations()
def m0002_folded(db: Database) -> None:
    """Petitions folded from entries are named for what they are, as a township names them beside its own."""
    db.conn.execute("ALTER TABLE petitions RENAME TO folded")


@migrations()
def m0003_keys(db: Database) -> None:
    """Key cards that were replaced or revoked, and the county's own keys before these."""
    db.conn.execute("ALTER TABLE stations ADD COLUMN revoked_at TEXT NOT NULL DEFAULT ''")
    db.conn.execute("ALTER TABLE stations ADD COLUMN revoked_for TEXT NOT NULL DEFAULT ''")
    db.conn.execute(
        """CREATE TABLE former_cards (
            code TEXT NOT NULL REFERENCES stations (code),
            fingerprint TEXT NOT NULL,
            card TEXT NOT NULL,
            paired_at TEXT NOT NULL,
            replaced_at TEXT NOT NULL,
            how TEXT NOT NULL CHECK (how IN ('succession', 'telephone')),
            PRIMARY KEY (code, fingerprint, replaced_at)
        ) STRICT"""
    )


@migrations()
def m0004_elsewhere(db: Database) -> None:
    """Where the received lines lie when not in this file: the database's address, and the name of the tables there."""
    db.conn.execute(
        """CREATE TABLE elsewhere (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            url TEXT NOT NULL,
            store TEXT NOT NULL
        ) STRICT"""
    )


@migrations()
def m0005_reports(db: Database) -> None:
    """Packages that were refused, and the views for reports."""
    db.conn.execute(
        """CREATE TABLE refusals (
            sha256 TEXT NOT NULL,
            name TEXT NOT NULL,
            station TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            last INTEGER NOT NULL,
            code TEXT NOT NULL,
            words TEXT NOT NULL,
            facts TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (sha256, code)
        ) STRICT"""
    )
    for statement in reports.definitions(lambda name: f"json_extract(CAST(state AS TEXT), '$.{name}')"):
        db.conn.execute(statement)


@migrations()
def m0006_dispatches(db: Database) -> None:
    """What the county sends down, and what the desks' entries say of it; the epoch of its numbers."""
    db.conn.execute("ALTER TABLE county ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1")
    for statement in dispatch_tables.TABLES:
        db.conn.execute(statement)


@migrations()
def m0007_levels(db: Database) -> None:
    """Lines that a township sent on, and who holds the petitions that go from desk to desk."""
    for table in ("stations", "packages"):
        db.conn.execute(f"ALTER TABLE {table} ADD COLUMN through TEXT NOT NULL DEFAULT ''")
    db.conn.execute(custody.TABLE)


@migrations()
def m0008_attachments(db: Database) -> None:
    """The bytes of attachments, and which received entries name them."""
    for statement in (*attachments.TABLES, *attachments.naming_table(ATTACHED)):
        db.conn.execute(statement)


@migrations()
def m0009_lines_sent_on(db: Database) -> None:
    """The view of the lines tells which were sent on by a township."""
    db.conn.execute("DROP VIEW report_lines")
    db.conn.execute(f"CREATE {reports.LINES_THROUGH}")


@migrations()
def m0010_former_keys(db: Database) -> None:
    """The county's own keys before these, each with the succession that it signed. Always in this file."""
    db.conn.execute(
        """CREATE TABLE former_keys (
            id INTEGER PRIMARY KEY,
            keys BLOB NOT NULL,
            made_at TEXT NOT NULL,
            replaced_at TEXT NOT NULL,
            reason TEXT NOT NULL,
            succession TEXT NOT NULL
        ) STRICT"""
    )


@migrations()
def m0011_looks(db: Database) -> None:
    """Who looked at a petition's persons in full, and what for."""
    look_log.make_tables(db)
