"""领导接访: plan and cancel a day, and record what a leader heard and decided (《信访工作条例》第十八条)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.reception import RECEPTION_WAYS, Reception, ReceptionWay, standing
from app.domain.rights import Right
from app.domain.steps.register import Contacted
from app.domain.steps.step import REGULATION, Context, DeskStep, Step, check_day
from app.domain.words import line, must, must_text, named, text

ARTICLE = f"{REGULATION}第十八条第二款"
FURTHEST = 366  # days ahead that a reception day may be planned: a wrong year is found, a yearly plan is possible
PRESENT = ("visit", "outreach")  # contacts at which the petitioner was there in person


class ReceptionDayPlanned(Facts, frozen=True, kw_only=True):
    """A leader's reception day was set and made known; written at the desk, about no petition."""

    kind: ClassVar[str] = "reception_day_planned"

    held_on: dt.date
    leader: str
    post: str
    way: ReceptionWay
    place: str
    hours: str
    published: str

    def sentence(self, entry: Entry) -> str:
        known = f"，公布于{self.published}" if self.published else "，尚未写明在何处公布"
        return (
            f"安排领导{RECEPTION_WAYS[self.way]}日：{self.held_on}，{self.leader}（{self.post}），"
            f"{self.hours}，{self.place}{known}"
        )


class ReceptionDayCancelled(Facts, frozen=True, kw_only=True):
    """A planned day does not take place; the plan stays readable with the reason."""

    kind: ClassVar[str] = "reception_day_cancelled"

    held_on: dt.date
    leader: str
    reason: str

    def sentence(self, entry: Entry) -> str:
        return f"取消{self.held_on}{self.leader}的领导接访安排，事由：{self.reason}"


class ReceivedByLeader(Facts, frozen=True, kw_only=True):
    """A leader received the petitioners of this matter.

    It is no contact by itself: the visit is the contact with the number `contact`, registered before or written by
    the entry just before this one, so that nothing is counted twice.
    """

    kind: ClassVar[str] = "received_by_leader"

    leader: str
    post: str
    way: ReceptionWay
    contact: int
    said: str
    decided: str
    due: dt.date | None
    planned: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, receptions=(*petition.receptions, record(Reception, self, entry)))

    def sentence(self, entry: Entry) -> str:
        who = f"{self.leader}（{self.post}）" if self.post else self.leader
        due = f"，要求于{self.due}前办理" if self.due else ""
        return f"领导{RECEPTION_WAYS[self.way]}：{who}接待，处理意见：{self.decided}{due}"


class LeaderAnswered(Facts, frozen=True, kw_only=True):
    """What a leader wanted by a day was reported back to him; `reception` is the entry of his reception."""

    kind: ClassVar[str] = "leader_answered"

    reception: str
    leader: str
    answer: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        given = {"answered_on": entry.on, "answer": self.answer}
        receptions = (
            msgspec.structs.replace(x, **given) if x.ref == self.reception else x for x in petition.receptions
        )
        return msgspec.structs.replace(petition, receptions=tuple(receptions))

    def sentence(self, entry: Entry) -> str:
        return f"向{self.leader}回报接访意见办理情况：{self.answer}"


