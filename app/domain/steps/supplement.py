"""补正 of a request for review that our office decides: the notice (F20) and the papers that come in answer.

The 条例 knows no supplementing: its time counts in the 30 days unless a rule of the region leaves it out (D15).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.review_case import ReviewCase, Supplement
from app.domain.rights import Right
from app.domain.steps.review_case import ARTICLE, undecided_case
from app.domain.steps.step import Context, Step
from app.domain.words import must

SERIES = "supplement"  # F20
PERIOD = "D15"


class SupplementAsked(NumberedFacts, frozen=True, kw_only=True):
    """The petitioner was asked to supplement papers; what F20 says is fixed here."""

    kind: ClassVar[str] = "supplement_asked"
    series: ClassVar[str] = SERIES

    missing: tuple[str, ...]
    due: dt.date
    article: str
    not_counted: bool

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        case = petition.review_case
        if case is None:
            return petition
        asked = record(Supplement, self, entry)
        changed = msgspec.structs.replace(case, supplements=(*case.supplements, asked))
        return msgspec.structs.replace(petition, review_case=changed)

    def sentence(self, entry: Entry) -> str:
        return f"出具补正通知书（{self.number}），请于{self.due}前补正：{'、'.join(self.missing)}"


class SupplementReceived(Facts, frozen=True, kw_only=True):
    """The papers that were asked for came in."""

    kind: ClassVar[str] = "supplement_received"

    notice: str  # ref of the notice
    received: tuple[str, ...]

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        case = petition.review_case
        if case is None:
            return petition
        changed = case.with_received(self.notice, entry.on, self.received)
        return msgspec.structs.replace(petition, review_case=changed)

    def sentence(self, entry: Entry) -> str:
        return f"收到补正材料：{'、'.join(self.received)}"


class AskSupplement(Step, frozen=True, kw_only=True):
    """通知补正 (F20): once, before the decision, where a rule of the region leaves its time out of the period."""

    name: ClassVar[str] = "ask_supplement"
    label: ClassVar[str] = "通知补正材料"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-03",
        "missing": ["信访处理意见书复印件", "身份证复印件"],
        "due": "2026-03-12",
    }
    hint: ClassVar[str] = (
        "缺少的材料一次写全。《信访工作条例》没有规定补正，补正的时间仍计入30日；"
        "本省规定不计入并列入期限规定的，按本省规定计算。"
    )
    verb: ClassVar[str] = "出具补正通知书"
    day_title: ClassVar[str] = "通知日期"

    missing: Annotated[
        tuple[Annotated[str, must("需要补正的材料", 200)], ...],
        msgspec.Meta(title="需要补正的材料", min_length=1, max_length=50),
    ]
    due: Annotated[dt.date, msgspec.Meta(title="补正期限", extra={"future": True})]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        case = undecided_case(petition)
        waiting = case.open_supplement
        if waiting:
            raise RuleBroken("supplement-waiting", f"已于 {waiting.on} 通知补正（{waiting.number}），尚未收到材料。")
        if any(one.not_counted for one in case.supplements):
            raise RuleBroken(
                "supplemented-already",
                "已经通知补正一次，补正时间不计入办理期限，不能再次通知；请依现有材料作出决定。",
                article=case.supplements[-1].article,
            )
        return max((case.on, *(one.received_on or one.on for one in case.supplements))), "收到请求（补正材料）之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        case, day = undecided_case(petition), self.day(context)
        period = context.period(PERIOD, day)
        if period:
            last, why = context.last_day(PERIOD, day), f"{period.article}规定的补正期限届满之日"
        else:
            last, why = context.last_day(case.period, case.received_on), f"提出{case.name}意见的期限届满之日"
        if not day < self.due <= last:
            raise RuleBroken(
                "supplement-day-wrong",
                f"补正期限 {self.due} 应在通知日期 {day} 之后，不晚于{why} {last}，请核对。",
                article=period.article if period else case.article,
                field="due",
                last_day=str(last),
            )
        return (
            SupplementAsked(
                missing=self.missing,
                due=self.due,
                article=period.article if period else case.article,
                not_counted=period is not None and period.not_counted,
                **context.head(SERIES, day),
            ),
        )


class ReceiveSupplement(Step, frozen=True, kw_only=True):
    """收到补正材料."""

    name: ClassVar[str] = "receive_supplement"
    label: ClassVar[str] = "收到补正材料"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {"on": "2026-03-06", "received": ["信访处理意见书复印件", "身份证复印件"]}
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "收到日期"

    received: Annotated[
        tuple[Annotated[str, must("收到的材料", 200)], ...],
        msgspec.Meta(title="收到的材料", min_length=1, max_length=50),
    ]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _waiting(undecided_case(petition)).on, "通知补正之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        waiting = petition.review_case.open_supplement if petition.review_case else None
        return {"received": waiting.missing} if waiting else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        waiting = _waiting(undecided_case(petition))
        return (SupplementReceived(notice=waiting.ref, received=self.received),)


def _waiting(case: ReviewCase) -> Supplement:
    """The notice that waits for papers. Raises RuleBroken without one."""
    if case.open_supplement is None:
        raise RuleBroken("no-supplement", "没有等待补正的材料，先办理“通知补正材料”。", article=case.article)
    return case.open_supplement
