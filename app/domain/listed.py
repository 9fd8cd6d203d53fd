"""Lists that grow by signed files: each code keeps every version it ever had, and none is ever taken out.

A version counts from its own day on, whenever the file that brought it was read; of two for a day the one signed later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Generic, Protocol, TypeVar

import msgspec


class Line(Protocol):
    """One line of a list: a code, and the days between which it is for new use."""

    @property
    def code(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def closed_on(self) -> date | None: ...


MOST_TOLD = 5

L = TypeVar("L", bound=Line)


class Version(msgspec.Struct, Generic[L], frozen=True):
    """What a file says of a code from a day on."""

    begins: date
    line: L


Versions = Mapping[str, Sequence[Version[L]]]


def versions_of(files: Iterable[tuple[date, Sequence[L]]]) -> dict[str, list[Version[L]]]:
    """Code -> its versions, from files (the day that holds where a line says none, lines) in the order they count."""
    found: dict[str, list[Version[L]]] = {}
    for begins, lines in files:
        for line in lines:
            found.setdefault(line.code, []).append(Version(line.valid_from or begins, line))
    return found


def known_on(versions: Versions[L], day: date) -> dict[str, L]:
    """Code -> what is said of it on a day, closed ones too."""
    found = {}
    for code, all_of_it in versions.items():
        for version in reversed(all_of_it):
            if version.begins <= day:
                found[code] = version.line
                break
    return found


def is_open(line: Line, day: date) -> bool:
    """Whether a line that is known on a day may be used for something new then: up to the day before it closes."""
    return line.closed_on is None or day < line.closed_on


def says_nothing(begins: date, lines: Sequence[L], later: Iterable[tuple[date, Sequence[L]]]) -> bool:
    """Whether files that count later leave these lines nothing to say: each has its code from no later day on."""
    covered: dict[str, date] = {}
    for other, others in later:
        for line in others:
            first = line.valid_from or other
            covered[line.code] = min(first, covered.get(line.code, first))
    return all(line.code in covered and covered[line.code] <= (line.valid_from or begins) for line in lines)


def changed_by(lines: Sequence[L], old: Mapping[str, L], name: Callable[[L], str], *, ended: str) -> tuple[str, ...]:
    """What one more file adds, renames and ends to what was known, a sentence each; `ended` is the word for the last.

    Of many names the first are told, and how many there are.
    """
    new = [name(one) for one in lines if one.code not in old]
    renamed = [
        f"{name(old[one.code])}改为{name(one)}" for one in lines if one.code in old and name(old[one.code]) != name(one)
    ]
    gone = [
        f"{name(one)}（{one.closed_on}起）"
        for one in lines
        if one.closed_on and (one.code not in old or old[one.code].closed_on != one.closed_on)
    ]
    changes = (("新增", new), ("更名", renamed), (ended, gone))
    return tuple(f"{what}{_names(names)}" for what, names in changes if names)


def _names(names: Sequence[str]) -> str:
    shown = "、".join(names[:MOST_TOLD])
    return shown if len(names) <= MOST_TOLD else f"{len(names)}项：{shown}等"
