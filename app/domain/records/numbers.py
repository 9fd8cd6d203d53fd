"""作废文号: a number that was spoilt stays visible as void for ever and is never given again."""

from __future__ import annotations

import datetime as dt

from app.domain.records.record import Record


class VoidNumber(Record, frozen=True, kw_only=True):
    """One void number and the paper that bore it; `replaced_by` is "" until the paper has a new one."""

    paper: str  # the key of the paper: F03, F27.2
    number: str
    reason: str
    replaced_by: str = ""
    replaced_on: dt.date | None = None
