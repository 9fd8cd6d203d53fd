"""A petition whose entries were written at several desks: in which order they are folded, and which stand beside.

A petition is at one desk at a time. The order follows it from desk to desk, leg by leg: a leg ends with the entry that
hands it over, once the desk it was handed to has answered; it goes on with that answer in the other desk's line. An
entry by a desk that does not hold the petition is **beside**: kept and shown, never folded. All of it depends on which
entries there are and never on when they came, so that every desk and county that has the same entries has the same
petition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from app.domain.entries import Entry, hash_of
from app.domain.petition import Petition
from app.domain.steps.custody import PassedBack, PassedOn, TakenOver
from app.domain.steps.table import apply, read_entry

Place = tuple[int, int]  # epoch, seq


class Told(msgspec.Struct, frozen=True):
    """One petition's entries in the order in which they hold, with their bodies; those beside; what they fold to."""

    entries: tuple[Entry, ...]
    bodies: tuple[bytes, ...]
    beside: tuple[Entry, ...]
    beside_bodies: tuple[bytes, ...]
    petition: Petition | None


class _Line(msgspec.Struct):
    """One station's entries of the petition, in the order of its lines, and how far they were told."""

    entries: list[tuple[str, Entry, bytes]]  # hash, entry, body
    told: int = 0


def told(petition: str, bodies: Iterable[bytes]) -> Told:
    """The petition of this id from its entries' bodies, given in any order, some of them twice."""
    lines = _lines(bodies)
    home = petition.rpartition(".")[0].rpartition(".")[0]
    following: list[tuple[Entry, bytes]] = []
    station: str | None = home if _registered(lines, home, petition) else None
    while station is not None:
        station = _leg(lines, station, following)
    folded: Petition | None = None
    for entry, _body in following:
        folded = apply(folded, entry)
    have = {entry.ref for entry, _body in following}
    rest = [
        one for _name, line in sorted(lines.items()) for one in line.entries if following and one[1].ref not in have
    ]
    return Told(
        tuple(entry for entry, _body in following),
        tuple(body for _entry, body in following),
        tuple(entry for _hash, entry, _body in rest),
        tuple(body for _hash, _entry, body in rest),
        folded,
    )


def _lines(bodies: Iterable[bytes]) -> dict[str, _Line]:
    found: dict[str, dict[Place, tuple[str, Entry, bytes]]] = {}
    for body in bodies:
        entry = read_entry(body)
        found.setdefault(entry.station, {}).setdefault((entry.epoch, entry.seq), (hash_of(body), entry, body))
    return {station: _Line([line[place] for place in sorted(line)]) for station, line in found.items()}


def _registered(lines: Mapping[str, _Line], home: str, petition: str) -> bool:
    return home in lines and lines[home].entries[0][1].ref == petition


def _leg(lines: Mapping[str, _Line], station: str, following: list[tuple[Entry, bytes]]) -> str | None:
    """Tell one desk's entries up to a hand-over that was answered; the desk that goes on, None at the end."""
    line = lines[station]
    while line.told < len(line.entries):
        digest, entry, body = line.entries[line.told]
        line.told += 1
        following.append((entry, body))
        if isinstance(entry.facts, PassedOn | PassedBack):
            to = entry.facts.to
            answer = _answer(lines.get(to), entry.ref, digest) if to != station else None
            if answer is not None:
                lines[to].told = answer
                return to
    return None


def _answer(line: _Line | None, ref: str, digest: str) -> int | None:
    """The place of the first entry, not told yet, that answers a hand-over."""
    if line is None:
        return None
    for place in range(line.told, len(line.entries)):
        facts = line.entries[place][1].facts
        if isinstance(facts, TakenOver | PassedBack) and (facts.entry, facts.hash) == (ref, digest):
            return place
    return None
