"""F26 中止办理告知书 and F26a 恢复办理告知书, where a rule of the region lets handling be suspended (law.md 3.2)."""

from __future__ import annotations

from app.documents.letter import COMMON, CONTACT, MATTER, Letter, draw, sentence, to_petitioners
from app.documents.page import chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected
from app.domain.records.suspension import Resumption, Suspension

TITLE, AGAIN_TITLE = "中止办理告知书", "恢复办理告知书"
TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "raised": MATTER,
    "accepted": ("accepted", "notice"),
    "ground": ("ground", "reason"),
    "suspended": ("article", "on"),
    "until": (),
}
AGAIN_TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "raised": MATTER,
    "suspended": ("suspended", "notice"),
    "over": ("reason",),
    "resumed": ("on",),
    "not_counted": ("days",),
    "due": ("due",),
}


def facts(context: PaperContext) -> Letter:
    """F26; RuleBroken when nothing was suspended or a content is missing."""
    petition, ref = context.petition, context.made("F26").ref
    one = next(one for one in petition.suspensions if one.ref == ref)
    _refuse(one, TITLE, {"中止的情形": one.words, "具体情况": one.reason, "依据": one.article})
    acceptance = petition.acceptance
    return to_petitioners(
        context,
        number=one.number,
        unit=one.unit,
        on=one.on,
        phone=one.phone,
        paragraphs=(("raised", "accepted"), ("ground",), ("suspended",), ("until",), ("closing",)),
        words={
            "accepted": chinese_date(acceptance.on) if acceptance else "",
            "notice": acceptance.notice_number if acceptance else "",
            "ground": one.words,
            "reason": sentence(one.reason),
            "article": one.article,
            "on": chinese_date(one.on),
        },
    )


def again_facts(context: PaperContext) -> Letter:
    """F26a; RuleBroken when handling was not resumed or a content is missing."""
    petition, ref = context.petition, context.made("F26a").ref
    stopped = next(one for one in petition.suspensions if one.resumed and one.resumed.ref == ref)
    one = stopped.resumed
    assert one is not None
    _refuse(one, AGAIN_TITLE, {"恢复的理由": one.reason})
    return to_petitioners(
        context,
        number=one.number,
        unit=one.unit,
        on=one.on,
        phone=one.phone,
        paragraphs=(
            ("raised", "suspended"),
            ("over", "resumed"),
            ("not_counted" if one.days else "", "due"),
            ("closing",),
        ),
        words={
            "suspended": chinese_date(one.suspended_on),
            "notice": stopped.number,  # as it is now: a spoilt one has another in its place
            "reason": sentence(one.reason),
            "on": chinese_date(one.on),
            "days": str(one.days),
            "due": chinese_date(one.due),
        },
    )


def _refuse(one: Suspension | Resumption, title: str, contents: dict[str, object]) -> None:
    refuse_missing("suspension-incomplete", title, {"文号": one.number, "告知单位": one.unit, **contents})


NOTICE = Paper(code="F26", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
AGAIN = Paper(code="F26a", title=AGAIN_TITLE, texts=AGAIN_TEXTS, facts=again_facts, draw=draw)
