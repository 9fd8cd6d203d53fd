"""F01a 首问负责单: who received first, and every hand-over since with its answer (local rule; no law prescribes it)."""

from __future__ import annotations

import msgspec

from app.documents.form import APART, OPEN_DAY, Line, draw_head, draw_table, field
from app.documents.ink import ASCENT, MM, Ink, Style
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.codes import CHANNELS
from app.domain.errors import RuleBroken
from app.domain.records.hand_over import HandOver

TITLE = "首问负责单"
COLUMNS = (38 * MM, WIDTH - 38 * MM)
SMALL = Style("fang", 10.5)
ROW, ANSWER, GAP = 9 * MM, 15 * MM, 2 * MM
TEXTS: Expected = {
    "title": (),
    "number": (),
    "matter": (),
    "people": (),
    "received": (),
    "received_words": ("day", "channel"),
    "first_contact": (),
    "first_contact_words": ("name", "day"),
    "hand_over": ("place",),
    "handed": ("day", "by", "to"),
    "reason": ("reason",),
    "confirm_within": ("days",),
    "return_within": ("days",),
    "rule": ("rule",),
    "no_limit": (),
    "answer": (),
    "confirmed": ("name", "day"),
    "returned": ("name", "day", "reason"),
    "signature": (),
    "now": (),
    "note": ("name",),
}


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """What the slip says."""

    unit: str
    number: str
    matter: str
    people: str
    received: str
    channel: str
    first_contact: str
    registered: str
    hand_overs: tuple[HandOver, ...]
    now: str


def facts(context: PaperContext) -> Slip:
    """RuleBroken while nothing was handed over, or without the first contact."""
    petition = context.petition
    if not petition.hand_overs:
        raise RuleBroken("not-handed-over", f"该事项没有办理首问移交，不能打印{TITLE}。")
    refuse_missing("slip-incomplete", TITLE, {"首问责任人": petition.first_contact, "单位名称": context.office.name})
    return Slip(
        unit=context.office.name,
        number=petition.number,
        matter=petition.title,
        people=petition.who,
        received=chinese_date(petition.received_on),
        channel=CHANNELS[petition.channel],
        first_contact=petition.first_contact,
        registered=chinese_date(petition.registered_on),
        hand_overs=petition.hand_overs,
        now=petition.now_responsible,
    )


def draw(slip: Slip, say: Wording) -> bytes:
    ink = Ink(f"{say('title')} {slip.number}", slip.unit)
    lines = [
        field(say("number"), slip.number, ROW),
        field(say("matter"), slip.matter, ROW),
        field(say("people"), slip.people, ROW),
        field(say("received"), say("received_words", day=slip.received, channel=slip.channel), ROW),
        field(say("first_contact"), say("first_contact_words", name=slip.first_contact, day=slip.registered), ROW),
        field(say("now"), slip.now, ROW),
    ]
    for place, handed in enumerate(slip.hand_overs, 1):
        lines += _hand_over(place, handed, say)
    top = draw_table(ink, LEFT, COLUMNS, draw_head(ink, slip.unit, say("title")), lines) - GAP
    for line in ink.wrap(say("note", name=slip.first_contact), SMALL, WIDTH):
        ink.put(LEFT, top - ASCENT * SMALL.size, line, SMALL)
        top -= SMALL.size * 1.4
    return ink.finish()


def _hand_over(place: int, handed: HandOver, say: Wording) -> list[Line]:
    """When, to whom, why, within which time; then the receiver's answer and the place to sign."""
    to = "、".join(filter(None, (handed.to_office, handed.to_officer)))
    told = (
        say("handed", day=chinese_date(handed.on), by=handed.by, to=to),
        say("reason", reason=handed.reason),
        _limits(handed, say),
    )
    signed = f"{say('signature')}{APART}{OPEN_DAY}"
    return [
        field(say("hand_over", place=place), "\n".join(told), ANSWER),
        field(say("answer"), "\n".join(filter(None, (_answer(handed, say), signed))), ANSWER),
    ]


def _limits(handed: HandOver, say: Wording) -> str:
    set_ = [
        say(key, days=days)
        for key, days in (("confirm_within", handed.confirm_within), ("return_within", handed.return_within))
        if days
    ]
    if not set_:
        return say("no_limit")
    return "".join(set_) + (say("rule", rule=handed.rule) if handed.rule else "")


def _answer(handed: HandOver, say: Wording) -> str:
    if handed.confirmed_on:
        return say("confirmed", name=handed.confirmed_by, day=chinese_date(handed.confirmed_on))
    if handed.returned_on:
        day = chinese_date(handed.returned_on)
        return say("returned", name=handed.returned_by, day=day, reason=handed.return_reason)
    return ""


PAPER = Paper(code="F01a", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
