"""What every record has: the day, the officer, the entry it came from, and the papers that were made with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple, Self

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a petition, as its fold remembers it."""

    on: dt.date
    by: str
    ref: str = ""  # the entry behind it

    def papers(self) -> tuple[tuple[str, str], ...]:
        """(code, 文号) of every paper that was made with it; "" for a paper without a number."""
        return ()

    def parts(self) -> Iterator[Record]:
        """Itself, and the records that belong to it and may have made papers too."""
        yield self

    def renumbered(self, void: str, number: str) -> Self:
        """The same with a new 文号 in place of one that became void."""
        bearing = {name: number for name in self.__struct_fields__ if getattr(self, name) == void}
        return msgspec.structs.replace(self, **bearing)


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Several records that belong together: an opinion on its way, a review from request to opinion."""


def records_in(value: object) -> Iterator[Record]:
    """Every record in a field of a petition, those of groups too."""
    if isinstance(value, Record):
        yield from value.parts()
    elif type(value) is tuple:
        for one in value:
            yield from records_in(one)
    elif isinstance(value, Group):
        for name in value.__struct_fields__:
            yield from records_in(getattr(value, name))


class Made(NamedTuple):
    """A paper that was made (作出) for a petition.

    `key` is its F-code; the second and later papers of one kind carry their place: "F27.2".
    """

    key: str
    number: str  # 文号 as it holds now, "" for a paper without one
    on: dt.date
    unit: str  # our office's name as it stands on it
    ref: str
    void: bool = False  # its number is void, and it has no new one yet

    @property
    def code(self) -> str:
        """The F-code alone."""
        return code_of(self.key)


def code_of(key: str) -> str:
    """The F-code of a paper's key: "F27.2" -> "F27"."""
    return key.partition(".")[0]


def sequence(ref: str) -> tuple[int, int]:
    """Epoch and place of an entry in its station's line, to set apart what happened on one day."""
    _station, epoch, seq = ref.rsplit(".", 2)
    return int(epoch), int(seq)


def station_of(ref: str) -> str:
    """The station in whose line an entry stands."""
    return ref.rsplit(".", 2)[0]


def written_at(station: str, ref: str) -> bool:
    """Whether an entry stands in the line of a station; "" is every station."""
    return station in ("", station_of(ref))
