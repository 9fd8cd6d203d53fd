"""F30, the case file of a petition as one PDF: 案卷封面, 卷内目录, every paper in the order of the archive, 备考表.

It is what is bound when the matter is archived, and what goes to the county as the answer in a review; so it can be
made at any time. What cannot be drawn is told in the note at the end with the reason, never left out silently.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from app.documents import agreement, replies
from app.documents import case_attachments as enclosed
from app.documents import case_records as records
from app.documents.binding import Part, bind, count_pages
from app.documents.case_order import ATTACHED, CONTACT, INVESTIGATION, JOINED, STORY, VOIDED, in_order, served_by
from app.documents.fonts import Letters, legible
from app.documents.form import LABEL, OPEN_DAY, ROW, TALL, TYPE, Cell, Line, draw_head, draw_table, field
from app.documents.ink import ASCENT, MM, Ink, Style
from app.documents.page import BLOCK_TOP, LEFT, WIDTH, chinese_date
from app.documents.paper import PaperContext, load_texts
from app.documents.practice import banded
from app.documents.wording import Expected, Wording
from app.domain.entries import Entry
from app.domain.errors import DeskError, RuleBroken
from app.domain.papers import PAPERS
from app.domain.petition import Petition
from app.domain.records.archiving import RETENTIONS
from app.domain.records.record import code_of

CODE, NAME = "F30", "案卷"
COVER_UNIT, COVER_TITLE = Style("title", 22), Style("title", 36)
COVER_TABLE = BLOCK_TOP - 95 * MM  # upper edge of the table on the cover
COVER_COLUMNS = (36 * MM, WIDTH - 36 * MM)
CONTENTS = Style("fang", 10.5)
CONTENTS_COLUMNS = (13 * MM, 42 * MM, 27 * MM, 41 * MM, 19 * MM, 14 * MM)
CONTENTS_CENTRED = (0, 4, 5)
NOTE_COLUMNS = (36 * MM, WIDTH - 36 * MM)
NOTE_HEIGHT = 80 * MM
TEXTS: Expected = {
    "title": (),
    "cover": (),
    "matter": (),
    "people": (),
    "number": (),
    "span": (),
    "span_words": ("first", "last"),
    "span_open": ("first",),
    "extent": (),
    "extent_words": ("items", "pages"),
    "retention": (),
    "archive_number": (),
    "volumes": (),
    "place_kept": (),
    "contents_title": (),
    "contents_columns": (),
    "slip": ("paper",),
    "draft": ("paper",),
    "note_title": (),
    "note_label": (),
    "note": (),
    "note_counted": ("volumes", "pages"),
    "note_open": (),
    "note_materials": ("list",),
    "note_missing": ("paper", "reason"),
    "note_not_served": ("paper",),
    "note_seals": (),
    "archivist": (),
    "checker": (),
    "archived_on": (),
    "made_on": (),
    "contact_title": (),
    "investigation_title": (),
    "story_title": (),
    "voided_title": (),
    "registered": (),
    "voided_on": (),
    "voided_why": (),
    "voided_effect": (),
    "effect": (),
    "joined_title": (),
    "joined_words": ("number", "title", "who", "received", "on", "by", "reason"),
    "joined_effect": (),
    "joined_note": ("number",),
    "split_label": ("place",),
    "split_from_here": (),
    "split_words": ("came", "on", "reason", "where"),
    "split_to": ("number",),
    "split_open": (),
    "petition": (),
    "head_count": (),
    "materials": (),
    "material_words": ("name", "copies", "pages"),
    "original": (),
    "day": (),
    "channel": (),
    "received_by": (),
    "told": (),
    "place": (),
    "participants": (),
    "recorder": (),
    "record": (),
    "evidence": (),
    "officer": (),
    "course": (),
    "nothing": (),
    "from_journal": ("ref",),
    "story_note": ("number",),
    "attachments_title": (),
    "attachments_columns": (),
    "attachments_note": (),
    "attachment_title": ("place", "title"),
    "attachment_words": ("title", "words", "material"),
    "attachment_hash": ("sha256",),
    "attachment_aside": ("on", "by", "reason"),
    "attachment_unbound": (),
}

Draw = Callable[[str], bytes]
Origin = tuple[str, str, dt.date | None]  # number, author, day


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One paper (件) of the file; `number` and `day` are "" and None where the paper bears none."""

    code: str
    title: str
    number: str
    author: str
    day: dt.date | None
    pdf: bytes
    pages: int


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that is not in the file, and why."""

    code: str
    title: str
    reason: str


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file bound: `pages` counts the numbered ones, without cover, contents list and note."""

    pdf: bytes
    pages: int
    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]


