"""F21 答辩意见书: what our office answers when its opinion is reviewed, with evidence and the whole case file.

《信访工作条例》 does not ask for it; provincial rules do (《山东省信访事项复查复核工作规则（试行）》第二十一条), and an
opinion that is not defended may be annulled there.
"""

from __future__ import annotations

from app.documents.letter import Letter, begin, end, numbered, written_matter
from app.documents.page import chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.petition import Petition
from app.domain.records.opinion import Issue
from app.domain.records.review import FileRequest, Review, ReviewAnswer
from app.domain.steps.review_answer import ARTICLE

TITLE = "信访复查答辩意见书"
TEXTS: Expected = {
    "title": (),
    "title_final": (),
    "addressee": ("names",),
    "asked": ("letter", "asked_on"),
    "asked_plain": ("asked_on",),
    "intro": ("who", "opinion", "opinion_number"),
    "intro_final": ("who", "reviewer", "review_number", "opinion_number"),
    "head_course": (),
    "course": ("matter", "number", "received", "channel", "accepted", "notice", "issued", "opinion_number", "served"),
    "extended": ("days", "due"),
    "head_reasons": (),
    "reasons": ("reasons",),
    "head_evidence": (),
    "evidence": ("evidence",),
    "no_evidence": (),
    "head_enclosed": (),
    "enclosed": ("count", "enclosed"),
    "closing": (),
    "annex_file": (),
    "annex_evidence": (),
    "contact": ("handler", "phone"),
}


class AnswerLetter(Letter, frozen=True, kw_only=True):
    """The answer, and whether evidence is listed besides the case file."""

    with_evidence: bool


def facts(context: PaperContext) -> AnswerLetter:
    """Checked contents; RuleBroken when nothing was answered, or a content is missing."""
    made = context.made("F21")
    petition = context.petition
    review, answer = next((x, one) for x in petition.reviews for one in x.answers if one.ref == made.ref)
    opinion = petition.opinion if review.round == petition.round else petition.earlier_rounds[review.round - 1].opinion
    issue = opinion.issue if opinion else None
    contents = {"文号": answer.number, "答辩单位": answer.unit, "收文机关": answer.body, "答辩意见": answer.reasons}
    refuse_missing("answer-incomplete", TITLE, contents, ARTICLE)
    assert issue is not None  # only an opinion that was issued is reviewed
    asked = next((one for one in review.file_requests if one.ref == answer.asked), None)
    final = review.instance == "final_review"
    extended = ("extended",) if petition.extension and review.round == 1 else ()
    return AnswerLetter(
        title="title_final" if final else "title",
        document_number=answer.number,
        unit=answer.unit,
        made_on=answer.on,
        paragraphs=(
            (_asked_key(asked), "intro_final" if final else "intro"),
            ("head_course",),
            ("course", *extended),
            ("head_reasons",),
            ("reasons",),
            ("head_evidence",),
            ("evidence" if answer.evidence else "no_evidence",),
            ("head_enclosed",),
            ("enclosed",),
            ("closing",),
        ),
        words=_words(context, review, answer, issue, asked),
        notes=("contact",),
        with_evidence=bool(answer.evidence),
    )


def draw(letter: AnswerLetter, say: Wording) -> bytes:
    paper = begin(letter, say)
    paper.annex_note(say("annex_file"), *([say("annex_evidence")] if letter.with_evidence else []))
    end(paper, letter, say)
    return paper.finish()


def _asked_key(asked: FileRequest | None) -> str:
    if asked is None:
        return ""
    return "asked" if asked.number else "asked_plain"


def _words(
    context: PaperContext, review: Review, answer: ReviewAnswer, issue: Issue, asked: FileRequest | None
) -> dict[str, str]:
    petition = context.petition
    acceptance, extension = petition.acceptance, petition.extension
    return {
        **written_matter(petition),
        "names": answer.body,
        "letter": asked.number if asked else "",
        "asked_on": chinese_date(asked.on) if asked else "",
        "who": "、".join(one.petitioner for one in review.requests) or petition.who,
        "reviewer": _reviewer(petition, review),
        "review_number": review.about,
        "opinion": "信访处理意见书",
        "opinion_number": issue.number,
        "accepted": chinese_date(acceptance.on) if acceptance else "",
        "notice": acceptance.notice_number if acceptance else "",
        "issued": chinese_date(issue.on),
        "served": _served(petition, "F12" if review.round == 1 else f"F12.{review.round}"),
        "days": str(extension.days) if extension else "",
        "due": chinese_date(extension.due) if extension else "",
        "reasons": answer.reasons,
        "evidence": numbered(answer.evidence) if answer.evidence else "",
        "count": str(len(answer.enclosed)),
        "enclosed": "、".join(answer.enclosed),
        "handler": answer.by,
        "phone": answer.phone.strip() or context.office.phone.strip() or PHONE_BLANK,
    }


def _reviewer(petition: Petition, review: Review) -> str:
    """The body whose review opinion is reviewed finally."""
    decided = (x.decision for x in petition.reviews if x.decision and x.decision.number == review.about)
    return next((decision.body for decision in decided), "")


def _served(petition: Petition, key: str) -> str:
    """2026年3月25日送达张三、李四，2026年3月27日送达王五."""
    days: dict[str, list[str]] = {}
    for to, on in sorted(petition.served(key).items(), key=lambda one: (one[1], one[0])):
        days.setdefault(chinese_date(on), []).append(petition.petitioners[to - 1].name)
    return "，".join(f"{day}送达{'、'.join(names)}" for day, names in days.items())


PAPER = Paper(code="F21", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
