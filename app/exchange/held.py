"""How far a superior holds what was sent to it: what its newest answer says, not the most it ever said.

An answer tells of every line that the superior holds of us and of those we sent on. Where it says less than an earlier
one, the superior has lost something (it was restored from a backup, its computer was replaced), and what it lost is
sent again. Answers that were delayed on their way say less too, but they were made earlier. A superior whose clock was
set back makes answers that look old: one that was read later and says more is believed, for at worst something is sent
that is there already, or the next answer says less again.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from app.domain.entries import GENESIS
from app.exchange.acknowledgement import Acknowledgement, HeldLine
from app.exchange.format import Header
from app.exchange.superior import one_of
from app.storage.driver import Database


class Answers(NamedTuple):
    """The answers of one superior: those signed with one of its keys, or with whatever key when none are named."""

    sender: str
    keys: tuple[str, ...] | None = None

    def _where(self) -> tuple[str, tuple[str, ...]]:
        if self.keys is None:
            return "sender = ?", (self.sender,)
        return one_of("sender_key", self.keys), self.keys

    def newest(self, db: Database) -> tuple[int, str]:
        """The first row of the newest answer, and when it was made; (0, "") before any."""
        where, given = self._where()
        found = db.conn.execute(
            f"SELECT id, made_at FROM acknowledgements WHERE {where} ORDER BY made_at DESC, id LIMIT 1", given
        ).fetchone()
        return (found[0], found[1]) if found else (0, "")

    def line(self, db: Database, epoch: int) -> int:
        """How far a line of ours is held, 0 for one that it does not know."""
        where, given = self._where()
        return _most(db, f"acknowledgements WHERE {where} AND id >= ? AND epoch = ?", (*given, self._from(db), epoch))

    def below(self, db: Database, station: str, epoch: int) -> int:
        """How far a line of a station below, which we sent on, is held."""
        where, given = self._where()
        return _most(
            db,
            f"relays_acknowledged WHERE {where} AND answer >= ? AND station = ? AND epoch = ?",
            (*given, self._from(db), station, epoch),
        )

    def _from(self, db: Database) -> int:
        return self.newest(db)[0]


def keep(db: Database, header: Header, answer: Acknowledgement, epoch: int, now: dt.datetime) -> None:
    """Keep what an answer says of our lines up to `epoch`, the one that is written now, of the lines from below and of
    ours further up, in the caller's transaction.

    A line above `epoch` is written on another computer, which was restored from a backup: it says nothing of ours.
    """
    at, key = now.isoformat(timespec="seconds"), header.keys.sign
    ours = [line for line in answer.lines if line.epoch <= epoch]
    ours = ours or [HeldLine(epoch=epoch, last=0, last_hash=GENESIS)]
    made, rows = made_at(header.made_at, now), []
    for line in ours:
        row = db.conn.execute(
            "INSERT INTO acknowledgements (sender, sender_key, epoch, last, last_hash, received_at, read_at, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (header.sender, key, line.epoch, line.last, line.last_hash, answer.received_at, at, made),
        )
        rows.append(row.lastrowid)
    db.conn.executemany(
        "INSERT INTO relays_acknowledged (sender, sender_key, station, epoch, last, last_hash, read_at, answer)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(header.sender, key, one.station, one.epoch, one.last, one.last_hash, at, rows[0]) for one in answer.relayed],
    )
    db.conn.executemany(
        "INSERT INTO held_above (sender_key, name, epoch, last, read_at, answer) VALUES (?, ?, ?, ?, ?, ?)",
        [(key, answer.above_name, one.epoch, one.last, at, rows[0]) for one in answer.above],
    )


def made_at(made: dt.datetime, read: dt.datetime) -> str:
    """When an answer was made, to be compared with others: UTC, and not after it was read. One from a clock that ran
    ahead would else stay the newest for ever."""
    return min(made, read).astimezone(dt.UTC).isoformat(timespec="seconds")


def _most(db: Database, rows: str, given: tuple[object, ...]) -> int:
    return int(db.conn.execute(f"SELECT coalesce(max(last), 0) FROM {rows}", given).fetchone()[0])
