"""F03 信访事项受理告知书: route 31(6) only (《信访工作条例》第二十三条、第三十四条). It names no remedy."""

from __future__ import annotations

from app.documents.letter import COMMON, MATTER, Letter, draw, to_petitioners
from app.documents.page import chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.wording import Expected
from app.domain.errors import RuleBroken

TITLE = "信访事项受理告知书"
ROUTE = "31-6"
TEXTS: Expected = {
    **COMMON,
    "accepted": MATTER,
    "term": ("you", "due"),
    "term_simplified": ("you", "due", "simplified_due"),
    "handling": ("office", "handler", "phone"),
    "handling_unnamed": ("office", "phone", "first_contact"),
}


def facts(context: PaperContext) -> Letter:
    """Checked contents; RuleBroken when the matter is not accepted, went another route, or a content is missing.

    What the acceptance fixed can't be filled in later. While nobody is named, the first contact answers.
    """
    acceptance = context.petition.acceptance
    if acceptance is None:
        raise RuleBroken("not-accepted", "该事项尚未受理，不能打印受理告知书。", article="《信访工作条例》第二十三条")
    if acceptance.route != ROUTE:
        raise RuleBroken(
            "wrong-route",
            "该事项不按信访程序（第三十一条第六项）办理，不能使用受理告知书，请按相应途径告知。",
            article="《信访工作条例》第三十一条",
        )
    wanted = {"文号": acceptance.notice_number, "承办单位": acceptance.office, "受理单位": acceptance.unit}
    refuse_missing("notice-incomplete", TITLE, wanted)
    simplified = acceptance.simplified_due if acceptance.simplified else None
    handling = "handling" if acceptance.handler else "handling_unnamed"
    return to_petitioners(
        context,
        number=acceptance.notice_number,
        unit=acceptance.unit,
        on=acceptance.on,
        phone=acceptance.phone,
        paragraphs=(("accepted",), ("term_simplified" if simplified else "term",), (handling,), ("closing",)),
        words={
            "due": chinese_date(acceptance.due),
            "simplified_due": chinese_date(simplified) if simplified else "",
            "office": acceptance.office,
            "handler": acceptance.handler,
        },
        notes=("number_note",),
    )


PAPER = Paper(code="F03", title=TITLE, texts=TEXTS, facts=facts, draw=draw)