def build(
    context: PaperContext,
    codes: tuple[str, ...],
    entries: Sequence[Entry],
    draw: Draw,
    joined: Sequence[records.Joined] = (),
    content: enclosed.Content | None = None,
) -> CaseFile:
    """The case file of a petition as it stands.

    `codes` are the papers that there are, `draw` draws one, `entries` are the petition's journal,
    `joined` the petitions that are linked with it, `content` reads an attachment that is bound. RuleBroken when
    cover or contents hold a character that cannot be printed, StorageError when a wording file or face is broken.
    """
    say = load_texts(CODE, TEXTS, context.wording)
    items, left_out = gather(context, codes, entries, draw, say, joined, content)
    return bound(context, items, left_out, say)


def gather(
    context: PaperContext,
    codes: tuple[str, ...],
    entries: Sequence[Entry],
    draw: Draw,
    say: Wording,
    joined: Sequence[records.Joined] = (),
    content: enclosed.Content | None = None,
) -> tuple[list[Item], list[LeftOut]]:
    """Every paper and record drawn, in the order of the file, and what could not be."""
    petition = context.petition
    drawn = (
        {code: partial(draw, code) for code in codes}
        | _records(context, entries, say)
        | _notes(context, say, joined)
        | enclosed.drawn(petition, context.office.name, say, content)
    )
    last = next(reversed(petition.outgoing), "")
    items: list[Item] = []
    left_out: list[LeftOut] = []
    for code in in_order(tuple(drawn), last):
        title = _title(petition, code, last, say)
        served = served_by(code, last)
        if served and not petition.served(served):
            left_out.append(
                LeftOut(code=code, title=title, reason=say("note_not_served", paper=_name(petition, served)))
            )
            continue
        try:
            pdf = drawn[code]()
        except DeskError as error:
            left_out.append(LeftOut(code=code, title=title, reason=_printable(error.message)))
            continue
        number, author, day = _origin(context, code, served, entries)
        items.append(
            Item(code=code, title=title, number=number, author=author, day=day, pdf=pdf, pages=count_pages(pdf))
        )
    return items, left_out


def bound(context: PaperContext, items: Sequence[Item], left_out: Sequence[LeftOut], say: Wording) -> CaseFile:
    """The items between cover, contents list and note."""
    petition, unit = context.petition, context.office.name
    pages = sum(item.pages for item in items)
    parts = [
        Part(_cover(context, items, pages, say), say("cover"), numbered=False),
        Part(_contents(unit, items, say), say("contents_title"), numbered=False),
        *(Part(item.pdf, f"{place}. {item.title}") for place, item in enumerate(items, 1)),
        Part(_note(context, left_out, say), say("note_title"), numbered=False),
    ]
    pdf = banded(bind(parts, f"{say('title')} {petition.number}", unit), context.office.station)
    return CaseFile(pdf=pdf, pages=pages, items=tuple(items), left_out=tuple(left_out))


def _records(context: PaperContext, entries: Sequence[Entry], say: Wording) -> dict[str, Callable[[], bytes]]:
    """What the file draws itself, by code; several of one kind are told apart by their number: R03-2."""
    petition, unit = context.petition, context.office.name
    found: dict[str, Callable[[], bytes]] = {
        STORY: partial(records.draw_story, petition, entries, unit, say),
    }
    for place, contact in enumerate(petition.contacts[1:], 1):
        found[f"{CONTACT}-{place}"] = partial(records.draw_contact, petition, contact, unit, say)
    for place, record in enumerate(petition.investigations, 1):
        found[f"{INVESTIGATION}-{place}"] = partial(records.draw_investigation, petition, record, unit, say)
    return found


