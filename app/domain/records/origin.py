"""Where a matter came from (来源): sent down by another body, or brought by somebody else than the petitioner.

What the petitioner raises here directly has no origin. Only what 信访部门 or bodies above transfer or assign starts the
periods of 第二十三条第三款; a hotline or a leader's instruction is not named there, so the periods of 第二款 hold.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from app.domain.records.record import Record
from app.domain.words import line, named

OriginKind = Literal["forwarded", "assigned", "hotline", "leader", "agency", "other"]
ORIGINS: dict[str, str] = {
    "forwarded": "上级转送",
    "assigned": "上级交办",
    "hotline": "12345转办",
    "leader": "领导批示",
    "agency": "村信访代理",
    "other": "其他",
}
DIRECT = "直接提出"
FROM_ABOVE = frozenset({"forwarded", "assigned"})  # 第二十三条第三款


ResultDayWhy = Literal["moved", "misread"]
RESULT_DAYS: dict[str, str] = {"moved": "另定报送日期", "misread": "核对来文确认报送日期（登记时误读）"}


class ResultDay(Record, frozen=True, kw_only=True):
    """The day by which the sender wants the report, as it told it after its letter was registered."""

    due: dt.date
    why: ResultDayWhy
    number: str
    reason: str


class Origin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The source of a matter as its papers say it; "" and None where they say nothing.

    `body` sent it to us, by its letter; `body_number` is the number it has there, `raised_on` the day on which the
    petitioner raised it there. `result_due` is the day that a 交办函 sets (第二十二条第一款第三项). `agent` acts for
    the petitioner with the written authority of `authority_on`; the petitioner stays the petitioner.
    """

    kind: Annotated[OriginKind, named("来源", words=ORIGINS)]
    body: Annotated[str, line("来件机关、单位", 100)] = ""
    letter_number: Annotated[str, line("来文文号", 100)] = ""
    letter_on: Annotated[dt.date | None, named("来文日期")] = None
    body_number: Annotated[str, line("来件机关的信访件编号", 100)] = ""
    raised_on: Annotated[dt.date | None, named("信访人原提出日期")] = None
    result_due: Annotated[dt.date | None, named("要求报送结果的日期")] = None
    report: Annotated[bool, named("要求报送办结报告")] = False
    agent: Annotated[str, line("代理人", 100)] = ""
    village: Annotated[str, line("代理人所在村（社区）", 100)] = ""
    authority_on: Annotated[dt.date | None, named("委托书日期")] = None

    @property
    def above(self) -> bool:
        """Whether 第二十三条第三款 holds: transferred or assigned from above."""
        return self.kind in FROM_ABOVE

    @property
    def done(self) -> str:
        """What the sender did, in the words of the article."""
        return "交办" if self.kind == "assigned" else "转送"

    @property
    def letter(self) -> str:
        """The sender's letter by number and day, "" when neither is known."""
        parts = (self.letter_number, str(self.letter_on) if self.letter_on else "")
        return "，".join(part for part in parts if part)
