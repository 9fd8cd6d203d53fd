"""Petitions whose entries were written at several desks: all their entries that are here, and who holds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from app.domain import custody
from app.domain.custody import Told
from app.domain.entries import Entry, hash_of
from app.domain.errors import StorageError
from app.domain.steps.custody import PassedBack, PassedOn, TakenOver, unsettled
from app.storage.driver import Database

COLUMNS: Final = ("petition", "station", "number", "giver", "holder", "awaited", "beside")
MOVING: Final = (PassedOn, TakenOver, PassedBack)
TABLE: Final = """CREATE TABLE custody (
    petition TEXT PRIMARY KEY,
    station TEXT NOT NULL,
    number TEXT NOT NULL,
    giver TEXT NOT NULL,
    holder TEXT NOT NULL,
    awaited TEXT NOT NULL,
    beside INTEGER NOT NULL
) STRICT"""


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of another desk that came with a petition, outside of that desk's line."""

    petition: str
    station: str
    epoch: int
    seq: int
    hash: str
    body: bytes


def home_of(petition: str) -> str:
    """The station where a petition was registered, from its id."""
    return petition.rsplit(".", 2)[0]


def row_of(petition: str, told: Told) -> tuple[Any, ...]:
    """Who holds a petition, in the order of COLUMNS; `beside` counts what nobody has decided about."""
    state = told.petition
    waiting = state.waiting_transfer if state else None
    return (
        petition,
        home_of(petition),
        state.number if state else "",
        waiting.giver if waiting else "",
        state.holder if state else "",
        waiting.to if waiting else "",
        len(unsettled(state, told.beside)) if state else 0,
    )


