"""Lists that grow by signed files: each code keeps every version it ever had, and none is ever taken out.

A version counts from its own day on, whenever the file that brought it was read; of two for a day the one signed later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


def told_of(changes: Iterable[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    """What happened to which names, a sentence each; of many names the first are told, and how many there are."""
    return tuple(f"{what}{_names(names)}" for what, names in changes if names)


def _names(names: Sequence[str]) -> str:
    shown = "、".join(names[:MOST_TOLD])
    return shown if len(names) <= MOST_TOLD else f"{len(names)}项：{shown}等"
