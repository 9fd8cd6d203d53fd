"""回避: somebody is kept out of a matter, or the request for it is refused (《信访工作条例》第二十八条第三款)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.recusal import ASKED_BY, AskedBy, Recusal, plain
from app.domain.steps.step import REGULATION, Context, Step, refuse_closed
from app.domain.words import must, must_text, named

GRANTED = {"yes": "同意回避", "no": "不同意回避"}


class Recused(Facts, frozen=True, kw_only=True):
    """It was decided whether a person keeps out of the matter."""

    kind: ClassVar[str] = "recused"

    person: str
    asked_by: AskedBy
    reason: str
    decided_by: str
    granted: bool

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, recusals=(*petition.recusals, record(Recusal, self, entry)))

    def sentence(self, entry: Entry) -> str:
        decided = "同意" if self.granted else "不同意"
        return f"{ASKED_BY[self.asked_by]}{self.person}回避（{self.reason}），{self.decided_by}{decided}回避"


class Recuse(Step, frozen=True, kw_only=True):
    """回避. Who was granted it is not assigned to this matter again; the handler is then changed by `assign`.

    The 条例 does not say who decides; that nobody decides about themselves is the desk's own rule.
    """

    name: ClassVar[str] = "recuse"
    label: ClassVar[str] = "回避"
    article: ClassVar[str] = f"{REGULATION}第二十八条第三款"
    ours: ClassVar[tuple[str, ...]] = ("decided_by",)
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-09",
        "person": "王芳",
        "asked_by": "self",
        "reason": "系信访人的近亲属。",
        "decided_by": "陈明",
        "granted": True,
    }
    hint: ClassVar[str] = "与信访事项或者信访人有直接利害关系的应当回避。同意回避的，不再承办、协办和审批本事项。"
    verb: ClassVar[str] = "记录回避决定"
    day_title: ClassVar[str] = "决定日期"

    person: Annotated[str, must("回避人员", 100)]
    asked_by: Annotated[AskedBy, named("由谁提出", words=ASKED_BY)]
    reason: Annotated[str, must_text("回避理由", 2_000)]
    decided_by: Annotated[str, must("决定人", 100)]
    granted: Annotated[bool, named("决定", words=GRANTED)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        return petition.received_on, "收到该事项之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"person": petition.handler} if petition.handler and not petition.handler_recused else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if plain(self.person) in petition.recused:
            raise RuleBroken("recused-already", f"{self.person}已经回避，不重复登记。", field="person")
        if plain(self.person) == plain(self.decided_by):
            raise RuleBroken(
                "recusal-own-decision",
                f"是否回避由{self.person}以外的负责人决定，请填写作出决定的人。",
                field="decided_by",
            )
        return (
            Recused(
                person=self.person,
                asked_by=self.asked_by,
                reason=self.reason,
                decided_by=self.decided_by,
                granted=self.granted,
            ),
        )
