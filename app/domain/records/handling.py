"""Handling: who has the matter, what they found out, and whether they were given more time."""

from __future__ import annotations

import datetime as dt

from app.domain.records.record import Record


class Extension(Record, frozen=True, kw_only=True):
    """延期 of the 60 days by at most 30, once, with the notice F11 (第三十四条)."""

    reason: str
    days: int
    approver: str
    due: dt.date  # last day of D6 as it is told in the notice, as counted
    number: str
    unit: str
    phone: str

    def papers(self) -> tuple[tuple[str, str], ...]:
        return ("F11", self.number), ("F11a", "")


class Assignment(Record, frozen=True, kw_only=True):
    """交由某科室（所、站）承办; with `reason` and the `former` handler where the handler was changed."""

    office: str
    handler: str
    co_handlers: tuple[str, ...]
    note: str
    reason: str = ""
    former: str = ""


class Investigation(Record, frozen=True, kw_only=True):
    """A dated record of listening, looking, asking (《信访工作条例》第三十一条第六项)."""

    place: str
    participants: tuple[str, ...]
    record: str
    evidence: tuple[str, ...]
