"""简易办理 (known from a press summary only): back to the ordinary procedure."""

from __future__ import annotations

from app.domain.records.record import Record


class Ordinary(Record, frozen=True, kw_only=True):
    """转为普通程序: the matter proved not to suit simplified handling."""

    reason: str
