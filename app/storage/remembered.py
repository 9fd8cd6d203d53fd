"""What the windows keep for an officer, or for all of them: half-filled forms, saved views, set phrases.

Nothing here is part of the register: it is in no chain, no package and no figure, and may be forgotten at any time.
It lies in the encrypted store because a half-filled form names persons.
"""

from __future__ import annotations

import msgspec

from app.storage.driver import Database

ALL = ""  # in the place of an officer: what all of them share

TABLE = """
CREATE TABLE remembered (
    officer TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (officer, kind, name)
) STRICT, WITHOUT ROWID
"""


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """One thing kept: its name among its kind, its content as whoever keeps it wrote it, and since when (ISO 8601)."""

    name: str
    body: str
    at: str


class Memory:
    """Reads and writes what is remembered. The caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, officer: str, kind: str, thing: Remembered) -> None:
        """Put it in the place of what had this name."""
        self._db.conn.execute(
            "INSERT INTO remembered (officer, kind, name, body, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (officer, kind, name) DO UPDATE SET body = excluded.body, at = excluded.at",
            (officer, kind, thing.name, thing.body, thing.at),
        )

    def drop(self, officer: str, kind: str, name: str) -> None:
        """Forget it; what is not there is forgotten already."""
        self._db.conn.execute(
            "DELETE FROM remembered WHERE officer = ? AND kind = ? AND name = ?", (officer, kind, name)
        )

    def drop_all(self, officer: str) -> None:
        """Forget everything of an officer."""
        self._db.conn.execute("DELETE FROM remembered WHERE officer = ?", (officer,))

    def of(self, officer: str, kind: str) -> tuple[Remembered, ...]:
        """All of a kind, the newest first."""
        rows = self._db.conn.execute(
            "SELECT name, body, at FROM remembered WHERE officer = ? AND kind = ? ORDER BY at DESC, name",
            (officer, kind),
        ).fetchall()
        return tuple(Remembered(name=name, body=body, at=at) for name, body, at in rows)
