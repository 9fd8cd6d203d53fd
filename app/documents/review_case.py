"""What the petitioner is told on a request for review that our office decides (第三十五条、第三十六条).

F15, F16: the request is taken; F15a, F16a: it is not; F20: papers are to be supplemented.
"""

from __future__ import annotations

from collections.abc import Callable

from app.documents.letter import (
    COMMON,
    CONTACT,
    Letter,
    begin,
    draw,
    end,
    numbered,
    sentence,
    to_petitioners,
    written_matter,
)
from app.documents.page import chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.records.review_case import ACCEPTANCES, REFUSALS, ReviewCase

TITLES = {
    "F15": "申请复查受理告知书",
    "F15a": "申请复查不予受理告知书",
    "F16": "申请复核受理告知书",
    "F16a": "申请复核不予受理告知书",
    "F20": "补正通知书",
    "F21a": "提交答辩通知书",
}
REVIEWED_PAPER = {"review": "信访处理意见书", "final_review": "信访复查意见书"}
REQUEST = ("you", "served", "body", "decided", "about", "received", "channel")
TAKEN_TEXTS: Expected = {
    **COMMON,
    "request": REQUEST,
    "accepted": (),
    "term": ("you", "due"),
    "term_supplemented": ("you", "due", "article"),
    "handling": ("office", "handler", "phone"),
    "handling_unnamed": ("office", "phone", "first_contact"),
}
DECLINED_TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "request": REQUEST,
    "declined": (),
    "reason": ("reason",),
    "turn_to": ("you", "competent"),
}
SUPPLEMENT_TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "request": (*REQUEST, "name", "paper"),
    "ask": ("you",),
    "missing": ("missing",),
    "due": ("you", "due"),
    "not_counted": ("article", "name"),
}


ANSWER_TEXTS: Expected = {
    "title": (),
    "addressee": ("names",),
    "request": ("people", "about", "decided", "received", "name", "accepted"),
    "ask": ("due",),
    "contents": (),
    "number_note": ("number",),
    "contact": ("first_contact", "phone"),
}


def case_of(context: PaperContext, code: str) -> ReviewCase:
    """The request for review. Raises RuleBroken when the matter is none."""
    case = context.petition.review_case
    if case is None:
        raise RuleBroken("no-review-case", f"该事项不是复查（复核）请求，没有《{TITLES.get(code, code)}》。")
    return case


def about(case: ReviewCase) -> dict[str, str]:
    """The words for what is reviewed."""
    return {
        "served": chinese_date(case.served_on),
        "body": case.body,
        "decided": chinese_date(case.decided_on),
        "about": case.about,
        "name": case.name,
        "paper": REVIEWED_PAPER[case.instance],
    }


def _taken(code: str) -> Callable[[PaperContext], Letter]:
    def facts(context: PaperContext) -> Letter:
        """F15, F16; RuleBroken when the request was not taken or a content is missing."""
        case, acceptance = case_of(context, code), context.petition.acceptance
        if acceptance is None or ACCEPTANCES[case.instance] != code:
            raise RuleBroken("not-accepted", f"没有作出《{TITLES[code]}》，不能打印。", article=case.article)
        contents = {
            "文号": acceptance.notice_number,
            "承办单位": acceptance.office,
            "受理单位": acceptance.unit,
            "原意见书文号": case.about,
        }
        refuse_missing("notice-incomplete", TITLES[code], contents, case.article)
        left_out = next((one for one in case.supplements if one.not_counted), None)
        return to_petitioners(
            context,
            number=acceptance.notice_number,
            unit=acceptance.unit,
            on=acceptance.on,
            phone=acceptance.phone,
            paragraphs=(
                ("request", "accepted"),
                ("term_supplemented" if left_out else "term",),
                ("handling" if acceptance.handler else "handling_unnamed",),
                ("closing",),
            ),
            words={
                **about(case),
                "due": chinese_date(acceptance.due),
                "office": acceptance.office,
                "handler": acceptance.handler,
                "article": left_out.article if left_out else "",
            },
            notes=("number_note",),
        )

    return facts


