"""F11 延期办理告知书 and F11a, the form behind it (《信访工作条例》第三十四条): concrete reason, at most 30 days,
approved by the unit's head. F11 tells the petitioner; F11a is signed and stays in the file.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.form import APART, OPEN_DAY, TALL, Line, draw_head, draw_table, field
from app.documents.ink import MM, Ink
from app.documents.letter import COMMON, CONTACT, MATTER, Letter, draw, sentence, to_petitioners
from app.documents.page import LEFT, WIDTH, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.records.competence import Acceptance
from app.domain.records.handling import Extension

TITLE = "延期办理告知书"
FORM_TITLE = "延期审批表"
ARTICLE = "《信访工作条例》第三十四条"
COLUMNS = (46 * MM, WIDTH - 46 * MM)
REASON = 30 * MM  # height of the field
TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "raised": MATTER,
    "accepted": ("accepted", "notice"),
    "reason": ("reason",),
    "extended": ("you", "days", "first_due", "due"),
}
FORM_TEXTS: Expected = {
    "title": (),
    "number": (),
    "matter": (),
    "people": (),
    "accepted": (),
    "accepted_words": ("day", "notice"),
    "office": (),
    "first_due": (),
    "first_due_told": ("day", "told"),
    "basis": (),
    "basis_words": (),
    "reason": (),
    "days": (),
    "days_words": ("days", "due"),
    "notice": (),
    "applicant": (),
    "approver": (),
    "approver_words": ("name", "day"),
    "signature": (),
}


class ExtensionForm(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says; `office` and `handler` are those of the day it was granted.

    `first_due` is the day from which the extension counts, `told_due` the last day as the acceptance notice told it:
    later where the last day was a holiday.
    """

    unit: str
    number: str
    matter: str
    people: str
    accepted_on: dt.date
    acceptance_number: str
    office: str
    handler: str
    first_due: dt.date
    told_due: dt.date
    reason: str
    days: int
    due: dt.date
    document_number: str
    approver: str
    approved_on: dt.date


def facts(context: PaperContext) -> Letter:
    """F11; RuleBroken when nothing was extended or a content is missing: the law wants the reason told."""
    acceptance, extension = _granted(context, TITLE)
    return to_petitioners(
        context,
        number=extension.number,
        unit=extension.unit,
        on=extension.on,
        phone=extension.phone,
        paragraphs=(("raised", "accepted", "reason"), ("extended",), ("closing",)),
        words={
            "accepted": chinese_date(acceptance.on),
            "notice": acceptance.notice_number,
            "reason": sentence(extension.reason),
            "days": str(extension.days),
            "first_due": chinese_date(_first_due(extension)),
            "due": chinese_date(extension.due),
        },
    )


def form_facts(context: PaperContext) -> ExtensionForm:
    """F11a; refused like F11."""
    petition = context.petition
    acceptance, extension = _granted(context, FORM_TITLE)
    assigned = [assignment for assignment in petition.assignments if assignment.on <= extension.on]
    holder = assigned[-1] if assigned else acceptance
    return ExtensionForm(
        unit=extension.unit,
        number=petition.number,
        matter=petition.title,
        people=petition.who,
        accepted_on=acceptance.on,
        acceptance_number=acceptance.notice_number,
        office=holder.office,
        handler=holder.handler,
        first_due=_first_due(extension),
        told_due=acceptance.due,
        reason=extension.reason,
        days=extension.days,
        due=extension.due,
        document_number=extension.number,
        approver=extension.approver,
        approved_on=extension.on,
    )


def draw_form(form: ExtensionForm, say: Wording) -> bytes:
    ink = Ink(say("title"), form.unit)
    draw_table(ink, LEFT, COLUMNS, draw_head(ink, form.unit, say("title")), _lines(form, say))
    return ink.finish()


def _lines(form: ExtensionForm, say: Wording) -> list[Line]:
    accepted = say("accepted_words", day=chinese_date(form.accepted_on), notice=form.acceptance_number)
    approved = say("approver_words", name=form.approver, day=chinese_date(form.approved_on))
    signed = f"{say('signature')}{APART}{OPEN_DAY}"
    return [
        field(say("number"), form.number),
        field(say("matter"), form.matter),
        field(say("people"), form.people),
        field(say("accepted"), accepted),
        field(say("office"), "、".join(filter(None, (form.office, form.handler)))),
        field(say("first_due"), _first_due_words(form, say)),
        field(say("basis"), say("basis_words")),
        field(say("reason"), form.reason, REASON),
        field(say("days"), say("days_words", days=form.days, due=chinese_date(form.due))),
        field(say("notice"), form.document_number),
        field(say("applicant"), signed, TALL),
        field(say("approver"), f"{approved}\n{signed}", TALL),
    ]


def _first_due(extension: Extension) -> dt.date:
    """The last day of the 60 days as counted: the extension begins after it."""
    return extension.due - dt.timedelta(days=extension.days)


def _first_due_words(form: ExtensionForm, say: Wording) -> str:
    day = chinese_date(form.first_due)
    if form.told_due == form.first_due:
        return day
    return say("first_due_told", day=day, told=chinese_date(form.told_due))


def _granted(context: PaperContext, title: str) -> tuple[Acceptance, Extension]:
    """Acceptance and extension, complete."""
    acceptance, extension = context.petition.acceptance, context.petition.extension
    if acceptance is None or extension is None:
        raise RuleBroken("not-extended", f"该事项没有延长办理期限，不能打印{title}。", article=ARTICLE)
    contents = {
        "文号": extension.number,
        "告知单位": extension.unit,
        "延期理由": extension.reason,
        "延长天数": extension.days,
        "批准的负责人": extension.approver,
    }
    refuse_missing("extension-incomplete", title, contents, ARTICLE)
    return acceptance, extension


NOTICE = Paper(code="F11", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
FORM = Paper(code="F11a", title=FORM_TITLE, texts=FORM_TEXTS, facts=form_facts, draw=draw_form)
