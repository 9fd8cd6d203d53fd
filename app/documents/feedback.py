"""F27b 督办（催办）反馈函 and F28b 建议采纳情况反馈函: our written answer to a body above (第四十条)."""

from __future__ import annotations

from app.documents.letter import Letter, begin, end, sentence, written_matter
from app.documents.page import chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.codes import OUTCOMES
from app.domain.records.supervision import SUPERVISIONS, Feedback, Supervision

ANSWER, ADOPTION = "督办反馈函", "建议采纳情况反馈函"
PLACES = "一二三四"
HEADS = ("outcome", "situation", "reasons", "measures")
COMMON: Expected = {
    "title": (),
    "addressee": ("names",),
    "head_situation": ("place",),
    "text": ("text",),
    "head_reasons": ("place",),
    "head_measures": ("place",),
    "closing": (),
    "contact": ("phone",),
}
RAISED = ("body", "letter", "asked_on", "people", "matter", "number")
TEXTS: Expected = {**COMMON, "title_reminder": (), "supervision": RAISED, "reminder": RAISED}
ADOPTION_TEXTS: Expected = {
    **COMMON,
    "suggestion": (*RAISED, "kind"),
    "head_outcome": ("place",),
    **dict.fromkeys(OUTCOMES, ()),
}


def facts(context: PaperContext) -> Letter:
    """F27b; RuleBroken when there is no such answer, or a content is missing."""
    answer, asked = _answered(context, "F27b")
    contents = {"办理情况": answer.situation}
    if asked.supervision == "supervision":
        contents["原因"] = answer.reasons
    _complete(answer, asked, ANSWER, contents)
    reminder = asked.supervision == "reminder"
    parts = _parts(answer)
    return _letter(context, answer, asked, (asked.supervision,), parts, "title_reminder" if reminder else "title")


def adoption_facts(context: PaperContext) -> Letter:
    """F28b; refused also without 采纳情况, and without a reason where not all was adopted."""
    answer, asked = _answered(context, "F28b")
    contents = {"采纳情况": answer.outcome, "落实情况": answer.situation}
    if answer.outcome != "adopted":
        contents["未采纳的理由"] = answer.reasons
    _complete(answer, asked, ADOPTION, contents)
    return _letter(context, answer, asked, ("suggestion",), (("outcome", answer.outcome), *_parts(answer)), "title")


def draw(letter: Letter, say: Wording) -> bytes:
    paper = begin(letter, say)
    for place, (head, text) in enumerate(_said(letter)):
        paper.heading(say(f"head_{head}", place=PLACES[place]))
        paper.paragraph(say(text) if head == "outcome" else say("text", text=text))
    paper.paragraph(say("closing"))
    end(paper, letter, say)
    return paper.finish()


def _said(letter: Letter) -> list[tuple[str, str]]:
    """Each part that is there under its heading, in their order."""
    return [(head, letter.words[head]) for head in HEADS if head in letter.words]


def _parts(answer: Feedback) -> tuple[tuple[str, str], ...]:
    told = (("situation", answer.situation), ("reasons", answer.reasons), ("measures", answer.measures))
    return tuple((head, sentence(text)) for head, text in told if text.strip())


def _letter(
    context: PaperContext,
    answer: Feedback,
    asked: Supervision,
    opening: tuple[str, ...],
    parts: tuple[tuple[str, str], ...],
    title: str,
) -> Letter:
    petition = context.petition
    return Letter(
        document_number=answer.number,
        unit=answer.unit,
        made_on=answer.on,
        paragraphs=(opening,),
        words={
            **written_matter(petition),
            **dict(parts),
            "names": asked.body,
            "body": asked.body,
            "letter": f"以{asked.letter_number}文" if asked.letter_number else "",
            "asked_on": chinese_date(asked.on),
            "people": petition.who,
            "kind": SUPERVISIONS[asked.supervision],
            "phone": answer.phone.strip() or context.office.phone.strip() or PHONE_BLANK,
        },
        notes=("contact",),
        title=title,
    )


def _answered(context: PaperContext, code: str) -> tuple[Feedback, Supervision]:
    """The answer that this paper is, and what it answers."""
    made = context.made(code)
    answer = next(one for one in context.petition.feedbacks if one.ref == made.ref)
    return answer, next(one for one in context.petition.supervisions if one.ref == answer.supervision)


def _complete(answer: Feedback, asked: Supervision, title: str, contents: dict[str, str]) -> None:
    whole = {"文号": answer.number, "反馈单位": answer.unit, "收函单位": asked.body, **contents}
    refuse_missing("feedback-incomplete", title, whole, asked.article)


FEEDBACKS = (
    Paper(code="F27b", title=ANSWER, texts=TEXTS, facts=facts, draw=draw),
    Paper(code="F28b", title=ADOPTION, texts=ADOPTION_TEXTS, facts=adoption_facts, draw=draw),
)
