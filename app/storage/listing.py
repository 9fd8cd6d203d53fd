"""What the list of petitions is read from: for each value of each field the rows that have it, as bits.

It is no projection of the journal alone: duties hang on the calendar and the day. It is kept so that a list of a
million answers at once, is made anew row by row where a trigger says that something has changed, and is never truth:
what is shown of a petition is read from the petition.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from app.domain.deadlines import Deadline
from app.domain.listing import EVERY, Selection, due_of, listed_by, place_in_order, right_until, wanted
from app.domain.petition import Petition
from app.storage import duties
from app.storage.bits import Bits, both, count, either, packed, place_of, rows_of, unpacked
from app.storage.driver import Database
from app.storage.rows import read_state

# The order in which it is told whether two of them are alike.
TABLES = {
    "listing_bits": "SELECT v.field, v.value, b.block, b.bits FROM listing_bits b"
    " JOIN listing_values v ON v.id = b.value ORDER BY 1, 2, 3",
    "listing_values": "SELECT field, value, count FROM listing_values WHERE count > 0 ORDER BY 1, 2",
    "duties": "SELECT * FROM duties ORDER BY petition, n, whose",
}
SCHEMA = (
    "CREATE TABLE listing_values (id INTEGER PRIMARY KEY, field TEXT NOT NULL, value TEXT NOT NULL,"
    " count INTEGER NOT NULL DEFAULT 0, UNIQUE (field, value)) STRICT",
    "CREATE TABLE listing_bits (id INTEGER PRIMARY KEY, value INTEGER NOT NULL, block INTEGER NOT NULL,"
    " bits BLOB NOT NULL, UNIQUE (value, block)) STRICT",
    "CREATE INDEX listing_bits_block ON listing_bits (block)",
    "CREATE TABLE listing_changed (petition INTEGER PRIMARY KEY) STRICT",
    "CREATE TABLE listing_until (petition INTEGER PRIMARY KEY, day TEXT NOT NULL) STRICT",
    "CREATE INDEX listing_until_day ON listing_until (day)",
    "CREATE TABLE listing_made (only INTEGER PRIMARY KEY CHECK (only = 1), basis TEXT NOT NULL, day TEXT NOT NULL)"
    " STRICT",
    *duties.SCHEMA,
)
NOTED = "INSERT OR IGNORE INTO listing_changed VALUES"
TRIGGERS = (
    f"CREATE TRIGGER listing_hears_new AFTER INSERT ON petitions BEGIN {NOTED} (new.row); END",
    f"CREATE TRIGGER listing_hears_gone AFTER DELETE ON petitions BEGIN {NOTED} (old.row); END",
    f"CREATE TRIGGER listing_hears_changed AFTER UPDATE ON petitions BEGIN {NOTED} (old.row), (new.row); END",
)
SLICE = 2000  # petitions that are read anew in one transaction
MOST_ASKED = 500  # rows in one statement
A_FEW = 20  # values of a field that are read one by one
MOST_HELD = 30_000  # blocks of bits kept in memory, of 1 KB at most

Clocks = Callable[[Petition], tuple[Deadline, ...]]
Told = Callable[[int, int], None]


class Value(msgspec.Struct, frozen=True):
    """One value of a field, and how many petitions have it."""

    id: int
    value: str
    count: int


class Ordered:
    """The rows of a selection in their order; any part of it without those before it."""

    def __init__(self, parts: Iterable[Bits], *, descending: bool) -> None:
        self._parts = [(size, part) for part in parts if (size := count(part))]
        self._descending = descending

    def __len__(self) -> int:
        return sum(size for size, _part in self._parts)

    def rows(self, offset: int, limit: int) -> list[int]:
        """`limit` rows from a place on."""
        found: list[int] = []
        for size, part in self._parts:
            if offset >= size:
                offset -= size
                continue
            found += rows_of(part, offset, limit - len(found), descending=self._descending)
            if len(found) >= limit:
                break
            offset = 0
        return found


class Listing:
    """The kept bits of the petitions in `db`. `kept` is where they lie: in the same database, or in one in memory where
    nothing may be written."""

    def __init__(self, db: Database, kept: Database | None = None) -> None:
        self._db = db
        self._kept = kept or db
        self._held: dict[int, Bits] = {}
        self._blocks = 0
        self._ids: dict[tuple[str, str], int] = {}
        self._version = 0  # of what others wrote

    @classmethod
    def in_memory(cls, db: Database) -> Listing:
        """One that knows nothing yet: everything has to be read."""
        kept = Database(memory=True, execute_plugins=False)
        for statement in SCHEMA:
            kept.conn.execute(statement)
        rows = db.conn.execute("SELECT row FROM petitions").fetchall()
        with kept.atomic():
            kept.conn.executemany("INSERT INTO listing_changed VALUES (?)", rows)
        return cls(db, kept)

    @property
    def duties(self) -> duties.Duties:
        """The duties that were found on the way."""
        return duties.Duties(self._kept)

    def behind(self, today: dt.date, basis: str) -> int:
        """How many petitions have to be read anew before it says what holds today, those that changed and those whose
        clocks did; some may be counted twice."""
        changed = int(self._kept.conn.execute("SELECT count(*) FROM listing_changed").fetchone()[0])
        return changed + len(self._moved(today, basis))

    def is_current(self, today: dt.date, basis: str) -> bool:
        """Whether nothing has to be read anew. What another program wrote meanwhile is not held any more."""
        (version,) = self._kept.conn.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._forget()
        if self._made() != (basis, today.isoformat()):
            return False
        return self._kept.conn.execute("SELECT 1 FROM listing_changed LIMIT 1").fetchone() is None

    def catch_up(self, clocks: Clocks, today: dt.date, basis: str, told: Told | None = None) -> None:
        """Read what has changed. `basis` stands for calendar, periods and program: another one counts every clock anew.

        The tables can be made again at any time, so no commit here waits for the disk.
        """
        self._mark(today, basis)
        total, done = self.behind(today, basis), 0
        while rows := self._changed(SLICE):
            self._ids.clear()  # what an undone slice gave out is not there
            with self._held_true(), self._quickly():
                for block, some in itertools.groupby(rows, key=lambda row: place_of(row)[0]):
                    self._read(block, list(some), clocks, today)
                for part in _parts(rows):
                    self._kept.conn.execute(f"DELETE FROM listing_changed WHERE petition IN ({_marks(part)})", part)
            done += len(rows)
            if told:
                told(min(done, total), total)

    def values(self, field: str) -> list[Value]:
        """Every value that a petition has in a field."""
        rows = self._kept.conn.execute(
            "SELECT id, value, count FROM listing_values WHERE field = ? AND count > 0", (field,)
        )
        return [Value(*row) for row in rows]

    def rows_with(self, field: str, meant: Callable[[str], bool]) -> Bits:
        """The rows with one of the values that are meant."""
        return either([self._bits(one.id) for one in self.values(field) if meant(one.value)])

    def chosen(self, selection: Selection, today: dt.date, within: Bits | None = None) -> Bits:
        """The rows of a selection, of those in `within` where that is said; its words are not looked at."""
        found = self.rows_with(EVERY, lambda _value: True) if within is None else within
        for fields, meant in wanted(selection, today):
            found = both(found, either([self.rows_with(field, meant) for field in fields]))
        return found

    def ordered(self, rows: Bits, order: str, *, descending: bool) -> Ordered:
        """These rows in an order; of equals the first registered first, or all of it turned round."""
        if order == "number":
            return Ordered([rows], descending=descending)
        values = sorted(self.values(order), key=lambda one: place_in_order(order, one.value), reverse=descending)
        self._hold(order)
        return Ordered((both(rows, self._bits(one.id)) for one in values), descending=descending)

    def petitions(self, rows: Sequence[int]) -> list[Petition]:
        """The petitions of these rows, in the same order."""
        found = {row: petition for row, _closed, petition in self._petitions(rows)}
        return [found[row] for row in rows]

    def differs(self, other: Listing) -> str:
        """The table in which it says something else than another listing of the same petitions, "" for none."""
        for table, statement in TABLES.items():
            ours, theirs = self._kept.conn.execute(statement), other._kept.conn.execute(statement)
            if any(one != two for one, two in itertools.zip_longest(ours, theirs)):
                return table
        return ""

    def doubt(self) -> None:
        """Read everything anew the next time."""
        with self._kept.atomic():
            for table in ("listing_bits", "listing_values", "listing_until", "duties"):
                self._kept.conn.execute(f"DELETE FROM {table}")
            self._kept.conn.execute("INSERT OR IGNORE INTO listing_changed SELECT row FROM petitions")

    def _made(self) -> tuple[str, str]:
        found = self._kept.conn.execute("SELECT basis, day FROM listing_made").fetchone()
        return (found[0], found[1]) if found else ("", "")

    def _mark(self, today: dt.date, basis: str) -> None:
        """Note what is to be counted anew because of the day, or because of another basis."""
        if self._made() == (basis, today.isoformat()):
            return
        conn, rows = self._kept.conn, self._moved(today, basis)
        with self._quickly():
            conn.executemany(f"{NOTED} (?)", rows)
            conn.execute("INSERT OR REPLACE INTO listing_made VALUES (1, ?, ?)", (basis, today.isoformat()))

    def _moved(self, today: dt.date, basis: str) -> list[tuple[int]]:
        """The rows whose clocks stand otherwise on this day, or are counted by something else now."""
        known, day = self._made()
        if (known, day) == (basis, today.isoformat()):
            return []
        if known == basis and day < today.isoformat():
            statement = "SELECT petition FROM listing_until WHERE day < ?"
            return list(self._kept.conn.execute(statement, (today.isoformat(),)))
        return list(self._db.conn.execute("SELECT row FROM petitions WHERE closed = 0"))

    @contextlib.contextmanager
    def _held_true(self) -> Iterator[None]:
        """What is held in memory follows what is written; where that is undone nothing is held."""
        try:
            yield
        except BaseException:
            self._forget()
            raise

    def _forget(self) -> None:
        """Hold nothing in memory."""
        self._held.clear()
        self._blocks = 0

    def _changed(self, most: int) -> list[int]:
        rows = self._kept.conn.execute("SELECT petition FROM listing_changed ORDER BY petition LIMIT ?", (most,))
        return [row for (row,) in rows]

    @contextlib.contextmanager
    def _quickly(self) -> Iterator[None]:
        """One transaction whose end does not wait for the disk; those of others do again afterwards."""
        conn = self._kept.conn
        if conn.in_transaction:
            with self._kept.atomic():
                yield
            return
        conn.execute("PRAGMA synchronous = NORMAL")
        try:
            with self._kept.atomic():
                yield
        finally:
            conn.execute("PRAGMA synchronous = FULL")

    def _read(self, block: int, rows: list[int], clocks: Clocks, today: dt.date) -> None:
        """Put some rows of a block where they belong now."""
        conn = self._kept.conn
        kept = dict(conn.execute("SELECT value, bits FROM listing_bits WHERE block = ?", (block,)).fetchall())
        was = {value: unpacked(bits) for value, bits in kept.items()}
        gone = ~sum(1 << place_of(row)[1] for row in rows)
        now = {value: bits & gone for value, bits in was.items()}
        self.duties.forget(rows)
        for part in _parts(rows):
            conn.execute(f"DELETE FROM listing_until WHERE petition IN ({_marks(part)})", part)
        lines: list[duties.Line] = []
        days: list[tuple[int, str]] = []
        for row, closed, petition in self._petitions(rows):
            due = () if closed else due_of(petition, clocks(petition))
            for field, value in listed_by(petition, due, today).items():
                known = self._value(field, value)
                now[known] = now.get(known, 0) | 1 << place_of(row)[1]
            if not closed:
                lines += duties.lines(row, petition, due, today)
            if until := right_until(petition, due, today):
                days.append((row, until.isoformat()))
        self.duties.keep(lines)
        conn.executemany("INSERT INTO listing_until VALUES (?, ?)", days)
        for value, bits in now.items():
            if bits != was.get(value, 0):
                self._write(value, block, was.get(value, 0), bits)

    def _write(self, value: int, block: int, was: int, bits: int) -> None:
        conn = self._kept.conn
        if bits:
            conn.execute(
                "INSERT INTO listing_bits (value, block, bits) VALUES (?, ?, ?)"
                " ON CONFLICT (value, block) DO UPDATE SET bits = excluded.bits",
                (value, block, packed(bits)),
            )
        else:
            conn.execute("DELETE FROM listing_bits WHERE value = ? AND block = ?", (value, block))
        if value in self._held:
            held = self._held[value]
            held[block] = bits
            if not bits:
                del held[block]
        change = bits.bit_count() - was.bit_count()
        conn.execute("UPDATE listing_values SET count = count + ? WHERE id = ?", (change, value))

    def _value(self, field: str, value: str) -> int:
        if (field, value) not in self._ids:
            self._ids[field, value] = self._find_value(field, value)
        return self._ids[field, value]

    def _find_value(self, field: str, value: str) -> int:
        conn = self._kept.conn
        asked = ("SELECT id FROM listing_values WHERE field = ? AND value = ?", (field, value))
        found = conn.execute(*asked).fetchone()
        if found is None:
            conn.execute("INSERT INTO listing_values (field, value) VALUES (?, ?)", (field, value))
            found = conn.execute(*asked).fetchone()
        return int(found[0])

    def _petitions(self, rows: Sequence[int]) -> Iterator[tuple[int, bool, Petition]]:
        for part in _parts(rows):
            statement = f"SELECT row, closed, state FROM petitions WHERE row IN ({_marks(part)})"
            for row, closed, state in self._db.conn.execute(statement, part):
                yield row, bool(closed), read_state(state)

    def _bits(self, value: int) -> Bits:
        """The rows with a value."""
        if value not in self._held:
            rows = self._kept.conn.execute("SELECT block, bits FROM listing_bits WHERE value = ?", (value,))
            self._keep(value, {block: unpacked(bits) for block, bits in rows})
        return self._held[value]

    def _hold(self, field: str) -> None:
        """Read the bits of every value of a field in one go."""
        if sum(one.id not in self._held for one in self.values(field)) <= A_FEW:
            return
        rows = self._kept.conn.execute(
            "SELECT b.value, b.block, b.bits FROM listing_values v JOIN listing_bits b ON b.value = v.id"
            " WHERE v.field = ?",
            (field,),
        )
        found: dict[int, Bits] = {}
        for value, block, bits in rows:
            found.setdefault(value, {})[block] = unpacked(bits)
        for value, held in found.items():
            self._keep(value, held)

    def _keep(self, value: int, bits: Bits) -> None:
        if self._blocks > MOST_HELD:
            self._forget()
        self._held[value] = bits
        self._blocks += len(bits)


def _parts(rows: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """As many rows at a time as one statement asks for."""
    for at in range(0, len(rows), MOST_ASKED):
        yield tuple(rows[at : at + MOST_ASKED])


def _marks(part: Sequence[int]) -> str:
    return ", ".join("?" * len(part))
