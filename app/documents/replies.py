"""Replies that are no opinion: F13 on an application to act (《信访工作条例》第三十一条第五项), F14 on a suggestion
(第二十九条) or a consultation.

F13 names 行政复议 and 行政诉讼 where the petitioner has a legal interest, nothing where not; neither names a review.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.documents.letter import COMMON, CONTACT, MATTER, Letter, draw, numbered, sentence, to_petitioners
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected
from app.domain.codes import OUTCOMES
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.reply import Reply
from app.domain.redraft import basis_words

ARTICLE_DUTY = "《信访工作条例》第三十一条第五项"
ARTICLE_SUGGESTION = "《信访工作条例》第二十九条"
TITLES = {"F13": "投诉（举报）处理情况告知书", "F14": "建议意见回复函"}
CONSULTATION_TITLE = "咨询事项答复函"
DUTY_TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "raised": MATTER,
    "notice": ("notice",),
    "intro": (),
    "head_findings": (),
    "findings": ("findings",),
    "head_handling": (),
    "handling": ("handling",),
    "head_basis": (),
    "basis": ("basis",),
    "remedy": ("you", "review_body", "court"),
    "clues": ("you",),
}
SUGGESTION_TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "title_consultation": (),
    "suggested": MATTER,
    "asked": MATTER,
    **dict.fromkeys(OUTCOMES, ("you",)),
    "findings": ("findings",),
    "handling": ("handling",),
    "basis": ("basis",),
    "thanks": ("you",),
}


def duty_facts(context: PaperContext) -> Letter:
    """F13; RuleBroken names what is missing, with a legal interest also where to turn against the result."""
    reply = _made(context, "F13", ARTICLE_DUTY)
    notice = context.petition.notice
    contents: dict[str, object] = {
        "调查核实情况": reply.findings,
        "处理情况": reply.handling,
        "法律法规依据": reply.basis,
    }
    if reply.interest:
        contents |= {"行政复议机关": reply.review_body, "人民法院": reply.court}
    _complete(context, reply, ARTICLE_DUTY, contents)
    told = notice.number if notice else ""
    parts = ("head_findings", "findings", "head_handling", "handling", "head_basis", "basis")
    paragraphs = (
        ("raised", "notice" if told else "", "intro"),
        *((part,) for part in parts),
        ("closing",),
        ("remedy" if reply.interest else "clues",),
    )
    return _letter(context, reply, paragraphs, {"notice": told})


def suggestion_facts(context: PaperContext) -> Letter:
    """F14; RuleBroken names what is missing: of a suggestion whether it is adopted and why, else the answer."""
    suggestion = context.petition.category == "suggestion"
    article = ARTICLE_SUGGESTION if suggestion else ""  # no article speaks of consultations
    reply = _made(context, "F14", article)
    said = reply.findings.strip() or reply.handling.strip()
    contents = {"采纳情况": reply.outcome, "理由": said} if suggestion else {"答复内容": said}
    _complete(context, reply, article, contents)
    return _letter(
        context,
        reply,
        (
            ("suggested" if suggestion else "asked",),
            (reply.outcome if suggestion else "",),
            ("findings" if reply.findings.strip() else "",),
            ("handling" if reply.handling.strip() else "",),
            ("basis" if reply.basis else "",),
            ("thanks",),
            ("closing",),
        ),
        {},
        "title" if suggestion else "title_consultation",
    )


def title_of(petition: Petition, code: str) -> str:
    """What this reply is called."""
    return CONSULTATION_TITLE if code == "F14" and petition.category != "suggestion" else TITLES[code]


def _made(context: PaperContext, code: str, article: str) -> Reply:
    reply = context.petition.reply
    if reply is None or reply.paper != code:
        raise RuleBroken(
            "not-replied",
            f"该事项没有作出《{title_of(context.petition, code)}》，不能打印。",
            article=article,
            paper=code,
        )
    return reply


def _complete(context: PaperContext, reply: Reply, article: str, contents: Mapping[str, object]) -> None:
    title = title_of(context.petition, reply.paper)
    refuse_missing("reply-incomplete", title, {"文号": reply.number, "答复单位": reply.unit, **contents}, article)


def _letter(
    context: PaperContext,
    reply: Reply,
    paragraphs: tuple[tuple[str, ...], ...],
    words: dict[str, str],
    title: str = "title",
) -> Letter:
    return to_petitioners(
        context,
        number=reply.number,
        unit=reply.unit,
        on=reply.on,
        phone=reply.phone,
        paragraphs=paragraphs,
        words={
            "findings": sentence(reply.findings),
            "handling": sentence(reply.handling),
            "basis": numbered(tuple(map(basis_words, reply.basis))),
            "review_body": reply.review_body.strip(),
            "court": reply.court.strip(),
            **words,
        },
        title=title,
    )


DUTY_REPLY = Paper(code="F13", title=TITLES["F13"], texts=DUTY_TEXTS, facts=duty_facts, draw=draw)
SUGGESTION_REPLY = Paper(code="F14", title=TITLES["F14"], texts=SUGGESTION_TEXTS, facts=suggestion_facts, draw=draw)
REPLIES = (DUTY_REPLY, SUGGESTION_REPLY)
