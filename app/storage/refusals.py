"""Files that were not taken in, and why: kept until the same content was taken after all, or a person has seen it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from app.storage.driver import Database


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was refused."""

    sha256: str  # "" when the medium did not give all of it
    name: str
    code: str
    words: str
    at: str


class Refusals:
    """Reads and adds. The caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, sha256: str, name: str, code: str, words: str, now: str) -> None:
        """Remember why a file was refused; the same file for the same reason again is the same refusal."""
        self._db.conn.execute(
            "INSERT INTO refusals (sha256, name, code, words, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (sha256, code) DO UPDATE SET name = excluded.name, words = excluded.words, at = excluded.at,"
            " seen_at = ''",
            (sha256 or name, name, code, words, now),
        )

    def settle(self, sha256: str, now: str) -> None:
        """The same content was taken in, or a person has seen why it is not."""
        self._db.conn.execute("UPDATE refusals SET seen_at = ? WHERE sha256 = ? AND seen_at = ''", (now, sha256))

    def standing(self) -> tuple[Refused, ...]:
        """What was refused and not settled since, the newest first."""
        rows = self._db.conn.execute(
            "SELECT sha256, name, code, words, at FROM refusals WHERE seen_at = '' ORDER BY at DESC, name, code"
        ).fetchall()
        return tuple(Refused(sha256=a, name=b, code=c, words=d, at=e) for a, b, c, d, e in rows)


def digest(file: Path) -> str:
    """SHA-256 of a file of any size; "" when the medium does not give it."""
    try:
        with file.open("rb") as read:
            return hashlib.file_digest(read, "sha256").hexdigest()
    except OSError:
        return ""
