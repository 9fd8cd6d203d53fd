"""F01 信访事项登记表: what was brought forward, as it was registered (《信访工作条例》第十九条, 第二十一条第二款).

Internal, one for each matter; whoever came signs it. It has the fields that the desk keeps and no others; document
numbers are masked, and the copy in a case file bears none. More petitioners than five stand in an annex.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.documents.form import APART, OPEN_DAY, Cell, Line, draw_head, draw_table
from app.documents.ink import ASCENT, MM, Ink, Style
from app.documents.letter import sentence
from app.documents.page import BLOCK_BOTTOM, BLOCK_TOP, LEFT, WIDTH, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.people import MOST_NAMED
from app.documents.wording import Expected, Wording
from app.domain.codes import CATEGORIES, CHANNELS, ID_TYPES
from app.domain.deadlines import Deadline
from app.domain.masking import masked_id
from app.domain.petition import Petition
from app.domain.records.leader import Instruction
from app.domain.records.petitioner import Material, Petitioner
from app.domain.steps.correction import FIELDS, shown

TITLE = "信访事项登记表"
ARTICLE = "《信访工作条例》第十九条"
NOTICE = ("D1", "D2")
IN_PERSON = frozenset({"visit", "outreach"})  # who is here signs
NAME = 28 * MM  # width of the cell of a field's name
FOUR = (NAME, 63 * MM, 26 * MM, WIDTH - NAME - 89 * MM)
TWO = (NAME, WIDTH - NAME)
PEOPLE = (40 * MM, 46 * MM, 29 * MM, WIDTH - 115 * MM)
LISTED = (11 * MM, 34 * MM, 44 * MM, 28 * MM, WIDTH - 117 * MM)
ROW, OPINION = 8 * MM, 11.5 * MM  # height of a field, and of one that is signed
LABEL, TYPE = Style("hei", 11), Style("fang", 11)  # smaller than other forms: an ordinary matter fills one page
SMALL = Style("fang", 10.5)
COLUMN = Style("hei", 10.5)
NOTE = Style("fang", 9)
GAP = 2 * MM
SIGNATURE = 8.5 * MM  # height of the line that is signed
SIGNED, RECEIVER = 100 * MM, 50 * MM  # width of the petitioner's signature and day, and of the receiver's signature
TEXTS: Expected = {
    "title": (),
    "number": (),
    "received": (),
    "registered": (),
    "first_contact": (),
    "channel": (),
    "category": (),
    "head_count": (),
    "head_count_words": ("count", "representatives"),
    "content_class": (),
    "place": (),
    "source": (),
    "earlier": (),
    "earlier_words": ("numbers",),
    "first": (),
    "matter": (),
    "people_note": (),
    "people_columns": (),
    "place_column": (),
    "representative": (),
    "contact_person": ("name",),
    "nationality": ("nationality",),
    "credit_code": ("code",),
    "document": ("kind", "number"),
    "unclear": (),
    "annex_below": ("total",),
    "requests": (),
    "facts": (),
    "reasons": (),
    "materials": (),
    "material": ("name", "copies", "pages"),
    "original": (),
    "no_materials": (),
    "corrections": (),
    "correction": ("day", "field", "before", "after"),
    "due": (),
    "due_none": (),
    "decision": (),
    "decision_words": ("day", "what"),
    "proposal": (),
    "instruction": (),
    "instruction_words": ("words", "leader", "day"),
    "instruction_passed": ("passed_to",),
    "signature": (),
    "declaration": (),
    "read_out": (),
    "signed_by": (),
    "not_signed": ("channel",),
    "received_by": (),
    "privacy": ("unit", "phone", "address"),
    "annex_title": (),
}


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says; `due` is None where nobody can be told in writing. `for_file` bears no document number."""

    petition: Petition
    unit: str
    phone: str
    address: str
    due: str | None
    for_file: bool

    @property
    def shown(self) -> tuple[Petitioner, ...]:
        """Who stands on the form itself: everybody, or the representatives (the first five) of many."""
        people = self.petition.petitioners
        chosen = people if len(people) <= MOST_NAMED else self.petition.addressees
        return chosen[:MOST_NAMED]

    @property
    def listed(self) -> bool:
        """Whether all of them fill an annex."""
        return len(self.petition.petitioners) > MOST_NAMED