class PlanReceptionDay(DeskStep, frozen=True, kw_only=True):
    """安排领导接访日: the time and the place of reception are made known (第十八条第一款)."""

    name: ClassVar[str] = "plan_reception_day"
    label: ClassVar[str] = "安排领导接访日"
    article: ClassVar[str] = f"{REGULATION}第十八条第一款、第二款"
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {
        "held_on": "2026-03-18",
        "leader": "陈明",
        "post": "镇长",
        "hours": "9:00至11:30",
        "place": "石桥镇政府一楼信访接待室",
        "published": "镇政府公示栏",
    }
    hint: ClassVar[str] = "领导应当定期接待群众来访、定期下访；接待的时间和地点应当向社会公布。"
    hints: ClassVar[dict[str, str]] = {"published": "在何处公布，如公示栏、网站；尚未公布的可不填"}
    day_title: ClassVar[str] = "安排日期"

    held_on: Annotated[dt.date, msgspec.Meta(title="接访日期", extra={"future": True})]
    leader: Annotated[str, must("接访领导", 60)]
    post: Annotated[str, must("职务", 60)]
    way: Annotated[ReceptionWay, named("方式", words=RECEPTION_WAYS)] = "visit"
    hours: Annotated[str, must("时间", 60)]
    place: Annotated[str, must("地点", 120)]
    published: Annotated[str, line("公布方式", 120)] = ""

    def decide(self, context: Context) -> tuple[Facts, ...]:
        planned_on, leader = self.day(context), self.leader.strip()
        if self.held_on < planned_on:
            raise RuleBroken(
                "reception-day-past",
                f"接访日期 {self.held_on} 早于安排日期 {planned_on}。没有事先安排的接访，"
                "请直接在该信访事项上办理“领导接访”。",
                field="held_on",
            )
        if self.held_on > planned_on + dt.timedelta(days=FURTHEST):
            raise RuleBroken("reception-day-far", f"接访日期 {self.held_on} 在一年以后，请核对年份。", field="held_on")
        planned = standing(context.reception_days(self.held_on), leader)
        if planned is not None:
            raise RuleBroken(
                "reception-day-planned",
                f"{self.held_on} 已安排{leader}接访（{planned.hours}，{planned.place}）。"
                "时间、地点有变动的，先取消原安排，再重新安排。",
                field="held_on",
            )
        return (
            ReceptionDayPlanned(
                held_on=self.held_on,
                leader=leader,
                post=self.post.strip(),
                way=self.way,
                place=self.place.strip(),
                hours=self.hours.strip(),
                published=self.published.strip(),
            ),
        )


class CancelReceptionDay(DeskStep, frozen=True, kw_only=True):
    """取消接访安排, with the reason; refused once a matter was taken on that day."""

    name: ClassVar[str] = "cancel_reception_day"
    label: ClassVar[str] = "取消接访安排"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {
        "held_on": "2026-03-18",
        "leader": "陈明",
        "reason": "参加上级会议，改期另行安排",
    }
    hint: ClassVar[str] = "取消的安排不删除，注明事由。已经公布的，请同时公布变动。"
    day_title: ClassVar[str] = "取消日期"

    held_on: Annotated[dt.date, msgspec.Meta(title="接访日期", extra={"future": True})]
    leader: Annotated[str, must("接访领导", 60)]
    reason: Annotated[str, must_text("取消事由", 2_000)]

    def decide(self, context: Context) -> tuple[Facts, ...]:
        leader = self.leader.strip()
        planned = standing(context.reception_days(self.held_on), leader)
        if planned is None:
            raise RuleBroken("no-reception-day", f"没有安排{leader}于 {self.held_on} 接访，请核对。", field="leader")
        check_day(self.day(context), context.today, (planned.on, "安排之日"))
        taken = context.received_on(self.held_on, leader)
        if taken:
            raise RuleBroken(
                "reception-day-held",
                f"{leader}已于 {self.held_on} 接访{taken}件，不能取消。",
                taken=taken,
            )
        return (ReceptionDayCancelled(held_on=self.held_on, leader=leader, reason=self.reason.strip()),)


