"""Words around refusals and dates: the sentences themselves come with the errors and the clocks."""

from __future__ import annotations

from datetime import date

from app.domain.errors import DeskError

WEEKDAYS = "一二三四五六日"

# Which field of a form a rule speaks of, where the rule itself names none.
FIELD_OF_RULE = {
    "on-in-future": "on",
    "on-before-event": "on",
    "address-missing": "petitioners",
    "head-count-too-small": "head_count",
    "too-many-representatives": "petitioners",
    "representatives-missing": "petitioners",
    "denunciation-apart": "category",
    "station-wrong": "station",
    "officer-missing": "officers",
    "officer-twice": "officers",
    "officer-left-out": "officers",
    "own-draft": "approver",
    "recusal": "handler",
    "recused": "handler",
    "body-missing": "body",
    "body-elsewhere": "body",
    "body-is-own": "body",
    "original-too-late": "original_on",
    "extension-too-late": "on",
    "objection-too-late": "on",
    "remarks-missing": "remarks",
    "request-number-wrong": "results",
    "left-needs-witness": "refusal",
    "post-needs-tracking": "tracking",
    "not-an-addressee": "to",
    "served-already": "to",
    "number-of-series": "number",
    "county-code-wrong": "code",
    "county-name-missing": "name",
    "store-url-wrong": "url",
    "store-occupied": "url",
}


def refusal(error: DeskError) -> str:
    """What the clerk reads: the sentence, and the article when the rule has one."""
    article = str(error.facts.get("article", ""))
    return f"{error.message}（依据：{article}）" if article and article not in error.message else error.message


def refusals(error: DeskError) -> dict[str, str]:
    """Field path -> what is wrong there; the key "" is about the whole step."""
    problems = error.facts.get("problems")
    if isinstance(problems, list) and problems:
        return {str(p["field"]): f"{p['title']}{p['problem']}" for p in problems}
    field = error.facts.get("field") or FIELD_OF_RULE.get(error.code, "")
    return {str(field): refusal(error)}


def weekday(day: date) -> str:
    return f"星期{WEEKDAYS[day.weekday()]}"


def long_date(day: date) -> str:
    """2026年11月21日 星期六"""
    return f"{day.year}年{day.month}月{day.day}日 {weekday(day)}"


def days_left(today: date, day: date) -> str:
    """How far a day is, in the words of the desk."""
    distance = (day - today).days
    if distance < 0:
        return f"逾期{-distance}天"
    if distance == 0:
        return "今天到期"
    return f"还有{distance}天"
