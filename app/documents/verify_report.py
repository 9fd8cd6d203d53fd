"""F37 核验报告: what was checked and what came out, signed by the station; its JSON and claim lie in the PDF."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter

from app.documents.day_register import grouped
from app.documents.ink import MM
from app.documents.listing import FINE, HEADING, Listing
from app.documents.page import WIDTH
from app.documents.paper import Paper, load_texts
from app.documents.practice import banded
from app.documents.wording import Expected, Wording
from app.domain.errors import RuleBroken
from app.domain.papers import DESK_PAPER_TITLES
from app.domain.proof import REPORT_CLAIM, REPORT_JSON, STATES, SignedReport, canonical

if TYPE_CHECKING:
    from app.documents.desk_paper import DeskContext

CODE = "F37"
NAME = DESK_PAPER_TITLES["F37"]
TEXTS: Expected = {
    "title": (),
    "who": ("at", "station", "epoch", "program", "officer"),
    "checks": (),
    "check_columns": (),
    "chain": (),
    "chain_columns": (),
    "no_chain": (),
    "how": (),
    "claim": (),
    "not_proven": (),
}
CHECKS = (34 * MM, 18 * MM, WIDTH - 52 * MM)
LINES = (29 * MM, 16 * MM, 34 * MM, WIDTH - 79 * MM)
CLAIM_LINE = 60  # characters of the claim in a line


def facts(context: DeskContext) -> SignedReport:
    """RuleBroken when something else than a signed report is handed in."""
    if not isinstance(context.told, SignedReport):
        raise RuleBroken("paper-of-another-answer", f"{NAME}只能按核验结果打印。")
    return context.told


def draw(signed: SignedReport, say: Wording) -> bytes:
    report = signed.report
    page = Listing(f"{say('title')}（{report.unit}）", report.unit, report.unit, say("title"))
    at = _moment(report.at)
    page.text(
        say("who", at=at, station=report.station, epoch=report.epoch, program=report.program, officer=report.officer)
    )
    page.text(report.verdict, style=HEADING)
    page.subheading(say("checks"))
    rows = [(check.title, STATES[check.state], check.told) for check in report.checks]
    page.table(CHECKS, say("check_columns").split(), rows)
    page.subheading(say("chain"))
    if report.lines:
        lines = [
            (str(one.epoch), str(one.entries), one.at[:19].replace("T", " "), grouped(one.hash)) for one in report.lines
        ]
        page.table(LINES, say("chain_columns").split(), lines)
    else:
        page.text(say("no_chain"))
    claim = (signed.claim[at : at + CLAIM_LINE] for at in range(0, len(signed.claim), CLAIM_LINE))
    page.code(signed.claim, say("claim"), *claim)
    page.text(say("how"), style=FINE)
    page.text(say("not_proven"), style=FINE)
    return _with_parts(page.finish(), signed)


def pdf_of(signed: SignedReport) -> bytes:
    """The report as PDF with the shipped wording: the same bytes for whoever draws it again from the signed JSON."""
    return banded(draw(signed, load_texts(CODE, TEXTS, None)), signed.report.station)


def _moment(at: str) -> str:
    return at[:19].replace("T", " ")


def _with_parts(pdf: bytes, signed: SignedReport) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.add_attachment(REPORT_JSON, canonical(signed.report))
    writer.add_attachment(REPORT_CLAIM, signed.claim.encode("ascii"))
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _draw(signed: SignedReport, _own: Wording) -> bytes:
    return pdf_of(signed)


PAPER = Paper(code=CODE, title=NAME, texts=TEXTS, facts=facts, draw=_draw)
