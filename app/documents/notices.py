"""What petitioners are told when a matter is not accepted (《信访工作条例》第二十三条第一款):

F04 our competence, another route of art. 31; F04b another body's competence, a notice and no refusal; F05 sent on;
F06 不予受理; F07 不再受理. They name the competent body, and none names a review: art. 35 is for opinions (F12).
"""

from __future__ import annotations

from collections.abc import Mapping

from app.documents.letter import COMMON, CONTACT, MATTER, Letter, draw, sentence, to_petitioners
from app.documents.page import chinese_date
from app.documents.paper import Paper, PaperContext, refuse_missing
from app.documents.people import body_and_place
from app.documents.wording import Expected
from app.domain.codes import DECLINE_REASONS, FINAL_REASONS, ROUTES
from app.domain.errors import RuleBroken
from app.domain.records.competence import Notice

REGULATION = "《信访工作条例》"
ARTICLE = f"{REGULATION}第二十三条第一款"
ARTICLE_DECLINE = f"{REGULATION}第十九条第三款、第二十条"
ARTICLE_FINAL = f"{REGULATION}第三十六条第三款"
TITLES = {
    "F04": "信访事项告知书",
    "F04b": "向有权机关提出告知书",
    "F05": "转送（交办）去向告知书",
    "F06": "信访事项不予受理告知书",
    "F07": "信访事项不再受理告知书",
}
REMAINING_ROUTE = "31-6"  # is accepted (F03)
OTHER_ROUTES = tuple(route.replace("-", "_") for route in ROUTES if route != REMAINING_ROUTE)
SHARED: Expected = {**COMMON, **CONTACT, "raised": MATTER}
BODY = ("you", "body")
ROUTE_TEXTS: Expected = {
    **SHARED,
    **{f"route_{route}": ("you",) for route in OTHER_ROUTES},
    "own": ("body", "procedure"),
    "elsewhere": (*BODY, "procedure"),
    "term": ("term",),
}
ELSEWHERE_TEXTS: Expected = {**SHARED, "not_ours": (), "reason": ("reason",), "turn_to": BODY}
FORWARDED_TEXTS: Expected = {
    **SHARED,
    "forwarded": ("on", "body"),
    "assigned": ("on", "body"),
    "reason": ("reason",),
    "reason_assigned": ("reason",),
}
DECLINED_TEXTS: Expected = {
    **SHARED,
    **{f"declined_{code}": ("you",) for code in DECLINE_REASONS},
    "reason": ("reason",),
    "turn_to": BODY,
    "turn_to_N1": BODY,
}
FINAL_TEXTS: Expected = {
    **SHARED,
    **{f"declined_{code}": ("you", "original_body", "original_on", "original_number") for code in FINAL_REASONS},
    "reason": ("reason",),
}


def route_facts(context: PaperContext) -> Letter:
    """F04; RuleBroken names what is missing of body and procedure, which art. 23 asks for."""
    notice = _made(context, "F04", ARTICLE)
    if notice.route not in ROUTES or notice.route == REMAINING_ROUTE:
        raise RuleBroken(
            "wrong-route",
            "信访程序以外的途径（第三十一条第一项至第五项）才使用信访事项告知书，请核对处理途径。",
            article=f"{REGULATION}第三十一条",
        )
    _complete(notice, ARTICLE, {"有权处理的机关、单位": notice.body, "处理程序": notice.procedure})
    who = "own" if notice.body.strip() == notice.unit.strip() else "elsewhere"
    route = f"route_{notice.route.replace('-', '_')}"
    return _letter(context, notice, ("raised", route), (who, "term" if notice.term.strip() else ""))


def elsewhere_facts(context: PaperContext) -> Letter:
    """F04b; RuleBroken without the body to turn to."""
    notice = _made(context, "F04b", ARTICLE)
    _complete(notice, ARTICLE, {"有权处理的机关、单位": notice.body})
    return _letter(context, notice, ("raised", "not_ours", _reason(notice)), ("turn_to",))


