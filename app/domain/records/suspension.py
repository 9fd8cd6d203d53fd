"""中止、恢复办理, where a rule of the region allows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.domain.deadlines import Pause
from app.domain.records.record import Record
from app.domain.suspension_rules import SuspensionGround
from app.domain.workdays import ONE_DAY

WHILE = "中止办理"


class Resumption(Record, frozen=True, kw_only=True):
    """恢复办理 with its notice F26a; `due` is the last day as it is counted now, `days` what was not counted."""

    number: str
    unit: str
    phone: str
    reason: str
    approver: str
    suspended_on: dt.date
    suspension_number: str
    days: int
    due: dt.date

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F26a", self.number),)


class Suspension(Record, frozen=True, kw_only=True):
    """中止办理 with its notice F26; `words`, `article` and `periods` are those of the rule that allowed it that day."""

    number: str
    unit: str
    phone: str
    ground: SuspensionGround
    words: str
    article: str
    periods: tuple[str, ...]
    reason: str
    evidence: str
    approver: str
    resumed: Resumption | None = None

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F26", self.number),)

    def parts(self) -> Iterator[Record]:
        yield self
        if self.resumed:
            yield self.resumed


def suspended(suspensions: tuple[Suspension, ...], until: dt.date) -> tuple[Pause, ...]:
    """The days that are not counted: those between suspension and resumption, both excluded; of one that goes on up to
    `until`.
    """
    found = []
    for one in suspensions:
        last = one.resumed.on - ONE_DAY if one.resumed else until
        if last > one.on:
            end = f"{one.resumed.on}恢复办理" if one.resumed else "尚未恢复办理"
            reason = f"{WHILE}期间不计（{one.on}中止，{end}；{one.article}）"
            found.append(Pause(first=one.on + ONE_DAY, last=last, reason=reason, what=WHILE, codes=one.periods))
    return tuple(found)
