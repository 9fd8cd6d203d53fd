"""The attachments in the case file: 附件清单, and behind it the pages of each PDF and picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from app.documents import attached
from app.documents.case_order import ATTACHED
from app.documents.case_records import SMALL, draw_note
from app.documents.form import LABEL, ROW, Cell, Line, draw_head, draw_table
from app.documents.ink import MM, Ink
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.wording import Wording
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.attachment import MATERIAL_KINDS, Attachment

MOST_BOUND: Final = 256 << 20  # bytes of all attachments whose pages are bound
COLUMNS = (13 * MM, WIDTH - 71 * MM, 36 * MM, 22 * MM)
TOLD = 1  # the wide one of them

Content = Callable[[Attachment], bytes]


def drawn(petition: Petition, unit: str, say: Wording, content: Content | None) -> dict[str, Callable[[], bytes]]:
    """What the file draws of them, by code: R07 the list, R07-2 the second one. What was set aside and what has no
    pages stands in the list alone; `content` reads one."""
    if not petition.attachments or content is None:
        return {}
    found: dict[str, Callable[[], bytes]] = {ATTACHED: partial(draw_list, petition, unit, say)}
    room = MOST_BOUND
    for place, one in enumerate(petition.attachments, 1):
        if one.bound:
            room -= one.size
            found[f"{ATTACHED}-{place}"] = partial(_sheets, one, content, fits=room >= 0)
    return found


def is_one(code: str) -> bool:
    """Whether a code is that of an attachment itself."""
    return code.startswith(f"{ATTACHED}-")


def place_of(code: str) -> int:
    """Its place among the attachments, from 1."""
    return int(code.rpartition("-")[2])


def _sheets(one: Attachment, content: Content, *, fits: bool) -> bytes:
    if not fits:
        raise RuleBroken("attachment-not-bound", "附件太大，请另存后查看、打印。")
    return attached.sheets(one.media, content(one))


def draw_list(petition: Petition, unit: str, say: Wording) -> bytes:
    """附件清单: every file with the hash by which it can be proven; those that were set aside with the reason."""
    ink = Ink(say("attachments_title"), unit)
    top = draw_head(ink, unit, say("attachments_title"))
    names = (say("attachments_columns").split() + [""] * len(COLUMNS))[: len(COLUMNS)]
    rows = [Line(tuple(Cell(name, LABEL, "centre") for name in names), ROW)]
    for place, one in enumerate(petition.attachments, 1):
        told = say("attachment_words", title=one.title, words=one.words, material=MATERIAL_KINDS[one.material])
        lines = [told, *([one.note] if one.note else []), say("attachment_hash", sha256=one.sha256)]
        if one.set_aside_on is not None:
            aside = {"on": chinese_date(one.set_aside_on), "by": one.set_aside_by, "reason": one.set_aside_reason}
            lines.append(say("attachment_aside", **aside))
        elif not one.bound:
            lines.append(say("attachment_unbound"))
        cells = (str(place), "\n".join(lines), chinese_date(one.on), one.by)
        rows.append(
            Line(
                tuple(Cell(text, SMALL, "left" if at == TOLD else "centre") for at, text in enumerate(cells)),
                ROW,
            )
        )
    draw_note(ink, draw_table(ink, LEFT, COLUMNS, top, rows, repeat=1), say("attachments_note"))
    return ink.finish()
