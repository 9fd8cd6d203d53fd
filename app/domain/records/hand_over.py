"""The first contact hands the matter on (首问移交)."""

from __future__ import annotations

import datetime as dt

from app.domain.records.record import Record


class HandOver(Record, frozen=True, kw_only=True):
    """The first contact hands the matter on; it counts from the receiver's confirmation, and comes to nothing when
    the receiver returns it with a reason. The limits are those of the office on that day, in working days, 0 for none.
    """

    to_office: str
    to_officer: str
    reason: str
    confirmed_on: dt.date | None = None
    confirmed_by: str = ""
    returned_on: dt.date | None = None
    returned_by: str = ""
    return_reason: str = ""
    confirm_within: int = 0
    return_within: int = 0
    rule: str = ""  # the local rule that sets them

    @property
    def answered_on(self) -> dt.date | None:
        """The day on which the receiver took it or returned it."""
        return self.confirmed_on or self.returned_on
