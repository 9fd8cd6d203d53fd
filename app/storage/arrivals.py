"""What came down to the desk (下发件): a projection of the entries that say so."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from app.domain.entries import GENESIS, Entry
from app.domain.errors import RuleBroken, StorageError
from app.domain.records.dispatch import Arrival
from app.domain.steps.arrival import Arrived, TakenUp, arrival_of, taken
from app.storage.driver import Database

encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Arrival).decode


class Arrivals:
    """Folds entries into the table and reads it back."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def project(self, entry: Entry) -> None:
        """Keep an arrival, or what became of one."""
        if isinstance(entry.facts, Arrived):
            self._add(arrival_of(entry))
        elif isinstance(entry.facts, TakenUp):
            before = self.find(entry.facts.arrival)
            if before is not None:
                after = taken(before, entry)
                self._db.conn.execute(
                    "UPDATE arrivals SET taken = 1, number = ?, state = ? WHERE ref = ?",
                    (entry.facts.number, encode(after), after.ref),
                )

    def find(self, ref: str) -> Arrival | None:
        """The arrival of this entry, None when there is none."""
        found = self._db.conn.execute("SELECT state FROM arrivals WHERE ref = ?", (ref,)).fetchone()
        return _read(found[0]) if found else None

    def load(self, ref: str) -> Arrival:
        """The same. Raises RuleBroken("no-such-arrival")."""
        found = self.find(ref)
        if found is None:
            raise no_such_arrival(ref)
        return found

    def all(self, *, taken_too: bool = False) -> Iterable[Arrival]:
        """Those that wait, in the order of arrival; or every one."""
        where = "" if taken_too else "WHERE taken = 0"
        return [_read(state) for (state,) in self._db.conn.execute(f"SELECT state FROM arrivals {where} ORDER BY row")]

    def of_petition(self, id_: str, number: str) -> list[Arrival]:
        """Those about a petition, and those that became it or were written into it."""
        rows = self._db.conn.execute(
            "SELECT state FROM arrivals WHERE petition = ? OR number = ? ORDER BY row", (id_, number)
        )
        return [_read(state) for (state,) in rows]

    def held(self, sender: str, epoch: int) -> tuple[int, str]:
        """How far one sender's chain is here: its last number and hash."""
        found = self._db.conn.execute(
            "SELECT seq, hash FROM arrivals WHERE sender = ? AND epoch = ? ORDER BY seq DESC LIMIT 1", (sender, epoch)
        ).fetchone()
        return (found[0], found[1]) if found else (0, GENESIS)

    def hashes(self, sender: str, epoch: int, first: int, last: int) -> dict[int, str]:
        """Number -> hash of what is here of a chain."""
        rows = self._db.conn.execute(
            "SELECT seq, hash FROM arrivals WHERE sender = ? AND epoch = ? AND seq BETWEEN ? AND ?",
            (sender, epoch, first, last),
        )
        return dict(rows.fetchall())

    def _add(self, arrival: Arrival) -> None:
        self._db.conn.execute(
            "INSERT INTO arrivals (ref, sender, epoch, seq, hash, petition, number, taken, state)"
            " VALUES (?, ?, ?, ?, ?, ?, '', 0, ?)",
            (
                arrival.ref,
                arrival.sender,
                arrival.epoch,
                arrival.seq,
                arrival.hash,
                arrival.about if arrival.here else "",
                encode(arrival),
            ),
        )


def no_such_arrival(ref: str) -> RuleBroken:
    """The refusal of what is not here, or not for this officer."""
    shown = ref.encode("utf-8", "replace").decode("utf-8")
    return RuleBroken("no-such-arrival", f"没有编号为“{shown}”的下发件，请核对。", arrival=shown)


def rewritten(state: bytes) -> bytes:
    """A state as this program writes it."""
    return encode(_read(state))


def _read(state: bytes) -> Arrival:
    try:
        return _decode(state)
    except msgspec.DecodeError as error:
        raise StorageError(
            "state-damaged",
            "下发件在数据文件中已损坏，无法读取。请不要改动该文件，从备份恢复。",
            problem=str(error),
        ) from None
