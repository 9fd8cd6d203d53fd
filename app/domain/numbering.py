"""文号登记簿: every number of a series and year in its order, with the paper that bears it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from app.domain.entries import Entry
from app.domain.errors import RuleBroken
from app.domain.office import SERIES
from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.numbers import Voiding, VoidNumber

PETITIONS = "petition"  # the series of the petitions' own numbers
LOST = "由备份恢复时跳过，恢复前可能已经用出，请与纸质登记核对"
TITLES = {PETITIONS: "信访件编号", **{series: kind.title for series, kind in SERIES.items()}}

NextSerial = Callable[[str, int], int]  # (series, year) -> the next free number


class NumberLine(msgspec.Struct, frozen=True, kw_only=True):
    """One number: the paper that bears it, its petition, and the day on which it was taken."""

    series: str
    year: int
    serial: int
    number: str
    paper: str  # its name, that of the series where no paper bears the number
    petition: str  # the petition's number
    on: dt.date
    state: Literal["valid", "void", "skipped"]  # skipped: its entry, if there was one, was lost before a restore
    reason: str = ""  # why it is void or skipped
    replaced_by: str = ""


class NumberRegister(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one series, or of every series of document numbers ("") in the order of their table."""

    series: str
    title: str
    year: int
    lines: tuple[NumberLine, ...]
    unseen: str = ""  # which numbers of the sequence are not listed: 转送函第3号 (第三十条)


def register_of(
    entries: Iterable[Entry], petition: Callable[[str], Petition], series: str, year: int, next_serial: NextSerial
) -> NumberRegister:
    """The register made from entries; `petition` finds a petition by its id, `next_serial` the next free number.

    A number that a sealed entry took (检举控告) is told as such and by its place alone, to everybody.

    Raises RuleBroken("series-unknown") for a series that there is not.
    """
    if series and series not in TITLES:
        raise RuleBroken(
            "series-unknown", f"没有“{series}”这种文号，可用：{'、'.join(TITLES)}。", series=series, known=list(TITLES)
        )
    wanted = {series} if series else SERIES.keys()
    lines = []
    for entry in entries:
        for (own, of_year, serial), number in zip(entry.facts.serials(), entry.facts.numbers(), strict=True):
            if own in wanted and of_year == year:
                about = petition(entry.petition) if entry.petition else None
                told = (
                    _line(about, entry, own, serial, number, year)
                    if about
                    else _skipped(entry, own, serial, number, year)
                )
                lines.append(told)
    order = list(TITLES)
    lines.sort(key=lambda line: (order.index(line.series), line.serial))
    return NumberRegister(
        series=series,
        title=TITLES.get(series, "全部文号"),
        year=year,
        lines=tuple(lines),
        unseen="；".join(filter(None, (_gaps(one, year, lines, next_serial) for one in order if one in wanted))),
    )


def _gaps(series: str, year: int, lines: Iterable[NumberLine], next_serial: NextSerial) -> str:
    """The places of a series that no line shows: 转送函第3号、第5号; "" when there is none."""
    shown = {line.serial for line in lines if line.series == series}
    gaps = [serial for serial in range(1, next_serial(series, year)) if serial not in shown]
    return TITLES[series] + "、".join(f"第{serial}号" for serial in gaps) if gaps else ""


def _line(petition: Petition, entry: Entry, series: str, serial: int, number: str, year: int) -> NumberLine:
    void: VoidNumber | Voiding | None = next((one for one in petition.void_numbers if one.number == number), None)
    if series == PETITIONS:
        void = petition.voided
    key = void.paper if isinstance(void, VoidNumber) else _bearing(petition, number)
    return NumberLine(
        series=series,
        year=year,
        serial=serial,
        number=number,
        paper=title_of(key) if key else TITLES[series],
        petition=petition.number,
        on=entry.on,
        state="void" if void else "valid",
        reason=void.reason if void else "",
        replaced_by=void.replaced_by if isinstance(void, VoidNumber) else "",
    )


def _skipped(entry: Entry, series: str, serial: int, number: str, year: int) -> NumberLine:
    return NumberLine(
        series=series,
        year=year,
        serial=serial,
        number=number,
        paper=TITLES[series],
        petition="",
        on=entry.on,
        state="skipped",
        reason=LOST,
    )


def _bearing(petition: Petition, number: str) -> str:
    return next((paper.key for paper in petition.made if paper.number == number), "")
