"""F02 信访事项登记回执: two A5 halves on one A4 sheet, one for the petitioner, one signed for the file.

The file's half bears no query code: outside the petitioner's half only its hash is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from app.documents.form import Cell, Line, draw_table
from app.documents.ink import ASCENT, MM, PAGE_HEIGHT, PAGE_WIDTH, Ink, Style
from app.documents.page import BLOCK_TOP, LEADING, LEFT, TITLE, WIDTH, chinese_date
from app.documents.paper import BLANK, Paper, PaperContext, refuse_missing
from app.documents.people import raised, you
from app.documents.wording import Expected, Wording
from app.domain.records.petitioner import Material

NAME = "信访事项登记回执"
NOTICE = ("D1", "D2")  # the clock of the written notice
HALF = PAGE_HEIGHT / 2
MARGIN, HEAD, FOOT = 16 * MM, 11 * MM, 10 * MM
ROOM = PAGE_WIDTH - 2 * MARGIN
COPY_ROOM = 26 * MM  # at the top right, for the word which copy this is
QR = 30 * MM
FOOT_HEIGHT = 36 * MM  # kept free for contact, seal and QR code
MOST_NAMED = 6  # materials named in the text, with no more characters than this; else a list on the next sheet
LONGEST_NAMES = 80
SIZES = (14.0, 13.0, 12.0, 11.0, 10.5, 9.5, 8.5, 8.0)  # the largest at which the text fits its half
CONTACT_SIZES = (12.0, 10.5, 9.0, 8.0, 7.0)
CONTACT_HEIGHT = 19 * MM  # above the place of the seal
CONTACT_PITCH = 1.4
GAP = 5.0  # around the promise
PITCH = 1.5  # line pitch of the text, of its size
HEADLINE = Style("title", 18)
CODE = Style("hei", 18)
LABEL = Style("fang", 12)
SMALL = Style("fang", 9)
AGAIN = Style("hei", 10.5)
PROMISE = Style("title", 16)
LIST = Style("fang", 12)
LIST_HEAD = Style("hei", 12)
LIST_COLUMNS = (16 * MM, 84 * MM, 16 * MM, 16 * MM, 24 * MM)
TEXTS: Expected = {
    "title": (),
    "copy_visitor": (),
    "copy_file": (),
    "copy_again": ("copy",),
    "number": (),
    "query_code": (),
    "addressee": ("names",),
    "registered": ("you", "received", "channel", "matter"),
    "materials": ("you", "copies", "pages", "list"),
    "materials_annex": ("you", "kinds", "copies", "pages"),
    "materials_none": ("you",),
    "original": (),
    "promise": ("you", "due"),
    "provisional": (),
    "promise_none": (),
    "promise_review": ("you", "name", "due"),
    "next": ("you",),
    "next_review": ("you", "name"),
    "right": ("you",),
    "first_contact": ("name",),
    "phone": ("phone",),
    "place": ("address",),
    "hours": ("hours",),
    "qr": (),
    "received": (),
    "signature": (),
    "annex_title": (),
    "annex_columns": (),
}


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the receipt says. `due` is None when name or address is unclear: no written notice can be promised."""

    number: str
    query_code: str
    qr: str
    names: str
    you: str
    matter: str
    channel: str
    received: str
    registered_on: dt.date
    due: dt.date | None
    review: str = ""  # 复查 or 复核, where our office decides such a request
    provisional: bool
    materials: tuple[Material, ...]
    first_contact: str
    phone: str
    address: str
    hours: str = ""  # said only where the office has written them down
    unit: str
    for_file: bool = False  # the half that stays in the file, alone
    copy: int = 1  # from the second one on it is said on the sheet

    @property
    def listed(self) -> bool:
        """Whether the materials fill a list of their own."""
        named = sum(len(material.name) for material in self.materials)
        return len(self.materials) > MOST_NAMED or named > LONGEST_NAMES


def facts(context: PaperContext) -> Receipt:
    """Checked contents; RuleBroken names every content that is missing. Phone and place may be written in by hand:
    an office that has not filled in its particulars still owes the visitor a receipt."""
    petition, office = context.petition, context.office
    case = petition.review_case
    codes = (case.period,) if case else NOTICE
    clock = next((clock for clock in context.deadlines if clock.code in codes), None)
    contents = {
        "信访件编号": petition.number,
        "查询码": context.for_file or context.query_code,
        "核验二维码": context.qr,
        "首问责任人": petition.first_contact,
        ("提出意见的期限" if case else "书面告知的期限"): clock,
        "单位名称": office.name,
    }
    refuse_missing("receipt-incomplete", NAME, contents, "《信访工作条例》第十八条、第二十三条")
    received, channel = raised(petition)
    promised = clock is not None and clock.state != "not_applicable"
    return Receipt(
        number=petition.number,
        query_code="" if context.for_file else context.query_code,
        for_file=context.for_file,
        copy=context.copy,
        qr=context.qr,
        names=petition.who,
        you=you(petition),
        matter=petition.title,
        channel=channel,
        received=received,
        registered_on=petition.registered_on,
        due=clock.effective if clock and promised else None,
        review=case.name if case else "",
        provisional=bool(clock and clock.provisional),
        materials=petition.materials,
        first_contact=petition.first_contact,
        phone=office.phone.strip() or BLANK,
        address=office.address.strip() or BLANK,
        hours=office.hours.strip(),
        unit=office.name,
    )


