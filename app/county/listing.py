"""The petitions that a county has, as a list to be searched while one types: read once, then only what is new.

A county's petitions lie as whole states in one table, of either engine; what a list shows of them is held in memory,
some three hundred bytes each, and forgotten when the store is locked.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from app.county.tables import Tables
from app.domain.steps.table import read_entry
from app.storage.rows import damaged

Progress = Callable[[int, int], None]  # petitions that were read, of how many
ASKED: Final = 500  # petitions that one question asks for
TOLD: Final = 1000  # petitions between two calls of the progress
MOST_FOUND: Final = 10_000  # petitions that words find
Heads = dict[tuple[str, int], int]  # (station, epoch) -> seq


class Row(msgspec.Struct, frozen=True, gc=False):
    """What the list shows of a petition."""

    id: str
    number: str
    title: str
    station: str
    stage: str
    received_on: str  # a day as ISO 8601


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: words in number (which begins with the station's code), title or the station's name; a
    station, a stage; "" for all."""

    words: str = ""
    station: str = ""
    stage: str = ""


class _Told(msgspec.Struct):
    """What is read of a state besides the columns of its table."""

    title: str
    last_ref: str = ""


_decode = msgspec.json.Decoder(_Told).decode


class Listing:
    """The petitions as they were when it was read: by their ids in `rows`, those received last first in `all`.

    `heads` says how far the lines were then.
    """

    def __init__(self, rows: Mapping[str, Row], heads: Heads, names: Mapping[str, str]) -> None:
        """`names` are the stations' by their codes."""
        self.rows = rows
        self.heads = heads
        self.names = names
        self.all = sorted(rows.values(), key=lambda row: (row.received_on, row.id), reverse=True)
        lines = [f"{row.number} {row.title} {names.get(row.station, '')}\n" for row in self.all]
        self._text = "".join(lines)  # to be searched as a whole: twenty times as fast as row by row
        self._starts = array("L", itertools.accumulate(map(len, lines), initial=0))
        self._own: tuple[tuple[str, str], str, array[int]] | None = None  # of the filter chosen last
        # the places of each station's rows, of each stage's, of both
        self._fitting: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("L"))
        for place, row in enumerate(self.all):
            for group in ((row.station, ""), ("", row.stage), (row.station, row.stage)):
                self._fitting[group].append(place)

    def found(self, wanted: Wanted) -> Sequence[Row]:
        """Those that are looked for, in the same order. Of those that words find only the first MOST_FOUND: a word that
        stands in most titles must not keep the window busy."""
        words, group = wanted.words.strip(), (wanted.station, wanted.stage)
        every = group == ("", "")
        if every and not words:
            return self.all
        fitting = range(len(self.all)) if every else self._fitting.get(group, ())
        few = len(fitting) * 4 <= len(self.all) * 3
        hits = self._among(words, group, fitting) if few else self._with(words, fitting)
        places = itertools.islice(hits, MOST_FOUND) if words else fitting
        return [self.all[place] for place in places]

    def _among(self, words: str, group: tuple[str, str], fitting: Sequence[int]) -> Iterator[int]:
        """As `_with`, in a text of the fitting rows alone, kept until another filter is chosen: where the words stand
        in all the others and in none of these, stepping from one to the other takes three times as long."""
        if self._own is None or self._own[0] != group:
            lines = [self._text[self._starts[place] : self._starts[place + 1]] for place in fitting]
            self._own = group, "".join(lines), array("L", itertools.accumulate(map(len, lines), initial=0))
        _group, text, starts = self._own
        at = text.find(words)
        while at >= 0:
            following = bisect_right(starts, at)
            yield fitting[following - 1]
            at = text.find(words, starts[following])

    def _with(self, words: str, fitting: Sequence[int]) -> Iterator[int]:
        """The places that words stand in, of those that are fitting.

        What lies between a hit and the next fitting row is passed over, as is what lies between that and the next hit:
        there are never more steps than the rarer of both has rows.
        """
        text, starts, nth = self._text, self._starts, 0
        while nth < len(fitting):
            here = fitting[nth]
            at = text.find(words, starts[here])
            if at < 0:
                return
            if at >= starts[here + 1]:
                here = bisect_right(starts, at, here) - 1
                nth = bisect_left(fitting, here, nth)
                if nth == len(fitting) or fitting[nth] != here:
                    continue
            yield here
            nth += 1

    @property
    def stages(self) -> frozenset[str]:
        """The stages that occur."""
        return frozenset(stage for _station, stage in self._fitting if stage)