def facts(context: PaperContext) -> Registration:
    """Checked contents; RuleBroken names what is missing of name, requests, facts, reasons (第十九条)."""
    petition, office = context.petition, context.office
    contents = {
        "信访件编号": petition.number,
        "首问责任人": petition.first_contact,
        "姓名（名称）": all(person.name.strip() for person in petition.petitioners),
        "请求": petition.requests,
        "事实": petition.facts,
        "理由": petition.reasons,
        "登记单位": office.name,
    }
    refuse_missing("registration-incomplete", TITLE, contents, ARTICLE)
    return Registration(
        petition=petition,
        unit=office.name,
        phone=office.phone.strip(),
        address=office.address.strip(),
        due=_due(context.deadlines),
        for_file=context.for_file,
    )


def draw(form: Registration, say: Wording) -> bytes:
    ink = Ink(f"{say('title')} {form.petition.number}", form.unit)
    top = draw_head(ink, form.unit, say("title"))
    top = draw_table(ink, LEFT, FOUR, top, _heads(form, say))
    top = draw_table(ink, LEFT, TWO, top, [_field(say("matter"), form.petition.title, ROW)])
    top = draw_table(ink, LEFT, PEOPLE, top, _people(form, say))
    top = draw_table(ink, LEFT, TWO, top, _contents(form, say))
    _draw_end(ink, top, form, say)
    if form.listed:
        _draw_annex(ink, form, say)
    return ink.finish()


def _heads(form: Registration, say: Wording) -> list[Line]:
    """What is short, two fields a row."""
    petition = form.petition
    representatives = sum(1 for person in petition.petitioners if person.representative)
    count = f"{petition.head_count}"
    if representatives:
        count = say("head_count_words", count=count, representatives=representatives)
    pairs = (
        ("number", petition.number, "received", chinese_date(petition.received_on)),
        ("first_contact", petition.first_contact, "registered", chinese_date(petition.registered_on)),
        ("channel", CHANNELS[petition.channel], "category", CATEGORIES[petition.category]),
        ("source", _source(petition), "head_count", count),
        ("place", petition.place, "content_class", petition.content_class),
        ("earlier", _earlier(petition, say), "due", form.due or say("due_none")),
    )
    return [_four(say(one), told, say(other), also) for one, told, other, also in pairs]


def _contents(form: Registration, say: Wording) -> list[Line]:
    """What is asked and why, as it was told, then what becomes of it."""
    petition = form.petition
    decided = petition.decision
    told = say("decision_words", day=chinese_date(decided[1]), what=decided[0]) if decided else ""
    notes = [say("annex_below", total=len(petition.petitioners))] if form.listed else []
    notes += [say("unclear")] if petition.identity_unclear else []
    signed = f"{say('signature')}{APART}{OPEN_DAY}"
    instructions = [_instruction(one, say) for one in petition.instructions]
    return [
        *([_field(say("people_note"), "\n".join(notes), ROW)] if notes else []),
        _field(say("requests"), _numbered(petition.requests), ROW),
        _field(say("facts"), petition.facts, ROW),
        _field(say("reasons"), petition.reasons, ROW),
        _field(say("materials"), _materials(petition.materials, say), ROW),
        *([_field(say("corrections"), _corrections(form, say), ROW)] if petition.corrections else []),
        _field(say("decision"), told, ROW),
        _field(say("proposal"), signed, OPINION),
        _field(say("instruction"), "\n".join(instructions) or signed, OPINION),
    ]


def _instruction(one: Instruction, say: Wording) -> str:
    """A leader's words as they were recorded; who, and when. The leader's own hand is on the sheet that came back."""
    leader = f"{one.post}{one.leader}"
    told = say("instruction_words", words=sentence(one.words), leader=leader, day=chinese_date(one.on))
    return told + (say("instruction_passed", passed_to=one.passed_to) if one.passed_to else "")


def _field(label: str, text: str, height: float) -> Line:
    return Line((Cell(label, LABEL, "centre"), Cell(text, TYPE)), height)


def _four(one: str, told: str, other: str, also: str) -> Line:
    return Line((Cell(one, LABEL, "centre"), Cell(told, TYPE), Cell(other, LABEL, "centre"), Cell(also, TYPE)), ROW)


def _people(form: Registration, say: Wording) -> list[Line]:
    """Everybody, or the representatives of many: name, where they live, how to reach them."""
    rows = (tuple(_person(person, form, say)) for person in form.shown)
    return [_columns(say), *(Line(tuple(Cell(text, SMALL) for text in texts), ROW) for texts in rows)]


def _columns(say: Wording, *before: str) -> Line:
    names = (*before, *(say("people_columns").split() + [""] * len(PEOPLE))[: len(PEOPLE)])
    return Line(tuple(Cell(name, COLUMN, "centre") for name in names), ROW)


