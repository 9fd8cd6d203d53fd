"""管辖争议: two bodies do not agree which of them accepts a matter; the body above both decides (第二十四条)."""

from __future__ import annotations

from typing import Literal

from app.domain.records.record import Record

Arbiter = Literal["superior", "meeting"]
ARBITERS: dict[str, str] = {
    "superior": "共同的上一级机关、单位",
    "meeting": "没有共同的上一级，由共同的联席会议处理",
}
SettledHow = Literal["decided", "agreed"]
SETTLED_HOW: dict[str, str] = {"decided": "上一级机关、单位（联席会议）决定", "agreed": "各方协商一致"}
Outcome = Literal["ours", "other"]
OUTCOMES: dict[str, str] = {"ours": "由本单位受理", "other": "由其他机关、单位受理"}


class CompetenceDecision(Record, frozen=True, kw_only=True):
    """Which body accepts the matter; `by_body` said so, "" where the bodies agreed among themselves."""

    how: SettledHow
    outcome: Outcome
    by_body: str
    competent: str  # our own office's name where it is ours
    number: str  # of the paper that says so, "" for none
    note: str


class CompetenceDispute(Record, frozen=True, kw_only=True):
    """The request F10a to the body above; the law sets no day by which it decides."""

    bodies: tuple[str, ...]  # the others, without us
    arbiter: Arbiter
    superior: str
    views: str
    signer: str
    number: str
    unit: str
    phone: str
    decision: CompetenceDecision | None = None

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F10a", self.number),)
