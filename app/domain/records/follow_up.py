"""回访: what a petitioner says of the office's work once it is done. It judges the office, never the person."""

from __future__ import annotations

from typing import Literal

from app.domain.records.record import Record

FollowUpWay = Literal["phone", "visit", "letter", "other"]
FOLLOW_UP_WAYS: dict[str, str] = {"phone": "电话", "visit": "当面", "letter": "书信", "other": "其他方式"}
# The three values of the evaluation (第二十一条第二款: 评价) [from memory of 网上办理工作规程], and none given.
Satisfaction = Literal["satisfied", "basically", "dissatisfied", "none"]
SATISFACTION: dict[str, str] = {
    "satisfied": "满意",
    "basically": "基本满意",
    "dissatisfied": "不满意",
    "none": "未评价",
}
Evaluation = Literal["satisfied", "basically", "dissatisfied"]
EVALUATIONS: dict[str, str] = {key: words for key, words in SATISFACTION.items() if key != "none"}
CONTENT = frozenset({"satisfied", "basically"})  # counted as 满意
SUBJECTS: dict[str, str] = {"reception": "接待", "handling": "办理", "result": "结果"}


class FollowUp(Record, frozen=True, kw_only=True):
    """One follow-up with one petitioner (`to`, counted from 1).

    `satisfaction` is the evaluation as a whole; `reception`, `handling` and `result` are "" where nothing was said
    of them. `remains` is what the office still has to do.
    """

    way: FollowUpWay
    to: int
    name: str
    said: str
    satisfaction: Satisfaction
    reception: Evaluation | Literal[""]
    handling: Evaluation | Literal[""]
    result: Evaluation | Literal[""]
    remains: str


def evaluation(follow_ups: tuple[FollowUp, ...]) -> Evaluation | Literal[""]:
    """The evaluation that was given last, "" while nobody gave one; a later follow-up without one leaves it."""
    given = [one.satisfaction for one in sorted(follow_ups, key=lambda one: one.on) if one.satisfaction != "none"]
    return given[-1] if given else ""