def _person(person: Petitioner, form: Registration, say: Wording) -> tuple[str, ...]:
    name = person.name + (say("representative") if person.representative else "")
    known = (
        name,
        say("contact_person", name=person.contact_person) if person.contact_person else "",
        say("nationality", nationality=person.nationality) if person.nationality else "",
    )
    return "\n".join(filter(None, known)), person.address, person.phone, _document(person, form, say)


def _document(person: Petitioner, form: Registration, say: Wording) -> str:
    """Credit codes are public; numbers of persons are masked, and left out of a case file."""
    if person.credit_code:
        return say("credit_code", code=person.credit_code)
    if not person.id_number or form.for_file:
        return ""
    return say("document", kind=ID_TYPES[person.id_type], number=masked_id(person.id_number))


def _source(petition: Petition) -> str:
    """Where the matter came from, with the sender and its letter."""
    origin = petition.origin
    known = "，".join(filter(None, (origin.body, origin.letter, origin.agent))) if origin else ""
    return f"{petition.source}（{known}）" if known else petition.source


def _earlier(petition: Petition, say: Wording) -> str:
    repeated = [link.number for link in petition.standing_links if link.link == "repeat"]
    return say("earlier_words", numbers="、".join(repeated)) if repeated else say("first")


def _numbered(texts: Sequence[str]) -> str:
    return "\n".join(f"{place}. {text}" for place, text in enumerate(texts, 1)) if len(texts) > 1 else texts[0]


def _materials(materials: Sequence[Material], say: Wording) -> str:
    told = (
        say("material", name=one.name, copies=one.copies, pages=one.pages) + (say("original") if one.original else "")
        for one in materials
    )
    return "；".join(told) or say("no_materials")


def _corrections(form: Registration, say: Wording) -> str:
    told = (
        say(
            "correction",
            day=chinese_date(one.on),
            field=FIELDS[one.field],
            before=shown(one.field, one.before),
            after=shown(one.field, one.after),
        )
        for one in form.petition.corrections
        if not (form.for_file and one.field == "id_number")
    )
    return "\n".join(told)


def _due(deadlines: Sequence[Deadline]) -> str | None:
    clock = next((clock for clock in deadlines if clock.code in NOTICE), None)
    return chinese_date(clock.effective) if clock and clock.state != "not_applicable" else None


def _draw_end(ink: Ink, top: float, form: Registration, say: Wording) -> None:
    """Declaration and signatures, then the privacy notice; together on one page."""
    petition = form.petition
    here = petition.channel in IN_PERSON
    said = [say("declaration")] if here else [say("not_signed", channel=CHANNELS[petition.channel])]
    if here and petition.oral:
        said.append(say("read_out"))
    texts = [line for text in said for line in ink.wrap(text, SMALL, WIDTH)]
    notes = ink.wrap(say("privacy", **_reached(form)), NOTE, WIDTH)
    height = len(texts) * SMALL.size * 1.4 + SIGNATURE + len(notes) * NOTE.size * 1.4 + 3 * GAP
    if top - GAP - height < BLOCK_BOTTOM:
        ink.next_page()
        top = BLOCK_TOP
    y = top - GAP
    for line in texts:
        ink.put(LEFT, y - ASCENT * SMALL.size, line, SMALL)
        y -= SMALL.size * 1.4
    y -= SIGNATURE
    if here:
        ink.put(LEFT, y, ink.legible(say("signed_by"), TYPE), TYPE)
        ink.put_aligned(LEFT, y, OPEN_DAY, TYPE, SIGNED, "right")
    ink.put(LEFT + WIDTH - RECEIVER, y, ink.legible(say("received_by"), TYPE), TYPE)
    y -= 2 * GAP
    for line in notes:
        ink.put(LEFT, y - ASCENT * NOTE.size, line, NOTE)
        y -= NOTE.size * 1.4


def _reached(form: Registration) -> dict[str, str]:
    """Whom to turn to about one's data: what the office has told of itself."""
    return {
        "unit": form.unit,
        "phone": f"，电话{form.phone}" if form.phone else "",
        "address": f"（{form.address}）" if form.address else "",
    }


def _draw_annex(ink: Ink, form: Registration, say: Wording) -> None:
    ink.next_page()
    rows = [_columns(say, say("place_column"))]
    for place, person in enumerate(form.petition.petitioners, 1):
        cells = (Cell(text, SMALL) for text in _person(person, form, say))
        rows.append(Line((Cell(f"{place}", SMALL, "centre"), *cells), ROW))
    draw_table(ink, LEFT, LISTED, draw_head(ink, say("annex_title")), rows, repeat=1)


PAPER = Paper(code="F01", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