def draw(receipt: Receipt, say: Wording) -> bytes:
    ink = Ink(say("title"), receipt.unit)
    if receipt.for_file:
        _draw_half(ink, receipt, say, PAGE_HEIGHT, visitor=False)
    else:
        _draw_half(ink, receipt, say, PAGE_HEIGHT, visitor=True)
        ink.dashed(0, HALF, PAGE_WIDTH, HALF)
        _draw_half(ink, receipt, say, HALF, visitor=False)
    if receipt.listed:
        ink.next_page()
        _draw_list(ink, receipt, say)
    return ink.finish()


def _draw_half(ink: Ink, receipt: Receipt, say: Wording, top: float, *, visitor: bool) -> None:
    bottom = top - HALF
    y = _draw_head(ink, receipt, say, top - HEAD, visitor=visitor)
    paragraphs = list(_paragraphs(receipt, say, visitor=visitor))
    _draw_text(ink, paragraphs, y, bottom + FOOT + FOOT_HEIGHT + 2 * GAP)
    _draw_contact(ink, receipt, say, bottom + FOOT, visitor=visitor)
    if visitor:
        x = PAGE_WIDTH - MARGIN - QR
        ink.qr(x, bottom + FOOT + SMALL.size, QR, receipt.qr)
        ink.put_aligned(x, bottom + FOOT, ink.legible(say("qr"), SMALL), SMALL, QR, "centre")
    else:
        _draw_signature(ink, say, bottom + FOOT)


def _draw_head(ink: Ink, receipt: Receipt, say: Wording, top: float, *, visitor: bool) -> float:
    """Office, title, which copy, number and query code; returns the lower edge."""
    y = top - ASCENT * LABEL.size
    for line in ink.wrap(receipt.unit, LABEL, ROOM - 2 * COPY_ROOM):
        ink.put_aligned(MARGIN, y, line, LABEL, ROOM, "centre")
        y -= LABEL.size * PITCH
    y -= HEADLINE.size - LABEL.size
    ink.put_aligned(MARGIN, y, ink.legible(say("title"), HEADLINE), HEADLINE, ROOM, "centre")
    y -= HEADLINE.size * 1.3
    copy = ink.legible(say("copy_visitor" if visitor else "copy_file"), SMALL)
    ink.put_aligned(MARGIN, top - ASCENT * SMALL.size, copy, SMALL, ROOM, "right")
    if receipt.copy > 1:
        again = ink.legible(say("copy_again", copy=receipt.copy), AGAIN)
        ink.put_aligned(MARGIN, top - ASCENT * SMALL.size - AGAIN.size * PITCH, again, AGAIN, ROOM, "right")
    codes = [(say("number"), receipt.number)] + ([(say("query_code"), receipt.query_code)] if visitor else [])
    for label, code in codes:
        y -= CODE.size * 0.3
        label = ink.legible(f"{label}  ", LABEL)
        ink.put(MARGIN, y, label, LABEL)
        ink.put(MARGIN + ink.width(f"{say('number')}  ", LABEL), y, ink.legible(code, CODE), CODE)
        y -= CODE.size * 1.2
    return y + CODE.size * 0.5


def _paragraphs(receipt: Receipt, say: Wording, *, visitor: bool) -> Iterator[tuple[str, bool]]:
    """The text from top to bottom, each piece with whether it is the promise in bold."""
    yield say("addressee", names=receipt.names), False
    words = {"you": receipt.you, "received": receipt.received}
    told = say("registered", channel=receipt.channel, matter=receipt.matter, **words)
    yield f"\u3000\u3000{told}{_materials(receipt, say)}", False
    yield _promise(receipt, say), True
    if receipt.due and receipt.provisional:
        yield say("provisional"), False
    if visitor and receipt.review:
        yield f"\u3000\u3000{say('next_review', you=receipt.you, name=receipt.review)}", False
    elif visitor and receipt.due:  # whom we cannot write to, we do not promise a letter
        yield f"\u3000\u3000{say('next', you=receipt.you)}{say('right', you=receipt.you)}", False


def _promise(receipt: Receipt, say: Wording) -> str:
    if receipt.due is None:
        return say("promise_none")
    if receipt.review:
        return say("promise_review", you=receipt.you, name=receipt.review, due=chinese_date(receipt.due))
    return say("promise", you=receipt.you, due=chinese_date(receipt.due))


def _materials(receipt: Receipt, say: Wording) -> str:
    if not receipt.materials:
        return say("materials_none", you=receipt.you)
    copies = sum(material.copies for material in receipt.materials)
    pages = sum(material.copies * material.pages for material in receipt.materials)
    if receipt.listed:
        return say("materials_annex", you=receipt.you, kinds=len(receipt.materials), copies=copies, pages=pages)
    original = f"（{say('original')}）"
    names = "、".join(
        f"{material.name}{original if material.original else ''}{material.copies}份" for material in receipt.materials
    )
    return say("materials", you=receipt.you, copies=copies, pages=pages, list=names)


