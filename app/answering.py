"""How an answer is made of petitions, entries and clocks."""

from __future__ import annotations

import datetime as dt

from app.answers import ArrivalSeen, BesideSeen, Delivery, Duty, Event, HandedSeen, LinkSeen
from app.domain import identity
from app.domain.deadlines import Deadline
from app.domain.entries import Entry
from app.domain.listing import WEEK, waits
from app.domain.petition import Petition
from app.domain.records.dispatch import Arrival
from app.domain.records.link import LINKS, Link
from app.domain.records.matter import Matter
from app.domain.steps.correction import Corrected, content_of, shown
from app.domain.steps.register import Register
from app.exchange.desk_side import ExchangeState


def handed_seen(petition: Petition, here: str) -> HandedSeen:
    """A petition whose last hand-over waits, seen from one desk."""
    given = petition.transfers[-1]
    incoming = given.to == here
    return HandedSeen(
        number=petition.number,
        title=petition.title,
        who=petition.who,
        incoming=incoming,
        returned=given.returned,
        on=given.on,
        giver_name=given.giver_name,
        to_name=given.to_name,
        reason=given.reason,
        words=f"{given.words}，{'等待本台接收' if incoming else f'等待{given.to_name}接收'}",
    )


def beside_seen(petition: Petition, entry: Entry, *, settled: bool) -> BesideSeen:
    """An entry beside, with the present content of what it corrected."""
    told = entry.facts
    now = ""
    if isinstance(told, Corrected):
        now = shown(told.field, content_of(petition, told.field, told.to))
    return BesideSeen(
        ref=entry.ref,
        station=entry.station,
        on=entry.on,
        officer=entry.officer,
        sentence=told.sentence(entry),
        now=now,
        settled=settled,
    )


def event_of(entry: Entry, elsewhere: str = "") -> Event:
    """One entry as a line of the timeline; `elsewhere` names the other desk that wrote it."""
    return Event(
        on=entry.on,
        at=entry.at,
        officer=f"{entry.officer}（{elsewhere}）" if elsewhere else entry.officer,
        kind=entry.kind,
        sentence=entry.facts.sentence(entry),
        ref=entry.ref,
    )


def link_seen(link: Link, other: Petition, *, earlier: bool) -> LinkSeen:
    """A link seen from one side; `other` is the petition on its other end, `earlier` whether the link leads to it."""
    words = {
        "repeat": "本件重复反映该件" if earlier else "该件重复反映本件",
        "split": "本件由该件的一次来访拆出" if earlier else "该件由本件的一次来访拆出",
    }
    return LinkSeen(
        number=other.number,
        title=other.title,
        who=other.who,
        received_on=other.received_on,
        stage=other.stage,
        earlier=earlier,
        link=link.link,
        words=words.get(link.link, LINKS[link.link]),
        on=link.on,
        by=link.by,
        reason=link.reason,
        undone_on=link.undone_on,
        undone_by=link.undone_by,
        undone_reason=link.undone_reason,
    )


def duty_of(petition: Petition, clock: Deadline, day: dt.date) -> Duty:
    """One clock as a duty, seen from a day."""
    return Duty(
        number=petition.number,
        title=petition.title,
        who=petition.who,
        responsible=petition.now_responsible,
        what=clock.title,
        urgency=urgency_of(clock, day),
        deadline=clock,
    )


def urgency_of(clock: Deadline, day: dt.date) -> str:
    """How pressing a clock is on a day: overdue, today, week, later; waiting where it is for others."""
    left = (clock.effective - day).days
    if waits(clock, day):
        return "waiting"
    if left < 0:
        return "overdue"
    if left == 0:
        return "today"
    return "week" if left <= WEEK else "later"


def arrival_seen(
    arrival: Arrival,
    shown: Arrival,
    petition: Petition | None,
    *,
    step: str,
    before: str,
    clocks: tuple[Deadline, ...],
    why: str,
    today: dt.date,
) -> ArrivalSeen:
    """An arrival as a duty; `shown` is it masked, `petition` the one here that it is about."""
    told, taken = arrival.told, arrival.taken
    matter = told if isinstance(told, Matter) else None
    urgency = urgency_of(clocks[0], today) if clocks else "later"
    return ArrivalSeen(
        arrival=shown,
        what=arrival.words,
        number=petition.number if petition else taken.number if taken else "",
        title=petition.title if petition else matter.title if matter else arrival.words,
        who=petition.who if petition else "、".join(one.name for one in matter.petitioners[:3]) if matter else "",
        step=step,
        before=before,
        clocks=clocks,
        urgency="" if taken else urgency,
        why=why,
    )


def delivery_of(epoch: int, last: int, state: ExchangeState) -> Delivery:
    """How far the county has a petition whose newest entry is `last` of the line `epoch`."""
    line = next((one for one in state.earlier if one.epoch == epoch), state)
    if last <= line.acknowledged:
        name, words = "delivered", "县级已签收（回执已读）"
    elif last <= line.sent:
        name, words = "sent", "已导出，等待县级回执"
    elif not state.county:
        name, words = "unpaired", "尚未与县级交换公钥"
    else:
        name, words = "waiting", "待导出"
    return Delivery(state=name, words=words, last_seq=last, acknowledged_seq=line.acknowledged)


def warnings_of(step: Register, today: dt.date) -> tuple[str, ...]:
    """What looks wrong and yet may be right: said, never refused."""
    found = (identity.doubt(person, today) for person in step.petitioners)
    return tuple(doubt for doubt in found if doubt)


def late_notice(step: Register, today: dt.date) -> tuple[str, ...]:
    """Registering late is allowed; that it was late is said."""
    days = (today - step.on).days if step.on else 0
    return (f"收到日期为 {step.on}，登记晚于收到 {days} 天，期限自收到之日起算。",) if days > 0 else ()
