"""The petitions of received entries, folded while the entries come: no more than some thousands held at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from app.county.lines import Line
from app.county.tables import Tables
from app.domain.petition import Petition
from app.domain.steps.table import apply, read_entry
from app.storage.petitions import read_state

FOLDED: Final = ("id", "number", "station", "stage", "received_on", "state")
ASKED: Final = 500  # petitions that one question asks for
HELD: Final = 5_000  # petitions in memory, some 10 KB each, before they are written

encode = msgspec.json.Encoder(order="sorted").encode


class Folding:
    """Folds petitions on from what is kept. With `anew` the entries belong before others that are here already, and
    their petitions are folded from the beginning when all have come."""

    def __init__(self, tables: Tables, *, anew: bool) -> None:
        self._tables = tables
        self._anew = anew
        self._touched: set[str] = set()
        self._held: dict[str, Petition] = {}

    def add(self, lines: Iterable[Line]) -> None:
        """Take in new entries, in their order; they are in the table already."""
        about = [line for line in lines if line.petition]
        self._touched.update(line.petition for line in about)
        if self._anew:
            return
        before = self._kept({line.petition for line in about if line.petition not in self._held})
        for line in about:
            known = self._held.get(line.petition) or before.get(line.petition)
            self._hold(line.petition, apply(known, read_entry(line.body)))
        self._write_many()

    def finish(self) -> int:
        """Write what is still held; returns how many petitions were touched."""
        if self._anew:
            for petition in tuple(self._touched):
                self._hold(petition, replayed(self._tables, petition))
                self._write_many()
        self._write()
        return len(self._touched)

    def _hold(self, petition: str, state: Petition | None) -> None:
        if state is None:  # an entry of a petition whose registration is not here, or of a kind not known here
            self._touched.discard(petition)
            return
        self._held[petition] = state

    def _kept(self, petitions: set[str]) -> dict[str, Petition]:
        """The petitions of these that are here, looked up many at once: each way to a server costs its time."""
        found: dict[str, Petition] = {}
        left = iter(sorted(petitions))
        for some in iter(lambda: tuple(itertools.islice(left, ASKED)), ()):
            marks = ", ".join("?" * len(some))
            rows = self._tables.execute(f"SELECT id, state FROM folded WHERE id IN ({marks})", some)
            found.update((id_, read_state(state)) for id_, state in rows)
        return found

    def _write_many(self) -> None:
        """Only between two batches: what was looked up for one is not looked up again in its middle."""
        if len(self._held) >= HELD:
            self._write()

    def _write(self) -> None:
        self._tables.upsert("folded", FOLDED, map(row_of, self._held.values()))
        self._held.clear()


def replayed(tables: Tables, petition: str) -> Petition | None:
    """A petition folded anew from its entries, in the order in which they were written."""
    state: Petition | None = None
    for (body,) in tables.execute(
        "SELECT body FROM entries WHERE petition = ? ORDER BY station, epoch, seq", (petition,)
    ):
        state = apply(state, read_entry(body))
    return state


def row_of(petition: Petition) -> tuple[Any, ...]:
    """A petition as it is kept."""
    return (
        petition.id,
        petition.number,
        petition.station,
        petition.stage,
        petition.received_on.isoformat(),
        encode(petition),
    )
