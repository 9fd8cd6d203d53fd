"""Every paper as it is read: page count and text line by line, kept under tests/reference/papers and read by eye.

What changes here changes on paper: `pytest --update-reference` writes it anew, the diff is what a clerk will see.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import pytest

from app.desk import Desk
from app.documents.desk_paper import DESK_PAPERS
from app.documents.papers import PAPERS, render
from app.domain.listing import USUAL, Selection
from app.domain.papers import DESK_PAPER_TITLES, title_of
from app.domain.passphrases import RecoverySheet
from app.domain.proof import ChainLine, SignedReport
from app.domain.records.reception import ReceptionDays
from app.domain.steps.acceptance import Accept
from app.domain.steps.notice import Forward
from app.domain.steps.reception import PlanReceptionDay, ReceiveByLeader
from tests.app.documents.sample import context_for
from tests.helpers import person, registered

REFERENCE = Path(__file__).parents[2] / "reference" / "papers"
Check = Callable[[str, bytes], None]


KEY = ("5APP2", "3T8HK", "EFTH9", "PVR7R", "KH56P", "4TKKT", "ACAT3", "A3WFY")


def as_read(pdf: bytes) -> bytes:
    """Page count, then each page: its number and the lines as a reader sees them."""
    document = pdfium.PdfDocument(pdf)
    lines = [f"pages: {len(document)}"]
    for number in range(len(document)):
        lines.append(f"--- {number + 1}")
        lines.extend(line.rstrip() for line in document[number].get_textpage().get_text_range().splitlines())
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("code", PAPERS)
def test_a_paper_reads_as_it_was_approved(code: str, check_reference: Check) -> None:
    check_reference(f"papers/{code}.txt", as_read(render(code, context_for(code))))


def test_the_papers_of_the_desk_read_as_they_were_approved(desk: Desk, check_reference: Check) -> None:
    desk.run_desk(
        PlanReceptionDay(
            held_on=dt.date(2026, 3, 2), leader="陈明", post="镇长", hours="9:00至11:30", place="信访接待室"
        )
    )
    number = registered(desk)
    desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    desk.run(number, ReceiveByLeader(leader="陈明", said="盼早动工。", decided="两周答复。", due=dt.date(2026, 3, 16)))
    desk.run(registered(desk, person("李四"), channel="letter"), Forward(body="供水站"))
    days = desk.reception_days(2026)
    told = {
        "F31": desk.report(2026, 3),
        "F32": desk.document_numbers("", 2026),
        "F33": ReceptionDays(year=2026, days=days),
        "F34": days[0],
        "F35": RecoverySheet(sheet=2, groups=KEY, qr="SWTREC1|0", station=desk.station, made_by="李明"),
        "F36": msgspec.structs.replace(desk.day_register(), hash="0123abcd" * 8),
        "F37": _report(desk),
        "F38": desk.list_told(Selection(clock="later", order="due"), USUAL, most=9),
    }
    assert set(told) == set(DESK_PAPERS)
    for code, answer in told.items():
        check_reference(f"papers/{code}.txt", as_read(desk.desk_paper(code, answer)))


def _report(desk: Desk) -> SignedReport:
    """A report of a desk whose chain, and so its signature, is the same in every run."""
    lines = (ChainLine(station=desk.station, epoch=1, entries=5, at="2026-03-02T09:00:00+08:00", hash="0123abcd" * 8),)
    signed = desk.verify_report()
    checks = tuple(
        msgspec.structs.replace(check, told=re.sub(r"共 \d+ 页", "共 36 页", check.told))  # it grows with the schema
        for check in signed.report.checks
    )
    report = msgspec.structs.replace(signed.report, lines=lines, program="0.0.0", checks=checks)
    return SignedReport(report=report, claim="|".join(("SWV1", desk.station, "1", report.at, "ok", "5", "A" * 86)))


NO_TEXT = re.compile(
    r"— \d+ —|\D*\d{4}年\d+月\d+日|\D*年 +月 +日|（.*）|某某镇人民政府|附件：.*|\d\. \S{,12}（.*）|\d\. 送达回证|"
)


def test_no_paper_has_a_page_of_signature_seal_and_date_alone() -> None:
    for file in sorted(REFERENCE.iterdir()):
        for page in re.split(r"^--- \d+\n", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            text = [line for line in page.splitlines() if not NO_TEXT.fullmatch(line.strip())]
            assert text, f"{file.stem}: {page}"


def test_no_reference_is_left_of_a_paper_that_went() -> None:
    assert {file.stem for file in REFERENCE.iterdir()} == {*PAPERS, *DESK_PAPERS}


def test_the_papers_of_the_desk_are_named_alike_everywhere() -> None:
    assert {code: paper.title for code, paper in DESK_PAPERS.items()} == DESK_PAPER_TITLES
    assert title_of("F35") == "恢复表"
