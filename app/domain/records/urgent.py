"""重大紧急信访事项报告 (第二十五条): about what happened, never about the conduct or the danger of a person."""

from __future__ import annotations

import datetime as dt

from app.domain.records.record import Record


class UrgentReport(Record, frozen=True, kw_only=True):
    """One report F29 to the own party committee and government; a later one goes on from the one before (续报)."""

    number: str
    unit: str
    phone: str
    reported_to: tuple[str, ...]
    informed: tuple[str, ...]
    happened_on: dt.date
    time: str
    place: str
    people_count: int | None
    happening: str
    measures: str
    asked: str
    follow_up: bool

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F29", self.number),)
