"""F12a 办结报告: what came of a matter, told to the body that assigned it (《信访工作条例》第二十二条第一款第三项).

A paper to a body above: document number at the left, 签发人 at the right of the same line (GB/T 9704-2012).
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.letter import numbered
from app.documents.objection import sent_words
from app.documents.page import OfficialPaper, chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.papers import PAPERS as KINDS

TITLE = "办结报告"
ARTICLE = "《信访工作条例》第二十二条第一款第三项"
TEXTS: Expected = {
    "name": (),
    "title": ("people", "matter"),
    "signer": ("signer",),
    "addressee": ("names",),
    "sent": ("sent", "people", "matter", "received", "number"),
    "due": ("due",),
    "begin": (),
    "head_people": (),
    "people": ("people",),
    "head_problems": (),
    "problems": ("facts",),
    "requests": ("requests",),
    "head_findings": (),
    "findings": ("findings",),
    "head_handling": (),
    "office": ("office",),
    "handling": ("handling",),
    "served": ("annex", "served"),
    "closing": (),
    "annex": ("annex", "number"),
    "annex_first": ("annex", "number"),
    "annex_record": (),
    "contact": ("handler", "phone"),
}


class ReportPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What the report says."""

    document_number: str
    signer: str
    unit: str
    made_on: dt.date
    body: str
    sent: str
    due: dt.date | None
    received_on: dt.date
    number: str
    people: str
    matter: str
    facts: str
    requests: tuple[str, ...]
    findings: str
    handling: str
    office: str
    annex: str
    annex_number: str
    served_on: dt.date | None
    handler: str
    phone: str


def facts(context: PaperContext) -> ReportPaper:
    """Checked contents; RuleBroken when nothing was reported or a content is missing."""
    petition = context.petition
    report, sent = petition.report_up, petition.from_above
    if report is None or sent is None:
        raise RuleBroken("not-reported", "该事项没有报送办结报告，不能打印。", article=ARTICLE)
    contents = {
        "文号": report.number,
        "报送单位": report.unit,
        "交办机关、单位": report.body,
        "签发人": report.signer,
        "经办人": report.handler,
        "投诉请求": petition.requests,
        "调查核实情况": report.findings,
        "办理情况": report.handling,
    }
    refuse_missing("report-incomplete", TITLE, contents, ARTICLE)
    return ReportPaper(
        document_number=report.number,
        signer=report.signer,
        unit=report.unit,
        made_on=report.on,
        body=report.body,
        sent=sent_words(sent),
        due=petition.result_due,
        received_on=petition.received_on,
        number=petition.number,
        people=petition.who,
        matter=petition.title,
        facts="\n".join((petition.facts, petition.reasons)),
        requests=petition.requests,
        findings=report.findings,
        handling=report.handling,
        office=report.office,
        annex=KINDS[report.annex].full or KINDS[report.annex].title if report.annex in KINDS else "",
        annex_number=report.annex_number,
        served_on=report.served_on,
        handler=report.handler,
        phone=report.handler_phone.strip() or report.phone.strip() or PHONE_BLANK,
    )


def draw(report: ReportPaper, say: Wording) -> bytes:
    title = say("title", people=report.people, matter=report.matter)
    paper = OfficialPaper(say("name"), report.unit)
    paper.upward(report.document_number, say("signer", signer=report.signer))
    paper.title(report.unit, title)
    paper.addressee(say("addressee", names=report.body))
    paper.paragraph(_intro(report, say))
    for key, text in _sections(report, say):
        paper.heading(say(key))
        paper.paragraph(text)
    paper.paragraph(say("closing"))
    if report.annex:
        key, others = ("annex_first", (say("annex_record"),)) if report.served_on else ("annex", ())
        paper.annex_note(say(key, annex=report.annex, number=report.annex_number), *others)
    paper.signature(report.unit, report.made_on)
    paper.note(say("contact", handler=report.handler, phone=report.phone))
    return paper.finish()


def _intro(report: ReportPaper, say: Wording) -> str:
    received = chinese_date(report.received_on)
    sent = say(
        "sent",
        sent=report.sent,
        people=report.people,
        matter=report.matter,
        received=received,
        number=report.number,
    )
    due = say("due", due=chinese_date(report.due)) if report.due else ""
    return f"{sent}{due}{say('begin')}"


def _sections(report: ReportPaper, say: Wording) -> tuple[tuple[str, str], ...]:
    handled = [say("handling", handling=report.handling)]
    if report.office:
        handled.insert(0, say("office", office=report.office))
    if report.annex and report.served_on:
        handled.append(say("served", annex=report.annex, served=chinese_date(report.served_on)))
    problems = (say("problems", facts=report.facts), say("requests", requests=numbered(report.requests)))
    return (
        ("head_people", say("people", people=report.people)),
        ("head_problems", "\n".join(problems)),
        ("head_findings", say("findings", findings=report.findings)),
        ("head_handling", "\n".join(handled)),
    )


PAPER = Paper(code="F12a", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
