"""F19 复查（复核）申请书, a form handed out with what is known filled in; F19a 申请笔录, the record of an oral one.

《信访工作条例》第三十五条、第三十六条、第十九条第一款. Both go to the reviewing body; the petitioner signs.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.form import APART, OPEN_DAY, TALL, Cell, Line, draw_head, draw_table, field
from app.documents.form import LABEL as LABEL_STYLE
from app.documents.ink import ASCENT, MM, Ink, Style
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.people import body_and_place
from app.documents.wording import Expected, Wording
from app.domain.codes import ID_TYPES
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.opinion import Issue
from app.domain.records.petitioner import Petitioner
from app.domain.records.review import Instance, Review, ReviewRequest
from app.domain.steps.review_request import ARTICLES

TITLE, RECORD_TITLE = "信访事项复查申请书", "信访事项复查申请笔录"
COLUMNS = (36 * MM, WIDTH - 36 * MM)
LOW, WISH, REASONS, BASIS = 9 * MM, 24 * MM, 46 * MM, 12 * MM  # heights of the fields to be written in
TOLD, STATEMENT = 20 * MM, 24 * MM  # of those that are written already, and of the one that is signed
NOTE = Style("fang", 10.5)
NOTE_GAP = 8.0
LABELS: Expected = {
    "matter": (),
    "matter_words": ("matter", "number"),
    "applicant": (),
    "identity": (),
    "address": (),
    "phone": (),
    "opinion": (),
    "opinion_words": ("paper", "unit", "number", "day"),
    "paper_opinion": (),
    "paper_review": (),
    "received": (),
    "body": (),
    "wish": (),
    "reasons": (),
}
TEXTS: Expected = {
    "title": (),
    "title_final": (),
    **LABELS,
    "basis": (),
    "enclosed": (),
    "enclosed_words": (),
    "signature": (),
    "signature_words": (),
    "note": ("name",),
    "note_day": ("last",),
}
RECORD_TEXTS: Expected = {
    "title": (),
    "title_final": (),
    **LABELS,
    "asked": (),
    "asked_words": ("day", "unit"),
    "recorder": (),
    "statement": (),
    "signature": (),
    "way_direct": (),
    "way_us": (),
    "way": (),
}


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What form and record say; "" and None are left open on the form."""

    final: bool
    matter: str
    number: str
    name: str
    identity: str
    address: str
    phone: str
    about_review: bool
    about_unit: str
    about_number: str
    about_on: dt.date
    received_on: dt.date | None
    last_day: dt.date | None
    body: str
    wish: str
    reasons: str
    asked_on: dt.date | None = None
    recorder: str = ""
    unit: str = ""
    way: str = ""


def facts(context: PaperContext) -> Application:
    """The form for the next request that may be made; refused while no opinion of ours is there to be reviewed."""
    petition = context.petition
    issue = petition.opinion.issue if petition.opinion else None
    if issue is None:
        raise RuleBroken("no-opinion", "尚未出具信访处理意见书，没有可以申请复查的意见。", article=ARTICLES["review"])
    reviewed = next((x for x in reversed(petition.reviews) if x.in_force and x.round == petition.round), None)
    final = reviewed is not None
    instance: Instance = "final_review" if final else "review"
    request = _latest(petition, instance)
    to = request.to if request else _only(petition)
    clock = _clock(context, petition, to, "D9" if final else "D7")
    made = _application(petition, to, issue, reviewed)
    return msgspec.structs.replace(
        made,
        received_on=clock[0] if clock else None,
        last_day=clock[1] if clock and request is None else None,
        wish=request.wish if request else "",
        reasons=request.reasons if request else "",
    )


def record_facts(context: PaperContext) -> Application:
    """The record of the oral request; RuleBroken when there was none, or a content is missing."""
    made = context.made("F19a")
    petition = context.petition
    review, request = next((x, one) for x in petition.reviews for one in x.requests if one.ref == made.ref)
    opinion = petition.opinion if review.round == petition.round else petition.earlier_rounds[review.round - 1].opinion
    issue = opinion.issue if opinion else None
    contents = {"请求内容": request.wish, "事实和理由": request.reasons, "复查（复核）机关": review.body}
    refuse_missing("request-incomplete", RECORD_TITLE, contents, ARTICLES[review.instance])
    assert issue is not None  # only an opinion that was issued and served can be asked about
    about = next((x for x in petition.reviews if x.decision and x.decision.number == review.about), None)
    told = _application(petition, request.to, issue, about)
    return msgspec.structs.replace(
        told,
        final=review.instance == "final_review",
        body=review.body,
        wish=request.wish,
        reasons=request.reasons,
        received_on=_had(petition, review, request),
        asked_on=request.on,
        recorder=request.by,
        unit=request.unit,
        way=request.way,
    )


