"""听证告知: the petitioners are told that they may ask for a hearing, and until when, before one is decided.

《信访工作条例》第三十一条第六项 allows a hearing and gives nobody the right to ask for one by a day: paper and days
follow general hearing rules and local ones from before 2022. Who does not answer loses nothing by it.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.hearing import HearingRight
from app.domain.steps.hearing import ARTICLE, SERIES, PlanHearing, refuse_pending
from app.domain.steps.step import Context, Step
from app.domain.words import line, must, named


class HearingRightTold(NumberedFacts, frozen=True, kw_only=True):
    """The petitioners were told that they may ask for a hearing; what the notice F22f says is fixed here."""

    kind: ClassVar[str] = "hearing_right_told"
    series: ClassVar[str] = SERIES

    subject: str
    days: int
    rule: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        told = (*petition.hearing_rights, record(HearingRight, self, entry))
        return msgspec.structs.replace(petition, hearing_rights=told)

    def sentence(self, entry: Entry) -> str:
        by_rule = f"依据{self.rule}" if self.rule else "条例未规定天数，由本单位确定"
        return f"告知信访人可以自收到之日起{self.days}日内申请听证（{by_rule}），出具听证告知书（{self.number}）"


class TellHearingRight(Step, frozen=True, kw_only=True):
    """告知听证: of an accepted matter that may be heard, before a hearing is decided and the opinion issued."""

    name: ClassVar[str] = "tell_hearing_right"
    label: ClassVar[str] = "告知听证"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-10",
        "subject": "石桥村三组道路硬化及资金安排",
        "days": 7,
        "pending": False,
    }
    hint: ClassVar[str] = (
        "告知信访人可以申请听证和申请的时间。条例没有规定必须告知和申请天数，本地另有规定的从其规定；"
        "等待申请的时间计入60日办理期限。信访人申请后办理“决定听证”。"
    )
    hints: ClassVar[dict[str, str]] = {
        "days": "自收到告知书之日起（2022年以前的地方规则有7日的）",
        "pending": "正在这些程序中的不听证（2022年以前的地方规则）",
        "rule": "印在告知书上；没有的不填",
    }
    verb: ClassVar[str] = "作出听证告知"
    day_title: ClassVar[str] = "告知日期"

    subject: Annotated[str, must("拟听证事项", 200)]
    days: Annotated[int, msgspec.Meta(title="可以申请的天数", ge=1, le=30)]
    pending: Annotated[bool, named("正在诉讼、仲裁、复议")]
    rule: Annotated[str, line("本地规定的名称", 100)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        event = PlanHearing.follows(petition)
        told = petition.hearing_rights
        since = (one for one in petition.hearings if petition.stands(one.ref) > petition.stands(told[-1].ref))
        if told and not any(since):
            raise RuleBroken(
                "hearing-right-told",
                f"已于 {told[-1].on} 告知信访人可以申请听证（{told[-1].number}），不必再次告知。",
                article=ARTICLE,
                on=str(told[-1].on),
            )
        return event

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"subject": petition.title}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        refuse_pending(self.pending)
        return (
            HearingRightTold(
                subject=self.subject,
                days=self.days,
                rule=self.rule.strip(),
                **context.head(SERIES, self.day(context)),
            ),
        )