def _notes(context: PaperContext, say: Wording, joined: Sequence[records.Joined]) -> dict[str, Callable[[], bytes]]:
    """撤销件说明 of a void registration, 合并件说明 where petitions or visits were joined or parted; mostly none."""
    petition, unit = context.petition, context.office.name
    found: dict[str, Callable[[], bytes]] = {}
    if petition.voided:
        found[VOIDED] = partial(records.draw_voided, petition, unit, say)
    if joined or len(petition.standing_contacts) < len(petition.contacts):
        found[JOINED] = partial(records.draw_joined, petition, joined, unit, say)
    return found


# What each item is called, where it comes from


def _title(petition: Petition, code: str, last: str, say: Wording) -> str:
    served = served_by(code, last)
    if served:
        return say("slip", paper=_name(petition, served))
    family = code.partition("-")[0]
    own = {
        CONTACT: "contact_title",
        INVESTIGATION: "investigation_title",
        STORY: "story_title",
        VOIDED: "voided_title",
        JOINED: "joined_title",
        ATTACHED: "attachments_title",
    }
    if enclosed.is_one(code):
        place = enclosed.place_of(code)
        return say("attachment_title", place=place, title=_printable(petition.attachments[place - 1].title))
    if family in own:
        return say(own[family])
    drafted = code_of(code) == "F12" and all(paper.key != code for paper in petition.made)
    return say("draft", paper=_name(petition, code)) if drafted else _name(petition, code)


def _name(petition: Petition, key: str) -> str:
    """The title as it stands on the paper, the key where this program has no such paper."""
    code, _, place = key.partition(".")
    kind = PAPERS.get(code)
    title = (kind.full or kind.title) if kind else code
    if code in replies.TITLES:
        title = replies.title_of(petition, code)
    if code == agreement.CODE:
        title = agreement.title_of(petition, key)
    return f"{title}（第{place}份）" if place else title


def _origin(context: PaperContext, code: str, served: str, entries: Sequence[Entry]) -> Origin:
    """文号, 责任者 and 日期: as the record says that made the paper, else the office as it is called today."""
    petition, office = context.petition, context.office.name
    made = {paper.key: paper for paper in petition.made}
    if served:
        unit = made[served].unit if served in made else office
        return "", unit or office, max(petition.served(served).values())
    if enclosed.is_one(code):
        one = petition.attachments[enclosed.place_of(code) - 1]
        return "", {"petitioner": petition.who, "ours": office}.get(one.material, ""), one.on
    if code in made:
        return made[code].number, made[code].unit or office, made[code].on
    return "", office, _day(petition, code, entries)


def _day(petition: Petition, code: str, entries: Sequence[Entry]) -> dt.date | None:
    """The day of what no record made as a paper; None where it has none."""
    family, _, place = code.partition("-")
    if family in ("F01", "F02"):
        return petition.registered_on
    if family == CONTACT:
        return petition.contacts[int(place)].on
    if family == INVESTIGATION:
        return petition.investigations[int(place) - 1].on
    if family == VOIDED and petition.voided:
        return petition.voided.on
    if family == ATTACHED:
        return max(one.on for one in petition.attachments)
    if family in (STORY, JOINED):
        return max((entry.on for entry in entries), default=None)
    return petition.opinion.draft.on if code_of(family) == "F12" and petition.opinion else None


def _printable(text: str) -> str:
    """A reason may name the very character that cannot be printed: it is written out."""
    letters = Letters(TYPE.role)
    return "".join(_written_out(character, letters) for character in text)


def _written_out(character: str, letters: Letters) -> str:
    try:
        return legible(character, letters)
    except RuleBroken:
        return f"〔U+{ord(character):04X}〕"


# Cover, contents list, note


