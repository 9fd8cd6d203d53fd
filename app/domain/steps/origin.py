"""来源 of a new petition: what its kind needs, and what does not belong to it."""

from __future__ import annotations

import datetime as dt

import msgspec

from app.domain.errors import RuleBroken
from app.domain.records.origin import ORIGINS, Origin

ARTICLE_ABOVE = "《信访工作条例》第二十三条第三款"
ARTICLE_ASSIGNED = "《信访工作条例》第二十二条第一款第三项"
AGENCY = ("agent", "village", "authority_on")
ABOVE = ("body_number", "raised_on", "report")
SENT = ("body", "letter_number", "letter_on")
TITLES = {
    "body": "来件机关、单位",
    "letter_number": "来文文号",
    "letter_on": "来文日期",
    "body_number": "来件机关的信访件编号",
    "raised_on": "信访人原提出日期",
    "result_due": "要求报送结果的日期",
    "report": "要求报送办结报告",
    "agent": "代理人",
    "village": "代理人所在村（社区）",
    "authority_on": "委托书日期",
}


def checked(origin: Origin | None, received: dt.date, own: str, petitioners: tuple[str, ...]) -> Origin | None:
    """The origin as it is registered. Raises RuleBroken when it is not whole or its days are not in order.

    A report is always asked of what was assigned (第二十二条第一款第三项).
    """
    if origin is None:
        return None
    _check_belongs(origin)
    _check_sender(origin, own)
    _check_agent(origin, petitioners)
    _check_days(origin, received)
    return msgspec.structs.replace(origin, report=True) if origin.kind == "assigned" else origin


def _check_belongs(origin: Origin) -> None:
    foreign = {
        **dict.fromkeys(AGENCY, origin.kind != "agency"),
        **dict.fromkeys(SENT, origin.kind == "agency"),
        **dict.fromkeys(ABOVE, not origin.above),
        "result_due": origin.kind != "assigned",
    }
    for name, wrong in foreign.items():
        if wrong and getattr(origin, name):
            raise RuleBroken(
                "origin-not-here",
                f"来源为“{ORIGINS[origin.kind]}”的，不填写{TITLES[name]}。",
                field=f"origin.{name}",
            )


def _check_sender(origin: Origin, own: str) -> None:
    if not origin.above:
        return
    if not origin.body.strip():
        raise RuleBroken(
            "sender-missing", f"请填写{origin.done}的机关、单位。", article=ARTICLE_ABOVE, field="origin.body"
        )
    if origin.body.strip() == own:
        raise RuleBroken("sender-is-own", f"{own}就是本单位，不是来件机关。", field="origin.body")


def _check_agent(origin: Origin, petitioners: tuple[str, ...]) -> None:
    """An agent acts with the petitioner's authority only, and is not the petitioner."""
    if origin.kind != "agency":
        return
    if not origin.agent.strip():
        raise RuleBroken("agent-missing", "请填写代理人姓名。", field="origin.agent")
    if origin.agent.strip() in {name.strip() for name in petitioners}:
        raise RuleBroken(
            "agent-is-petitioner",
            "代理人与信访人同名。信访代理的，信访人填写委托的村民；本人提出的，来源选“直接提出”。",
            field="origin.agent",
        )
    if origin.authority_on is None:
        raise RuleBroken(
            "authority-missing", "代理人应当持有信访人的委托书，请填写委托书日期。", field="origin.authority_on"
        )


def _check_days(origin: Origin, received: dt.date) -> None:
    """Raised, then sent, then received; the result is asked for after the letter was written."""
    order = (
        ("raised_on", origin.raised_on, origin.letter_on or received),
        ("letter_on", origin.letter_on, received),
        ("authority_on", origin.authority_on, received),
        ("result_due", origin.letter_on, origin.result_due),
    )
    for name, first, then in order:
        if first is not None and then is not None and then < first:
            late = "来文日期" if name == "raised_on" and origin.letter_on else "收到日期"
            told = (
                f"要求报送结果的日期 {then} 早于来文日期 {first}"
                if name == "result_due"
                else f"{TITLES[name]} {first} 晚于{late} {then}"
            )
            raise RuleBroken("origin-day", f"{told}，请核对。", field=f"origin.{name}", on=str(first))
