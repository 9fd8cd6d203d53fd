"""What is reported up on what was assigned to us, and to us on what we assigned (第二十二条第一款第三项)."""

from __future__ import annotations

import datetime as dt

from app.domain.records.record import Record


class ReportUp(Record, frozen=True, kw_only=True):
    """报送办结报告 (F12a) to the sender (第二十二条第一款第三项).

    `annex` is the paper that went to the petitioners, by its key, "" when none did; `handler` answers questions.
    """

    number: str
    unit: str
    phone: str
    body: str
    signer: str  # 签发人
    handler: str  # 经办人
    handler_phone: str
    findings: str
    handling: str
    annex: str
    annex_number: str
    served_on: dt.date | None  # the day on which every addressee had the annex
    office: str  # 承办单位

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F12a", self.number),)


class BodyReport(Record, frozen=True, kw_only=True):
    """The report of the body to which we assigned the matter, as it came in."""

    body: str
    number: str
    summary: str
