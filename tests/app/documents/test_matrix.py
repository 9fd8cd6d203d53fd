"""Each kind of entry x each paper: what is offered can be drawn, anything else is refused in one Chinese sentence."""

from __future__ import annotations

import functools
import re

import pypdfium2 as pdfium
import pytest

from app.documents.paper import PaperContext
from app.documents.papers import PAPERS, render
from app.domain.clocks import clocks_of
from app.domain.errors import RuleBroken
from app.domain.papers import offered
from app.domain.petition import Petition
from app.domain.records.record import code_of
from app.domain.steps.table import KINDS
from app.shipped import load_calendar, load_periods
from tests.app.documents.reached import LATE, OFFICE, reached
from tests.app.domain.test_entries import OF_DESK

# Two desks and what is handed to another body: no paper comes of it (test_custody, test_sealed_material).
BETWEEN = {"passed_on", "taken_over", "passed_back", "beside_settled", "sealed_transfer"}
# sealed: folded as what it holds
ABOUT_A_PETITION = [kind for kind in KINDS if kind not in {*OF_DESK, *BETWEEN, "sealed"}]


@functools.cache
def states() -> dict[str, Petition]:
    return reached()


@functools.cache
def tools() -> tuple[object, object]:
    return load_periods(), load_calendar()


def context(petition: Petition, key: str = "") -> PaperContext:
    served = key.partition("-")[2]
    return PaperContext(
        petition=petition,
        office=OFFICE,
        today=LATE,
        deadlines=clocks_of(petition, *tools(), LATE),  # type: ignore[arg-type]
        key=key.partition("-")[0],
        served_paper=served,
        query_code="K7M4-PX92-T",
        qr="SWT1.43062110100001-2026-000001",
    )


@pytest.mark.parametrize("kind", ABOUT_A_PETITION)
def test_after_every_entry_each_paper_is_drawn_or_refused_in_words(kind: str) -> None:
    assert kind in states(), f"no petition ends with {kind}: give its step an example that can be taken (reached.py)"
    petition = states()[kind]
    possible = offered(petition)
    for key in possible:
        code = code_of(key.partition("-")[0])
        assert PAPERS[code].facts(context(petition, key)), f"{key} is offered after {kind} and refused"
    for code in set(PAPERS) - set(possible):
        try:
            PAPERS[code].facts(context(petition))
        except RuleBroken as refused:
            assert re.search("[\u4e00-\u9fff]", refused.message)  # noqa: PT017 - both ways are right
            assert refused.message.endswith("。")  # noqa: PT017


@pytest.mark.parametrize("code", PAPERS)
def test_every_paper_is_offered_after_some_entry_and_then_drawn(code: str) -> None:
    offering = {
        key: petition
        for petition in states().values()
        for key in offered(petition)
        if code_of(key.partition("-")[0]) == code
    }
    assert offering, f"{code} is offered in no state that was reached"
    for key, petition in offering.items():
        document = pdfium.PdfDocument(render(code, context(petition, key)))
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
        assert len(document) >= 1
        # the public announcement of a hearing (F22b) names its subject, no petition
        assert petition.number in text or petition.title in text or code == "F22b", key
