"""F12 信访处理意见书 (《信访工作条例》第三十一条第六项、第三十二条、第三十五条).

It is not drawn without the four contents of art. 32, an answer to each request, and the body that reviews it.
Until it is issued it can be printed as a draft, marked 送审稿 on every page and without number and date.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.page import OfficialPaper, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.people import body_and_place, line_of_address, name_list, names_of, raised, you
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.opinion import Draft, Issue
from app.domain.redraft import basis_words
from app.domain.steps.opinion import ARTICLE_CONTENTS, ARTICLE_REVIEW, refuse_gaps

TITLE = "信访处理意见书"
NUMERALS = "一二三四五六七八九十"
TEXTS: Expected = {
    "title": (),
    "draft_mark": (),
    "addressee": ("names",),
    "intro": ("you", "received", "channel", "matter", "accepted", "notice"),
    "head_requests": (),
    "head_facts": (),
    "told": (),
    "found": (),
    "evidence": (),
    "head_basis": (),
    "head_opinion": (),
    "for_request": ("place", "number"),
    "result_support": (),
    "result_explain": (),
    "result_reject": (),
    "review": ("body",),
    "number_note": ("number",),
    "contact": ("handler", "phone"),
    "annex_note": (),
    "annex_label": (),
    "annex_title": (),
}


class Answer(msgspec.Struct, frozen=True):
    """One request with its result (support, explain, reject) and the words of the opinion."""

    request: str
    result: str
    opinion: str


class OpinionPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What the opinion says. A draft has neither document number nor date."""

    document_number: str
    issued_on: dt.date | None
    names: tuple[str, ...]
    total: int
    you: str
    number: str
    matter: str
    channel: str
    received: str
    accepted_on: dt.date
    notice_number: str
    told: str
    found: str
    evidence: tuple[str, ...]
    basis: tuple[str, ...]
    answers: tuple[Answer, ...]
    review_body: str
    unit: str
    handler: str
    phone: str
    annex: tuple[str, ...]

    @property
    def is_draft(self) -> bool:
        return self.issued_on is None


def facts(context: PaperContext) -> OpinionPaper:
    """Checked contents; RuleBroken names each content of art. 32 that is missing, and a missing review body."""
    petition = context.petition.with_opinion(context.key)
    acceptance = petition.acceptance
    if acceptance is None or petition.opinion is None or petition.review_case:
        raise RuleBroken("no-draft", "尚未拟写处理意见，不能打印信访处理意见书。", article=ARTICLE_CONTENTS)
    refuse_gaps(petition)
    issue = petition.opinion.issue or _as_if_issued(context)
    refuse_missing("review-body-missing", TITLE, {"复查机关": issue.review_body}, ARTICLE_REVIEW)
    refuse_missing("opinion-incomplete", TITLE, {"办理单位": issue.unit})
    draft = petition.opinion.draft
    petition = petition.as_on(issue.on)
    received, channel = raised(petition)
    return OpinionPaper(
        document_number=issue.number,
        issued_on=issue.on if issue.number else None,
        names=names_of(petition),
        total=len(petition.remaining),
        you=you(petition),
        number=petition.number,
        matter=petition.title,
        channel=channel,
        received=received,
        accepted_on=acceptance.on,
        notice_number=acceptance.notice_number,
        told="\n".join((petition.facts, petition.reasons)),
        found=draft.facts_found,
        evidence=draft.evidence,
        basis=tuple(map(basis_words, draft.basis)),
        answers=_answers(petition, draft),
        review_body=body_and_place(issue.review_body, issue.review_address),
        unit=issue.unit,
        handler=petition.handler,
        phone=issue.phone.strip() or context.office.phone.strip(),
        annex=name_list(petition),
    )


def draw(opinion: OpinionPaper, say: Wording) -> bytes:
    mark = say("draft_mark") if opinion.is_draft else ""
    title = say("title") + (f"（{mark}）" if mark else "")
    paper = OfficialPaper(title, opinion.unit, watermark=mark)
    paper.number(opinion.document_number)
    paper.title(opinion.unit, title)
    paper.addressee(say("addressee", names=line_of_address(opinion.names, opinion.total)))
    paper.paragraph(_intro(opinion, say))
    _contents(paper, opinion, say)
    paper.paragraph(say("review", body=opinion.review_body))
    if opinion.annex:
        paper.annex_note(say("annex_note"))
    paper.signature(opinion.unit, opinion.issued_on)
    paper.note(say("number_note", number=opinion.number))
    if opinion.handler and opinion.phone:
        paper.note(say("contact", handler=opinion.handler, phone=opinion.phone))
    if opinion.annex:
        paper.annex(say("annex_label"), say("annex_title"))
        paper.columns(opinion.annex)
    return paper.finish()


def _contents(paper: OfficialPaper, opinion: OpinionPaper, say: Wording) -> None:
    """The four contents of art. 32, each under its heading."""
    paper.heading(say("head_requests"))
    _listed(paper, tuple(answer.request for answer in opinion.answers))
    paper.heading(say("head_facts"))
    paper.subheading(say("told"))
    paper.paragraph(opinion.told)
    paper.subheading(say("found"))
    paper.paragraph(opinion.found)
    if opinion.evidence:
        paper.subheading(say("evidence"))
        _listed(paper, opinion.evidence)
    paper.heading(say("head_basis"))
    _listed(paper, opinion.basis)
    paper.heading(say("head_opinion"))
    for number, answer in enumerate(opinion.answers, 1):
        if len(opinion.answers) > 1:
            paper.subheading(say("for_request", place=chinese_numeral(number), number=number))
        paper.paragraph(f"{say('result_' + answer.result)}{answer.opinion.strip()}")


def _listed(paper: OfficialPaper, texts: tuple[str, ...]) -> None:
    """One text stands alone, several are numbered 1. 2. 3."""
    for number, text in enumerate(texts, 1):
        paper.paragraph(text if len(texts) == 1 else f"{number}. {text.strip()}")


def _intro(opinion: OpinionPaper, say: Wording) -> str:
    return say(
        "intro",
        you=opinion.you,
        received=opinion.received,
        channel=opinion.channel,
        matter=opinion.matter,
        accepted=chinese_date(opinion.accepted_on),
        notice=opinion.notice_number,
    )


def _answers(petition: Petition, draft: Draft) -> tuple[Answer, ...]:
    given = {answer.request: answer for answer in draft.results}
    return tuple(
        Answer(request, given[number].result, given[number].opinion)
        for number, request in enumerate(petition.requests, 1)
    )


def _as_if_issued(context: PaperContext) -> Issue:
    """Head and foot of a draft: the office as it stands today, no number."""
    office = context.office
    return Issue(
        on=context.today,
        by="",
        number="",
        unit=office.name,
        phone=office.phone,
        review_body=office.review_body,
        review_address=office.review_address,
        ref="",
    )


def chinese_numeral(number: int) -> str:
    """一 … 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return head + (NUMERALS[ones - 1] if ones else "")


PAPER = Paper(code="F12", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