def read(tables: Tables, before: Listing | None, progress: Progress = lambda _done, _total: None) -> Listing:
    """The list of now; with one from `before` only what was taken in since is read."""
    with tables.snapshot():
        heads = _heads(tables)
        names = dict(tables.execute("SELECT code, name FROM stations").fetchall())
        if before is None:
            return Listing(_all(tables, progress), heads, names)
        touched = _touched(tables, before.heads, heads)
        if not touched and names == before.names:
            return before
        rows = dict(before.rows)
        for done in range(0, len(touched), ASKED):
            for row in _some(tables, touched[done : done + ASKED]):
                rows[row.id] = row
            progress(done, len(touched))
        return Listing(rows, heads, names)


def last_days(tables: Tables, ids: Sequence[str]) -> dict[str, str]:
    """The day of the last entry of each of these petitions, by its id."""
    days = {}
    for id_, state in _states(tables, ids):
        station, epoch, seq = (_told(state).last_ref or "..").rsplit(".", 2)
        found = tables.execute(
            "SELECT body FROM entries WHERE station = ? AND epoch = ? AND seq = ?",
            (station, int(epoch or 0), int(seq or 0)),
        ).fetchone()
        days[id_] = read_entry(bytes(found[0])).on.isoformat() if found else ""
    return days


def _heads(tables: Tables) -> Heads:
    """How far each line is here: every entry came with a package."""
    rows = tables.execute("SELECT station, epoch, max(last) FROM packages GROUP BY station, epoch").fetchall()
    return {(station, epoch): last for station, epoch, last in rows}


def _touched(tables: Tables, before: Heads, now: Heads) -> list[str]:
    """The petitions that entries since then are about."""
    found: set[str] = set()
    for (station, epoch), last in now.items():
        since = before.get((station, epoch), 0)
        if last > since:
            rows = tables.execute(
                "SELECT DISTINCT petition FROM entries WHERE station = ? AND epoch = ? AND seq > ?",
                (station, epoch, since),
            )
            found.update(petition for (petition,) in rows)
    return sorted(found - {""})


def _all(tables: Tables, progress: Progress) -> dict[str, Row]:
    total = int(tables.execute("SELECT count(*) FROM folded").fetchone()[0])
    same: dict[str, str] = {}
    rows = {}
    stream = tables.stream("SELECT id, number, station, stage, received_on, state FROM folded")
    for done, row in enumerate(stream):
        if done % TOLD == 0:
            progress(done, total)
        rows[row[0]] = _row(row, same)
    return rows


def _some(tables: Tables, ids: Sequence[str]) -> Iterable[Row]:
    marks = ", ".join("?" * len(ids))
    sql = f"SELECT id, number, station, stage, received_on, state FROM folded WHERE id IN ({marks})"
    same: dict[str, str] = {}
    return [_row(row, same) for row in tables.execute(sql, ids).fetchall()]


def _row(row: Any, same: dict[str, str]) -> Row:
    """`same`: texts that many rows share are held once."""
    id_, number, station, stage, received_on, state = row
    station, stage, received_on = (same.setdefault(text, text) for text in (station, stage, received_on))
    return Row(id_, number, _told(state).title, station, stage, received_on)


def _states(tables: Tables, ids: Sequence[str]) -> Iterable[tuple[str, bytes]]:
    left = iter(ids)
    for some in iter(lambda: tuple(itertools.islice(left, ASKED)), ()):
        marks = ", ".join("?" * len(some))
        yield from tables.execute(f"SELECT id, state FROM folded WHERE id IN ({marks})", some).fetchall()


def _told(state: bytes) -> _Told:
    """Raises StorageError."""
    try:
        return _decode(state)
    except msgspec.DecodeError as error:
        raise damaged("事项内容", error) from None
