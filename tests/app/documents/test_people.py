"""When and how a matter was raised, as the papers say it: here, or elsewhere and sent down."""

from __future__ import annotations

import datetime as dt

import pytest

from app.documents.papers import render
from app.domain.records.origin import Origin
from tests.app.documents.reading import text_of
from tests.app.documents.sample import context_for

SENT = Origin(kind="forwarded", body="某某县信访局", raised_on=dt.date(2026, 2, 20))


@pytest.mark.parametrize("code", ["F02", "F03", "F04", "F04b", "F05", "F06", "F07", "F11", "F12", "F13", "F14"])
def test_what_was_sent_down_was_raised_there_and_reached_us_later(code: str) -> None:
    text = text_of(render(code, context_for(code, origin=SENT)))
    assert "于2026年2月20日以来访（某某县信访局转送，我单位于2026年3月2日收到）形式提出" in text


def test_a_day_of_raising_that_nobody_told_is_not_invented() -> None:
    assigned = Origin(kind="assigned", body="某某县信访局", report=True)
    text = text_of(render("F03", context_for("F03", origin=assigned)))
    assert "于2026年3月2日前以来访（某某县信访局交办，我单位于2026年3月2日收到）形式提出" in text


@pytest.mark.parametrize("kind", ["hotline", "leader", "agency", "other"])
def test_other_sources_leave_the_sentence_as_it_is(kind: str) -> None:
    text = text_of(render("F03", context_for("F03", origin=Origin(kind=kind, body="某某"))))  # type: ignore[arg-type]
    assert "于2026年3月2日以来访形式提出" in text
