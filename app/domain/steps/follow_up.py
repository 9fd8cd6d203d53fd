"""回访: the office asks a petitioner how it did. Nothing in the law sets a period for it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.follow_up import (
    EVALUATIONS,
    FOLLOW_UP_WAYS,
    SATISFACTION,
    SUBJECTS,
    Evaluation,
    FollowUp,
    FollowUpWay,
    Satisfaction,
)
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import named, text


class FollowedUp(Facts, frozen=True, kw_only=True):
    """A petitioner was asked how the office did."""

    kind: ClassVar[str] = "followed_up"

    way: FollowUpWay
    to: int
    name: str
    said: str
    satisfaction: Satisfaction
    reception: Evaluation | Literal[""]
    handling: Evaluation | Literal[""]
    result: Evaluation | Literal[""]
    remains: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, follow_ups=(*petition.follow_ups, record(FollowUp, self, entry)))

    def sentence(self, entry: Entry) -> str:
        parts = (f"{words}{EVALUATIONS[said]}" for key, words in SUBJECTS.items() if (said := getattr(self, key)))
        told = "、".join(parts)
        single = f"（{told}）" if told else ""
        remains = f"；尚需办理：{self.remains}" if self.remains else ""
        return f"{FOLLOW_UP_WAYS[self.way]}回访{self.name}，评价：{SATISFACTION[self.satisfaction]}{single}{remains}"


class FollowUpWith(Step, frozen=True, kw_only=True):
    """回访, from the first decision on; also after the matter was closed or archived."""

    name: ClassVar[str] = "follow_up"
    label: ClassVar[str] = "回访"
    article: ClassVar[str] = f"{REGULATION}第二十一条第二款"
    example: ClassVar[dict[str, object]] = {
        "way": "phone",
        "satisfaction": "basically",
        "handling": "satisfied",
        "said": "道路已动工，希望年内通车。",
        "remains": "完工后再告知信访人",
    }
    hint: ClassVar[str] = (
        "请信访人评价本单位的接待、办理和结果，如实记载，不作引导；没有作出评价的，选“未评价”。法律没有规定回访的期限。"
    )
    hints: ClassVar[dict[str, str]] = {"remains": "回访中答应再办的事，没有的不填"}
    day_title: ClassVar[str] = "回访日期"

    way: Annotated[FollowUpWay, named("回访方式", words=FOLLOW_UP_WAYS)]
    to: Annotated[int, msgspec.Meta(title="回访对象", ge=1, le=2000, extra={"petitioners": True})] = 1
    satisfaction: Annotated[Satisfaction, named("总体评价", words=SATISFACTION)]
    reception: Annotated[Evaluation | Literal[""], named("对接待的评价", words=EVALUATIONS)] = ""
    handling: Annotated[Evaluation | Literal[""], named("对办理的评价", words=EVALUATIONS)] = ""
    result: Annotated[Evaluation | Literal[""], named("对结果的评价", words=EVALUATIONS)] = ""
    said: Annotated[str, text("信访人所说", 20_000)] = ""
    remains: Annotated[str, text("尚需办理", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        if petition.decision:
            what, on = petition.decision
            return on, f"{what}之日"
        if petition.termination:
            return petition.termination.on, "终止办理之日"
        raise RuleBroken(
            "not-decided",
            "尚未作出受理、告知、转送等决定，还没有可以回访的办理情况。",
            article=f"{REGULATION}第二十三条第一款",
        )

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"to": petition.addressee_numbers[0]}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if self.to > len(petition.petitioners):
            raise RuleBroken("no-such-petitioner", f"本件没有第 {self.to} 名信访人，请核对。", field="to")
        return (
            FollowedUp(
                way=self.way,
                to=self.to,
                name=petition.petitioners[self.to - 1].name,
                said=self.said.strip(),
                satisfaction=self.satisfaction,
                reception=self.reception,
                handling=self.handling,
                result=self.result,
                remains=self.remains.strip(),
            ),
        )