def _declined(code: str) -> Callable[[PaperContext], Letter]:
    def facts(context: PaperContext) -> Letter:
        """F15a, F16a; RuleBroken without the reason."""
        case, notice = case_of(context, code), context.petition.notice
        if notice is None or REFUSALS[case.instance] != code:
            raise RuleBroken("notice-not-made", f"没有作出《{TITLES[code]}》，不能打印。", article=case.article)
        contents = {"文号": notice.number, "告知单位": notice.unit, "具体原因": notice.reason}
        refuse_missing("notice-incomplete", TITLES[code], contents, case.article)
        turn_to = (("turn_to",),) if notice.body else ()
        return to_petitioners(
            context,
            number=notice.number,
            unit=notice.unit,
            on=notice.on,
            phone=notice.phone,
            paragraphs=(("request", "declined"), ("reason",), *turn_to, ("closing",)),
            words={**about(case), "reason": sentence(notice.reason), "competent": notice.body},
        )

    return facts


def supplement_facts(context: PaperContext) -> Letter:
    """F20; RuleBroken without what is missing or by when."""
    case, made = case_of(context, "F20"), context.made("F20")
    asked = next(one for one in case.supplements if one.ref == made.ref)
    contents = {"文号": asked.number, "通知单位": asked.unit, "需要补正的材料": asked.missing}
    refuse_missing("notice-incomplete", TITLES["F20"], contents, case.article)
    return to_petitioners(
        context,
        number=asked.number,
        unit=asked.unit,
        on=asked.on,
        phone=asked.phone,
        paragraphs=(
            ("request", "ask"),
            ("missing",),
            ("due", "not_counted" if asked.not_counted else ""),
            ("closing",),
        ),
        words={
            **about(case),
            "missing": numbered(asked.missing),
            "due": chinese_date(asked.due),
            "article": asked.article,
        },
    )


def answer_facts(context: PaperContext) -> Letter:
    """F21a, to the body whose opinion is reviewed; RuleBroken without body or day."""
    case, made, petition = case_of(context, "F21a"), context.made("F21a"), context.petition
    asked = next(one for one in case.answers if one.ref == made.ref)
    contents = {"文号": asked.number, "通知单位": asked.unit, "收文单位": asked.body}
    refuse_missing("notice-incomplete", TITLES["F21a"], contents, case.article)
    return Letter(
        document_number=asked.number,
        unit=asked.unit,
        made_on=asked.on,
        paragraphs=(("request",), ("ask",), ("contents",)),
        words={
            **written_matter(petition),
            **about(case),
            "names": asked.body,
            "people": petition.who,
            "accepted": chinese_date(petition.acceptance.on) if petition.acceptance else "",
            "due": chinese_date(asked.due),
            "phone": asked.phone.strip() or context.office.phone.strip() or PHONE_BLANK,
        },
        notes=("number_note", "contact"),
    )


def draw_to_body(letter: Letter, say: Wording) -> bytes:
    paper = begin(letter, say)
    end(paper, letter, say)
    return paper.finish()


NOTICES = (
    *(
        Paper(code=code, title=TITLES[code], texts=TAKEN_TEXTS, facts=_taken(code), draw=draw)
        for code in ("F15", "F16")
    ),
    *(
        Paper(code=code, title=TITLES[code], texts=DECLINED_TEXTS, facts=_declined(code), draw=draw)
        for code in ("F15a", "F16a")
    ),
    Paper(code="F21a", title=TITLES["F21a"], texts=ANSWER_TEXTS, facts=answer_facts, draw=draw_to_body),
    Paper(code="F20", title=TITLES["F20"], texts=SUPPLEMENT_TEXTS, facts=supplement_facts, draw=draw),
)
