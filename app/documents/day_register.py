"""F36 当日登记簿: what was registered on a day, and the end of the journal's chain that the page fixes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from app.documents.ink import MM
from app.documents.listing import Listing
from app.documents.page import WIDTH, chinese_date
from app.documents.paper import Paper
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.papers import DESK_PAPER_TITLES
from app.domain.proof import DayLine, DayRegister

if TYPE_CHECKING:
    from app.documents.desk_paper import DeskContext

NAME = DESK_PAPER_TITLES["F36"]
TEXTS: Expected = {
    "title": (),
    "span": ("day", "count", "entries"),
    "columns": (),
    "none": (),
    "received": ("day",),
    "void": (),
    "hidden": (),
    "no_office": (),
    "chain": ("station", "epoch", "seq"),
    "hash": ("hash",),
    "no_chain": (),
    "purpose": (),
    "not_over": (),
    "made_on": ("day",),
    "signed": (),
}
COLUMNS = (33 * MM, 19 * MM, 23 * MM, WIDTH - 119 * MM, 21 * MM, 23 * MM)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says."""

    unit: str
    told: DayRegister
    made_on: dt.date


def facts(context: DeskContext) -> Page:
    """RuleBroken when something else than the register of a day is handed in."""
    told = context.told
    if not isinstance(told, DayRegister):
        raise RuleBroken("paper-of-another-answer", f"{NAME}只能按当日登记的内容打印。")
    return Page(unit=context.office.name, told=told, made_on=context.today)


def draw(page: Page, say: Wording) -> bytes:
    told = page.told
    sheet = Listing(f"{say('title')}（{told.day}）", page.unit, page.unit, say("title"))
    sheet.text(say("span", day=chinese_date(told.day), count=len(told.lines), entries=told.entries), "centre")
    if told.lines:
        sheet.table(COLUMNS, say("columns").split(), [_row(line, told, say) for line in told.lines])
    else:
        sheet.text(say("none"))
    if not told.whole:
        sheet.text(say("not_over"))
    if told.seq:
        where = say("chain", station=told.station, epoch=told.epoch, seq=told.seq)
        sheet.code(told.anchor, where, say("hash", hash=grouped(told.hash)), say("purpose"))
    else:
        sheet.text(say("no_chain"))
    sheet.signed(say("signed").split())
    sheet.note(say("made_on", day=chinese_date(page.made_on)))
    return sheet.finish()


def grouped(digest: str) -> str:
    """A hash as it is read and typed: two lines of eight groups of four."""
    groups = [digest[at : at + 4] for at in range(0, len(digest), 4)]
    return "\n".join(" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8))


def _row(line: DayLine, told: DayRegister, say: Wording) -> tuple[str, ...]:
    late = line.received_on != told.day
    return (
        line.number.replace("-", "-\n", 1),
        line.at + (f"\n{say('received', day=f'{line.received_on:%m-%d}')}" if late else ""),
        line.who or say("hidden"),
        (line.title or say("hidden")) + (f"\n{say('void')}" if line.voided else ""),
        line.first_contact,
        line.office or say("no_office"),
    )


PAPER = Paper(code="F36", title=NAME, texts=TEXTS, facts=facts, draw=draw)
