"""F32 文号登记簿: every document number of a year in its order; a number that was spoilt stays in its place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from app.documents.form import LABEL, Cell, Line, draw_head, draw_table
from app.documents.ink import ASCENT, MM, Ink, Style
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.paper import Paper
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.numbering import NumberLine, NumberRegister
from app.domain.papers import DESK_PAPER_TITLES

if TYPE_CHECKING:
    from app.documents.desk_paper import DeskContext

NAME = DESK_PAPER_TITLES["F32"]
TEXTS: Expected = {
    "title": (),
    "span": ("year", "series", "count"),
    "columns": (),
    "none": (),
    "unseen": ("numbers",),
    "void": ("reason",),
    "replaced": ("number",),
    "made_on": ("day",),
}
SMALL = Style("fang", 10.5)
COLUMNS = (12 * MM, 44 * MM, 26 * MM, 51 * MM, WIDTH - 133 * MM)
CENTRED = (0, 4)
ROW, GAP = 8 * MM, 3 * MM


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """What the register says."""

    unit: str
    year: int
    series: str
    lines: tuple[NumberLine, ...]
    unseen: str
    made_on: dt.date


def facts(context: DeskContext) -> Register:
    """RuleBroken when something else than a register of numbers is handed in."""
    told = context.told
    if not isinstance(told, NumberRegister):
        raise RuleBroken("paper-of-another-answer", f"{NAME}只能按文号登记的内容打印。")
    return Register(
        unit=context.office.name,
        year=told.year,
        series=told.title,
        lines=told.lines,
        unseen=told.unseen,
        made_on=context.today,
    )


def draw(register: Register, say: Wording) -> bytes:
    ink = Ink(say("title"), register.unit)
    top = draw_head(ink, register.unit, say("title"))
    span = say("span", year=register.year, series=register.series, count=len(register.lines))
    ink.put_aligned(LEFT, top - ASCENT * SMALL.size, ink.legible(span, SMALL), SMALL, WIDTH, "left")
    top -= SMALL.size + GAP
    names = (say("columns").split() + [""] * len(COLUMNS))[: len(COLUMNS)]
    rows = [Line(tuple(Cell(name, LABEL, "centre") for name in names), ROW)]
    rows += [_row(place, line, say) for place, line in enumerate(register.lines, 1)]
    top = draw_table(ink, LEFT, COLUMNS, top, rows, repeat=1)
    notes = [say("made_on", day=chinese_date(register.made_on))]
    if not register.lines:
        notes.insert(0, say("none"))
    if register.unseen:
        notes.insert(0, say("unseen", numbers=register.unseen))
    for note in (row for told in notes for row in ink.wrap(ink.legible(told, SMALL), SMALL, WIDTH)):
        top -= SMALL.size + GAP
        ink.put(LEFT, top, note, SMALL)
    return ink.finish()


def _row(place: int, line: NumberLine, say: Wording) -> Line:
    paper = line.paper
    if line.state == "void":
        paper += f"\n{say('void', reason=line.reason)}"
        paper += f"\n{say('replaced', number=line.replaced_by)}" if line.replaced_by else ""
    if line.state == "skipped":
        paper += f"\n{line.reason}"
    texts = (str(place), line.number, paper, line.petition, line.on.isoformat())
    cells = (Cell(text, SMALL, "centre" if at in CENTRED else "left") for at, text in enumerate(texts))
    return Line(tuple(cells), ROW)


PAPER = Paper(code="F32", title=NAME, texts=TEXTS, facts=facts, draw=draw)
