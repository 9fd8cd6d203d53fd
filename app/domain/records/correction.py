"""A slip put right (更正)."""

from __future__ import annotations

from app.domain.records.record import Record


class Correction(Record, frozen=True, kw_only=True):
    """A slip put right (更正): what stood before stays readable beside what is right."""

    field: str
    to: int  # which petitioner, counted from 1; 0 for the matter itself
    before: str
    after: str
    reason: str
