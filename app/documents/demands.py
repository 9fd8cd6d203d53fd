"""F27 催办函、督办函 and F28 改进工作建议书: to the office or the body below that handles a matter (第四十条)."""

from __future__ import annotations

from app.documents.letter import Letter, begin, end, sentence, written_matter
from app.documents.page import chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.petition import Petition
from app.domain.records.supervision import TRIGGERS, Demand

SUPERVISION, SUGGESTION = "督办函", "改进工作建议书"
REMINDER = "催办函"
MATTER = ("people", "matter", "number")
COMMON: Expected = {
    "title": (),
    "addressee": ("names",),
    "reason": ("reason",),
    "asked": ("asked",),
    "contact": ("first_contact", "phone"),
}
TEXTS: Expected = {
    **COMMON,
    "title_reminder": (),
    "given": (*MATTER, "given_on", "given"),
    "not_given": MATTER,
    "situation": ("trigger",),
    "supervise": (),
    "remind": (),
    "answer_supervision": ("due",),
    "answer_reminder": ("due",),
}
SUGGESTION_TEXTS: Expected = {
    **COMMON,
    "found": MATTER,
    "suggest": (),
    "answer": (),
    "answer_by": ("due",),
}


def facts(context: PaperContext) -> Letter:
    """F27; RuleBroken when there is no such letter, or a content is missing: a supervision also says why."""
    sent = _sent(context, "F27")
    supervised = sent.demand == "supervision"
    title = SUPERVISION if supervised else REMINDER
    contents: dict[str, object] = {"要求": sent.asked, "要求反馈的日期": sent.due}
    if supervised:
        contents |= {"督办情形": sent.trigger, "督办理由": sent.reason}
    _complete(sent, title, contents)
    matter = "given" if sent.given else "not_given"
    reason = "reason" if sent.reason.strip() else ""
    if supervised:
        opening = (matter, "situation"), (reason,), ("supervise",)
    else:  # the sentence that names the matter goes on with what has not been done, else with the reminder itself
        opening = (matter, reason or "remind"), ("remind" if reason else "",), ("",)
    paragraphs = (
        *opening,
        ("asked",),
        ("answer_supervision" if supervised else "answer_reminder",),
    )
    return _letter(context, sent, paragraphs, "title" if supervised else "title_reminder")


def suggestion_facts(context: PaperContext) -> Letter:
    """F28; refused like F27."""
    sent = _sent(context, "F28")
    _complete(sent, SUGGESTION, {"存在的问题": sent.reason, "改进建议": sent.asked})
    answer = "answer_by" if sent.due else "answer"
    return _letter(context, sent, (("found",), ("reason",), ("suggest",), ("asked",), (answer,)), "title")


def draw(letter: Letter, say: Wording) -> bytes:
    paper = begin(letter, say)
    end(paper, letter, say)
    return paper.finish()


def _letter(context: PaperContext, sent: Demand, paragraphs: tuple[tuple[str, ...], ...], title: str) -> Letter:
    return Letter(
        document_number=sent.number,
        unit=sent.unit,
        made_on=sent.on,
        paragraphs=tuple(keys for keys in paragraphs if any(keys)),
        words={
            **_matter(context.petition),
            "names": sent.body,
            "given": sent.given,
            "given_on": chinese_date(sent.given_on) if sent.given_on else "",
            "trigger": TRIGGERS[sent.trigger] if sent.trigger else "",
            "reason": sentence(sent.reason),
            "asked": sentence(sent.asked),
            "due": chinese_date(sent.due) if sent.due else "",
            "phone": sent.phone.strip() or context.office.phone.strip() or PHONE_BLANK,
        },
        notes=("contact",),
        title=title,
    )


def _matter(petition: Petition) -> dict[str, str]:
    return {**written_matter(petition), "people": petition.who}


def _sent(context: PaperContext, code: str) -> Demand:
    """The letter that this paper is."""
    made = context.made(code)
    return next(one for one in context.petition.demands if one.ref == made.ref)


def _complete(sent: Demand, title: str, contents: dict[str, object]) -> None:
    whole = {"文号": sent.number, "发函单位": sent.unit, "收函单位": sent.body, **contents}
    refuse_missing("demand-incomplete", title, whole)


DEMANDS = (
    Paper(code="F27", title=SUPERVISION, texts=TEXTS, facts=facts, draw=draw),
    Paper(code="F28", title=SUGGESTION, texts=SUGGESTION_TEXTS, facts=suggestion_facts, draw=draw),
)