def _cover(context: PaperContext, items: Sequence[Item], pages: int, say: Wording) -> bytes:
    """案卷封面; what only the archiving knows is left open to be written in until then."""
    petition, kept = context.petition, context.petition.archive
    unit = kept.unit if kept else context.office.name
    ink = Ink(say("title"), unit)
    y = BLOCK_TOP - ASCENT * COVER_UNIT.size - 15 * MM
    for line in ink.wrap(unit, COVER_UNIT, WIDTH):
        ink.put_aligned(LEFT, y, line, COVER_UNIT, WIDTH, "centre")
        y -= COVER_UNIT.size * 1.4
    y -= COVER_TITLE.size
    ink.put_aligned(LEFT, y, ink.legible(say("title"), COVER_TITLE), COVER_TITLE, WIDTH, "centre")
    lines = [
        field(say("matter"), petition.title, TALL),
        field(say("people"), petition.who, TALL),
        field(say("number"), petition.number),
        field(say("span"), _span(petition, say)),
        field(say("extent"), say("extent_words", items=len(items), pages=pages)),
        field(say("retention"), RETENTIONS[kept.retention] if kept else ""),
        field(say("archive_number"), kept.number if kept else ""),
        field(say("volumes"), str(kept.volumes) if kept else ""),
        field(say("place_kept"), kept.place if kept else ""),
    ]
    draw_table(ink, LEFT, COVER_COLUMNS, COVER_TABLE, lines)
    return ink.finish()


def _span(petition: Petition, say: Wording) -> str:
    first = chinese_date(petition.received_on)
    if petition.closing is None:
        return say("span_open", first=first)
    return say("span_words", first=first, last=chinese_date(petition.closing.on))


def _contents(unit: str, items: Sequence[Item], say: Wording) -> bytes:
    """卷内目录: each item with the number of its first page, the last one with its last page too."""
    ink = Ink(say("contents_title"), unit)
    names = (say("contents_columns").split() + [""] * len(CONTENTS_COLUMNS))[: len(CONTENTS_COLUMNS)]
    rows = [Line(tuple(Cell(name, LABEL, "centre") for name in names), ROW)]
    page = 1
    for place, item in enumerate(items, 1):
        end = page + item.pages - 1
        shown = f"{page}-{end}" if place == len(items) and end > page else str(page)
        day = f"{item.day:%Y%m%d}" if item.day else ""
        rows.append(_row((str(place), item.number, item.author, item.title, day, shown)))
        page = end + 1
    draw_table(ink, LEFT, CONTENTS_COLUMNS, draw_head(ink, say("contents_title")), rows, repeat=1)
    return ink.finish()


def _row(texts: tuple[str, ...]) -> Line:
    cells = (Cell(text, CONTENTS, "centre" if at in CONTENTS_CENTRED else "left") for at, text in enumerate(texts))
    return Line(tuple(cells), ROW)


def _note(context: PaperContext, left_out: Sequence[LeftOut], say: Wording) -> bytes:
    """备考表: how complete the file is, who made it and who checked it."""
    petition, kept = context.petition, context.petition.archive
    told = [say("note")]
    if kept:
        told.append(say("note_counted", volumes=kept.volumes, pages=kept.pages))
        told += [kept.note] if kept.note.strip() else []
    if petition.closing is None:
        told.append(say("note_open"))
    handed_in = [material for contact in petition.standing_contacts for material in contact.materials]
    listed = list(dict.fromkeys((*petition.materials, *handed_in)))
    if listed:
        told.append(say("note_materials", list=records.materials_words(listed, say).replace("\n", "、")))
    told += [say("note_missing", paper=one.title, reason=one.reason) for one in left_out]
    told.append(say("note_seals"))
    ink = Ink(say("note_title"), context.office.name)
    lines = [
        field(say("note_label"), "\n".join(f"{place}. {text}" for place, text in enumerate(told, 1)), NOTE_HEIGHT),
        field(say("archivist"), kept.archivist if kept else "", TALL),
        field(say("checker"), kept.checker if kept else "", TALL),
        field(say("archived_on"), chinese_date(kept.on) if kept else OPEN_DAY),
        field(say("made_on"), chinese_date(context.today)),
    ]
    draw_table(ink, LEFT, NOTE_COLUMNS, draw_head(ink, say("note_title")), lines)
    return ink.finish()
