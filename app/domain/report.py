"""信访情况月报 and 年度报告 (《信访工作条例》第四十一条): which days a report covers."""

from __future__ import annotations

import datetime as dt

import msgspec

from app.domain.counted import Counts
from app.domain.counting import CountingRules, business_month

MONTHS = 12


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of one business month, or of a year where `month` is None."""

    year: int
    month: int | None
    counts: Counts

    @property
    def name(self) -> str:
        """2026年10月, or 2026年."""
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年"


def span(rules: CountingRules, year: int, month: int | None) -> tuple[dt.date, dt.date]:
    """First and last day; a year is its twelve business months. Raises RuleBroken for a month there is not."""
    if month is not None:
        return business_month(rules, year, month)
    return business_month(rules, year, 1)[0], business_month(rules, year, MONTHS)[1]
