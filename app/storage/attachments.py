"""The bytes of attachments: named by their SHA-256, each kept once, in rows of 1 MiB beside the journal.

They are written in the transaction of the entry that names them and read in pieces, so that memory does not grow with
a file. The tables are the same at the desk and at the county; nothing in them is ever changed or taken away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from app.domain.entries import Entry
from app.domain.errors import StorageError
from app.domain.steps.attachment import Attached

TABLES = (
    """CREATE TABLE attachments (
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        size INTEGER NOT NULL CHECK (size > 0)
    ) STRICT""",
    """CREATE TABLE attachment_chunks (
        sha256 TEXT NOT NULL REFERENCES attachments (sha256),
        n INTEGER NOT NULL CHECK (n >= 0),
        data BLOB NOT NULL CHECK (length(data) > 0),
        PRIMARY KEY (sha256, n)
    ) STRICT""",
    *(
        f"""CREATE TRIGGER {table}_never_{word} BEFORE {act} ON {table}
        BEGIN SELECT RAISE(ABORT, 'attachments are never changed'); END"""
        for table in ("attachments", "attachment_chunks")
        for word, act in (("change", "UPDATE"), ("shrink", "DELETE"))
    ),
)
OF_DESK = "attached"  # which entries of the desk's own journal name an attachment

OF_BELOW = "attached_below"  # the same of entries that came from stations below


def naming_table(name: str) -> tuple[str, str]:
    """The table of which entries name an attachment, and its index; what came from below has one of its own."""
    return (
        f"""CREATE TABLE {name} (
        station TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (station, epoch, seq)
    ) STRICT, WITHOUT ROWID""",
        f"CREATE INDEX {name}_sha256 ON {name} (sha256)",
    )


class Kept(NamedTuple):
    """What is kept of one content: its hash and its length in bytes."""

    sha256: str
    size: int


class Counted(NamedTuple):
    """How many contents, and how many bytes in all."""

    files: int
    bytes: int


class Attachments:
    """Keeps and reads contents. The caller holds the transaction in which one is kept."""

    def __init__(self, execute: Callable[..., Any], naming: str = OF_DESK) -> None:
        """`execute` runs one statement with its values on the database that holds the tables."""
        self._execute = execute
        self._naming = naming

    def keep_as(self, kept: Kept, pieces: Iterable[bytes]) -> bool:
        """Keep a content under the hash that it is said to have, unless another program has just done so.

        False when it has another hash: then roll back.
        """
        made = self._execute(
            "INSERT INTO attachments (sha256, size) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING sha256", kept
        ).fetchall()
        if not made:
            return True
        digest, size = hashlib.sha256(), 0
        for n, piece in enumerate(pieces):
            digest.update(piece)
            size += len(piece)
            self._execute("INSERT INTO attachment_chunks (sha256, n, data) VALUES (?, ?, ?)", (kept.sha256, n, piece))
        return (digest.hexdigest(), size) == kept

    def has(self, sha256: str) -> bool:
        """Whether this content is here."""
        return self.size(sha256) is not None

    def size(self, sha256: str) -> int | None:
        """Its length in bytes, None when it is not here."""
        found = self._execute("SELECT size FROM attachments WHERE sha256 = ?", (sha256,)).fetchone()
        return int(found[0]) if found else None

    def need(self, sha256: str) -> int:
        """The length of a content that must be here. Raises StorageError("attachment-lost")."""
        size = self.size(sha256)
        if size is None:
            raise _lost(sha256)
        return size

    def read(self, sha256: str) -> Iterator[bytes]:
        """The content as it was kept, piece by piece.

        Raises StorageError("attachment-lost") when it is not here; after the last piece, so that nothing of it may be
        used before, StorageError("attachment-damaged") when it is not what its hash says.
        """
        size = self.need(sha256)
        digest, n = hashlib.sha256(), 0
        while piece := self._piece(sha256, n):
            digest.update(piece)
            size -= len(piece)
            n += 1
            yield piece
        if size or digest.hexdigest() != sha256:
            raise _damaged(sha256)

    def note(self, entry: Entry) -> None:
        """Remember which attachment an entry names; the caller holds the transaction."""
        if isinstance(entry.facts, Attached):
            self._execute(
                f"INSERT INTO {self._naming} (station, epoch, seq, sha256) VALUES (?, ?, ?, ?)",
                (entry.station, entry.epoch, entry.seq, entry.facts.sha256),
            )

    def to_carry(self, station: str, epoch: int, after: int, held: Mapping[int, int]) -> dict[int, Kept]:
        """Seq -> the content that this entry of a line names, for those above `after`; without what the reader has with
        an entry before: of this line one up to `after`, of a line `epoch` in `held` one up to that seq.

        Raises StorageError("attachment-lost").
        """
        rows = self._execute(
            f"SELECT seq, sha256 FROM {self._naming} WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq",
            (station, epoch, after),
        ).fetchall()
        before = {**held, epoch: after}
        return {
            seq: Kept(name, self.need(name))
            for seq, name in rows
            if not any(self._names(name, station, one, upto) for one, upto in before.items())
        }

    def _names(self, sha256: str, station: str, epoch: int, last: int) -> bool:
        """Whether an entry of a line up to `last` names a content."""
        found = self._execute(
            f"SELECT 1 FROM {self._naming} WHERE sha256 = ? AND station = ? AND epoch = ? AND seq <= ? LIMIT 1",
            (sha256, station, epoch, last),
        ).fetchone()
        return found is not None

    def named(self) -> Counted:
        """How many contents entries name, and their length in all."""
        found = self._execute(
            "SELECT count(*), coalesce(sum(size), 0) FROM attachments"
            f" WHERE sha256 IN (SELECT sha256 FROM {self._naming})"
        ).fetchone()
        return Counted(int(found[0]), int(found[1]))

    def verify(self, told: Callable[[int, int], None] | None = None) -> None:
        """Hold every content against its hash, and every entry that names one against what is here.

        `told` hears how many bytes of how many are checked. Raises StorageError: attachment-lost, attachment-damaged.
        """
        lost = self._execute(
            f"SELECT a.sha256 FROM {self._naming} a LEFT JOIN attachments b ON b.sha256 = a.sha256"
            " WHERE b.sha256 IS NULL ORDER BY a.station, a.epoch, a.seq"
        ).fetchone()
        if lost:
            raise _lost(lost[0])
        (total,) = self._execute("SELECT coalesce(sum(size), 0) FROM attachments").fetchone()
        done, total = 0, int(total)
        names = [name for (name,) in self._execute("SELECT sha256 FROM attachments ORDER BY sha256").fetchall()]
        for name in names:
            for piece in self.read(name):
                done += len(piece)
                if told:
                    told(done, total)

    def _piece(self, sha256: str, n: int) -> bytes | None:
        found = self._execute("SELECT data FROM attachment_chunks WHERE sha256 = ? AND n = ?", (sha256, n)).fetchone()
        return found[0] if found else None


def measured(pieces: Iterable[bytes]) -> Kept:
    """Hash and length of a content."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return Kept(digest.hexdigest(), size)


def _lost(sha256: str) -> StorageError:
    return StorageError(
        "attachment-lost",
        f"附件的内容（摘要 {sha256[:16]}…）在数据文件中没有，可能被删去。请保留现状并联系管理员，从备份核对。",
        sha256=sha256,
    )


def _damaged(sha256: str) -> StorageError:
    return StorageError(
        "attachment-damaged",
        f"附件的内容（摘要 {sha256[:16]}…）与添加时的摘要不符，可能已损坏或者被改动。"
        "请保留现状并联系管理员，从备份核对。",
        sha256=sha256,
    )
