"""F22f 听证告知书: that a hearing may be asked for. F22a 听证通知书 and F22b 听证公告: when and where one is
held, put off or called off.

《信访工作条例》第三十一条第六项 allows a hearing without saying how it is told; the contents follow general rules.
The public announcement names no petitioner.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.letter import COMMON, CONTACT, MATTER, Letter, draw, sentence, to_petitioners
from app.documents.page import OfficialPaper, chinese_date
from app.documents.paper import PHONE_BLANK, Paper, PaperContext, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.records.hearing import Announced, Hearing, HearingChange
from app.domain.records.record import Record

RIGHT_TITLE, NOTICE_TITLE, ANNOUNCEMENT_TITLE = "听证告知书", "听证通知书", "信访听证公告"
ARTICLE = "《信访工作条例》第三十一条第六项"
BEFORE = ("old", "old_number", "reason")
WHEN: Expected = {
    "subject": ("subject",),
    "held": ("held",),
    "place": ("place",),
    "holders": ("chair", "members", "clerk"),
    "holders_alone": ("chair", "clerk"),
}
RIGHT_TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    "raised": MATTER,
    "right": ("you",),
    "right_rule": ("rule", "you"),
    "subject": ("subject",),
    "ask": ("you", "days"),
    "how": ("you",),
    "otherwise": ("you",),
}
NOTICE_TEXTS: Expected = {
    **COMMON,
    **CONTACT,
    **WHEN,
    "title_postponed": (),
    "title_called_off": (),
    "raised": MATTER,
    "planned_petitioner": ("you", "asked_on"),
    "planned_office": (),
    "postponed": BEFORE,
    "called_off": BEFORE,
    "goes_on": ("you",),
    "invited": ("invited",),
    "public": (),
    "not_public": (),
    "recusal": ("you",),
    "agent": ("you",),
    "bring": ("you",),
}
ANNOUNCEMENT_TEXTS: Expected = {
    **WHEN,
    "title": (),
    "planned": (),
    "postponed": ("old", "reason"),
    "called_off": ("old", "subject", "reason"),
    "listeners": (),
    "contact": ("phone",),
    "closing": (),
}


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """What F22b says: each paragraph is a text by its key."""

    unit: str
    made_on: dt.date
    paragraphs: tuple[str, ...]
    words: dict[str, str]


def right_facts(context: PaperContext) -> Letter:
    """F22f; RuleBroken when nobody was told of a hearing or a content is missing."""
    ref = context.made("F22f").ref
    told = next((one for one in context.petition.hearing_rights if one.ref == ref), None)
    if told is None:
        raise RuleBroken("hearing-right-not-told", "该事项没有告知听证，不能打印听证告知书。", article=ARTICLE)
    contents = {"文号": told.number, "告知单位": told.unit, "拟听证事项": told.subject}
    refuse_missing("hearing-incomplete", RIGHT_TITLE, contents, ARTICLE)
    return to_petitioners(
        context,
        number=told.number,
        unit=told.unit,
        on=told.on,
        phone=told.phone,
        paragraphs=(
            ("raised", "right_rule" if told.rule else "right"),
            ("subject",),
            ("ask",),
            ("how",),
            ("otherwise",),
            ("closing",),
        ),
        words={"subject": told.subject, "days": str(told.days), "rule": told.rule},
    )


def notice_facts(context: PaperContext) -> Letter:
    """F22a; RuleBroken when no hearing was called or a content is missing."""
    hearing, part = hearing_of(context, "F22a")
    assert isinstance(part, Hearing | HearingChange)
    told = hearing.told_in(part.ref)
    _complete(hearing, part, told, NOTICE_TITLE)
    return to_petitioners(
        context,
        number=part.number,
        unit=part.unit,
        on=part.on,
        phone=part.phone,
        paragraphs=_notice_paragraphs(hearing, part),
        words=_words(hearing, part, told),
        title={"planned": "title", "postponed": "title_postponed", "called_off": "title_called_off"}[_kind(part)],
    )


def announcement_facts(context: PaperContext) -> Announcement:
    """F22b; refused like F22a, and for a hearing that is not public."""
    hearing, part = hearing_of(context, "F22b")
    assert isinstance(part, Hearing | HearingChange)
    told = hearing.told_in(part.ref)
    _complete(hearing, part, told, ANNOUNCEMENT_TITLE)
    kind = _kind(part)
    holders = "holders" if hearing.members else "holders_alone"
    when = ("subject", "held", "place", holders, "listeners") if kind != "called_off" else ()
    words = _words(hearing, part, told)
    words["phone"] = part.phone.strip() or context.office.phone.strip() or PHONE_BLANK
    return Announcement(unit=part.unit, made_on=part.on, paragraphs=(kind, *when, "contact", "closing"), words=words)


def draw_announcement(facts: Announcement, say: Wording) -> bytes:
    paper = OfficialPaper(say("title"), facts.unit)
    paper.title(facts.unit, say("title"))
    for key in facts.paragraphs:
        paper.paragraph(say(key, **facts.words))
    paper.signature(facts.unit, facts.made_on)
    return paper.finish()


def hearing_of(context: PaperContext, code: str) -> tuple[Hearing, Record]:
    """The hearing and the record of it that made the paper `code`. Raises RuleBroken when there is none."""
    ref = context.made(code).ref
    for hearing in context.petition.hearings:
        for part in hearing.parts():
            if part.ref == ref:
                return hearing, part
    raise RuleBroken("hearing-not-made", "该事项没有听证记载，不能打印。", article=ARTICLE)


def told_time(time: str) -> str:
    """09:30 as 9时30分, 14:00 as 14时."""
    hour, minute = map(int, time.split(":"))
    return f"{hour}时{minute:02}分" if minute else f"{hour}时"


def told_day(day: dt.date) -> str:
    """2026年3月20日（星期五）"""
    return f"{chinese_date(day)}（星期{'一二三四五六日'[day.weekday()]}）"


def _kind(part: Hearing | HearingChange) -> str:
    if isinstance(part, Hearing):
        return "planned"
    return "postponed" if part.held_on else "called_off"


def _notice_paragraphs(hearing: Hearing, part: Hearing | HearingChange) -> tuple[tuple[str, ...], ...]:
    kind = _kind(part)
    if kind == "called_off":
        return ("raised", "called_off"), ("goes_on",), ("closing",)
    begin = f"planned_{hearing.asked_by}" if kind == "planned" else kind
    invited = (("invited",),) if hearing.invited else ()
    holders = "holders" if hearing.members else "holders_alone"
    public = "public" if hearing.public else "not_public"
    when = (("subject",), ("held",), ("place",), (holders,), *invited, (public,))
    return ("raised", begin), *when, ("recusal", "agent"), ("bring",), ("closing",)


def _words(hearing: Hearing, part: Hearing | HearingChange, told: Announced | None) -> dict[str, str]:
    before = hearing.told_before(part.ref)
    return {
        "subject": hearing.subject,
        "held": f"{told_day(told.held_on)}{told_time(told.time)}" if told else "",
        "place": told.place if told else "",
        "chair": hearing.chair,
        "members": "、".join(hearing.members),
        "clerk": hearing.clerk,
        "invited": "；".join(f"{one.name}（{one.role}）" for one in hearing.invited),
        "asked_on": chinese_date(hearing.asked_on),
        "old": f"{chinese_date(before.held_on)}{told_time(before.time)}",
        "old_number": before.number,
        "reason": sentence(part.reason) if isinstance(part, HearingChange) else "",
    }


def _complete(hearing: Hearing, part: Hearing | HearingChange, told: Announced | None, title: str) -> None:
    contents: dict[str, object] = {"文号": part.number, "通知单位": part.unit, "听证事项": hearing.subject}
    if told:
        contents |= {"听证地点": told.place, "主持人": hearing.chair, "记录人": hearing.clerk}
    if isinstance(part, HearingChange):
        contents["理由"] = part.reason
    refuse_missing("hearing-incomplete", title, contents, ARTICLE)


RIGHT = Paper(code="F22f", title=RIGHT_TITLE, texts=RIGHT_TEXTS, facts=right_facts, draw=draw)
NOTICE = Paper(code="F22a", title=NOTICE_TITLE, texts=NOTICE_TEXTS, facts=notice_facts, draw=draw)
ANNOUNCEMENT = Paper(
    code="F22b",
    title=ANNOUNCEMENT_TITLE,
    texts=ANNOUNCEMENT_TEXTS,
    facts=announcement_facts,
    draw=draw_announcement,
)
