"""Papers of the desk itself, of no single petition: registers, lists, reports.

A desk paper shows one answer of the desk (a register of numbers, the counts of a month): whoever wants it asks the
desk first and hands the answer on, so that paper, window and command line cannot differ.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from app.documents import (
    day_register,
    number_register,
    petition_list,
    reception,
    recovery_sheet,
    report,
    verify_report,
)
from app.documents.paper import Paper
from app.domain.errors import RuleBroken
from app.domain.office import Office


class DeskContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that a desk paper may know: `told` is the answer that it shows; `wording` as in PaperContext."""

    told: msgspec.Struct
    office: Office
    today: dt.date
    wording: Path | None = None


DESK_PAPERS: dict[str, Paper] = {
    paper.code: paper
    for paper in (
        report.PAPER,
        number_register.PAPER,
        reception.PLAN,
        reception.RECORD,
        recovery_sheet.PAPER,
        day_register.PAPER,
        verify_report.PAPER,
        petition_list.PAPER,
    )
}


def render(code: str, context: DeskContext) -> bytes:
    """The paper as PDF, the same bytes for the same context. Raises as `papers.render` does."""
    paper = DESK_PAPERS.get(code)
    if paper is None:
        known = "、".join(f"{paper.code}（{paper.title}）" for paper in DESK_PAPERS.values())
        raise RuleBroken("paper-unknown", f"没有代号为“{code}”的本台表册，可用的有{known}。", paper=code)
    return paper.render(context)
