"""作废: a number that was spoilt, or a registration made by mistake, stays visible as void for ever; no number is given
again.
"""

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


class Voiding(Record, frozen=True, kw_only=True):
    """登记作废: the registration was a mistake (the same form typed twice); its number is never used again."""

    reason: str
