"""F31 信访情况月报、年度报告 (《信访工作条例》第四十一条): every figure is one of `Desk.counts`, with its caliber.

What the desk does not keep (units complained of, suggestions made to other bodies) is left to be filled in by hand,
as bodies and never as persons.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from app.documents.ink import MM
from app.documents.listing import Listing
from app.documents.page import WIDTH, chinese_date
from app.documents.paper import Paper
from app.documents.wording import Expected, Wording
from app.domain.counted import Cell, Counts, Table
from app.domain.dealings import Group
from app.domain.errors import RuleBroken
from app.domain.papers import DESK_PAPER_TITLES
from app.domain.report import Report

if TYPE_CHECKING:
    from app.documents.desk_paper import DeskContext

NAME = DESK_PAPER_TITLES["F31"]
HIDDEN = "—"  # a number that is not shown
TEXTS: Expected = {
    "title_month": ("name",),
    "title_year": ("name",),
    "span": ("first", "last", "as_of"),
    "part_1": (),
    "part_2": (),
    "part_3": (),
    "part_4": (),
    "totals": (),
    "totals_columns": (),
    "rates": (),
    "rates_columns": (),
    "rates_note": (),
    "group_columns": ("unit",),
    "shares": (),
    "shares_columns": (),
    "shares_note": (),
    "units": (),
    "suggestions": (),
    "other": (),
    "caliber": ("text",),
    "calibers_above": (),
    "signed": (),
}
NAME_WIDTH = 38 * MM
FIGURE, UNIT = 26 * MM, 30 * MM
BLANKS = 3  # lines left for what is written by hand


class ReportFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the report says: the counts as they were answered, and whose they are."""

    unit: str
    name: str
    yearly: bool
    counts: Counts
    made_on: dt.date


def facts(context: DeskContext) -> ReportFacts:
    """RuleBroken when something else than a report is handed in."""
    told = context.told
    if not isinstance(told, Report):
        raise RuleBroken("paper-of-another-answer", f"{NAME}只能按统计结果打印。")
    return ReportFacts(
        unit=context.office.name,
        name=told.name,
        yearly=told.month is None,
        counts=told.counts,
        made_on=context.today,
    )


def draw(report: ReportFacts, say: Wording) -> bytes:
    title = say("title_year" if report.yearly else "title_month", name=report.name)
    page = Listing(title, report.unit, report.unit, title)
    counts = report.counts
    first, last, as_of = (chinese_date(day) for day in (counts.first, counts.last, counts.as_of))
    page.text(say("span", first=first, last=last, as_of=as_of), "centre")
    _statistics(page, counts, say)
    page.heading(say("part_2"))
    for code in ("source", "dealt", "supervised"):
        _group(page, _of(counts, code), say)
    page.heading(say("part_3"))
    page.blanks(BLANKS, say("suggestions"))
    _group(page, _of(counts, "adoption"), say)
    page.heading(say("part_4"))
    for code in ("leaders", "follow_ups"):
        _group(page, _of(counts, code), say)
    _shares(page, counts, say)
    page.blanks(BLANKS, say("other"))
    page.signed(say("signed").split())
    return page.finish()


def _statistics(page: Listing, counts: Counts, say: Wording) -> None:
    """（一）: totals, tables, rates, and the units complained of."""
    page.heading(say("part_1"))
    page.subheading(say("totals"))
    rows = [(one.column.title, one.column.unit, _value(one.cell)) for one in counts.figures]
    page.table((WIDTH - UNIT - FIGURE, UNIT, FIGURE), say("totals_columns").split(), rows, right=1)
    for figure in counts.figures:
        page.note(say("caliber", text=f"{figure.column.title}：{figure.column.caliber}"))
    for table in counts.tables:
        _table(page, table, say)
    rates = [(rate.title, str(rate.in_time), str(rate.due)) for rate in counts.rates]
    page.subheading(say("rates"), len(rates) + 1)
    page.table((WIDTH - 2 * UNIT, UNIT, UNIT), say("rates_columns").split(), rates, right=2)
    for rate in counts.rates:
        page.note(say("caliber", text=f"{rate.title}：{rate.caliber}"))
    page.note(say("rates_note"))
    page.subheading(say("units"), BLANKS)
    page.blanks(BLANKS)


def _table(page: Listing, table: Table, say: Wording) -> None:
    page.subheading(table.title, len(table.lines) + 1)
    width = (WIDTH - NAME_WIDTH) / len(table.columns)
    names = ("", *(column.title for column in table.columns))
    rows = [(line.title, *map(_value, line.cells)) for line in table.lines]
    page.table((NAME_WIDTH, *(width,) * len(table.columns)), names, rows, right=len(table.columns))
    page.note(say("caliber", text=table.caliber))
    page.note(say("calibers_above"))


def _group(page: Listing, group: Group, say: Wording) -> None:
    page.subheading(group.title, len(group.tallies) + 1)
    rows = [(tally.title, str(tally.value)) for tally in group.tallies]
    page.table((WIDTH - 2 * UNIT, 2 * UNIT), say("group_columns", unit=group.unit).split(), rows, right=1)
    page.note(say("caliber", text=group.caliber))


def _shares(page: Listing, counts: Counts, say: Wording) -> None:
    page.subheading(say("shares"), len(counts.shares) + 1)
    rows = [(share.title, str(share.part), str(share.whole)) for share in counts.shares]
    page.table((WIDTH - 2 * UNIT, UNIT, UNIT), say("shares_columns").split(), rows, right=2)
    for share in counts.shares:
        page.note(say("caliber", text=f"{share.title}：{share.caliber}"))
    page.note(say("shares_note"))


def _of(counts: Counts, code: str) -> Group:
    return next(group for group in counts.groups if group.code == code)


def _value(cell: Cell) -> str:
    return HIDDEN if cell.value is None else str(cell.value)


PAPER = Paper(code="F31", title=NAME, texts=TEXTS, facts=facts, draw=draw)
