"""F35 恢复表: the key that opens the desk when all forget, once on paper. Nothing on it but that; it is kept apart."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from app.documents.form import Cell, Line, draw_head, draw_table
from app.documents.ink import ASCENT, MM, Align, Ink, Style
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.paper import Paper
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.papers import DESK_PAPER_TITLES
from app.domain.passphrases import RecoverySheet, Unit

if TYPE_CHECKING:
    from app.documents.desk_paper import DeskContext

NAME = DESK_PAPER_TITLES["F35"]
TEXTS: Expected = {
    "title": (),
    "sheet": ("sheet", "station"),
    "made": ("day", "officer"),
    "about": (),
    "group": ("place",),
    "check": (),
    "qr": (),
    "use_title": (),
    "use": (),
    "keep_title": (),
    "keep": (),
    "kept_by": (),
}
TEXT, HEADING, SMALL = Style("fang", 12), Style("hei", 12), Style("fang", 10)
GROUP, PLACE = Style("hei", 20), Style("fang", 9)
PITCH = 1.5
COLUMNS = 4
GROUP_ROW, PLACE_ROW, KEPT_ROW = 14 * MM, 6 * MM, 15 * MM
GAP = 4 * MM
QR = 46 * MM


class StoreContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that the sheet of a county's store or a competent body's folder may know."""

    told: RecoverySheet
    office: Unit
    today: dt.date
    wording: None = None  # such a store has no texts of its own


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What the sheet says."""

    unit: str
    told: RecoverySheet
    made_on: str


def facts(context: DeskContext | StoreContext) -> Sheet:
    """RuleBroken when something else than a new sheet is handed in."""
    if not isinstance(context.told, RecoverySheet):
        raise RuleBroken("paper-of-another-answer", f"{NAME}只能在制作时打印。")
    return Sheet(unit=context.office.name, told=context.told, made_on=chinese_date(context.today))


def draw(sheet: Sheet, say: Wording) -> bytes:
    told = sheet.told
    ink = Ink(say("title"), sheet.unit)
    y = draw_head(ink, sheet.unit, say("title"))
    y = _write(ink, y, say("sheet", sheet=told.sheet, station=told.station), TEXT, "centre")
    y = _write(ink, y, say("made", day=sheet.made_on, officer=told.made_by), TEXT, "centre") - GAP
    y = _write(ink, y, say("about"), TEXT) - GAP
    y = _draw_groups(ink, y, told.groups, say) - GAP
    y = _write(ink, y, say("check"), SMALL) - GAP
    room = WIDTH - QR - GAP
    ink.qr(LEFT + room + GAP, y - QR, QR, told.qr)
    ink.put_aligned(LEFT + room + GAP, y - QR - SMALL.size, ink.legible(say("qr"), SMALL), SMALL, QR, "centre")
    below = _write(ink, y, say("use_title"), HEADING, width=room)
    below = _write(ink, below, say("use"), TEXT, width=room)
    y = min(below, y - QR - 2 * SMALL.size) - GAP
    y = _write(ink, y, say("keep_title"), HEADING)
    y = _write(ink, y, say("keep"), TEXT) - GAP
    names = say("kept_by").split()
    cells = tuple(cell for name in names for cell in (Cell(name, TEXT, "centre"), Cell("", TEXT)))
    draw_table(ink, LEFT, [WIDTH / len(cells)] * len(cells), y, [Line(cells, KEPT_ROW)])
    return ink.finish()


def _draw_groups(ink: Ink, y: float, groups: tuple[str, ...], say: Wording) -> float:
    """The groups in rows, the place of each above it."""
    rows = []
    for first in range(0, len(groups), COLUMNS):
        places = range(first, min(first + COLUMNS, len(groups)))
        rows.append(Line(tuple(Cell(say("group", place=n + 1), PLACE, "centre") for n in places), PLACE_ROW))
        rows.append(Line(tuple(Cell(groups[n], GROUP, "centre") for n in places), GROUP_ROW))
    return draw_table(ink, LEFT, [WIDTH / COLUMNS] * COLUMNS, y, rows)


def _write(ink: Ink, y: float, text: str, style: Style, align: Align = "left", width: float = WIDTH) -> float:
    for piece in text.splitlines():
        for line in ink.wrap(piece, style, width):
            ink.put_aligned(LEFT, y - ASCENT * style.size, line, style, width, align)
            y -= style.size * PITCH
    return y


PAPER = Paper(code="F35", title=NAME, texts=TEXTS, facts=facts, draw=draw)
OF_STORE = Paper(code="F35b", title=NAME, texts=TEXTS, facts=facts, draw=draw)  # a county's, a competent body's
