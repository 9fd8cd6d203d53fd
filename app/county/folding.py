"""The petitions of received entries, folded while the entries come: no more than some thousands held at a time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from app.county.lines import Line
from app.county.tables import Tables
from app.domain import custody
from app.domain.custody import Told
from app.domain.petition import Petition
from app.domain.steps.table import apply, read_entry
from app.exchange.relay import PREFIX
from app.storage.custody import COLUMNS as CUSTODY
from app.storage.custody import home_of
from app.storage.custody import row_of as custody_row
from app.storage.petitions import read_state

FOLDED: Final = ("id", "number", "station", "stage", "received_on", "state")
ASKED: Final = 500  # petitions that one question asks for
HELD: Final = 5_000  # petitions in memory, some 10 KB each, before they are written

encode = msgspec.json.Encoder(order="sorted").encode


class Folding:
    """Folds petitions on from what is kept. With `anew` the entries belong before others that are here already, and
    their petitions are folded from the beginning when all have come."""

    def __init__(
        self, tables: Tables, station: str, *, anew: bool, moved: Callable[[str], None] = lambda _petition: None
    ) -> None:
        self._tables = tables
        self._station = station
        self._anew = anew
        self._tell_moved = moved
        rows = tables.execute("SELECT petition FROM custody WHERE station = ?", (station,)).fetchall()
        self._known_moved = {petition for (petition,) in rows}
        self._moved: set[str] = set()
        self._touched: set[str] = set()
        self._held: dict[str, Petition] = {}

    def add(self, lines: Iterable[Line]) -> None:
        """Take in new entries, in their order; they are in the table already."""
        about = [line for line in lines if line.petition]
        self._touched.update(line.petition for line in about)
        self._moved.update(line.petition for line in about if self._is_elsewhere(line.petition))
        if self._anew:
            return
        alone = [line for line in about if line.petition not in self._moved]
        before = self._kept({line.petition for line in alone if line.petition not in self._held})
        for line in alone:
            if line.petition not in self._moved:  # it may leave the desk with an entry of this batch
                known = self._held.get(line.petition) or before.get(line.petition)
                self._hold(line.petition, apply(known, read_entry(line.body)))
        self._write_many()

    def finish(self) -> int:
        """Write what is still held; returns how many petitions were touched."""
        if self._anew:
            for petition in self._touched - self._moved:
                self._hold(petition, replayed(self._tables, petition))
                self._write_many()
        self._write()
        if self._moved:
            self._fold_moved()
        return len(self._touched)

    def _fold_moved(self) -> None:
        """Those that go from desk to desk, from the entries of all. Whoever takes in another line of the same township
        waits here, so that neither misses what the other brings."""
        self._tables.lock(f"{self._station[:PREFIX]}*")
        for petition in sorted(self._moved):
            told = told_of(self._tables, petition)
            if told.petition is None:
                self._touched.discard(petition)
            else:
                self._tables.upsert("folded", FOLDED, (row_of(told.petition),))
            self._tables.upsert("custody", CUSTODY, (custody_row(petition, told),))
            self._tell_moved(petition)

    def _is_elsewhere(self, petition: str) -> bool:
        return petition in self._known_moved or home_of(petition) != self._station

    def _hold(self, petition: str, state: Petition | None) -> None:
        if state is None:  # an entry of a petition whose registration is not here, or of a kind not known here
            self._touched.discard(petition)
            return
        if state.transfers:  # it leaves this desk with these entries
            self._known_moved.add(petition)
            self._moved.add(petition)
            self._held.pop(petition, None)
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


def told_of(tables: Tables, petition: str) -> Told:
    """A petition that went from desk to desk, from all its entries."""
    rows = tables.execute("SELECT body FROM entries WHERE petition = ? ORDER BY station, epoch, seq", (petition,))
    return custody.told(petition, [bytes(body) for (body,) in rows.fetchall()])


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
