"""The journal table: append, read, and check the chain of every station's line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from app.domain.entries import GENESIS, Body, Entry, body_of, hash_of, read_body
from app.domain.errors import StorageError
from app.domain.steps.table import read_entry
from app.storage.driver import Database


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
        """Every entry of one petition, of the desk itself (""), or of the whole journal (None), as written."""
        if petition is None:
            rows = self._db.conn.execute("SELECT body FROM journal ORDER BY id")
        else:
            rows = self._db.conn.execute("SELECT body FROM journal WHERE petition = ? ORDER BY id", (petition,))
        for (body,) in rows:
            yield read_entry(body)

    def lines(self, station: str, epoch: int, after: int) -> list[Line]:
        """One station's entries with seq above `after`, in order."""
        rows = self._db.conn.execute(
            "SELECT seq, hash, body FROM journal WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq",
            (station, epoch, after),
        )
        return [Line(*row) for row in rows]

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
        rows = self._db.conn.execute(
            "SELECT station, epoch, seq, petition, hash, body FROM journal ORDER BY station, epoch, seq"
        )
        return check_chain(rows)


def check_chain(rows: Iterator[tuple[Any, ...]]) -> Chained:
    """Check rows of (station, epoch, seq, petition, hash, body), sorted by line and seq."""
    lines: dict[str, Head] = {}
    line: tuple[str, int] | None = None
    seq, previous, at, count = 0, GENESIS, "", 0
    for station, epoch, number, petition, digest, body in rows:
        if (station, epoch) != line:
            _close(lines, line, seq, previous, at)
            line, seq, previous, at = (station, epoch), 0, GENESIS, ""
        seq += 1
        header = _read(body) if hash_of(body) == digest else None
        if (
            header is None
            or header.prev != previous
            or number != seq
            or header.seq != seq
            or header.station != station
            or header.epoch != epoch
            or header.petition != petition
        ):
            raise StorageError(
                "journal-damaged",
                f"台账校验未通过：{station} 第 {number} 号记载与链条不符，台账可能被改动。"
                "请保留现状并联系管理员，从备份核对。",
                station=station,
                epoch=epoch,
                seq=number,
            )
        previous, at = digest, header.at
        count += 1
    _close(lines, line, seq, previous, at)
    return Chained(count, lines)


def _read(body: bytes) -> Body | None:
    """The body taken apart, None when it can't be: its place is told then, not what is wrong with its bytes."""
    try:
        return read_body(body)
    except StorageError as error:
        if error.code == "entry-newer":
            raise
        return None


def _close(lines: dict[str, Head], line: tuple[str, int] | None, seq: int, digest: str, at: str) -> None:
    if line is not None:
        lines[f"{line[0]}/{line[1]}"] = Head(seq, digest, at)
