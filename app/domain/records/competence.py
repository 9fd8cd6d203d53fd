"""What the office decided about its own competence (《信访工作条例》第二十三条)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from app.domain.codes import DeclineReason, FinalReason, NoticeKind, Route
from app.domain.records.record import Record


class Acceptance(Record, frozen=True, kw_only=True):
    """受理, route 31(6), with the number of the notice F03; of a request for review F15, F16."""

    route: str  # "31-6"
    notice_number: str
    office: str  # 承办单位
    handler: str  # 承办人, "" when not yet named
    due: dt.date  # last day of D5 as it was told in the notice
    unit: str  # our office's name as it stood on the notice
    phone: str
    simplified: bool = False  # 简易办理
    simplified_due: dt.date | None = None  # last day of D13 as it was counted that day
    paper: str = "F03"

    def papers(self) -> tuple[tuple[str, str], ...]:
        return ((self.paper, self.notice_number),)


class Notice(Record, frozen=True, kw_only=True):
    """The first decision where it was not to accept (第二十三条第一款), with what its paper says; "" where that
    does not apply.

    `body` is whom the petitioner should turn to or whom the matter went to; our own `unit` where we handle it
    ourselves by another procedure (route). The `original_…` are the final opinion of decline_final.
    """

    kind: NoticeKind
    paper: str  # F04, F04b, F05, F06, F07; F15a, F16a of a request for review
    number: str
    unit: str  # our office's name as it stood on the paper
    phone: str
    route: Route | Literal[""] = ""
    body: str = ""
    body_address: str = ""
    body_phone: str = ""
    procedure: str = ""
    term: str = ""  # how long that procedure takes, in words
    reason_code: DeclineReason | FinalReason | Literal[""] = ""
    reason: str = ""
    original_number: str = ""
    original_body: str = ""
    original_on: dt.date | None = None
    letter_number: str = ""  # of the letter to the body: F08 when forwarded, F09 when assigned
    report_due: dt.date | None = None  # by which the body reports, when assigned
    demands: str = ""

    def papers(self) -> tuple[tuple[str, str], ...]:
        code = "F09" if self.kind == "assigned_down" else "F08"
        letter = ((code, self.letter_number),) if self.letter_number else ()
        return ((self.paper, self.number), *letter)
