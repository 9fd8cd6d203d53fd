"""The journal table: append, read, and check the chain of every station's line."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from hashlib import sha256

import msgspec

from app.domain.entries import GENESIS, Entry, body_of, hash_of, read_body, tail_of
from app.domain.errors import StorageError
from app.domain.steps.table import read_entry
from app.storage.driver import Database

AT_ONCE = 2_000  # entries
_PLACED = (
    "SELECT j.station, j.epoch, j.seq, j.hash, j.petition, coalesce(p.number, ''), j.body"
    " FROM journal j LEFT JOIN petitions p ON p.id = j.petition"
)
_NEWEST = "ORDER BY j.id DESC"


class Head(msgspec.Struct, frozen=True):
    """The end of one station's line: highest seq, its hash, when it was written. seq 0 = no entry yet."""

    seq: int = 0
    hash: str = GENESIS
    at: str = ""


class Line(msgspec.Struct, frozen=True):
    """One entry as it is kept: its place in this store, its hash and its canonical bytes."""

    seq: int
    hash: str
    body: bytes


class Placed(msgspec.Struct, frozen=True):
    """One entry as it is kept, by its place in its line; `number` is the petition's, "" for the desk's own entries and
    for those of denunciations."""

    station: str
    epoch: int
    seq: int
    hash: str
    petition: str
    number: str
    body: bytes


class Chained(msgspec.Struct, frozen=True):
    """What checking the chain found: how many entries in which lines, and each line's head."""

    entries: int
    lines: dict[str, Head]  # "station/epoch" -> head


class Journal:
    """Reads and appends. Nothing here changes or removes a line; the table's triggers would refuse it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def head(self, station: str, epoch: int) -> Head:
        """The end of one line."""
        found = self._db.conn.execute(
            "SELECT seq, hash, body FROM journal WHERE station = ? AND epoch = ? ORDER BY seq DESC LIMIT 1",
            (station, epoch),
        ).fetchone()
        return Head(found[0], found[1], read_body(found[2]).at) if found else Head()

    def append(self, entry: Entry) -> str:
        """Write one entry and return its hash. The caller holds the transaction."""
        body = body_of(entry)
        digest = hash_of(body)
        self._db.conn.execute(
            "INSERT INTO journal (station, epoch, seq, petition, hash, body) VALUES (?, ?, ?, ?, ?, ?)",
            (entry.station, entry.epoch, entry.seq, entry.petition, digest, body),
        )
        return digest

    def entries(self, petition: str | None = None) -> Iterator[Entry]:
        """Every entry of one petition, of the desk itself (""), or of the whole journal (None)."""
        return map(read_entry, self.bodies(petition))

    def bodies(self, petition: str | None = None) -> Iterator[bytes]:
        """The same as they were written: what is encoded again may have fields that were added since."""
        if petition is None:
            rows = self._db.conn.execute("SELECT body FROM journal ORDER BY id")
        else:
            rows = self._db.conn.execute("SELECT body FROM journal WHERE petition = ? ORDER BY id", (petition,))
        for (body,) in rows:
            yield body

    def count(self, petition: str | None = None) -> int:
        """How many entries there are of one petition, or in all: none was ever taken out."""
        if petition is None:
            return int(self._db.conn.execute("SELECT coalesce(max(id), 0) FROM journal").fetchone()[0])
        return int(self._db.conn.execute("SELECT count(*) FROM journal WHERE petition = ?", (petition,)).fetchone()[0])

    def page(self, petition: str | None, offset: int, limit: int) -> list[Placed]:
        """Some entries of one petition, or of all, the newest first."""
        if petition is None:
            last = self.count() - offset
            rows = self._db.conn.execute(f"{_PLACED} WHERE j.id BETWEEN ? AND ? {_NEWEST}", (last - limit + 1, last))
        else:
            rows = self._db.conn.execute(
                f"{_PLACED} WHERE j.petition = ? {_NEWEST} LIMIT ? OFFSET ?", (petition, limit, offset)
            )
        return [Placed(*row) for row in rows]

    def placed(self, station: str, epoch: int, seq: int) -> Placed | None:
        """One entry by its place, None where there is none."""
        found = self._db.conn.execute(
            f"{_PLACED} WHERE j.station = ? AND j.epoch = ? AND j.seq = ?", (station, epoch, seq)
        ).fetchone()
        return Placed(*found) if found else None

    def of_kinds(self, kinds: frozenset[str]) -> Iterator[Entry]:
        """The entries of some kinds, the others not even taken apart."""
        return (read_entry(body) for body in self.bodies() if read_body(body).kind in kinds)

    def of_desk(self, kind: str) -> Iterator[Entry]:
        """The entries of one kind that are about the desk itself, the newest first."""
        wanted = f'"kind":"{kind}"'.encode()
        rows = self._db.conn.execute(
            "SELECT body FROM journal WHERE petition = '' AND instr(body, ?) > 0 ORDER BY id DESC", (wanted,)
        )
        return (read_entry(body) for (body,) in rows)

    def lines(self, station: str, epoch: int, after: int) -> list[Line]:
        """One station's entries with seq above `after`, in order."""
        rows = self._db.conn.execute(
            "SELECT seq, hash, body FROM journal WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq",
            (station, epoch, after),
        )
        return [Line(*row) for row in rows]

    def batches(self, station: str, epoch: int, after: int) -> Iterator[list[tuple[int, str, bytes]]]:
        """The same as (seq, hash, body), some thousands in memory at a time; the caller may write in between."""
        while found := self._db.conn.execute(
            "SELECT seq, hash, body FROM journal WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq LIMIT ?",
            (station, epoch, after, AT_ONCE),
        ).fetchall():
            yield found
            after = found[-1][0]

    def last_on(self, station: str, epoch: int, day: dt.date) -> int:
        """The highest seq of a line that was written on or before a day, 0 where nothing was.

        `at` never runs backwards within a line, so a few looks find it in any number of entries.
        """
        places = range(1, self.head(station, epoch).seq + 1)
        return bisect_right(places, day.isoformat(), key=lambda seq: self._day_of(station, epoch, seq))

    def _day_of(self, station: str, epoch: int, seq: int) -> str:
        """The local day on which an entry was written, from the head of its body."""
        found = self._db.conn.execute(
            "SELECT body FROM journal WHERE station = ? AND epoch = ? AND seq = ?", (station, epoch, seq)
        ).fetchone()
        if found is None:
            raise _damaged(station, epoch, seq, b"", whole=False)
        return read_body(found[0]).at[:10]

    def epochs(self, station: str) -> list[int]:
        """The epochs of a station that have entries, the oldest first."""
        rows = self._db.conn.execute("SELECT DISTINCT epoch FROM journal WHERE station = ? ORDER BY epoch", (station,))
        return [epoch for (epoch,) in rows]

    def place_of(self, station: str, digest: str) -> tuple[int, int] | None:
        """(epoch, seq) of the entry with this hash, None where there is none; reads the whole line of hashes."""
        found = self._db.conn.execute(
            "SELECT epoch, seq FROM journal WHERE station = ? AND hash = ?", (station, digest)
        ).fetchone()
        return (found[0], found[1]) if found else None

    def hash_at(self, station: str, epoch: int, seq: int) -> str | None:
        """The hash of one entry, None when it is not here."""
        found = self._db.conn.execute(
            "SELECT hash FROM journal WHERE station = ? AND epoch = ? AND seq = ?", (station, epoch, seq)
        ).fetchone()
        return found[0] if found else None

    def verify(self) -> Chained:
        """Check every line: hashes, links, no gap, columns as in the body.

        Raises StorageError("journal-damaged") naming the first place that does not hold.
        """
        return check_chain(
            self._db.conn.execute("SELECT station, epoch, seq, petition, hash, body FROM journal ORDER BY id")
        )


