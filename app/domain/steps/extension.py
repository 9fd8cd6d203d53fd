"""延期: a complicated matter may take up to 30 days more, once, with the head's word (《信访工作条例》第三十四条)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.handling import Extension
from app.domain.records.hearing import pauses
from app.domain.records.suspension import suspended
from app.domain.steps.at_desk import AtDesk
from app.domain.steps.step import (
    REGULATION,
    Context,
    accepted_on,
    refuse_closed,
    refuse_review_case,
    refuse_suspended,
)
from app.domain.words import must, must_text

SERIES = "extension"  # F11
MOST_DAYS = 30  # 第三十四条


class Extended(NumberedFacts, frozen=True, kw_only=True):
    """The head granted more days; what the notice F11 says is fixed here."""

    kind: ClassVar[str] = "extended"
    series: ClassVar[str] = SERIES

    reason: str
    days: int
    approver: str
    due: dt.date

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, extension=record(Extension, self, entry))

    def sentence(self, entry: Entry) -> str:
        return (
            f"{self.approver}批准延长办理期限{self.days}日，应于{self.due}前办结，出具延期办理告知书（{self.number}）"
        )


class Extend(AtDesk, frozen=True, kw_only=True):
    """延期: only while the 60 days run, once, with a reason that the petitioner is told."""

    name: ClassVar[str] = "extend"
    label: ClassVar[str] = "延期"
    article: ClassVar[str] = f"{REGULATION}第三十四条"
    ours: ClassVar[tuple[str, ...]] = ("approver",)
    example: ClassVar[dict[str, object]] = {
        "on": "2026-04-20",
        "reason": "需委托鉴定路基质量，鉴定意见5月中旬作出。",
        "days": 20,
        "approver": "陈明",
    }

    reason: Annotated[str, must_text("延期理由", 2_000)]
    days: Annotated[int, msgspec.Meta(title="延长天数", ge=1, le=MOST_DAYS)]
    approver: Annotated[str, must("批准的单位负责人", 100)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        refuse_review_case(petition)
        refuse_suspended(petition)
        accepted = accepted_on(petition)
        if petition.opinion and petition.opinion.issue:
            raise RuleBroken("opinion-issued", f"处理意见书已于 {petition.opinion.issue.on} 签发，不需延期。")
        if petition.simplified:
            raise RuleBroken(
                "simplified-first",
                "该事项适用简易办理，需要延期的不属于简单事项，先办理“转为普通程序”。",
                article=cls.article,
            )
        if petition.earlier_rounds:
            raise RuleBroken(
                "handled-anew",
                "该事项已在办理期限内作出过处理意见，现为撤销（退回）后重新办理，不适用第三十四条的延期。",
                article=cls.article,
            )
        if petition.extension:
            raise RuleBroken(
                "extended-already",
                f"已于 {petition.extension.on} 批准延长{petition.extension.days}日，只能延期一次。",
                article=cls.article,
                on=str(petition.extension.on),
            )
        return accepted, "受理之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day, accepted = self.day(context), accepted_on(petition)
        paused = (*pauses(petition.hearings, context.today), *suspended(petition.suspensions, context.today))
        last = context.last_day("D5", accepted, paused)
        if day > last:
            raise RuleBroken(
                "extension-too-late",
                f"批准日期 {day} 晚于原办理期限届满之日 {last}，期限届满后不能延期。",
                article=self.article,
                on=str(day),
                last_day=str(last),
            )
        return (
            Extended(
                reason=self.reason,
                days=self.days,
                approver=self.approver.strip(),
                due=context.due("D5", accepted, paused) + dt.timedelta(days=self.days),
                **context.head(SERIES, day),
            ),
        )
