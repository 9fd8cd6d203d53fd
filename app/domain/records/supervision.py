"""催办、督办、三项建议: what a body above asked about a petition, and what we answered it (第四十条).

Only offices and their duties are supervised here, never petitioners.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from app.domain.records.record import Record

SupervisionKind = Literal["reminder", "supervision", "improve", "policy", "accountability"]
SUGGESTIONS: dict[str, str] = {  # 三项建议
    "improve": "改进工作的建议",
    "policy": "完善政策的建议",
    "accountability": "追究责任的建议",
}
SUPERVISIONS: dict[str, str] = {"reminder": "催办", "supervision": "督办", **SUGGESTIONS}
# The 条例 names such cases in general words (第四十条第一款); local rules still list the six of the text of 2005.
Trigger = Literal["T1", "T2", "T3", "T4", "T5", "T6"]
TRIGGERS: dict[str, str] = {
    "T1": "无正当理由未按期办结",
    "T2": "未按规定反馈办理结果",
    "T3": "未按规定程序办理",
    "T4": "推诿、敷衍、拖延",
    "T5": "不执行信访处理意见",
    "T6": "其他需要督办的情形",
}
ARTICLE = "《信访工作条例》第四十条"
ARTICLE_SUGGESTED = f"{ARTICLE}第四款"
BY_US = "本单位办理要求（法律对催办没有规定）"
BY_LETTER = "来文要求（法律对催办没有规定）"
NO_TERM = "法律未规定期限"


class Supervision(Record, frozen=True, kw_only=True):
    """What a body above asked of us about this petition; `on` is the day on which it reached us.

    `due` is the day by which it wants our answer, None where it set none: the law sets none either (第四十条).
    """

    supervision: SupervisionKind
    body: str
    letter_number: str
    letter_on: dt.date | None
    trigger: Trigger | Literal[""]
    asked: str
    due: dt.date | None
    answered_on: dt.date | None = None

    @property
    def letter(self) -> str:
        """Its words and number: 督办（岳信督〔2026〕5号）."""
        kind = SUPERVISIONS[self.supervision]
        return f"{kind}（{self.letter_number}）" if self.letter_number else kind

    @property
    def suggested(self) -> bool:
        """Whether it is one of the three suggestions, whose adoption is to be answered in writing."""
        return self.supervision in SUGGESTIONS

    @property
    def article(self) -> str:
        """What it rests on."""
        if self.supervision == "reminder":
            return BY_LETTER
        return ARTICLE_SUGGESTED if self.suggested else ARTICLE

    @property
    def open(self) -> bool:
        """Whether our answer is still to be given by a day."""
        return self.due is not None and self.answered_on is None


class Feedback(Record, frozen=True, kw_only=True):
    """Our written answer (书面反馈): F27b, of a suggestion F28b, which says whether it was adopted."""

    paper: str
    number: str
    unit: str
    phone: str
    supervision: str  # ref of what it answers
    outcome: str
    situation: str
    reasons: str
    measures: str

    def papers(self) -> tuple[tuple[str, str], ...]:
        return ((self.paper, self.number),)


DemandKind = Literal["reminder", "supervision", "improve"]  # a township suggests to its own offices only improvements
DEMANDS: dict[str, str] = {"reminder": "催办", "supervision": "督办", "improve": "改进工作建议"}


class Demand(Record, frozen=True, kw_only=True):
    """What we asked of an office or a body below that handles the matter: F27, a suggestion F28.

    `given` and `given_on` say how and when the matter went to it, "" and None where it did not.
    """

    demand: DemandKind
    body: str
    number: str
    unit: str
    phone: str
    trigger: Trigger | Literal[""]
    reason: str
    asked: str
    due: dt.date | None
    given: str
    given_on: dt.date | None
    answered_on: dt.date | None = None
    answer: str = ""
    outcome: str = ""

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F28" if self.demand == "improve" else "F27", self.number),)

    @property
    def open(self) -> bool:
        """Whether its answer is still to come by a day."""
        return self.due is not None and self.answered_on is None
