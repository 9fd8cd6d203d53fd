"""答复: the matter ends with an answer, without an opinion."""

from __future__ import annotations

from typing import Literal

from app.domain.codes import Outcome
from app.domain.records.opinion import Basis
from app.domain.records.record import Record


class Reply(Record, frozen=True, kw_only=True):
    """答复: F13 on an application to act (第三十一条第五项), F14 on a suggestion (第二十九条) or a consultation.

    `interest` is said of F13 only: with it stand the remedies (`review_body` 行政复议, `court` 行政诉讼).
    """

    paper: str  # F13, F14
    number: str
    findings: str
    handling: str
    basis: tuple[Basis, ...]
    outcome: Outcome | Literal[""]  # of a suggestion, "" for all others
    interest: bool
    review_body: str
    court: str
    unit: str
    phone: str
    on_spot: bool = False  # 当场答复
    accepted: bool | None = None  # whether the visitor agreed

    def papers(self) -> tuple[tuple[str, str], ...]:
        return ((self.paper, self.number),)
