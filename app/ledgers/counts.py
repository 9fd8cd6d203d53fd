"""Counts over petitions as they pass by one at a time; what counts as what is told in app/domain/counting.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from app.domain.counted import Counts, DueMatter, Occasion
from app.domain.counting import AS_REGISTERED, CountingRules, Lists, figures, judged, occasions, rates, tables
from app.domain.deadlines import Deadline
from app.domain.dealings import Evaluated, Happened, evaluated, groups, happened, shares
from app.domain.errors import RuleBroken
from app.domain.petition import Petition

Clocks = Callable[[Petition], tuple[Deadline, ...]]


def count(
    petitions: Iterable[Petition],
    rules: CountingRules,
    first: dt.date,
    last: dt.date,
    *,
    clocks: Clocks,
    as_of: dt.date,
    lists: Lists = AS_REGISTERED,
    station: str = "",
) -> Counts:
    """Everything counted from `first` to `last`, both included. Keeps the rows of that time, no petition; a void
    registration counts nowhere.

    `clocks` gives a petition's clocks as they stand on `as_of`, `lists` how words are read then. With `station` only
    what is that desk's of petitions that went from desk to desk (docs/counting.md). Raises RuleBroken when
    the days are turned round.
    """
    if first > last:
        raise RuleBroken(
            "days-turned-round", f"统计期的首日 {first} 晚于末日 {last}，请核对。", first=str(first), last=str(last)
        )
    counted: list[Occasion] = []
    due: list[tuple[str, DueMatter]] = []
    done: list[Happened] = []
    closed: list[Evaluated] = []
    for petition in petitions:
        if petition.voided:
            continue
        counted += (one for one in occasions(petition, station) if first <= one.on <= last)
        ended_here = judged(rules, petition, clocks(petition), station)
        due += (one for one in ended_here if first <= one[1].due <= last)
        done += (one for one in happened(petition, station) if first <= one.on <= last)
        ended = evaluated(petition, station)
        closed += (ended,) if ended and first <= ended.closed_on <= last else ()
    counted.sort(key=lambda one: (one.on, one.number, one.contact))
    return Counts(
        first=first,
        last=last,
        as_of=as_of,
        region=rules.region,
        figures=figures(rules, counted),
        rates=rates(sorted(due, key=lambda one: (one[1].due, one[1].number))),
        tables=tables(rules, counted, lists),
        groups=groups(sorted(done, key=lambda one: (one.on, one.number))),
        shares=shares(sorted(closed, key=lambda one: (one.closed_on, one.number))),
    )
