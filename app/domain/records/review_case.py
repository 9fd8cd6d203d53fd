"""A 复查 or 复核 that our office decides itself: the opinion that is reviewed, and what was asked to be supplemented.

Our office is the 上一级 of a body below it (第三十五条、第三十六条), never of itself. What is decided on the request is
an `Acceptance` or a `Notice`, the review opinion an `Opinion`, as of any petition; here stands what they are about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from app.domain.deadlines import Pause
from app.domain.records.record import Record
from app.domain.records.review import INSTANCES, Instance
from app.domain.workdays import ONE_DAY

# instance -> F-codes: opinion, notice that the request is taken, notice that it is not; code of the period
OPINIONS: dict[str, str] = {"review": "F17", "final_review": "F18"}
ACCEPTANCES: dict[str, str] = {"review": "F15", "final_review": "F16"}
REFUSALS: dict[str, str] = {"review": "F15a", "final_review": "F16a"}
PERIODS: dict[str, str] = {"review": "D8", "final_review": "D10"}
ASKED_WITHIN: dict[str, str] = {"review": "D7", "final_review": "D9"}
REVIEWED: dict[str, str] = {"review": "处理意见", "final_review": "复查意见"}
ARTICLES: dict[str, str] = {"review": "《信访工作条例》第三十五条", "final_review": "《信访工作条例》第三十六条"}
SUPPLEMENT = "补正"


class Supplement(Record, frozen=True, kw_only=True):
    """补正通知 (F20): what is missing, by which day it is asked for, and what came of it.

    `not_counted` says that a rule of the region leaves its time out of the period; by the 条例 it counts.
    """

    number: str
    unit: str
    phone: str
    missing: tuple[str, ...]
    due: dt.date
    article: str  # the rule behind it, that of the request where no rule of the region holds
    not_counted: bool
    received_on: dt.date | None = None
    received: tuple[str, ...] = ()

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F20", self.number),)

    def pause(self, until: dt.date) -> Pause | None:
        """The days that are not counted: from the day after the notice to the papers, at most to the day it set."""
        last = min(self.received_on or until, self.due)
        if not self.not_counted or last <= self.on:
            return None
        end = f"{self.received_on}收到补正材料" if self.received_on else f"补正期限{self.due}"
        return Pause(self.on + ONE_DAY, last, f"补正期间不计（{self.on}通知补正，{end}）", SUPPLEMENT)


class AnswerAsked(Record, frozen=True, kw_only=True):
    """提交答辩通知书 (F21a) to the body whose opinion is reviewed, the day it sets, and what came of it."""

    number: str
    unit: str
    phone: str
    body: str
    due: dt.date
    article: str  # the rule behind the day, that of the request where no rule of the region holds
    answered_on: dt.date | None = None
    answer: str = ""  # what came: 文号, case file

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F21a", self.number),)


class Redone(Record, frozen=True, kw_only=True):
    """The body made its opinion anew, as our opinion had it do; `on` is when we knew."""

    number: str
    decided_on: dt.date


class ReviewCase(Record, frozen=True, kw_only=True):
    """The request that reached us: which opinion of which body it is about, and when the petitioner had that."""

    instance: Instance
    body: str  # whose opinion is reviewed
    about: str  # 文号 of that opinion
    decided_on: dt.date
    served_on: dt.date
    received_on: dt.date  # when the request reached us: the 30 days run from it
    last_day: dt.date  # the last day of the petitioner's 30 days as it was counted then
    supplements: tuple[Supplement, ...] = ()
    answers: tuple[AnswerAsked, ...] = ()
    redone: Redone | None = None

    def parts(self) -> Iterator[Record]:
        yield self
        yield from self.supplements
        yield from self.answers

    @property
    def name(self) -> str:
        """复查 or 复核."""
        return INSTANCES[self.instance]

    @property
    def late(self) -> bool:
        """Asked after the petitioner's 30 days; whether it is taken is for our office to say."""
        return self.received_on > self.last_day

    @property
    def reviewed(self) -> str:
        """What is reviewed: 处理意见 or 复查意见."""
        return REVIEWED[self.instance]

    @property
    def article(self) -> str:
        return ARTICLES[self.instance]

    @property
    def opinion_code(self) -> str:
        """F17 or F18."""
        return OPINIONS[self.instance]

    @property
    def period(self) -> str:
        """D8 or D10."""
        return PERIODS[self.instance]

    @property
    def open_supplement(self) -> Supplement | None:
        """The notice that waits for papers."""
        last = self.supplements[-1] if self.supplements else None
        return last if last and last.received_on is None else None

    @property
    def open_answer(self) -> AnswerAsked | None:
        """The notice to the body below that waits for its answer."""
        last = self.answers[-1] if self.answers else None
        return last if last and last.answered_on is None else None

    def pauses(self, until: dt.date) -> tuple[Pause, ...]:
        """The days of supplementing that a rule of the region does not count."""
        return tuple(filter(None, (one.pause(until) for one in self.supplements)))

    def with_received(self, ref: str, on: dt.date, received: tuple[str, ...]) -> ReviewCase:
        """The same with the papers that came in answer to the notice `ref`."""
        changed = tuple(
            msgspec.structs.replace(one, received_on=on, received=received) if one.ref == ref else one
            for one in self.supplements
        )
        return msgspec.structs.replace(self, supplements=changed)

    def with_answer(self, ref: str, on: dt.date, answer: str) -> ReviewCase:
        """The same with what the body below answered to the notice `ref`."""
        changed = tuple(
            msgspec.structs.replace(one, answered_on=on, answer=answer) if one.ref == ref else one
            for one in self.answers
        )
        return msgspec.structs.replace(self, answers=changed)
