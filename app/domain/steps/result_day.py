"""改定报送日期: the sender says by which other day it wants the report that it asked for (第二十二条第一款第三项).

An edit never moves a clock, so the day of a letter is not put right as a field is (correction.py). What moves it is the
sender's own word: it gave more or less time, or it confirmed which day its letter says where that was misread here.
The day as it was registered stays readable.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.origin import RESULT_DAYS, ResultDay, ResultDayWhy
from app.domain.steps.report_up import ARTICLE, refuse_unasked
from app.domain.steps.step import Context, Step, refuse_closed
from app.domain.words import line, must_text, named


class ResultDayTold(Facts, frozen=True, kw_only=True):
    """The sender told the day by which the report is due; `before` is the one that held, None for none."""

    kind: ClassVar[str] = "result_day_told"

    body: str
    before: dt.date | None
    due: dt.date
    why: ResultDayWhy
    number: str
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, result_days=(*petition.result_days, record(ResultDay, self, entry)))

    def sentence(self, entry: Entry) -> str:
        number = f"（{self.number}）" if self.number else ""
        before = f"，原为{self.before}" if self.before else ""
        return f"{self.body}{RESULT_DAYS[self.why]}{number}：于{self.due}前报送办结报告{before}，{self.reason}"


class TellResultDay(Step, frozen=True, kw_only=True):
    """改定报送日期: while the report is owed."""

    name: ClassVar[str] = "result_day_told"
    label: ClassVar[str] = "改定报送日期"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-12",
        "due": "2026-05-15",
        "why": "moved",
        "number": "某信函〔2026〕12号",
        "reason": "需要等待鉴定结论，同意延后报送。",
    }
    hint: ClassVar[str] = (
        "报送办结报告的日期以来件机关所定为准，不能由本单位更改。来件机关另定日期的，或者登记时误读来文、"
        "已与来件机关核对的，在此登记；原来的日期仍然看得到。"
    )
    hints: ClassVar[dict[str, str]] = {
        "number": "电话核对的不填",
        "reason": "误读的写明与谁核对、来文怎样写",
    }
    day_title: ClassVar[str] = "告知（核对）日期"

    due: Annotated[dt.date, msgspec.Meta(title="报送结果的日期", extra={"future": True})]
    why: Annotated[ResultDayWhy, named("情形", words=RESULT_DAYS)]
    number: Annotated[str, line("来件机关的文号", 100)] = ""
    reason: Annotated[str, must_text("说明", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition, terminated=False)
        refuse_unasked(petition)
        if petition.report_up:
            raise RuleBroken(
                "reported-already", f"已于 {petition.report_up.on} 报送办结报告（{petition.report_up.number}）。"
            )
        last = petition.result_days[-1] if petition.result_days else None
        return (last.on, "上次改定之日") if last else (petition.received_on, "收到该事项之日")

    @classmethod
    def told(cls, petition: Petition) -> str:
        due = petition.result_due
        return f"现定于 {due} 前报送办结报告。" if due else "来文没有写明报送日期。"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        sent, before = petition.from_above, petition.result_due
        if self.due == before:
            raise RuleBroken("result-day-same", f"现在就定于 {before}，请核对。", article=ARTICLE, field="due")
        begun = sent.letter_on if sent and sent.letter_on else petition.received_on
        if self.due < begun:
            raise RuleBroken(
                "result-day-early", f"报送日期 {self.due} 早于来文（收到）日期 {begun}，请核对。", field="due"
            )
        return (
            ResultDayTold(
                body=sent.body if sent else "",
                before=before,
                due=self.due,
                why=self.why,
                number=self.number.strip(),
                reason=self.reason,
            ),
        )
