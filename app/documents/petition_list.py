"""F38 信访事项清单: a list of petitions as it was seen on the screen, with what it was filtered by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from app.documents.ink import MM, Style
from app.documents.listing import Listing
from app.documents.page import WIDTH, chinese_date
from app.documents.paper import Paper
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.listing import COLUMNS, Cell, ListTold
from app.domain.papers import DESK_PAPER_TITLES

if TYPE_CHECKING:
    from app.documents.desk_paper import DeskContext

NAME = DESK_PAPER_TITLES["F38"]
TEXTS: Expected = {
    "title": (),
    "shown": ("words",),
    "all": (),
    "picked": (),
    "count": ("count",),
    "station": ("station",),
    "made_on": ("day",),
}
# Each column at this size; the title takes what they leave.
WIDTHS = {
    "number": 22 * MM,
    "received": 20 * MM,
    "channel": 11 * MM,
    "who": 18 * MM,
    "place": 22 * MM,
    "content_class": 22 * MM,
    "category": 13 * MM,
    "stage": 15 * MM,
    "due": 20 * MM,
    "handling": 21 * MM,
    "first_contact": 14 * MM,
}
LEAST_TITLE = 27 * MM
SMALL = (Style("hei", 9), Style("fang", 9))


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What the list says."""

    unit: str
    station: str
    told: ListTold
    made_on: dt.date


def facts(context: DeskContext) -> Sheet:
    """RuleBroken when something else than a list is handed in, or more columns than a page is wide."""
    told = context.told
    if not isinstance(told, ListTold):
        raise RuleBroken("paper-of-another-answer", f"{NAME}只能按事项列表的内容打印。")
    if _title_width(told) < LEAST_TITLE:
        raise RuleBroken("too-many-columns", "列太多，纸面印不下。请在“列”中去掉几列再打印，或者导出为表格。")
    return Sheet(unit=context.office.name, station=context.office.station, told=told, made_on=context.today)


def draw(sheet: Sheet, say: Wording) -> bytes:
    told = sheet.told
    page = Listing(say("title"), sheet.unit, sheet.unit, say("title"))
    shown = say("shown", words=told.words) if told.words else say("all")
    page.text(f"{shown}{say('picked') if told.picked else ''}")
    page.text(say("count", count=len(told.lines)))
    widths = [WIDTHS.get(name, _title_width(told)) for name in told.columns]
    rows = [
        [_text(name, value, sheet.station) for name, value in zip(told.columns, line, strict=True)]
        for line in told.lines
    ]
    page.table(widths, [COLUMNS[name] for name in told.columns], rows, styles=SMALL)
    if "number" in told.columns:
        page.note(say("station", station=sheet.station))
    page.note(say("made_on", day=chinese_date(sheet.made_on)))
    return page.finish()


def _title_width(told: ListTold) -> float:
    return WIDTH - sum(WIDTHS[name] for name in told.columns if name in WIDTHS)


def _text(name: str, value: Cell, station: str) -> str:
    """A number of our own without the station, one of another desk in two lines; how near a day is stands below it."""
    text = str(value)
    if name == "number":
        return text.removeprefix(f"{station}-") if text.startswith(station) else text.replace("-", "-\n", 1)
    return text.replace("（", "\n（") if name == "due" else text


PAPER = Paper(code="F38", title=NAME, texts=TEXTS, facts=facts, draw=draw)
