"""What counting answers: figures, tables and rates, each with its caliber and the rows that it is made of."""

from __future__ import annotations

import datetime as dt
from typing import Literal, cast

import msgspec

from app.domain.codes import Category, Channel
from app.domain.dealings import Group, Share

Unit = Literal["件", "批（件）次", "批次", "件次", "人次"]


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """One contact as it is counted: a row behind the figures. `contact` is its place in the petition from 1, the
    registration. It names nobody."""

    number: str
    contact: int
    on: dt.date
    channel: Channel
    category: Category
    content_class: str
    place: str
    head_count: int
    repeat: bool


class DueMatter(msgspec.Struct, frozen=True, kw_only=True):
    """A petition whose period ended in the time that is counted: a row behind a rate. `due` is the legal last day,
    `met_on` None while the duty is not done."""

    number: str
    code: str
    due: dt.date
    met_on: dt.date | None
    in_time: bool


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted, in which unit, and the caliber: exactly what counts as what."""

    code: str
    title: str
    unit: Unit
    caliber: str


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A value and the rows it is made of; None where it is not shown."""

    value: int | None
    rows: tuple[Occasion, ...] = ()


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One total over everything but denunciations."""

    column: Column
    cell: Cell


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a table: `key` as it is stored ("" when not filled in), its Chinese name, a cell for each column."""

    key: str
    title: str
    cells: tuple[Cell, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The figures by channel, category, content class or place; lines by list or name, never by size."""

    code: str
    title: str
    caliber: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Done in time out of what was due. Not a percentage: none stands for 0 out of 0."""

    code: str
    title: str
    caliber: str
    in_time: int
    due: int
    rows: tuple[DueMatter, ...]


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything counted over the days from `first` to `last`, both included, as it was known on `as_of`."""

    first: dt.date
    last: dt.date
    as_of: dt.date
    region: str
    figures: tuple[Figure, ...]
    rates: tuple[Rate, ...]
    tables: tuple[Table, ...]
    groups: tuple[Group, ...]
    shares: tuple[Share, ...]


def figures_alone(counts: Counts) -> Counts:
    """The same figures without the rows behind them."""
    return cast("Counts", _bare(counts))


def _bare(told: object) -> object:
    if isinstance(told, tuple):
        return tuple(map(_bare, told))
    if not isinstance(told, msgspec.Struct):
        return told
    inside = {name: _bare(getattr(told, name)) for name in told.__struct_fields__ if name != "rows"}
    return msgspec.structs.replace(told, **inside, **({"rows": ()} if "rows" in told.__struct_fields__ else {}))