def _draw_text(ink: Ink, paragraphs: Sequence[tuple[str, bool]], top: float, bottom: float) -> None:
    """The paragraphs at the largest size at which they fit; the promise stays at 16 pt."""
    for size in SIZES:
        lines = [
            (line, style, filled)
            for text, bold in paragraphs
            for style in [PROMISE if bold else _small(size)]
            for line, filled in _filled(ink.wrap(text, style, ROOM))
        ]
        if sum(style.size * PITCH for _, style, _ in lines) + 2 * GAP <= top - bottom:
            break
    y, above = top, PROMISE
    for line, style, filled in lines:
        gap = GAP if (style == PROMISE) != (above == PROMISE) else 0.0
        y, above = y - style.size * PITCH - gap, style
        baseline = y + style.size * ((PITCH - 1) / 2 + 1 - ASCENT)
        if filled:
            ink.put_filled(MARGIN, baseline, line, style, ROOM)
        else:
            ink.put(MARGIN, baseline, line, style)


def _filled(lines: Sequence[str]) -> list[tuple[str, bool]]:
    """Every line but the last of a paragraph fills its width."""
    return [(line, place < len(lines) - 1) for place, line in enumerate(lines)]


def _draw_contact(ink: Ink, receipt: Receipt, say: Wording, bottom: float, *, visitor: bool) -> None:
    """Whom to call and where to go, then office and day with room for the seal."""
    room = ROOM - (QR + 4 * MM if visitor else 0.0)
    day = chinese_date(receipt.registered_on)
    contacts = [
        say("first_contact", name=receipt.first_contact) + "    " + say("phone", phone=receipt.phone),
        say("place", address=receipt.address),
        *((say("hours", hours=receipt.hours),) if receipt.hours else ()),
    ]
    in_one = ["    ".join(contacts)]  # the last resort, where all of them are as long as they may be
    for texts, style in [(contacts, _small(size)) for size in CONTACT_SIZES] + [(in_one, _small(CONTACT_SIZES[-1]))]:
        lines = [line for text in texts for line in ink.wrap(text, style, room)]
        if len(lines) * style.size * CONTACT_PITCH <= CONTACT_HEIGHT:
            break
    y = bottom + FOOT_HEIGHT
    for line in lines:
        y -= style.size * CONTACT_PITCH
        ink.put(MARGIN, y, line, style)
    if not visitor:
        return
    style = next((s for s in map(_small, CONTACT_SIZES) if len(ink.wrap(receipt.unit, s, room)) == 1), SMALL)
    for place, line in enumerate(reversed(ink.wrap(receipt.unit, style, room))):
        ink.put_aligned(MARGIN, bottom + LABEL.size * PITCH * (1 + 0.75 * place), line, style, room, "right")
    ink.put_aligned(MARGIN, bottom, day, LABEL, room, "right")


def _small(size: float) -> Style:
    return Style("fang", size)


def _draw_signature(ink: Ink, say: Wording, bottom: float) -> None:
    received = ink.legible(say("received"), LABEL)
    ink.put(MARGIN, bottom + LABEL.size * PITCH * 1.5, received, LABEL)
    signature = ink.legible(say("signature"), LABEL)
    ink.put(MARGIN, bottom, signature, LABEL)
    start = MARGIN + ink.width(signature, LABEL)
    ink.rule(start, bottom - 2, start + 60 * MM, bottom - 2)
    ink.put_aligned(MARGIN, bottom, "年    月    日", LABEL, ROOM, "right")


def _draw_list(ink: Ink, receipt: Receipt, say: Wording) -> None:
    """All materials on a sheet of their own."""
    y = BLOCK_TOP - ASCENT * TITLE.size
    ink.put_aligned(LEFT, y, ink.legible(say("annex_title"), TITLE), TITLE, WIDTH, "centre")
    ink.put_aligned(LEFT, y - LEADING, ink.legible(receipt.number, LABEL), LABEL, WIDTH, "centre")
    names = (say("annex_columns").split() + [""] * len(LIST_COLUMNS))[: len(LIST_COLUMNS)]
    rows = [Line(tuple(Cell(name, LIST_HEAD, "centre") for name in names), 9 * MM)]
    for place, material in enumerate(receipt.materials, 1):
        texts = (
            str(place),
            material.name,
            str(material.copies),
            str(material.pages),
            say("original") if material.original else "",
        )
        rows.append(
            Line(tuple(Cell(text, LIST, "left" if at == 1 else "centre") for at, text in enumerate(texts)), 9 * MM)
        )
    draw_table(ink, LEFT, LIST_COLUMNS, y - LEADING - LABEL.size, rows)


PAPER = Paper(code="F02", title=NAME, texts=TEXTS, facts=facts, draw=draw)
