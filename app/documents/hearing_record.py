"""F22c 听证签到表, F22d 听证笔录 (signed on each page), F22e 听证报告（结论）: 《信访工作条例》第三十一条第六项.

No official form is known; the contents follow general hearing rules.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.form import LABEL, ROW, TYPE, Cell, Line, draw_head, draw_table, field
from app.documents.hearing_notice import ARTICLE, hearing_of, told_day, told_time
from app.documents.ink import MM, Ink
from app.documents.letter import COMMON, CONTACT, MATTER, Letter, draw, numbered, sentence, to_petitioners
from app.documents.page import LEFT, WIDTH, OfficialPaper
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.petition import Petition
from app.domain.records.hearing import Hearing, HearingConclusion, HearingSession

SHEET_TITLE, RECORD_TITLE, CONCLUSION_TITLE = "听证签到表", "听证笔录", "信访事项听证报告（结论）"
ROLES: Expected = {"chair": (), "member": (), "clerk": (), "petitioner": ()}
SHEET_TEXTS: Expected = {
    **ROLES,
    "title": (),
    "number": (),
    "subject": (),
    "held": (),
    "place": (),
    "columns": (),
}
RECORD_TEXTS: Expected = {
    **ROLES,
    "title": (),
    "number": ("number",),
    "subject": ("subject",),
    "held": ("day", "start", "end"),
    "place": ("place",),
    "holders": ("chair", "members", "clerk"),
    "holders_alone": ("chair", "clerk"),
    "present": ("names",),
    "absent": ("names",),
    "public": (),
    "not_public": (),
    "head_petitioner": (),
    "head_office": (),
    "head_others": (),
    "head_evidence": (),
    "head_closing": (),
    "no_evidence": (),
    "read": (),
    "foot": (),
}
CONCLUSION_TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "raised": MATTER,
    "held": ("day", "place", "subject", "chair", "count"),
    "head_facts": (),
    "facts": ("facts",),
    "head_views": (),
    "views": ("views",),
    "head_conclusion": (),
    "votes": ("votes",),
    "conclusion": ("conclusion",),
    "use": (),
}
SHEET_HEAD = (30 * MM, WIDTH - 30 * MM)
SHEET_COLUMNS = (14 * MM, 34 * MM, 46 * MM, 40 * MM, WIDTH - 134 * MM)
SHEET_ROWS = 12  # lines at least: whoever comes unannounced signs too


class Place(msgspec.Struct, frozen=True):
    """One name on the sheet; `role` is a key of ROLES or the words of an invited one."""

    name: str
    role: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """F22c: who is awaited, and where each signs."""

    unit: str
    number: str
    subject: str
    held_on: dt.date
    time: str
    place: str
    people: tuple[Place, ...]


class HearingPaper(msgspec.Struct, frozen=True, kw_only=True):
    """F22d: the hearing as it went."""

    unit: str
    number: str
    subject: str
    held_on: dt.date
    start: str
    end: str
    place: str
    chair: str
    members: tuple[str, ...]
    clerk: str
    public: bool
    present: tuple[Place, ...]
    absent: tuple[Place, ...]
    petitioner_statement: str
    office_statement: str
    other_statements: str
    evidence: tuple[str, ...]
    closing_statements: str


def sheet_facts(context: PaperContext) -> Sheet:
    """F22c; RuleBroken when no hearing was called."""
    hearing, part = hearing_of(context, "F22c")
    told = hearing.told_in(part.ref) or hearing.announced
    refuse_missing("hearing-incomplete", SHEET_TITLE, {"听证事项": hearing.subject, "听证地点": told.place}, ARTICLE)
    awaited = [
        *(person.name for person in context.petition.addressees),
        *(hearing.chair, *hearing.members, hearing.clerk),
        *(one.name for one in hearing.invited),
    ]
    return Sheet(
        unit=hearing.unit,
        number=context.petition.number,
        subject=hearing.subject,
        held_on=told.held_on,
        time=told.time,
        place=told.place,
        people=_places(context.petition, hearing, awaited),
    )


def record_facts(context: PaperContext) -> HearingPaper:
    """F22d; RuleBroken when no hearing was held or a content is missing."""
    hearing, session = hearing_of(context, "F22d")
    assert isinstance(session, HearingSession)
    contents = {
        "听证事项": hearing.subject,
        "主持人": hearing.chair,
        "记录人": hearing.clerk,
        "到场人员": session.present,
        "信访人陈述": session.petitioner_statement,
        "承办单位陈述": session.office_statement,
    }
    refuse_missing("hearing-incomplete", RECORD_TITLE, contents, ARTICLE)
    return HearingPaper(
        unit=session.unit,
        number=context.petition.number,
        subject=hearing.subject,
        held_on=session.on,
        start=session.from_time,
        end=session.to_time,
        place=hearing.announced.place,
        chair=hearing.chair,
        members=hearing.members,
        clerk=hearing.clerk,
        public=hearing.public,
        present=_places(context.petition, hearing, session.present),
        absent=_places(context.petition, hearing, session.absent),
        petitioner_statement=session.petitioner_statement,
        office_statement=session.office_statement,
        other_statements=session.other_statements,
        evidence=session.evidence,
        closing_statements=session.closing_statements,
    )


def conclusion_facts(context: PaperContext) -> Letter:
    """F22e; RuleBroken when nothing was concluded or a content is missing."""
    hearing, conclusion = hearing_of(context, "F22e")
    assert isinstance(conclusion, HearingConclusion)
    contents = {
        "文号": conclusion.number,
        "听证单位": conclusion.unit,
        "听证认定的事实": conclusion.facts_held,
        "对各项诉求的意见": conclusion.views,
        "结论": conclusion.conclusion,
    }
    refuse_missing("hearing-incomplete", CONCLUSION_TITLE, contents, ARTICLE)
    session = hearing.session
    votes = _votes(conclusion)
    return to_petitioners(
        context,
        number=conclusion.number,
        unit=conclusion.unit,
        on=conclusion.on,
        phone=conclusion.phone,
        paragraphs=(
            ("raised", "held"),
            ("head_facts",),
            ("facts",),
            ("head_views",),
            ("views",),
            ("head_conclusion",),
            ("votes" if votes else "", "conclusion"),
            ("use",),
            ("closing",),
        ),
        words={
            "day": told_day(session.on if session else conclusion.on),
            "place": hearing.announced.place,
            "subject": hearing.subject,
            "chair": hearing.chair,
            "count": str(len(session.present) if session else 0),
            "facts": conclusion.facts_held.strip(),
            "views": _views(context.petition, conclusion),
            "votes": votes,
            "conclusion": sentence(conclusion.conclusion),
        },
    )


def draw_sheet(sheet: Sheet, say: Wording) -> bytes:
    ink = Ink(say("title"), sheet.unit)
    head = [
        field(say("number"), sheet.number),
        field(say("subject"), sheet.subject),
        field(say("held"), f"{told_day(sheet.held_on)}{told_time(sheet.time)}"),
        field(say("place"), sheet.place),
    ]
    top = draw_table(ink, LEFT, SHEET_HEAD, draw_head(ink, sheet.unit, say("title")), head)
    names = (say("columns").split() + [""] * len(SHEET_COLUMNS))[: len(SHEET_COLUMNS)]
    rows = [Line(tuple(Cell(name, LABEL, "centre") for name in names), ROW)]
    for place in range(max(SHEET_ROWS, len(sheet.people) + 2)):
        one = sheet.people[place] if place < len(sheet.people) else Place("", "")
        cells = (str(place + 1), one.name, _role(one, say), "", "")
        rows.append(Line(tuple(Cell(text, TYPE, "centre") for text in cells), ROW))
    draw_table(ink, LEFT, SHEET_COLUMNS, top, rows, repeat=1)
    return ink.finish()


def draw_record(record: HearingPaper, say: Wording) -> bytes:
    """Every page ends with the places where it is signed."""
    paper = OfficialPaper(say("title"), record.unit, foot=tuple(say("foot").split()))
    paper.title(record.unit, say("title"))
    holders = "holders" if record.members else "holders_alone"
    for text in (
        say("number", number=record.number),
        say("subject", subject=record.subject),
        say("held", day=told_day(record.held_on), start=told_time(record.start), end=told_time(record.end)),
        say("place", place=record.place),
        say(holders, chair=record.chair, members="、".join(record.members), clerk=record.clerk),
        say("present", names=_named(record.present, say)),
        say("absent", names=_named(record.absent, say)) if record.absent else "",
        say("public" if record.public else "not_public"),
    ):
        paper.paragraph(text)
    for head, text in (
        ("head_petitioner", record.petitioner_statement),
        ("head_office", record.office_statement),
        ("head_others", record.other_statements),
        ("head_evidence", numbered(record.evidence) if record.evidence else say("no_evidence")),
        ("head_closing", record.closing_statements),
    ):
        if text.strip():
            paper.heading(say(head))
            paper.paragraph(text)
    paper.paragraph(say("read"))
    return paper.finish()


def _places(petition: Petition, hearing: Hearing, names: list[str] | tuple[str, ...]) -> tuple[Place, ...]:
    """Each name once, with what it is at the hearing."""
    roles = {one.name: one.role for one in hearing.invited}
    roles |= {person.name: "petitioner" for person in petition.petitioners}
    roles |= {hearing.chair: "chair", **dict.fromkeys(hearing.members, "member"), hearing.clerk: "clerk"}
    return tuple(Place(name, roles.get(name, "")) for name in dict.fromkeys(names))


def _role(place: Place, say: Wording) -> str:
    return say(place.role) if place.role in ROLES else place.role


def _named(places: tuple[Place, ...], say: Wording) -> str:
    return "、".join(f"{one.name}（{_role(one, say)}）" if one.role else one.name for one in places)


def _votes(conclusion: HearingConclusion) -> str:
    """赞成3票、反对0票: what was counted."""
    counted = {
        "赞成": conclusion.votes_for,
        "反对": conclusion.votes_against,
        "弃权": conclusion.votes_abstained,
    }
    return "、".join(f"{word}{votes}票" for word, votes in counted.items() if votes is not None)


def _views(petition: Petition, conclusion: HearingConclusion) -> str:
    """Each request with what the hearing holds of it, a line each."""
    given = {view.request: view.view for view in conclusion.views}
    many = len(petition.requests) > 1
    lines = []
    for number, request in enumerate(petition.requests, 1):
        place = f"{number}. " if many else ""
        lines.append(f"{place}请求：{sentence(request)}听证意见：{sentence(given.get(number, ''))}")
    return "\n".join(lines)


SHEET = Paper(code="F22c", title=SHEET_TITLE, texts=SHEET_TEXTS, facts=sheet_facts, draw=draw_sheet)
RECORD = Paper(code="F22d", title=RECORD_TITLE, texts=RECORD_TEXTS, facts=record_facts, draw=draw_record)
CONCLUSION = Paper(code="F22e", title=CONCLUSION_TITLE, texts=CONCLUSION_TEXTS, facts=conclusion_facts, draw=draw)