class ReceiveByLeader(Step, frozen=True, kw_only=True):
    """领导接访. Also on a closed petition: whoever comes is received."""

    name: ClassVar[str] = "receive_by_leader"
    label: ClassVar[str] = "领导接访"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {
        "leader": "陈明",
        "post": "镇长",
        "said": "希望雨季前完成路面硬化。",
        "decided": "由村镇建设办会同石桥村核实工程进度，当面答复信访人。",
    }
    hint: ClassVar[str] = (
        "当天已登记来访的，不另计来访；当天没有登记的，同时记一次来访，计入批次和人次。"
        "领导的处理意见不改变法定期限和办理程序。"
    )
    hints: ClassVar[dict[str, str]] = {
        "head_count": "当天没有登记来访时填写",
        "due": "领导要求办理的日期，没有的不填",
    }
    day_title: ClassVar[str] = "接访日期"

    leader: Annotated[str, must("接访领导", 60)]
    post: Annotated[str, line("职务", 60)] = ""
    way: Annotated[ReceptionWay, named("方式", words=RECEPTION_WAYS)] = "visit"
    head_count: Annotated[int, msgspec.Meta(title="来访人数", ge=1, le=100_000)] = 1
    said: Annotated[str, text("信访人陈述", 20_000)] = ""
    decided: Annotated[str, must_text("处理意见", 20_000)]
    due: Annotated[dt.date | None, msgspec.Meta(title="限办日期", extra={"future": True})] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        if petition.category == "denunciation":
            raise RuleBroken(
                "denunciation-apart",
                "检举控告类事项不记入领导接访，以免其内容外泄。",
                article=f"{REGULATION}第三十条",
            )
        return petition.received_on, "收到该事项之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        """The leader who receives today, where one alone does."""
        today = [day for day in context.reception_days(context.today) if day.cancelled_on is None]
        return {"leader": today[0].leader, "post": today[0].post, "way": today[0].way} if len(today) == 1 else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day, leader = self.day(context), self.leader.strip()
        if self.due is not None and self.due < day:
            raise RuleBroken("due-before", f"限办日期 {self.due} 早于接访日期 {day}，请核对。", field="due")
        if any(one.on == day and one.leader == leader and not one.split_on for one in petition.receptions):
            raise RuleBroken("received-already", f"{leader}于 {day} 接访该事项已有记载。", field="leader")
        plan = standing(context.reception_days(day), leader)
        here = [
            place
            for place, one in enumerate(petition.contacts, 1)
            if one.on == day and one.channel in PRESENT and one.standing
        ]
        came = () if here else (self._visit(leader),)
        received = ReceivedByLeader(
            leader=leader,
            post=self.post.strip() or (plan.post if plan else ""),
            way=self.way,
            contact=here[-1] if here else len(petition.contacts) + 1,
            said=self.said.strip(),
            decided=self.decided.strip(),
            due=self.due,
            planned=plan.ref if plan else "",
        )
        return (*came, received)

    def _visit(self, leader: str) -> Contacted:
        note = f"{leader}{RECEPTION_WAYS[self.way]}时来访" if self.way == "visit" else f"{leader}下访时当面反映"
        return Contacted(channel=self.way, head_count=self.head_count, note=note, materials=())


class AnswerLeader(Step, frozen=True, kw_only=True):
    """回报接访意见: what was done of what a leader wanted by a day. It ends that clock and no period of the law."""

    name: ClassVar[str] = "answer_leader"
    label: ClassVar[str] = "回报接访意见"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"answer": "已到现场核实，工程进度已当面告知信访人。"}
    hint: ClassVar[str] = "写明领导接访时要求办理的事办得怎样。这不代替给信访人的告知和答复。"
    hints: ClassVar[dict[str, str]] = {"leader": "不填的，为限办日期最早的一次"}
    day_title: ClassVar[str] = "回报日期"

    leader: Annotated[str, line("接访领导", 60)] = ""
    answer: Annotated[str, must_text("办理情况", 5_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _open_receptions(petition)[0].on, "领导接访之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        waiting = (f"{one.on} {one.leader}：{one.decided}（限{one.due}前）" for one in _waiting(petition))
        return "\n".join(waiting)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        leader = self.leader.strip()
        meant = [one for one in _open_receptions(petition) if leader in ("", one.leader)]
        if not meant:
            raise RuleBroken("no-open-reception", f"没有等待向{leader}回报的接访意见，请核对姓名。", field="leader")
        check_day(self.day(context), context.today, (meant[0].on, "领导接访之日"))
        return (LeaderAnswered(reception=meant[0].ref, leader=meant[0].leader, answer=self.answer.strip()),)


def _waiting(petition: Petition) -> list[Reception]:
    """What leaders wanted by a day and nobody answered yet, the earliest day first."""
    return sorted((one for one in petition.receptions if one.open), key=lambda one: (one.due or dt.date.max, one.on))


def _open_receptions(petition: Petition) -> list[Reception]:
    """The same. Raises RuleBroken when there is nothing."""
    found = _waiting(petition)
    if not found:
        raise RuleBroken("no-open-reception", "没有写明限办日期、尚待回报的领导接访意见。")
    return found