def forwarded_facts(context: PaperContext) -> Letter:
    """F05; RuleBroken without the body that the matter went to."""
    notice = _made(context, "F05", ARTICLE)
    _complete(notice, ARTICLE, {"转送去向": notice.body})
    if notice.kind == "assigned_down":
        reason = "reason_assigned" if notice.reason.strip() else ""
        return _letter(context, notice, ("raised", "assigned", reason))
    return _letter(context, notice, ("raised", "forwarded", _reason(notice)))


def declined_facts(context: PaperContext) -> Letter:
    """F06; RuleBroken without a statutory ground, the concrete reason and the competent body."""
    notice = _made(context, "F06", ARTICLE_DECLINE)
    ground = notice.reason_code if notice.reason_code in DECLINE_REASONS else ""
    contents = {"不予受理的情形": ground, "具体原因": notice.reason, "有权处理的机关、单位": notice.body}
    _complete(notice, ARTICLE_DECLINE, contents)
    turn_to = "turn_to_N1" if ground == "N1" else "turn_to"
    return _letter(context, notice, ("raised", f"declined_{ground}"), ("reason",), (turn_to,))


def final_facts(context: PaperContext) -> Letter:
    """F07; RuleBroken without the final opinion that ended the matter: its number, its issuer, its day."""
    notice = _made(context, "F07", ARTICLE_FINAL)
    ground = notice.reason_code if notice.reason_code in FINAL_REASONS else ""
    contents = {
        "不再受理的情形": ground,
        "原终结文书文号": notice.original_number,
        "原终结文书作出机关": notice.original_body,
        "原终结文书日期": notice.original_on,
    }
    _complete(notice, ARTICLE_FINAL, contents)
    return _letter(context, notice, ("raised", f"declined_{ground}"), (_reason(notice),))


def _made(context: PaperContext, code: str, article: str) -> Notice:
    """The notice behind this paper; RuleBroken when none was made or it was made as another paper."""
    notice = context.petition.notice
    if notice is None or notice.paper != code:
        raise RuleBroken(
            "notice-not-made", f"该事项没有作出《{TITLES[code]}》，不能打印。", article=article, paper=code
        )
    return notice


def _complete(notice: Notice, article: str, contents: Mapping[str, object]) -> None:
    always = {"文号": notice.number, "告知单位": notice.unit}
    refuse_missing("notice-incomplete", TITLES[notice.paper], {**always, **contents}, article)


def _reason(notice: Notice) -> str:
    return "reason" if notice.reason.strip() else ""


def _letter(context: PaperContext, notice: Notice, *paragraphs: tuple[str, ...]) -> Letter:
    words = {
        "on": chinese_date(notice.on),
        "body": body_and_place(notice.body, notice.body_address, notice.body_phone),
        "procedure": notice.procedure.strip(),
        "term": sentence(notice.term),
        "reason": sentence(notice.reason),
        "original_number": notice.original_number,
        "original_body": notice.original_body,
        "original_on": chinese_date(notice.original_on) if notice.original_on else "",
    }
    return to_petitioners(
        context,
        number=notice.number,
        unit=notice.unit,
        on=notice.on,
        phone=notice.phone,
        paragraphs=(*paragraphs, ("closing",)),
        words=words,
    )


ROUTE_NOTICE = Paper(code="F04", title=TITLES["F04"], texts=ROUTE_TEXTS, facts=route_facts, draw=draw)
ELSEWHERE_NOTICE = Paper(code="F04b", title=TITLES["F04b"], texts=ELSEWHERE_TEXTS, facts=elsewhere_facts, draw=draw)
FORWARDED_NOTICE = Paper(code="F05", title=TITLES["F05"], texts=FORWARDED_TEXTS, facts=forwarded_facts, draw=draw)
DECLINED_NOTICE = Paper(code="F06", title=TITLES["F06"], texts=DECLINED_TEXTS, facts=declined_facts, draw=draw)
FINAL_NOTICE = Paper(code="F07", title=TITLES["F07"], texts=FINAL_TEXTS, facts=final_facts, draw=draw)
NOTICES = (ROUTE_NOTICE, ELSEWHERE_NOTICE, FORWARDED_NOTICE, DECLINED_NOTICE, FINAL_NOTICE)
