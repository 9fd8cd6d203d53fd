"""异议: a matter that was sent down is not ours; the sender looks into it and answers (第二十三条第三款)."""

from __future__ import annotations

from typing import Literal

from app.domain.records.record import Record

AnswerKind = Literal["agreed", "refused", "withdrawn"]
ANSWERS: dict[str, str] = {
    "agreed": "同意退回",
    "refused": "不同意，继续办理",
    "withdrawn": "本单位撤回异议，自行办理",
}


class ObjectionAnswer(Record, frozen=True, kw_only=True):
    """What came of an objection: the sender's word, or our own that we take it back."""

    outcome: AnswerKind
    body: str  # who answered
    number: str  # of its letter
    note: str


class Objection(Record, frozen=True, kw_only=True):
    """A request to the sender by letter F10; the papers go back only once it agrees. `returned` lists them."""

    number: str
    unit: str
    phone: str
    body: str  # the sender
    reason: str
    competent: str  # who should handle it instead
    returned: tuple[str, ...]
    answer: ObjectionAnswer | None = None

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F10", self.number),)
