"""催办、督办、改进工作建议 to our own offices or to a body below that handles the matter (《信访工作条例》第四十条).

The day by which we want the answer is one that we set: their clock, on which we wait. A later reminder to the same body
takes the place of the one before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import msgspec

from app.domain.codes import OUTCOMES, Outcome
from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.supervision import ARTICLE, BY_US, DEMANDS, NO_TERM, TRIGGERS, Demand, DemandKind, Trigger
from app.domain.steps.step import Context, Step
from app.domain.words import must, must_text, named, text

SERIES: dict[str, str] = {"reminder": "reminder", "supervision": "supervision", "improve": "suggestion"}
PAPERS: dict[str, str] = {"reminder": "催办函", "supervision": "督办函", "improve": "改进工作建议书"}
LATER = {"future": True}


class Demanded(NumberedFacts, frozen=True, kw_only=True):
    """We reminded, supervised or suggested; what F27 or F28 says is fixed here."""

    kind: ClassVar[str] = "demanded"

    demand: DemandKind
    body: str
    trigger: Trigger | Literal[""]
    reason: str
    asked: str
    due: dt.date | None
    given: str
    given_on: dt.date | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, demands=(*petition.demands, record(Demand, self, entry)))

    def sentence(self, entry: Entry) -> str:
        why = f"，督办情形：{TRIGGERS[self.trigger]}" if self.trigger else ""
        until = f"要求{self.due}前反馈" if self.due else f"没有定反馈日期（{NO_TERM}）"
        return f"向{self.body}发出{PAPERS[self.demand]}（{self.number}）{why}，{until}"

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        return ((SERIES[self.demand], self.year, self.number_serial),)


class DemandAnswered(Facts, frozen=True, kw_only=True):
    """The body told us in writing what it did."""

    kind: ClassVar[str] = "demand_answered"

    demand: str  # ref of what it answers
    body: str
    outcome: Outcome | Literal[""]
    answer: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        demands = tuple(
            msgspec.structs.replace(one, answered_on=entry.on, answer=self.answer, outcome=self.outcome)
            if one.ref == self.demand
            else one
            for one in petition.demands
        )
        return msgspec.structs.replace(petition, demands=demands)

    def sentence(self, entry: Entry) -> str:
        outcome = f"（{OUTCOMES[self.outcome]}）" if self.outcome else ""
        return f"收到{self.body}的反馈{outcome}"


class Remind(Step, frozen=True, kw_only=True):
    """催办: the office that has the matter is asked to get on with it by a day (F27)."""

    name: ClassVar[str] = "remind"
    label: ClassVar[str] = "催办"
    article: ClassVar[str] = BY_US
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-16",
        "body": "村镇建设办",
        "asked": "尽快完成现场核实，提出办理意见。",
        "due": "2026-03-20",
        "reason": "该事项3月4日交办，截至目前没有调查核实记录。",
    }
    verb: ClassVar[str] = "出具催办函"
    day_title: ClassVar[str] = "催办日期"

    body: Annotated[str, must("催办哪个科室、单位", 100)]
    asked: Annotated[str, must_text("催办要求", 5_000)]
    due: Annotated[dt.date, msgspec.Meta(title="要求反馈的日期", extra=LATER)]
    reason: Annotated[str, text("目前情况", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _given_first(petition)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return _usual(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (_demanded(self, "reminder", petition, context),)


class Supervise(Step, frozen=True, kw_only=True):
    """督办: one of the six situations, with the reasons and a day for the written answer (F27)."""

    name: ClassVar[str] = "supervise"
    label: ClassVar[str] = "督办"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-16",
        "body": "村镇建设办",
        "trigger": "T4",
        "reason": "两次催办后仍没有开展调查核实。",
        "asked": "本周内完成现场核实，提出办理意见。",
        "due": "2026-03-23",
    }
    verb: ClassVar[str] = "出具督办函"
    day_title: ClassVar[str] = "督办日期"

    body: Annotated[str, must("督办哪个科室、单位", 100)]
    trigger: Annotated[Trigger, named("督办情形", words=TRIGGERS)]
    reason: Annotated[str, must_text("督办理由", 5_000)]
    asked: Annotated[str, must_text("督办要求", 5_000)]
    due: Annotated[dt.date, msgspec.Meta(title="要求反馈的日期", extra=LATER)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _given_first(petition)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return _usual(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (_demanded(self, "supervision", petition, context, self.trigger),)


class SuggestImprovement(Step, frozen=True, kw_only=True):
    """改进工作建议 to an own office (F28). The other two kinds of suggestions are made at the county, not here."""

    name: ClassVar[str] = "suggest_improvement"
    label: ClassVar[str] = "改进工作建议"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-16",
        "body": "村镇建设办",
        "reason": "村道项目进度没有公示，群众不了解开工时间。",
        "asked": "每季度在村务公开栏公布项目进度。",
        "due": "2026-04-15",
    }
    hint: ClassVar[str] = "针对科室、单位的工作提出，不写对信访人的评价。条例没有规定反馈天数，日期由本单位定。"
    hints: ClassVar[dict[str, str]] = {"due": "不定日期的不填"}
    verb: ClassVar[str] = "出具建议书"
    day_title: ClassVar[str] = "提出日期"

    body: Annotated[str, must("向哪个科室、单位提出", 100)]
    reason: Annotated[str, must_text("存在的问题", 5_000)]
    asked: Annotated[str, must_text("改进建议", 5_000)]
    due: Annotated[dt.date | None, msgspec.Meta(title="要求反馈的日期", extra=LATER)] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return petition.received_on, "收到该事项之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"body": next(iter(given_to(petition)), "")}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (_demanded(self, "improve", petition, context),)


class ReceiveFeedback(Step, frozen=True, kw_only=True):
    """收到反馈: the office answered what we asked; its clock is met."""

    name: ClassVar[str] = "feedback_received"
    label: ClassVar[str] = "收到反馈"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-19",
        "answer": "3月18日已到现场核实，处理意见下周报审。",
        "letter": 1,
    }
    hints: ClassVar[dict[str, str]] = {"letter": "按发出的先后；0 为最急的一份", "outcome": "只在反馈改进建议时填写"}
    verb: ClassVar[str] = "登记反馈"
    day_title: ClassVar[str] = "收到日期"

    answer: Annotated[str, must_text("反馈内容", 20_000)]
    letter: Annotated[int, msgspec.Meta(title="反馈第几份去函", ge=0, le=10_000)] = 0
    outcome: Annotated[Outcome | Literal[""], named("采纳情况", words=OUTCOMES)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        waiting = awaited(petition)
        if not waiting:
            raise RuleBroken("nothing-awaited", "没有等待反馈的催办、督办或者建议。")
        return min(one.on for one in waiting.values()), "发函之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return "\n".join(
            f"第{place}份：{one.on} 向{one.body}{DEMANDS[one.demand]}（{one.number}）"
            f"，{f'{one.due}前反馈' if one.due else NO_TERM}"
            for place, one in awaited(petition).items()
        )

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"letter": next(iter(awaited(petition)), 0)}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        waiting, day = awaited(petition), self.day(context)
        wanted = self.letter or next(iter(waiting), 0)
        if wanted not in waiting:
            known = "、".join(f"第{place}份" for place in waiting)
            raise RuleBroken(
                "letter-unknown", f"第{wanted}份去函不存在或者已经反馈，等待反馈的有{known}。", field="letter"
            )
        sent = waiting[wanted]
        if day < sent.on:
            raise RuleBroken(
                "feedback-too-early", f"反馈日期 {day} 早于发函之日（{sent.on}），请核对日期。", field="on"
            )
        if bool(self.outcome) != (sent.demand == "improve"):
            told = "请选择采纳情况。" if not self.outcome else "采纳情况只适用于改进工作建议，请不要填写。"
            code = "outcome-missing" if not self.outcome else "outcome-not-here"
            raise RuleBroken(code, told, field="outcome")
        return (DemandAnswered(demand=sent.ref, body=sent.body, outcome=self.outcome, answer=self.answer),)


def given_to(petition: Petition) -> dict[str, tuple[str, dt.date]]:
    """Who got the matter from us, the last one first: office or body -> how and when."""
    found = sorted(_given(petition), key=lambda one: (one[2], petition.stands(one[3])), reverse=True)
    told: dict[str, tuple[str, dt.date]] = {}
    for body, how, day, _ref in found:
        told.setdefault(body, (how, day))
    return told


def awaited(petition: Petition) -> dict[int, Demand]:
    """Place (from 1, in the order of sending) -> what was not answered yet, the most pressing first."""
    waiting = {place: one for place, one in enumerate(petition.demands, 1) if one.answered_on is None}
    return dict(sorted(waiting.items(), key=lambda item: (item[1].due or dt.date.max, item[0])))


def _given(petition: Petition) -> Iterator[tuple[str, str, dt.date, str]]:
    """(office or body, how, day, entry) of each time that the matter was handed on."""
    for handed in petition.hand_overs:
        yield handed.to_office, "移交", handed.on, handed.ref
    accepted, notice = petition.acceptance, petition.notice
    if accepted and accepted.office not in ("", accepted.unit):
        yield accepted.office, "交由", accepted.on, accepted.ref
    for assigned in petition.assignments:
        yield assigned.office, "交由", assigned.on, assigned.ref
    if notice and notice.kind in ("forwarded", "assigned_down"):
        yield notice.body, "转送" if notice.kind == "forwarded" else "交办", notice.on, notice.ref


def _given_first(petition: Petition) -> tuple[dt.date, str]:
    """Nobody is reminded of what nobody else has."""
    given = given_to(petition)
    if not given:
        raise RuleBroken("nobody-to-remind", "该事项还没有移交、转送、交办或者交给承办科室，没有催办、督办的对象。")
    return min(day for _how, day in given.values()), "交给办理单位之日"


def _usual(petition: Petition) -> dict[str, object]:
    """The body that has the matter, and what the law's period says of it."""
    told: dict[str, object] = {
        "body": next(iter(given_to(petition)), ""),
        "asked": "请抓紧办理，并书面反馈办理情况。",
    }
    accepted = petition.acceptance
    if accepted and not (petition.opinion and petition.opinion.issue):
        last = petition.extension.due if petition.extension else accepted.due
        told["reason"] = f"该事项应于{last}前办结，截至目前尚未办结。"
    return told


def _demanded(
    step: Remind | Supervise | SuggestImprovement,
    kind: DemandKind,
    petition: Petition,
    context: Context,
    trigger: Trigger | Literal[""] = "",
) -> Demanded:
    body, day = step.body.strip(), step.day(context)
    if body == context.office.name:
        raise RuleBroken("body-is-own", f"{body}就是本单位，请填写办理该事项的科室或者下级单位。", field="body")
    if step.due and step.due < day:
        raise RuleBroken("due-too-early", f"要求反馈的日期 {step.due} 早于发函日期 {day}，请核对。", field="due")
    given, given_on = given_to(petition).get(body, ("", None))
    return Demanded(
        demand=kind,
        body=body,
        trigger=trigger,
        reason=step.reason,
        asked=step.asked,
        due=step.due,
        given=given if given_on and given_on <= day else "",
        given_on=given_on if given_on and given_on <= day else None,
        **context.head(SERIES[kind], day),
    )