def check_chain(rows: Iterable[tuple[str, int, int, str, str, bytes]]) -> Chained:
    """Check rows of (station, epoch, seq, petition, hash, body), each line's in the order of its seq."""
    heads: dict[tuple[str, int], tuple[int, str, bytes]] = {}
    line: tuple[str, int] | None = None
    at, previous, last, opening = 0, GENESIS, b"", b""
    count = 0
    for station, epoch, seq, petition, digest, body in rows:
        if (station, epoch) != line:
            if line is not None:
                heads[line] = (at, previous, last)
            line = (station, epoch)
            at, previous, last = heads.get(line, (0, GENESIS, b""))
            opening = b'","epoch":%d,' % epoch
        at += 1
        if (
            seq != at
            or not body.endswith(tail_of(petition, previous, seq, station))
            or not body.startswith(opening, _AFTER_AT)
            or sha256(body).hexdigest() != digest
        ):
            raise _damaged(station, epoch, seq, body, whole=sha256(body).hexdigest() == digest)
        previous, last = digest, body
        count += 1
    if line is not None:
        heads[line] = (at, previous, last)
    return Chained(count, {f"{name}/{epoch}": _head(*found) for (name, epoch), found in heads.items()})


_AFTER_AT = len('{"at":"2026-11-21T09:30:00+08:00')


def _head(seq: int, digest: str, body: bytes) -> Head:
    return Head(seq, digest, read_body(body).at)


def _damaged(station: str, epoch: int, seq: int, body: bytes, *, whole: bool) -> StorageError:
    try:
        read_body(body)
    except StorageError as error:
        if whole and error.code == "entry-newer":  # told as such, not as damage
            return error
    return StorageError(
        "journal-damaged",
        f"台账校验未通过：{station} 第 {seq} 号记载与链条不符，台账可能被改动。请保留现状并联系管理员，从备份核对。",
        station=station,
        epoch=epoch,
        seq=seq,
    )
