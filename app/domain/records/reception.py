"""领导接访: the days on which leaders receive, and what was said and decided about a petition there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from app.domain.records.record import Record

# 第十八条第二款: “定期接待群众来访、定期下访”.
ReceptionWay = Literal["visit", "outreach"]
RECEPTION_WAYS: dict[str, str] = {"visit": "接访", "outreach": "下访"}


class ReceptionDay(Record, frozen=True, kw_only=True):
    """One leader's reception as it was planned on the day `on`."""

    held_on: dt.date  # the day of reception
    leader: str
    post: str  # 职务
    way: ReceptionWay
    place: str
    hours: str
    published: str  # where it was made known (第十八条第一款), "" while it was not
    cancelled_on: dt.date | None = None
    cancelled_by: str = ""
    cancelled_reason: str = ""


class Reception(Record, frozen=True, kw_only=True):
    """A leader received the petitioners of one matter; `on` is the day of the reception.

    `contact` is the place of the visit among the contacts, from 1: the reception itself is never counted. `due` is
    the day that the leader set, None for none. `planned` is the entry of the planned day, "" for none.
    """

    leader: str
    post: str
    way: ReceptionWay
    contact: int
    said: str
    decided: str
    due: dt.date | None
    planned: str
    answered_on: dt.date | None = None
    answer: str = ""  # what was done of it
    split_on: dt.date | None = None  # the visit belongs to another petition, and so does this

    @property
    def open(self) -> bool:
        """Whether what the leader wanted by a day still waits for its answer."""
        return self.due is not None and self.answered_on is None and self.split_on is None


def standing(days: Iterable[ReceptionDay], leader: str) -> ReceptionDay | None:
    """The plan of a leader among those of one day, None where there is none or it was cancelled."""
    return next((day for day in days if day.leader == leader and day.cancelled_on is None), None)


class MatterReceived(msgspec.Struct, frozen=True, kw_only=True):
    """A petition as it stands in the list of a reception day; it names the matter as the other lists do."""

    number: str
    title: str
    who: str
    stage: str
    reception: Reception


class ReceptionDaySeen(msgspec.Struct, frozen=True, kw_only=True):
    """A day of one leader: planned, or held without a plan (`plan` None), with the matters taken there."""

    held_on: dt.date
    leader: str
    post: str
    plan: ReceptionDay | None
    matters: tuple[MatterReceived, ...]


class ReceptionDays(msgspec.Struct, frozen=True, kw_only=True):
    """The reception days of a year, for the table that is posted."""

    year: int
    days: tuple[ReceptionDaySeen, ...]


def days_seen(plans: Iterable[ReceptionDay], received: Iterable[MatterReceived]) -> tuple[ReceptionDaySeen, ...]:
    """Plans and what was taken, brought together by day and leader, in their order."""
    planned = {(plan.held_on, plan.leader): plan for plan in plans}
    taken: dict[tuple[dt.date, str], list[MatterReceived]] = {key: [] for key in planned}
    for matter in received:
        taken.setdefault((matter.reception.on, matter.reception.leader), []).append(matter)
    return tuple(_seen(key, planned.get(key), tuple(taken[key])) for key in sorted(taken))


def _seen(key: tuple[dt.date, str], plan: ReceptionDay | None, matters: tuple[MatterReceived, ...]) -> ReceptionDaySeen:
    post = plan.post if plan else next((matter.reception.post for matter in matters if matter.reception.post), "")
    return ReceptionDaySeen(held_on=key[0], leader=key[1], post=post, plan=plan, matters=matters)