class Custody:
    """What a desk knows of petitions that went from desk to desk: by its own journal, by what came from below, and by
    what came with a petition that was handed down. `lines` is where the entries are, when not in the same database.
    """

    def __init__(self, db: Database, lines: Database | None = None) -> None:
        self._db = db
        self._lines = lines or db

    def told(self, petition: str) -> Told:
        """The petition from all its entries that are here."""
        bodies = self._lines.conn.execute(
            "SELECT body FROM journal WHERE petition = ? UNION ALL SELECT body FROM entries WHERE petition = ?"
            " UNION ALL SELECT body FROM excerpts WHERE petition = ?",
            (petition,) * 3,
        )
        return custody.told(petition, [body for (body,) in bodies])

    def moves(self, entry: Entry) -> bool:
        """Whether the petition of this entry is, or was, at another desk too."""
        if isinstance(entry.facts, MOVING) or home_of(entry.petition) != entry.station:
            return True
        found = self._db.conn.execute("SELECT 1 FROM custody WHERE petition = ?", (entry.petition,)).fetchone()
        return found is not None

    def keep(self, petition: str, told: Told) -> None:
        """Remember who holds it."""
        marks = ", ".join("?" * len(COLUMNS))
        self._db.conn.execute(
            f"INSERT OR REPLACE INTO custody ({', '.join(COLUMNS)}) VALUES ({marks})", row_of(petition, told)
        )

    def on_the_way(self, station: str) -> list[str]:
        """The petitions that were handed to a station or by it, and not answered yet."""
        rows = self._db.conn.execute(
            "SELECT petition FROM custody WHERE awaited = ? OR (awaited <> '' AND giver = ?) ORDER BY petition",
            (station, station),
        )
        return [petition for (petition,) in rows]

    def awaiting(self, giver: str) -> list[str]:
        """The stations to which this one handed petitions that are not answered yet."""
        rows = self._db.conn.execute(
            "SELECT DISTINCT awaited FROM custody WHERE giver = ? AND awaited <> '' ORDER BY awaited", (giver,)
        )
        return [station for (station,) in rows]

    def between(self, one: str, other: str) -> list[str]:
        """The petitions that one station handed to the other, and those that either holds."""
        rows = self._db.conn.execute(
            "SELECT petition FROM custody WHERE (giver = ? AND awaited = ?) OR (giver = ? AND awaited = ?)"
            " OR holder IN (?, ?) ORDER BY petition",
            (one, other, other, one, one, other),
        )
        return [petition for (petition,) in rows]

    def excerpt_hash(self, excerpt: Excerpt) -> str | None:
        """The hash of the same entry as it came with a petition before, None when it did not."""
        found = self._db.conn.execute(
            "SELECT hash FROM excerpts WHERE (petition, station, epoch, seq) = (?, ?, ?, ?)",
            (excerpt.petition, excerpt.station, excerpt.epoch, excerpt.seq),
        ).fetchone()
        return found[0] if found else None

    def handed(self, number: str, station: str) -> str | None:
        """The id of the petition of this number that was handed to a station and not answered yet."""
        found = self._db.conn.execute(
            "SELECT petition FROM custody WHERE number = ? AND awaited = ?", (number, station)
        ).fetchone()
        return found[0] if found else None

    def held_by(self, station: str) -> int:
        """How many petitions from elsewhere a station holds."""
        found = self._db.conn.execute(
            "SELECT count(*) FROM custody WHERE holder = ? AND station <> ?", (station, station)
        ).fetchone()
        return int(found[0])

    def handed_down(self, station: str) -> dict[str, int]:
        """The petitions that came from above to a station, which holds them or is to take them over: number -> row of
        the petition, 0 for none yet. What came from a station below is none of them."""
        rows = self._db.conn.execute(
            "SELECT c.number, coalesce(p.row, 0) FROM custody c LEFT JOIN petitions p ON p.number = c.number"
            " WHERE c.station <> ? AND ? IN (c.holder, c.awaited) AND c.station NOT IN (SELECT code FROM stations)",
            (station, station),
        )
        return dict(rows.fetchall())

    def hash_of(self, ref: str) -> str:
        """The hash of an entry that is here, "" when it is not."""
        station, epoch, seq = ref.rsplit(".", 2)
        place = (station, int(epoch), int(seq))
        found = self._lines.conn.execute(
            "SELECT hash FROM journal WHERE (station, epoch, seq) = (?, ?, ?)"
            " UNION ALL SELECT hash FROM entries WHERE (station, epoch, seq) = (?, ?, ?)"
            " UNION ALL SELECT hash FROM excerpts WHERE (station, epoch, seq) = (?, ?, ?) LIMIT 1",
            place * 3,
        ).fetchone()
        return found[0] if found else ""

    def check_excerpts(self) -> None:
        """Each entry that came with a petition has the hash it was kept by. Raises StorageError("journal-damaged")."""
        for station, epoch, seq, digest, body in self._db.conn.execute(
            "SELECT station, epoch, seq, hash, body FROM excerpts"
        ):
            if hash_of(body) != digest:
                raise StorageError(
                    "journal-damaged",
                    f"台账校验未通过：{station} 第 {seq} 号移交记载与摘要不符。请保留现状并联系管理员，从备份核对。",
                    station=station,
                    epoch=epoch,
                    seq=seq,
                )

    def check_kept(self) -> None:
        """Who holds what, against all entries that are here. Raises StorageError("projection-differs")."""
        for row in self._db.conn.execute(f"SELECT {', '.join(COLUMNS)} FROM custody").fetchall():
            if row != row_of(row[0], self.told(row[0])):
                raise StorageError(
                    "projection-differs",
                    f"移交表（{row[2] or row[0]}）与台账重算结果不一致，须由管理员从台账重建。",
                    table="custody",
                    petition=row[0],
                )

    def keep_excerpts(self, excerpts: Iterable[Excerpt]) -> int:
        """Keep what came with a petition; how many entries were not here before. The first one of a place stays."""
        before = self._db.conn.total_changes
        self._db.conn.executemany(
            "INSERT INTO excerpts (petition, station, epoch, seq, hash, body) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [(one.petition, one.station, one.epoch, one.seq, one.hash, one.body) for one in excerpts],
        )
        return self._db.conn.total_changes - before
