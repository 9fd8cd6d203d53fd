"""落实情况: the office urges that a supporting opinion is carried out (第三十二条).

The law sets no number of days; the day is the one that the opinion promised or that was set since.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.fulfilment import FULFILMENTS, Fulfilment, FulfilmentState
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import must, must_text, named

ARTICLE = f"{REGULATION}第三十二条"


class Fulfilled(Facts, frozen=True, kw_only=True):
    """It was recorded how far one request was carried out."""

    kind: ClassVar[str] = "fulfilled"

    request: int
    state: FulfilmentState
    unit: str
    evidence: str
    next_on: dt.date | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, fulfilments=(*petition.fulfilments, record(Fulfilment, self, entry)))

    def sentence(self, entry: Entry) -> str:
        then = f"，应于{self.next_on}前落实" if self.next_on else ""
        return f"第{self.request}项诉求{FULFILMENTS[self.state]}（{self.unit}）：{self.evidence}{then}"


class Fulfil(Step, frozen=True, kw_only=True):
    """落实情况 of one supported request, as often as something happens, also after the matter was closed."""

    name: ClassVar[str] = "fulfil"
    label: ClassVar[str] = "落实情况"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-04-10",
        "request": 1,
        "state": "partly",
        "unit": "村镇建设办",
        "evidence": "路基已修复，路面尚未硬化（现场照片3张）。",
        "next_on": "2026-10-31",
    }
    hint: ClassVar[str] = (
        "予以支持的处理意见，应当督促有关机关、单位执行。法律没有规定落实的天数，按意见书承诺或者商定的日期催办。"
    )
    hints: ClassVar[dict[str, str]] = {"next_on": "未落实完的填；到期列入“现在要做”"}
    verb: ClassVar[str] = "登记落实情况"
    day_title: ClassVar[str] = "核实日期"

    request: Annotated[int, msgspec.Meta(title="诉求序号", ge=1, le=50)]
    state: Annotated[FulfilmentState, named("落实情况", words=FULFILMENTS)]
    unit: Annotated[str, must("执行的机关、单位", 100)]
    evidence: Annotated[str, must_text("具体情况和凭据", 5_000)]
    next_on: Annotated[dt.date | None, msgspec.Meta(title="下一步的日期", extra={"future": True})] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        issue = petition.opinion.issue if petition.opinion else None
        if issue is None:
            raise RuleBroken("not-issued", "尚未签发信访处理意见书，没有需要落实的处理意见。", article=ARTICLE)
        if not petition.supported:
            raise RuleBroken("nothing-supported", "处理意见没有予以支持的诉求，不需要登记落实情况。", article=ARTICLE)
        if not petition.unfulfilled:
            raise RuleBroken("fulfilled-already", "予以支持的诉求均已落实。", article=ARTICLE)
        return issue.on, "签发意见书之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return f"尚未落实的诉求：{'；'.join(_asked(petition, number) for number in petition.unfulfilled)}"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        first = petition.unfulfilled[0] if petition.unfulfilled else 1
        return {"request": first, "unit": petition.office}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if self.request not in petition.unfulfilled:
            told = "、".join(map(str, petition.unfulfilled))
            raise RuleBroken(
                "not-to-fulfil",
                f"第{self.request}项诉求没有予以支持或者已经落实，尚未落实的是第{told}项。",
                field="request",
            )
        if self.next_on and self.state == "done":
            raise RuleBroken("next-not-here", "已经落实的，不填下一步的日期。", field="next_on")
        if self.next_on and self.next_on < self.day(context):
            raise RuleBroken("next-too-early", "下一步的日期不能早于核实日期。", field="next_on")
        return (
            Fulfilled(
                request=self.request,
                state=self.state,
                unit=self.unit,
                evidence=self.evidence,
                next_on=self.next_on,
            ),
        )


def _asked(petition: Petition, number: int) -> str:
    asked = petition.requests[number - 1]
    return f"{number}. {asked if len(asked) <= 40 else asked[:40] + '……'}"
