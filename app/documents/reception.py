"""F33 领导接访安排表, to be posted (《信访工作条例》第十八条), and F34 领导接访记录, for the file.

The plan names the leaders, days, hours and places and nobody who comes. The record names the matters and what was
decided, no document number, address or telephone of a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.documents.ink import MM, Style
from app.documents.listing import Listing
from app.documents.page import WIDTH, chinese_date
from app.documents.paper import Paper, refuse_missing
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.papers import DESK_PAPER_TITLES
from app.domain.records.reception import RECEPTION_WAYS, MatterReceived, ReceptionDay, ReceptionDays, ReceptionDaySeen

if TYPE_CHECKING:
    from app.documents.desk_paper import DeskContext

PLAN_NAME, RECORD_NAME = DESK_PAPER_TITLES["F33"], DESK_PAPER_TITLES["F34"]
WEEKDAYS = "一二三四五六日"
PLAN_TEXTS: Expected = {
    "title": (),
    "intro": (),
    "columns": (),
    "day": ("day", "weekday"),
    "leader": ("leader", "post"),
    "advice": (),
    "address": ("told",),
    "phone": ("told",),
    "made": ("unit", "day"),
}
RECORD_TEXTS: Expected = {
    "title": (),
    "head": ("day", "weekday", "leader", "post"),
    "plan": ("hours", "place", "way"),
    "unplanned": (),
    "columns": (),
    "matter": ("title", "number", "who"),
    "said": ("text",),
    "decided": ("text",),
    "due": ("day",),
    "none": (),
    "signed": (),
}
PLAN_COLUMNS = (34 * MM, 36 * MM, 15 * MM, 32 * MM, WIDTH - 117 * MM)
RECORD_COLUMNS = (11 * MM, 53 * MM, WIDTH - 64 * MM)
POSTED, POSTED_NAMES, POSTED_CELLS = Style("fang", 14), Style("hei", 12), Style("fang", 12)  # read from a wall


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The days that stand, in order."""

    unit: str
    address: str
    phone: str
    days: tuple[ReceptionDay, ...]
    made_on: str


class RecordFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One day of one leader."""

    unit: str
    day: ReceptionDaySeen


def plan_facts(context: DeskContext) -> PlanFacts:
    """RuleBroken when no day stands or something else is handed in; 第十八条第一款 wants time and place made known."""
    told = context.told
    if not isinstance(told, ReceptionDays):
        raise RuleBroken("paper-of-another-answer", f"{PLAN_NAME}只能按接访安排打印。")
    days = tuple(day.plan for day in told.days if day.plan and day.plan.cancelled_on is None)
    refuse_missing("no-reception-days", PLAN_NAME, {"接访安排": days}, "《信访工作条例》第十八条第一款")
    return PlanFacts(
        unit=context.office.name,
        address=context.office.address,
        phone=context.office.phone,
        days=days,
        made_on=chinese_date(context.today),
    )


def record_facts(context: DeskContext) -> RecordFacts:
    """RuleBroken when something else than one day is handed in."""
    if not isinstance(context.told, ReceptionDaySeen):
        raise RuleBroken("paper-of-another-answer", f"{RECORD_NAME}只能按一个接访日打印。")
    return RecordFacts(unit=context.office.name, day=context.told)


def draw_plan(plan: PlanFacts, say: Wording) -> bytes:
    page = Listing(say("title"), plan.unit, plan.unit, say("title"))
    page.text(say("intro"), style=POSTED)
    rows = [_plan_row(day, say) for day in plan.days]
    page.table(PLAN_COLUMNS, say("columns").split(), rows, styles=(POSTED_NAMES, POSTED_CELLS))
    page.text(say("advice"), style=POSTED)
    for key, told in (("address", plan.address), ("phone", plan.phone)):
        if told:
            page.text(say(key, told=told), style=POSTED)
    page.text(say("made", unit=plan.unit, day=plan.made_on), "right", POSTED)
    return page.finish()


def draw_record(record: RecordFacts, say: Wording) -> bytes:
    day = record.day
    page = Listing(say("title"), record.unit, record.unit, say("title"))
    held, weekday = chinese_date(day.held_on), _weekday(day.held_on.weekday())
    page.text(say("head", day=held, weekday=weekday, leader=day.leader, post=day.post))
    plan = day.plan
    page.text(
        say("plan", hours=plan.hours, place=plan.place, way=RECEPTION_WAYS[plan.way]) if plan else say("unplanned")
    )
    if day.matters:
        rows = [(str(place), *_matter(matter, say)) for place, matter in enumerate(day.matters, 1)]
        page.table(RECORD_COLUMNS, say("columns").split(), rows)
    else:
        page.text(say("none"))
    page.signed(say("signed").split())
    return page.finish()


def _plan_row(day: ReceptionDay, say: Wording) -> tuple[str, ...]:
    return (
        say("day", day=chinese_date(day.held_on), weekday=_weekday(day.held_on.weekday())),
        say("leader", leader=day.leader, post=day.post),
        RECEPTION_WAYS[day.way],
        day.hours,
        day.place,
    )


def _matter(matter: MatterReceived, say: Wording) -> tuple[str, str]:
    one = matter.reception
    parts = [say("said", text=one.said)] if one.said else []
    parts.append(say("decided", text=one.decided))
    if one.due:
        parts.append(say("due", day=chinese_date(one.due)))
    return say("matter", title=matter.title, number=matter.number, who=matter.who), "\n".join(parts)


def _weekday(place: int) -> str:
    return f"星期{WEEKDAYS[place]}"


PLAN = Paper(code="F33", title=PLAN_NAME, texts=PLAN_TEXTS, facts=plan_facts, draw=draw_plan)
RECORD = Paper(code="F34", title=RECORD_NAME, texts=RECORD_TEXTS, facts=record_facts, draw=draw_record)
