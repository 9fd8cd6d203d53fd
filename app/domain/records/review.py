"""复查、复核: who asked, what the reviewing body did, what our office answered (第三十五条、第三十六条).

A township's opinion is reviewed by the county; the papers of that body are read in, never made here. What our own
office reviews of bodies below it stands in review_case.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from app.domain.records.record import Group, Record

Instance = Literal["review", "final_review"]
INSTANCES: dict[str, str] = {"review": "复查", "final_review": "复核"}
ReviewResult = Literal["uphold", "change", "annul", "return", "ended"]
# 维持、撤销、变更、退回重新办理; 终止 where the request was withdrawn or its ground has gone (提出人撤回等).
REVIEW_RESULTS: dict[str, str] = {
    "uphold": "维持",
    "change": "变更",
    "annul": "撤销",
    "return": "退回重新办理",
    "ended": "终止",
}
Conclusion = Literal["uphold", "change", "annul", "return"]  # of a review opinion that our own office gives
STANDING = frozenset({"uphold", "change"})  # after these the reviewed matter has a result that holds
HANDLED_ANEW = frozenset({"annul", "return"})
Way = Literal["direct", "us"]
WAYS: dict[str, str] = {"direct": "直接向该机关提出", "us": "交由本单位转交"}
Form = Literal["written", "oral"]
FORMS: dict[str, str] = {"written": "书面", "oral": "口头"}
Back = Literal["office", "reviewer"]
BACK: dict[str, str] = {"office": "原办理单位重新办理", "reviewer": "复查机关重新复查"}
NO_LIMIT = "《信访工作条例》未规定期限"


class ReviewRequest(Record, frozen=True, kw_only=True):
    """One petitioner asked for it on a day. `last_day` is the last day of their 30 days as it was counted then."""

    to: int  # which petitioner, counted from 1
    petitioner: str
    form: Form
    way: Way
    wish: str  # 复查（复核）请求
    reasons: str
    last_day: dt.date
    unit: str  # our office's name as it stands on the record of an oral request

    @property
    def late(self) -> bool:
        """Asked after the 30 days; whether it is taken is for the reviewing body to say."""
        return self.on > self.last_day

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F19a", ""),) if self.form == "oral" else ()


class ReviewAcceptance(Record, frozen=True, kw_only=True):
    """The body said whether it takes the request; `received_on` is when it had it."""

    accepted: bool
    number: str
    received_on: dt.date
    reason: str  # why not


class FileRequest(Record, frozen=True, kw_only=True):
    """The body asks our office for its answer and the case file. `due` is the day that its letter sets."""

    number: str
    due: dt.date | None


class ReviewAnswer(Record, frozen=True, kw_only=True):
    """答辩意见 (F21), with the list of evidence and what went along from the case file."""

    number: str
    unit: str
    phone: str
    body: str
    asked: str  # the file request behind it, "" when nobody had asked
    reasons: str
    evidence: tuple[str, ...]
    enclosed: tuple[str, ...]

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F21", self.number),)


class ReviewHearing(Record, frozen=True, kw_only=True):
    """听证 in a final review: its days do not count (第三十六条第二款)."""

    begins: dt.date
    ends: dt.date


class ReviewDecision(Record, frozen=True, kw_only=True):
    """复查（复核）意见 as it was read in. `on` is when we had it, `decided_on` the day it bears."""

    number: str
    body: str
    decided_on: dt.date
    result: ReviewResult
    orders: str  # what it orders, in its own words
    due: dt.date | None  # the day it sets for that
    back: Back = "office"  # who acts anew after 撤销 or 退回


class ReviewServed(Record, frozen=True, kw_only=True):
    """The day on which one petitioner had the review opinion: their 30 days for the next step begin."""

    to: int
    petitioner: str


class Review(Group, frozen=True, kw_only=True):
    """One 复查 or 复核 from its request to its opinion. `ref` is the entry that began it."""

    ref: str
    instance: Instance
    round: int  # which opinion of ours it is about, counted from 1
    body: str
    about: str  # 文号 of the opinion it is about
    requests: tuple[ReviewRequest, ...] = ()
    acceptance: ReviewAcceptance | None = None
    file_requests: tuple[FileRequest, ...] = ()
    answers: tuple[ReviewAnswer, ...] = ()
    hearings: tuple[ReviewHearing, ...] = ()
    decision: ReviewDecision | None = None
    served: tuple[ReviewServed, ...] = ()
    again: ReviewDecision | None = None  # the final opinion after which the reviewing body makes this one anew
    annulled: ReviewDecision | None = None  # the final opinion that annulled this one

    @property
    def name(self) -> str:
        """复查 or 复核."""
        return INSTANCES[self.instance]

    @property
    def refused(self) -> bool:
        """The body does not take the request."""
        return self.acceptance is not None and not self.acceptance.accepted

    @property
    def open(self) -> bool:
        """Neither refused nor decided."""
        return self.decision is None and not self.refused

    @property
    def stands(self) -> bool:
        """Decided, and the result holds: upheld or changed."""
        return self.decision is not None and self.decision.result in STANDING

    @property
    def began_on(self) -> dt.date:
        """The first request, or the final opinion that sent it back."""
        if self.again:
            return self.again.on
        return min(request.on for request in self.requests)

    @property
    def received_on(self) -> dt.date | None:
        """When the body had the request: as it says itself, else the first day it was asked directly."""
        if self.acceptance:
            return self.acceptance.received_on
        return min((request.on for request in self.requests if request.way == "direct"), default=None)

    @property
    def waiting_answer(self) -> FileRequest | None:
        """The file request that our office has not answered yet."""
        answered = {answer.asked for answer in self.answers}
        return next((asked for asked in self.file_requests if asked.ref not in answered), None)

    @property
    def in_force(self) -> bool:
        """Its result holds and no final opinion has annulled it."""
        return self.stands and self.annulled is None

    def asked_by(self, to: int) -> ReviewRequest | None:
        """The request of one petitioner."""
        return next((request for request in self.requests if request.to == to), None)

    def served_on(self, to: int) -> dt.date | None:
        """The day on which a petitioner had the opinion."""
        return next((one.on for one in self.served if one.to == to), None)
