"""What leaders do around a matter besides receiving: 包案 and 批示."""

from __future__ import annotations

import datetime as dt

from app.domain.records.record import Record


class LeadCase(Record, frozen=True, kw_only=True):
    """领导包案: a leader answers for the matter being settled (第十八条第二款). The handler stays the handler."""

    leader: str
    post: str
    reason: str
    ended_on: dt.date | None = None
    ended_by: str = ""
    ended_reason: str = ""


class Instruction(Record, frozen=True, kw_only=True):
    """领导批示 on a matter; `passed_to` is the office that it was passed on to, "" for none."""

    leader: str
    post: str
    words: str
    passed_to: str
