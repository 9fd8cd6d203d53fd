"""Plain pages of a case file for what the journal holds and no paper says: each further contact, each investigation,
and the whole course of the matter in the journal's own sentences.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from app.documents.form import LABEL, ROW, TYPE, Cell, Line, draw_head, draw_table, field
from app.documents.ink import ASCENT, MM, Align, Ink, Style
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.wording import Wording
from app.domain.codes import CHANNELS
from app.domain.entries import Entry
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.handling import Investigation
from app.domain.records.link import LINKS, LinkKind
from app.domain.records.petitioner import Contact, Material

COLUMNS = (36 * MM, WIDTH - 36 * MM)
STORY_COLUMNS = (37 * MM, 26 * MM, WIDTH - 63 * MM)
SMALL = Style("fang", 10.5)
NOTE_GAP = 10.0


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """A petition that is linked with this one: what it is, what the link says, and who made it."""

    number: str
    title: str
    who: str
    received_on: dt.date
    link: LinkKind
    words: str  # how this one sees the link
    on: dt.date
    by: str
    reason: str


def draw_contact(petition: Petition, contact: Contact, unit: str, say: Wording) -> bytes:
    """One further visit, letter or call."""
    lines = [
        *_matter(petition, say),
        field(say("day"), chinese_date(contact.on)),
        field(say("channel"), CHANNELS[contact.channel]),
        field(say("head_count"), str(contact.head_count)),
        field(say("received_by"), contact.by),
        field(say("told"), contact.note or say("nothing")),
        field(say("materials"), materials_words(contact.materials, say)),
        *([] if contact.standing else [field(say("split_from_here"), split_words(contact, say))]),
    ]
    return _form(unit, say("contact_title"), lines, say("from_journal", ref=contact.ref), petition)


def draw_voided(petition: Petition, unit: str, say: Wording) -> bytes:
    """撤销件说明: why this registration counts as none, and that its number is used no more."""
    voided = petition.voided
    if voided is None:
        raise RuleBroken("not-void", "该登记没有作废。")
    lines = [
        *_matter(petition, say),
        field(say("people"), petition.who),
        field(say("registered"), chinese_date(petition.registered_on)),
        field(say("received_by"), petition.first_contact),
        field(say("voided_on"), chinese_date(voided.on)),
        field(say("officer"), voided.by),
        field(say("voided_why"), voided.reason),
        field(say("effect"), say("voided_effect")),
    ]
    return _form(unit, say("voided_title"), lines, say("from_journal", ref=voided.ref), petition)


def draw_joined(petition: Petition, joined: Sequence[Joined], unit: str, say: Wording) -> bytes:
    """合并件说明: each petition that was linked with this one and still is, and each visit that was split off it."""
    lines = [*_matter(petition, say)]
    for one in joined:
        told = say(
            "joined_words",
            **{"number": one.number, "title": one.title, "who": one.who, "received": chinese_date(one.received_on)},
            **{"on": chinese_date(one.on), "by": one.by, "reason": one.reason},
        )
        label = LINKS[one.link]
        lines.append(field(label, told if one.words == label else f"{one.words}：{told}"))
    for place, contact in enumerate(petition.contacts, 1):
        if not contact.standing:
            lines.append(field(say("split_label", place=place), split_words(contact, say)))
    lines.append(field(say("effect"), say("joined_effect")))
    return _form(unit, say("joined_title"), lines, say("joined_note", number=petition.number), petition)


def split_words(contact: Contact, say: Wording) -> str:
    """That a visit was split off, why, and where it counts now."""
    where = say("split_to", number=contact.belongs_to) if contact.belongs_to else say("split_open")
    on = chinese_date(contact.split_on) if contact.split_on else ""
    came = chinese_date(contact.on) + CHANNELS[contact.channel]
    return say("split_words", came=came, on=on, reason=contact.split_reason, where=where)


def draw_investigation(petition: Petition, record: Investigation, unit: str, say: Wording) -> bytes:
    """One record of listening, looking, asking (《信访工作条例》第三十一条第六项)."""
    lines = [
        *_matter(petition, say),
        field(say("day"), chinese_date(record.on)),
        field(say("place"), record.place or say("nothing")),
        field(say("participants"), "、".join(record.participants) or say("nothing")),
        field(say("recorder"), record.by),
        field(say("record"), record.record),
        field(say("evidence"), _numbered(record.evidence) or say("nothing")),
    ]
    return _form(unit, say("investigation_title"), lines, say("from_journal", ref=record.ref), petition)


def draw_story(petition: Petition, entries: Sequence[Entry], unit: str, say: Wording) -> bytes:
    """Every entry of the journal as one sentence: whatever has no paper of its own stands here."""
    ink = Ink(say("story_title"), unit)
    top = draw_head(ink, unit, say("story_title"))
    head = _cells((say("day"), say("officer"), say("course")), LABEL)
    rows = [
        _cells((chinese_date(entry.on), entry.officer, entry.facts.sentence(entry)), TYPE)
        for entry in sorted(entries, key=lambda entry: entry.on)
    ]
    top = draw_table(ink, LEFT, STORY_COLUMNS, top, [head, *rows], repeat=1)
    draw_note(ink, top, say("story_note", number=petition.number))
    return ink.finish()


def materials_words(materials: Sequence[Material], say: Wording) -> str:
    """Each material on a line of its own with copies and pages."""
    told = (
        say("material_words", name=one.name, copies=one.copies, pages=one.pages)
        + (say("original") if one.original else "")
        for one in materials
    )
    return "\n".join(told) or say("nothing")


def _matter(petition: Petition, say: Wording) -> list[Line]:
    return [field(say("number"), petition.number), field(say("petition"), petition.title)]


def _numbered(texts: Sequence[str]) -> str:
    return "\n".join(f"{place}. {text}" for place, text in enumerate(texts, 1))


def _cells(texts: tuple[str, str, str], style: Style) -> Line:
    day, officer, told = texts
    wide: Align = "centre" if style is LABEL else "left"
    return Line((Cell(day, style, "centre"), Cell(officer, style, "centre"), Cell(told, style, wide)), ROW)


def _form(unit: str, title: str, lines: Sequence[Line], note: str, petition: Petition) -> bytes:
    ink = Ink(f"{title} {petition.number}", unit)
    draw_note(ink, draw_table(ink, LEFT, COLUMNS, draw_head(ink, unit, title), lines), note)
    return ink.finish()


def draw_note(ink: Ink, top: float, note: str) -> None:
    y = top - NOTE_GAP
    for line in ink.wrap(note, SMALL, WIDTH):
        ink.put(LEFT, y - ASCENT * SMALL.size, line, SMALL)
        y -= SMALL.size * 1.4
