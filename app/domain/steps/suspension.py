"""中止、恢复办理. 《信访工作条例》 knows no suspension of the 60 days: it is possible only where the periods of the
office's region name a rule for it with its article (`suspensions` of its file in data/periods), and refused elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, ClassVar

import msgspec

from app.domain.deadlines import Deadline
from app.domain.entries import Entry, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.suspension import Resumption, Suspension
from app.domain.steps.step import REGULATION, Context, Step, accepted_on, refuse_closed, refuse_review_case
from app.domain.suspension_rules import GROUNDS, SuspensionGround, SuspensionRule
from app.domain.words import must, must_text, named

SERIES = "suspension"  # F26, F26a
ARTICLE = f"本地区的期限规定（{REGULATION}没有规定中止）"


class Suspended(NumberedFacts, frozen=True, kw_only=True):
    """Handling was suspended; what the notice F26 says, and which periods stop, is fixed here."""

    kind: ClassVar[str] = "suspended"
    series: ClassVar[str] = SERIES

    ground: SuspensionGround
    words: str
    article: str
    periods: tuple[str, ...]
    reason: str
    evidence: str
    approver: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, suspensions=(*petition.suspensions, record(Suspension, self, entry)))

    def sentence(self, entry: Entry) -> str:
        return f"中止办理（{self.words}）：{self.reason}，出具中止办理告知书（{self.number}），依据{self.article}"


class Resumed(NumberedFacts, frozen=True, kw_only=True):
    """Handling goes on; what the notice F26a says is fixed here."""

    kind: ClassVar[str] = "resumed"
    series: ClassVar[str] = SERIES

    reason: str
    approver: str
    suspended_on: dt.date
    suspension_number: str
    days: int
    due: dt.date

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        last = msgspec.structs.replace(petition.suspensions[-1], resumed=record(Resumption, self, entry))
        return msgspec.structs.replace(petition, suspensions=(*petition.suspensions[:-1], last))

    def sentence(self, entry: Entry) -> str:
        return (
            f"恢复办理：{self.reason}，出具恢复办理告知书（{self.number}），中止{self.days}日不计入办理期限，"
            f"应于{self.due}前办结"
        )


class Suspend(Step, frozen=True, kw_only=True):
    """中止办理 with the notice F26, on a ground of the region's rule, while the period still runs."""

    name: ClassVar[str] = "suspend"
    label: ClassVar[str] = "中止办理"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-09",
        "ground": "pending",
        "reason": "林地权属正由县人民政府确权，结果是处理本事项的依据。",
        "evidence": "县自然资源局确权案件受理通知书",
        "approver": "陈明",
    }
    hint: ClassVar[str] = "只有本地区有规定的才能中止。情形消除后应当及时恢复办理，不得以中止拖延。"
    hints: ClassVar[dict[str, str]] = {"reason": "印在告知书上"}
    verb: ClassVar[str] = "出具中止办理告知书"
    day_title: ClassVar[str] = "中止日期"

    ground: Annotated[SuspensionGround, named("中止的情形", words=GROUNDS)]
    reason: Annotated[str, must_text("具体情况", 2_000)]
    evidence: Annotated[str, must("依据的材料", 300)]
    approver: Annotated[str, must("批准的单位负责人", 100)]

    @classmethod
    def allowed(cls, context: Context) -> None:
        _rule(context, context.today)

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        refuse_review_case(petition)
        accepted = accepted_on(petition)
        if petition.first_issue:
            raise RuleBroken("opinion-issued", f"处理意见书已于 {petition.first_issue.on} 签发，不再中止。")
        waiting = petition.suspended
        if waiting:
            raise RuleBroken("suspended-already", f"已于 {waiting.on} 中止办理（{waiting.number}），先办理“恢复办理”。")
        last = petition.suspensions[-1].resumed if petition.suspensions else None
        return (last.on, "上次恢复办理之日") if last else (accepted, "受理之日")

    def decide(self, petition: Petition, context: Context) -> tuple[Suspended]:
        day = self.day(context)
        rule = _rule(context, day)
        if self.ground not in rule.grounds:
            there = "；".join(rule.grounds.values())
            raise RuleBroken(
                "ground-unknown", f"{rule.article}没有这种情形，可以中止的情形为：{there}。", field="ground"
            )
        last = _handling(context.clocks(petition)).effective
        if day > last:
            raise RuleBroken(
                "suspension-too-late",
                f"中止日期 {day} 晚于办理期限届满之日 {last}，期限届满后不能中止。",
                on=str(day),
                last_day=str(last),
            )
        return (
            Suspended(
                ground=self.ground,
                words=rule.grounds[self.ground],
                article=rule.article,
                periods=rule.periods,
                reason=self.reason,
                evidence=self.evidence,
                approver=self.approver,
                **context.head(SERIES, day),
            ),
        )


class Resume(Step, frozen=True, kw_only=True):
    """恢复办理 with the notice F26a: the day of the resumption counts again."""

    name: ClassVar[str] = "resume"
    label: ClassVar[str] = "恢复办理"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-16",
        "reason": "县人民政府已作出确权决定。",
        "approver": "陈明",
    }
    hints: ClassVar[dict[str, str]] = {"reason": "中止的情形怎样消除，印在告知书上"}
    verb: ClassVar[str] = "出具恢复办理告知书"
    day_title: ClassVar[str] = "恢复日期"

    reason: Annotated[str, must_text("恢复的理由", 2_000)]
    approver: Annotated[str, must("批准的单位负责人", 100)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        waiting = petition.suspended
        if waiting is None:
            raise RuleBroken("not-suspended", "该事项没有中止办理。")
        return waiting.on, "中止办理之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        waiting = petition.suspended
        return f"{waiting.on} 中止办理（{waiting.number}）：{waiting.reason}" if waiting else ""

    def decide(self, petition: Petition, context: Context) -> tuple[Resumed]:
        waiting, day = petition.suspensions[-1], self.day(context)
        return (
            Resumed(
                reason=self.reason,
                approver=self.approver,
                suspended_on=waiting.on,
                suspension_number=waiting.number,
                days=max((day - waiting.on).days - 1, 0),
                due=_handling(context.clocks(_going_on(petition, day))).nominal,
                **context.head(SERIES, day),
            ),
        )


def _rule(context: Context, day: dt.date) -> SuspensionRule:
    """The rule that holds here on a day. Raises RuleBroken("no-suspension")."""
    found = context.suspension(day)
    if found is None:
        raise RuleBroken(
            "no-suspension",
            f"{REGULATION}没有规定办理期间可以中止，本单位适用的期限规定也没有，期限照常计算，不能中止。"
            "确有需要的，在期限届满前办理“延期”。",
            article=f"{REGULATION}第三十四条",
        )
    return found


def _handling(clocks: Sequence[Deadline]) -> Deadline:
    """The clock of the handling as it is counted now: of the extension where one was granted."""
    return [clock for clock in clocks if clock.code in ("D5", "D6")][-1]


def _going_on(petition: Petition, day: dt.date) -> Petition:
    """The petition as it is once handling goes on from a day, to count by."""
    last = petition.suspensions[-1]
    shared = {name: getattr(last, name) for name in ("by", "ref", "number", "unit", "phone", "reason", "approver")}
    resumed = Resumption(on=day, suspended_on=last.on, suspension_number=last.number, days=0, due=day, **shared)
    again = msgspec.structs.replace(last, resumed=resumed)
    return msgspec.structs.replace(petition, suspensions=(*petition.suspensions[:-1], again))
