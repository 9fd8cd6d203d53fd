"""The desk's tables, as numbered migrations that are never edited after a release."""

from __future__ import annotations

from app.storage import attachments, custody, dispatch_tables, found_by, listing, remembered
from app.storage.driver import Database, Migrations, OpenedDatabase

APPLICATION_ID = 0x53575431  # "SWT1"

migrations = Migrations("desk")

# The journal is the truth; everything below it can be rebuilt from it, except what has its own life: secrets,
# the packages that were sent and received.
_JOURNAL = """
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL CHECK (epoch >= 1),
    seq INTEGER NOT NULL CHECK (seq >= 1),
    petition TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    body BLOB NOT NULL,
    UNIQUE (station, epoch, seq)
) STRICT;
CREATE INDEX journal_petition ON journal (petition, id);
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

_PROJECTIONS = """
CREATE TABLE petitions (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    who TEXT NOT NULL,
    channel TEXT NOT NULL,
    category TEXT NOT NULL,
    stage TEXT NOT NULL,
    received_on TEXT NOT NULL,
    first_contact TEXT NOT NULL,
    office TEXT NOT NULL,
    handler TEXT NOT NULL,
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    state BLOB NOT NULL
) STRICT;
CREATE INDEX petitions_number ON petitions (number);
CREATE INDEX petitions_open ON petitions (row) WHERE closed = 0;
CREATE TABLE contacts (
    "on" TEXT NOT NULL,
    petition INTEGER NOT NULL REFERENCES petitions (row),
    n INTEGER NOT NULL,
    channel TEXT NOT NULL,
    head_count INTEGER NOT NULL,
    officer TEXT NOT NULL,
    PRIMARY KEY ("on", petition, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE numbers (
    station TEXT NOT NULL,
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (station, series, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE office (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    state BLOB NOT NULL
) STRICT;
CREATE TABLE peers (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    card TEXT NOT NULL,
    fingerprint TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (text, people, content = '', contentless_delete = 1, tokenize = 'unicode61');
CREATE VIRTUAL TABLE search_terms USING fts5vocab (search, 'row');
CREATE VIRTUAL TABLE search_places USING fts5vocab (search, 'instance');
"""

_OWN_LIFE = """
CREATE TABLE desk (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    keys BLOB NOT NULL,
    secret BLOB NOT NULL
) STRICT;
CREATE TABLE packages_sent (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_key TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    last_hash TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    made_at TEXT NOT NULL,
    folder TEXT NOT NULL,
    package BLOB NOT NULL
) STRICT;
CREATE TABLE packages_received (
    sha256 TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    sender TEXT NOT NULL,
    received_at TEXT NOT NULL,
    package BLOB NOT NULL
) STRICT;
CREATE TABLE acknowledgements (
    id INTEGER PRIMARY KEY,
    sender TEXT NOT NULL,
    sender_key TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    last INTEGER NOT NULL,
    last_hash TEXT NOT NULL,
    received_at TEXT NOT NULL,
    read_at TEXT NOT NULL
) STRICT;
"""


_LINKS = """
CREATE TABLE links (
    other TEXT NOT NULL,
    petition INTEGER NOT NULL REFERENCES petitions (row),
    n INTEGER NOT NULL,
    PRIMARY KEY (other, petition, n)
) STRICT, WITHOUT ROWID;
"""


_RECEPTIONS = """
CREATE TABLE reception_days (
    held_on TEXT NOT NULL,
    leader TEXT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (held_on, leader)
) STRICT, WITHOUT ROWID;
CREATE TABLE receptions (
    held_on TEXT NOT NULL,
    leader TEXT NOT NULL,
    petition INTEGER NOT NULL REFERENCES petitions (row),
    n INTEGER NOT NULL,
    PRIMARY KEY (held_on, leader, petition)
) STRICT, WITHOUT ROWID;
"""


_DENUNCIATIONS = """
CREATE TABLE denunciations (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    state BLOB NOT NULL
) STRICT;
CREATE INDEX denunciations_number ON denunciations (number);
"""

_ARRIVALS = """
CREATE TABLE arrivals (
    row INTEGER PRIMARY KEY,
    ref TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    petition TEXT NOT NULL,
    number TEXT NOT NULL,
    taken INTEGER NOT NULL CHECK (taken IN (0, 1)),
    state BLOB NOT NULL,
    UNIQUE (sender, epoch, seq)
) STRICT;
CREATE INDEX arrivals_waiting ON arrivals (row) WHERE taken = 0;
CREATE INDEX arrivals_petition ON arrivals (petition) WHERE petition <> '';
CREATE INDEX arrivals_number ON arrivals (number) WHERE number <> '';
"""


_FORMER_KEYS = """
CREATE TABLE former_keys (
    id INTEGER PRIMARY KEY,
    keys BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
"""


# With its own life too: what a person has not taken up yet is in no entry.
_STAGED = """
CREATE TABLE staged_matters (
    id INTEGER PRIMARY KEY,
    sheet TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    sheet_row INTEGER NOT NULL,
    sender TEXT NOT NULL,
    body_number TEXT NOT NULL,
    mark TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'set_aside')),
    staged_at TEXT NOT NULL,
    staged_by TEXT NOT NULL,
    settled_at TEXT NOT NULL,
    settled_by TEXT NOT NULL,
    number TEXT NOT NULL,
    reason TEXT NOT NULL,
    content BLOB
) STRICT;
CREATE INDEX staged_matters_mark ON staged_matters (mark);
CREATE INDEX staged_matters_number ON staged_matters (body_number) WHERE body_number <> '';
"""


# What came from the stations below, as the county keeps it; what came with petitions that were handed down; how far
# the lines from below were sent on, and how far ours are held further up. None of it can be rebuilt from the journal.
_BELOW = """
CREATE TABLE stations (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    card TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    paired_at TEXT NOT NULL,
    revoked_at TEXT NOT NULL DEFAULT '',
    revoked_for TEXT NOT NULL DEFAULT '',
    through TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE former_cards (
    code TEXT NOT NULL REFERENCES stations (code),
    fingerprint TEXT NOT NULL,
    card TEXT NOT NULL,
    paired_at TEXT NOT NULL,
    replaced_at TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('succession', 'telephone')),
    PRIMARY KEY (code, fingerprint, replaced_at)
) STRICT;
CREATE TABLE entries (
    station TEXT NOT NULL REFERENCES stations (code),
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    petition TEXT NOT NULL,
    hash TEXT NOT NULL,
    body BLOB NOT NULL,
    package TEXT NOT NULL,
    PRIMARY KEY (station, epoch, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_petition ON entries (petition, station, epoch, seq);
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entries_never_shrink BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TABLE folded (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    station TEXT NOT NULL,
    stage TEXT NOT NULL,
    received_on TEXT NOT NULL,
    state BLOB NOT NULL
) STRICT;
CREATE INDEX folded_number ON folded (number);
CREATE TABLE packages (
    sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    through TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE excerpts (
    petition TEXT NOT NULL,
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (petition, station, epoch, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE relays_acknowledged (
    id INTEGER PRIMARY KEY,
    sender TEXT NOT NULL,
    sender_key TEXT NOT NULL,
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    last INTEGER NOT NULL,
    last_hash TEXT NOT NULL,
    read_at TEXT NOT NULL
) STRICT;
CREATE TABLE held_above (
    id INTEGER PRIMARY KEY,
    sender_key TEXT NOT NULL,
    name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    last INTEGER NOT NULL,
    read_at TEXT NOT NULL
) STRICT;
"""


_REFUSALS = """
CREATE TABLE refusals (
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    words TEXT NOT NULL,
    at TEXT NOT NULL,
    seen_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (sha256, code)
) STRICT;
"""


@migrations()
def m0001_desk(db: Database) -> None:
    """Journal, projections, search index, keys, packages."""
    for script in (_JOURNAL, _PROJECTIONS, _OWN_LIFE):
        for statement in _statements(script):
            db.conn.execute(statement)


@migrations()
def m0002_links(db: Database) -> None:
    """Which petitions were linked to an earlier one, so that the page of the earlier one knows."""
    for statement in _statements(_LINKS):
        db.conn.execute(statement)


@migrations()
def m0003_receptions(db: Database) -> None:
    """The reception days of leaders, and which petitions were taken there."""
    for statement in _statements(_RECEPTIONS):
        db.conn.execute(statement)


@migrations()
def m0004_denunciations(db: Database) -> None:
    """Denunciations lie in a table of their own, which no list or search reads."""
    for statement in _statements(_DENUNCIATIONS):
        db.conn.execute(statement)


@migrations()
def m0005_attachments(db: Database) -> None:
    """The bytes of attachments, and which entries name them."""
    for statement in (*attachments.TABLES, *attachments.naming_table(attachments.OF_DESK)):
        db.conn.execute(statement)


@migrations()
def m0006_former_keys(db: Database) -> None:
    """The station's keys before these, and the entry that told the others of the next."""
    for statement in _statements(_FORMER_KEYS):
        db.conn.execute(statement)


@migrations()
def m0007_sent_files(db: Database) -> None:
    """Packages sent are kept as files in the folder `sent`; those of before stay in their rows.

    `kind` and `line` (the station, where it is another than ours) say what a package carried.
    """
    for column in (
        "kind TEXT NOT NULL DEFAULT 'entries'",
        "line TEXT NOT NULL DEFAULT ''",
        "kept TEXT NOT NULL DEFAULT ''",
    ):
        db.conn.execute(f"ALTER TABLE packages_sent ADD COLUMN {column}")


@migrations()
def m0008_staged_matters(db: Database) -> None:
    """Rows of sheets that came in, until a person takes them up."""
    for statement in _statements(_STAGED):
        db.conn.execute(statement)


@migrations()
def m0009_arrivals(db: Database) -> None:
    """What came down to the desk in packages, until it is taken up and after."""
    for statement in _statements(_ARRIVALS):
        db.conn.execute(statement)


@migrations()
def m0010_below(db: Database) -> None:
    """What came from the stations below, petitions that go from desk to desk, lines that are sent on."""
    for statement in (*_statements(_BELOW), *dispatch_tables.TABLES, custody.TABLE):
        db.conn.execute(statement)


@migrations()
def m0011_refusals(db: Database) -> None:
    """Files from a stick that were not taken in, and why."""
    for statement in _statements(_REFUSALS):
        db.conn.execute(statement)


@migrations()
def m0012_attached_below(db: Database) -> None:
    """Which entries from the stations below name an attachment."""
    for statement in attachments.naming_table(attachments.OF_BELOW):
        db.conn.execute(statement)


@migrations()
def m0013_former_peers(db: Database) -> None:
    """The superior's cards before the one of now, each of which vouched for the next."""
    db.conn.execute(
        "CREATE TABLE former_peers (code TEXT NOT NULL, n INTEGER NOT NULL, card TEXT NOT NULL, PRIMARY KEY (code, n))"
        " STRICT"
    )


@migrations()
def m0014_remembered(db: Database) -> None:
    """What the windows keep for an officer: half-filled forms, saved views, set phrases."""
    db.conn.execute(remembered.TABLE)


@migrations()
def m0015_answers_in_order(db: Database) -> None:
    """When an acknowledgement was made, and which rows belong to one: the newest says what a superior holds."""
    db.conn.execute("ALTER TABLE acknowledgements ADD COLUMN made_at TEXT NOT NULL DEFAULT ''")
    for table in ("relays_acknowledged", "held_above"):
        db.conn.execute(f"ALTER TABLE {table} ADD COLUMN answer INTEGER NOT NULL DEFAULT 0")
        db.conn.execute(f"UPDATE {table} SET answer = (SELECT coalesce(max(id), 0) FROM acknowledgements)")


@migrations()
def m0016_listing(db: Database) -> None:
    """What the list and the duties are read from; everything that is here has to be read into it once."""
    for statement in (*listing.SCHEMA, *listing.TRIGGERS):
        db.conn.execute(statement)
    db.conn.execute("INSERT INTO listing_changed SELECT row FROM petitions")


@migrations()
def m0017_terms(db: Database) -> None:
    """Names in pinyin, last digits of telephone numbers, several numbers in a field: every petition is read anew."""
    found_by.index_anew(db, db.told if isinstance(db, OpenedDatabase) else None)


def _statements(script: str) -> list[str]:
    """The statements of a script one by one: executescript() would commit the migration's transaction."""
    found: list[str] = []
    rest = ""
    for part in script.split(";"):
        rest += part + ";"
        if "CREATE TRIGGER" not in rest or rest.rstrip().endswith("END;"):
            found.append(rest.strip())
            rest = ""
    return [statement for statement in found if statement.strip("; \n")]
