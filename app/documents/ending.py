"""F25 终止办理告知书 to the petitioners, and F25a 撤回信访事项申请, which they sign.

《信访工作条例》 knows neither paper; their wording is data, marked [derived] or [drafted] (law.md 3.2).
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.form import APART, OPEN_DAY, TALL, Line, draw_head, draw_table, field
from app.documents.ink import ASCENT, MM, Ink, Style
from app.documents.letter import COMMON, CONTACT, MATTER, Letter, draw, sentence, to_petitioners
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.records.ending import TERMINATION_GROUNDS

TITLE = "终止办理告知书"
FORM_TITLE = "撤回信访事项申请"
COLUMNS = (46 * MM, WIDTH - 46 * MM)
REASON = 36 * MM  # height of the field
SMALL = Style("fang", 9)
TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "raised": MATTER,
    "accepted": ("accepted", "notice"),
    "not_accepted": (),
    **{f"ground_{ground}": ("you", "reason") for ground in TERMINATION_GROUNDS},
    "ended": ("on",),
    "again_withdrawn": ("you",),
    "again": ("you",),
}
FORM_TEXTS: Expected = {
    "title": (),
    "unit": (),
    "number": (),
    "matter": (),
    "matter_words": ("received", "matter"),
    "people": (),
    "who": (),
    "for_all": ("names",),
    "reason": (),
    "statement": (),
    "statement_words": (),
    "signature": ("name",),
    "signature_words": (),
    "recorder": (),
    "recorder_words": ("name",),
    "hint": (),
}


class WithdrawalForm(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says; each of `names` signs it."""

    unit: str
    number: str
    matter: str
    received: dt.date
    people: str
    names: tuple[str, ...]
    for_all: bool
    reason: str
    recorder: str
    on: dt.date


def facts(context: PaperContext) -> Letter:
    """F25; RuleBroken when nothing was ended or a content is missing."""
    petition, ended = context.petition, context.petition.termination
    if ended is None:
        raise RuleBroken("not-terminated", f"该事项没有终止办理，不能打印{TITLE}。")
    contents = {"文号": ended.number, "告知单位": ended.unit}
    if ended.ground != "withdrawn":
        contents["具体情况"] = ended.reason
    refuse_missing("termination-incomplete", TITLE, contents)
    acceptance = petition.acceptance
    return to_petitioners(
        context,
        number=ended.number,
        unit=ended.unit,
        on=ended.on,
        phone=ended.phone,
        paragraphs=(
            ("raised", "accepted" if acceptance else "not_accepted", f"ground_{ended.ground}"),
            ("ended",),
            ("again_withdrawn" if ended.ground == "withdrawn" else "again",),
            ("closing",),
        ),
        words={
            "accepted": chinese_date(acceptance.on) if acceptance else "",
            "notice": acceptance.notice_number if acceptance else "",
            "reason": sentence(ended.reason),
            "on": chinese_date(ended.on),
        },
    )


def form_facts(context: PaperContext) -> WithdrawalForm:
    """F25a; RuleBroken when nobody withdrew the matter orally."""
    petition, made = context.petition, context.made("F25a")
    taken = next(one for one in petition.withdrawals if one.ref == made.ref)
    refuse_missing("withdrawal-incomplete", FORM_TITLE, {"收件单位": taken.unit, "撤回的信访人": taken.names})
    return WithdrawalForm(
        unit=taken.unit,
        number=petition.number,
        matter=petition.title,
        received=petition.received_on,
        people="、".join(person.name for person in petition.petitioners),
        names=taken.names,
        for_all=taken.for_all,
        reason=taken.reason,
        recorder=taken.by,
        on=taken.on,
    )


def draw_form(form: WithdrawalForm, say: Wording) -> bytes:
    ink = Ink(say("title"), form.unit)
    y = draw_table(ink, LEFT, COLUMNS, draw_head(ink, say("title")), _lines(form, say)) - 2 * MM
    for line in ink.wrap(say("hint"), SMALL, WIDTH):
        ink.put(LEFT, y - ASCENT * SMALL.size, line, SMALL)
        y -= SMALL.size * 1.4
    return ink.finish()


def _lines(form: WithdrawalForm, say: Wording) -> list[Line]:
    names = "、".join(form.names)
    day = chinese_date(form.on)
    signed = f"{say('signature_words')}{APART}{OPEN_DAY}"
    matter = say("matter_words", received=chinese_date(form.received), matter=form.matter)
    return [
        field(say("unit"), form.unit),
        field(say("number"), form.number),
        field(say("matter"), matter),
        field(say("people"), form.people),
        field(say("who"), say("for_all", names=names) if form.for_all else names),
        field(say("reason"), form.reason, REASON),
        field(say("statement"), say("statement_words"), TALL),
        *(field(say("signature", name=name), signed, TALL) for name in form.names),
        field(say("recorder"), f"{say('recorder_words', name=form.recorder)}{APART}{day}", TALL),
    ]


NOTICE = Paper(code="F25", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
FORM = Paper(code="F25a", title=FORM_TITLE, texts=FORM_TEXTS, facts=form_facts, draw=draw_form)