def draw(told: Application, say: Wording) -> bytes:
    title = say("title_final" if told.final else "title")
    ink = Ink(f"{title} {told.number}", told.unit)
    top = draw_table(ink, LEFT, COLUMNS, draw_head(ink, title), _who(told, say))
    lines = [
        *_day(told, say),
        field(say("body"), told.body, LOW),
        field(say("wish"), told.wish, WISH),
        field(say("reasons"), told.reasons, REASONS),
        field(say("basis"), "", BASIS),
        field(say("enclosed"), say("enclosed_words")),
        field(say("signature"), f"{say('signature_words')}{APART}{OPEN_DAY}", TALL),
    ]
    top = draw_table(ink, LEFT, COLUMNS, top, lines)
    note = say("note", name="复核" if told.final else "复查")
    _draw_note(ink, top, note + (say("note_day", last=chinese_date(told.last_day)) if told.last_day else ""))
    return ink.finish()


def draw_record(told: Application, say: Wording) -> bytes:
    title = say("title_final" if told.final else "title")
    ink = Ink(f"{title} {told.number}", told.unit)
    asked = say("asked_words", day=chinese_date(told.asked_on) if told.asked_on else "", unit=told.unit)
    head = draw_head(ink, told.unit, title)
    top = draw_table(ink, LEFT, COLUMNS, head, [field(say("asked"), asked, LOW), *_who(told, say)])
    lines = [
        *_day(told, say),
        field(say("body"), told.body, LOW),
        field(say("way"), say("way_us" if told.way == "us" else "way_direct"), LOW),
        field(say("wish"), told.wish, TOLD),
        field(say("reasons"), told.reasons, TOLD),
        _statement(say),
        field(say("recorder"), f"{told.recorder}{APART}{say('signature')}", LOW),
    ]
    draw_table(ink, LEFT, COLUMNS, top, lines)
    return ink.finish()


def _who(told: Application, say: Wording) -> list[Line]:
    paper = say("paper_review" if told.about_review else "paper_opinion")
    about = say(
        "opinion_words", paper=paper, unit=told.about_unit, number=told.about_number, day=chinese_date(told.about_on)
    )
    return [
        field(say("matter"), say("matter_words", matter=told.matter, number=told.number)),
        field(say("applicant"), told.name, LOW),
        field(say("identity"), told.identity, LOW),
        field(say("address"), told.address, LOW),
        field(say("phone"), told.phone, LOW),
        field(say("opinion"), about),
    ]


def _day(told: Application, say: Wording) -> list[Line]:
    return [field(say("received"), chinese_date(told.received_on) if told.received_on else OPEN_DAY, LOW)]


def _statement(say: Wording) -> Line:
    """The line over which the petitioner signs that the record was read to them."""
    text = f"{say('statement')}\n{say('signature')}{APART}{OPEN_DAY}"
    return Line((Cell(say("applicant"), LABEL_STYLE, "centre"), Cell(text, Style("fang", 12))), STATEMENT)


def _draw_note(ink: Ink, top: float, note: str) -> None:
    y = top - NOTE_GAP
    for line in ink.wrap(note, NOTE, WIDTH):
        ink.put(LEFT, y - ASCENT * NOTE.size, line, NOTE)
        y -= NOTE.size * 1.4


def _application(petition: Petition, to: int, issue: Issue, reviewed: Review | None) -> Application:
    person = petition.petitioners[to - 1] if to else None
    decision = reviewed.decision if reviewed else None
    return Application(
        final=decision is not None,
        matter=petition.title,
        number=petition.number,
        name=person.name if person else "",
        identity=_identity(person) if person else "",
        address=person.address if person else "",
        phone=person.phone if person else "",
        about_review=decision is not None,
        about_unit=decision.body if decision else issue.unit,
        about_number=decision.number if decision else issue.number,
        about_on=decision.decided_on if decision else issue.on,
        received_on=None,
        last_day=None,
        body="" if decision else body_and_place(issue.review_body, issue.review_address),
        wish="",
        reasons="",
    )


def _identity(person: Petitioner) -> str:
    if person.kind == "organisation":
        return f"统一社会信用代码 {person.credit_code}" if person.credit_code else ""
    return f"{ID_TYPES[person.id_type]} {person.id_number}" if person.id_number else ""


def _only(petition: Petition) -> int:
    """The one petitioner, 0 where there are several: the form does not guess who fills it in."""
    return 1 if len(petition.petitioners) == 1 else 0


def _latest(petition: Petition, instance: Instance) -> ReviewRequest | None:
    """The newest request of that kind that is not decided: its form may still be wanted."""
    asked = [one for x in petition.under_review if x.instance == instance for one in x.requests]
    return asked[-1] if asked else None


def _had(petition: Petition, review: Review, request: ReviewRequest) -> dt.date | None:
    """When the petitioner had the opinion that the request is about."""
    if review.instance == "final_review":
        decided = (x for x in petition.reviews if x.decision and x.decision.number == review.about)
        return next((x.served_on(request.to) for x in decided), None)
    return petition.served("F12" if review.round == 1 else f"F12.{review.round}").get(request.to)


def _clock(context: PaperContext, petition: Petition, to: int, code: str) -> tuple[dt.date, dt.date] | None:
    """Day of receipt and last day of one petitioner's newest period."""
    name = petition.petitioners[to - 1].name if to else ""
    found = [(x.day_zero, x.effective) for x in context.deadlines if x.code == code and x.subject == name and name]
    return found[-1] if found else None


FORM = Paper(code="F19", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
RECORD = Paper(code="F19a", title=RECORD_TITLE, texts=RECORD_TEXTS, facts=record_facts, draw=draw_record)
