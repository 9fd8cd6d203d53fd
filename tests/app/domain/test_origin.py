"""来源: what each kind of source needs, and the period of what was sent down (第二十三条第三款)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.errors import RuleBroken
from app.domain.records.origin import ORIGINS, Origin
from app.domain.steps.acceptance import Accept
from app.domain.steps.service import Serve
from tests.app.domain.folding import COMPLETE, RECEIVED, TODAY, Folding
from tests.helpers import person, registration

COUNTY = "岳阳县信访局"
ABOVE: dict[str, Any] = {"body": COUNTY, "letter_number": "岳信转〔2026〕7号", "letter_on": dt.date(2026, 2, 27)}
AGENCY: dict[str, Any] = {"agent": "刘运来", "village": "石桥村", "authority_on": dt.date(2026, 3, 1)}


def sent(kind: Any, **told: Any) -> Folding:
    return Folding(registration(on=RECEIVED, origin=Origin(kind=kind, **told)))


def clock(folding: Folding, code: str, today: dt.date = TODAY) -> Any:
    found = clocks_of(folding.petition, shipped.load_periods(), shipped.load_calendar(), today)
    return {one.code: one for one in found}.get(code)


@pytest.mark.parametrize(
    ("kind", "told", "code"),
    [
        ("forwarded", {}, "sender-missing"),
        ("assigned", {"body": " "}, "sender-missing"),
        ("assigned", {"body": COMPLETE.name}, "sender-is-own"),
        ("forwarded", {**ABOVE, "result_due": dt.date(2026, 4, 1)}, "origin-not-here"),
        ("hotline", {"body": "12345中心", "report": True}, "origin-not-here"),
        ("leader", {"body": "县长", "body_number": "1"}, "origin-not-here"),
        ("forwarded", {**ABOVE, "agent": "刘运来"}, "origin-not-here"),
        ("agency", {**AGENCY, "body": COUNTY}, "origin-not-here"),
        ("agency", {**AGENCY, "agent": ""}, "agent-missing"),
        ("agency", {**AGENCY, "agent": "张三"}, "agent-is-petitioner"),
        ("agency", {**AGENCY, "authority_on": None}, "authority-missing"),
        ("agency", {**AGENCY, "authority_on": dt.date(2026, 3, 3)}, "origin-day"),
        ("forwarded", {**ABOVE, "letter_on": dt.date(2026, 3, 3)}, "origin-day"),
        ("forwarded", {**ABOVE, "raised_on": dt.date(2026, 2, 28)}, "origin-day"),
        ("assigned", {**ABOVE, "result_due": dt.date(2026, 2, 26)}, "origin-day"),
    ],
)
def test_a_source_that_is_not_whole_or_not_in_order_is_refused(kind: Any, told: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        sent(kind, **told)
    assert refused.value.code == code
    assert str(refused.value.facts["field"]).startswith("origin.")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("forwarded", {"body": COUNTY}),
        ("forwarded", {**ABOVE, "raised_on": dt.date(2026, 2, 27), "report": True}),
        ("assigned", {**ABOVE, "letter_on": RECEIVED, "result_due": RECEIVED}),
        ("hotline", {}),
        ("leader", {"body": "县长王某"}),
        ("agency", {**AGENCY, "authority_on": RECEIVED}),
        ("other", {}),
    ],
)
def test_a_whole_source_is_kept_as_it_was_told(kind: Any, told: dict[str, Any]) -> None:
    petition = sent(kind, **told).petition
    assert petition.origin is not None
    assert petition.source == ORIGINS[kind]
    assert all(getattr(petition.origin, name) == value for name, value in told.items())


def test_what_was_raised_here_has_no_origin() -> None:
    petition = Folding().petition
    assert (petition.origin, petition.from_above, petition.source) == (None, None, "直接提出")


def test_a_report_is_always_asked_of_what_was_assigned() -> None:
    assigned, forwarded = sent("assigned", **ABOVE).petition, sent("forwarded", **ABOVE).petition
    assert assigned.origin is not None
    assert assigned.origin.report
    assert forwarded.origin is not None
    assert not forwarded.origin.report


def test_a_source_in_the_words_of_the_clerk_stays() -> None:
    step = registration(on=RECEIVED, source="县长热线转办", origin=Origin(kind="hotline"))
    assert Folding(step).petition.source == "县长热线转办"


@pytest.mark.parametrize("kind", ["forwarded", "assigned"])
def test_what_was_sent_down_is_told_within_fifteen_days_of_receipt(kind: Any) -> None:
    folding = sent(kind, **ABOVE)
    assert clock(folding, "D1") is None
    running = clock(folding, "D2", dt.date(2026, 3, 17))
    assert (running.day_zero, running.nominal, running.state) == (RECEIVED, dt.date(2026, 3, 17), "running")
    assert running.article == "《信访工作条例》第二十三条第三款"
    assert COUNTY in running.why
    assert clock(folding, "D2", dt.date(2026, 3, 18)).state == "missed"


@pytest.mark.parametrize(("day", "state"), [(dt.date(2026, 3, 17), "met"), (dt.date(2026, 3, 18), "met_late")])
def test_the_notice_of_what_was_sent_down_is_met_by_its_service(day: dt.date, state: str) -> None:
    folding = Folding(
        registration(person("张三"), person("李四"), on=RECEIVED, origin=Origin(kind="assigned", **ABOVE))
    )
    folding.run(Accept(on=dt.date(2026, 3, 4)), Serve(paper="F03", to=(1,), on=dt.date(2026, 3, 5)))
    assert clock(folding, "D2").state == "missed"
    folding.run(Serve(paper="F03", to=(2,), on=day))
    assert (clock(folding, "D2").state, clock(folding, "D2").met_on) == (state, day)


@pytest.mark.parametrize(("kind", "told"), [("hotline", {}), ("leader", {}), ("agency", AGENCY), ("other", {})])
def test_a_source_that_the_article_does_not_name_leaves_the_usual_period(kind: Any, told: dict[str, Any]) -> None:
    folding = sent(kind, **told)
    assert clock(folding, "D2") is None
    assert clock(folding, "D1").nominal == dt.date(2026, 3, 17)
