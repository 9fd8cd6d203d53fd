"""F17 信访复查意见书 and F18 信访复核意见书 of our office as the body that reviews (第三十五条、第三十六条).

认定、依据、意见 are mandatory. F17 names the body for 复核; F18 closes the matter, unless it has it handled anew. Until
it is issued it can be printed as a draft, marked 送审稿 on every page and without number and date.
"""

from __future__ import annotations

from collections.abc import Callable

from app.documents.letter import Letter, sentence, written_matter
from app.documents.page import OfficialPaper, chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.people import body_and_place, name_list
from app.documents.review_case import about, case_of
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.records.opinion import Issue
from app.domain.records.review import HANDLED_ANEW
from app.domain.records.review_case import ReviewCase
from app.domain.redraft import basis_words
from app.domain.steps.opinion import refuse_gaps

TITLES = {"F17": "信访复查意见书", "F18": "信访复核意见书"}
TEXTS: Expected = {
    "title": (),
    "draft_mark": (),
    "addressee": ("names",),
    "intro": ("you", "body", "decided", "about", "received", "channel", "accepted", "notice"),
    "head_requests": (),
    "head_facts": (),
    "told": (),
    "found": (),
    "evidence": (),
    "head_basis": (),
    "head_opinion": (),
    **{f"result_{result}": ("body", "about") for result in ("uphold", "change", "annul", "return")},
    "redo": ("body", "redo", "you"),
    "number_note": ("number",),
    "contact": ("handler", "phone"),
    "annex_note": (),
    "annex_label": (),
    "annex_title": (),
}
REVIEW_TEXTS: Expected = {**TEXTS, "remedy": ("further",)}
FINAL_TEXTS: Expected = {**TEXTS, "final": ("you",), "anew": ("you",)}


class ReviewOpinionPaper(Letter, frozen=True, kw_only=True):
    """What a review opinion says; `result` is the key of its sentence, `closing` that of its last paragraph."""

    is_draft: bool
    requests: tuple[str, ...]
    told: str
    found: str
    evidence: tuple[str, ...]
    basis: tuple[str, ...]
    result: str
    opinion: str
    redo: bool
    closing: str


def _facts(code: str) -> Callable[[PaperContext], ReviewOpinionPaper]:
    def facts(context: PaperContext) -> ReviewOpinionPaper:
        """Checked contents; RuleBroken names each content that is missing, and a missing body for 复核."""
        petition, case = context.petition, case_of(context, code)
        acceptance, opinion = petition.acceptance, petition.opinion
        if acceptance is None or opinion is None or case.opinion_code != code:
            raise RuleBroken("no-draft", f"尚未拟写意见，不能打印{TITLES[code]}。", article=case.article)
        refuse_gaps(petition)
        issue = opinion.issue or _as_if_issued(context, code)
        contents = {"作出意见的单位": issue.unit}
        if code == "F17":
            contents["复核机关"] = issue.review_body
        refuse_missing("opinion-incomplete", TITLES[code], contents, case.article)
        petition, draft = petition.as_on(issue.on), opinion.draft
        return ReviewOpinionPaper(
            document_number=issue.number,
            unit=issue.unit,
            made_on=issue.on,
            paragraphs=(),
            words={
                **written_matter(petition),
                **about(case),
                "accepted": chinese_date(acceptance.on),
                "notice": acceptance.notice_number,
                "redo": chinese_date(draft.redo_by) if draft.redo_by else "",
                "further": body_and_place(issue.review_body, issue.review_address),
                "handler": petition.handler,
                "phone": issue.phone.strip() or context.office.phone.strip(),
            },
            notes=("number_note", "contact"),
            annex=name_list(petition),
            is_draft=opinion.issue is None,
            requests=petition.requests,
            told="\n".join((petition.facts, petition.reasons)),
            found=draft.facts_found,
            evidence=draft.evidence,
            basis=tuple(map(basis_words, draft.basis)),
            result=f"result_{draft.conclusion}",
            opinion=sentence(draft.conclusion_words),
            redo=draft.redo_by is not None,
            closing=_closing(case, draft.conclusion),
        )

    return facts


def draw(opinion: ReviewOpinionPaper, say: Wording) -> bytes:
    words = opinion.words
    mark = say("draft_mark") if opinion.is_draft else ""
    title = say("title") + (f"（{mark}）" if mark else "")
    paper = OfficialPaper(title, opinion.unit, watermark=mark)
    paper.number(opinion.document_number)
    paper.title(opinion.unit, title)
    paper.addressee(say("addressee", **words))
    paper.paragraph(say("intro", **words))
    _contents(paper, opinion, say)
    paper.paragraph(say(opinion.closing, **words))
    if opinion.annex:
        paper.annex_note(say("annex_note"))
    paper.signature(opinion.unit, None if opinion.is_draft else opinion.made_on)
    paper.note(say("number_note", **words))
    if words["handler"] and words["phone"]:
        paper.note(say("contact", **words))
    if opinion.annex:
        paper.annex(say("annex_label"), say("annex_title"))
        paper.columns(opinion.annex)
    return paper.finish()


def _contents(paper: OfficialPaper, opinion: ReviewOpinionPaper, say: Wording) -> None:
    paper.heading(say("head_requests"))
    _listed(paper, opinion.requests)
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
    paper.paragraph(say(opinion.result, **opinion.words))
    paper.paragraph(opinion.opinion)
    if opinion.redo:
        paper.paragraph(say("redo", **opinion.words))


def _listed(paper: OfficialPaper, texts: tuple[str, ...]) -> None:
    """One text stands alone, several are numbered 1. 2. 3."""
    for number, text in enumerate(texts, 1):
        paper.paragraph(text if len(texts) == 1 else f"{number}. {text.strip()}")


def _closing(case: ReviewCase, conclusion: str) -> str:
    """复核 is the last word only where its result holds."""
    if case.instance == "review":
        return "remedy"
    return "anew" if conclusion in HANDLED_ANEW else "final"


def _as_if_issued(context: PaperContext, code: str) -> Issue:
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
        paper=code,
    )


PAPERS = (
    Paper(code="F17", title=TITLES["F17"], texts=REVIEW_TEXTS, facts=_facts("F17"), draw=draw),
    Paper(code="F18", title=TITLES["F18"], texts=FINAL_TEXTS, facts=_facts("F18"), draw=draw),
)
