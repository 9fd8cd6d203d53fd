"""归档: after the closing, once; how long it is kept is chosen by a person from data."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.domain.errors import RuleBroken
from app.domain.office import NumberPattern
from app.domain.records.archiving import RetentionRule, suggested
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.archive import Archive
from app.domain.steps.closing import Close
from app.domain.steps.correction import Correct
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import Forward
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from app.shipped import load_retention
from tests.app.domain.folding import COMPLETE, TODAY, Folding

CLOSED_ON = dt.date(2026, 3, 18)
FORWARDED = (Forward(body="县水利局"), Serve(paper="F05"), Close(on=TODAY))
OPINION = (
    Accept(on=dt.date(2026, 3, 3), office="村镇建设办"),
    Investigate(on=dt.date(2026, 3, 5), record="查看现场。"),
    DraftOpinion(
        on=dt.date(2026, 3, 10),
        facts_found="属实。",
        basis=(Basis(law="《公路法》"),),
        results=(RequestResult(request=1, result="support", opinion="年内硬化。"),),
    ),
    ApproveOpinion(on=dt.date(2026, 3, 11)),
    IssueOpinion(on=dt.date(2026, 3, 12)),
    Serve(on=dt.date(2026, 3, 13), paper="F12"),
    Close(on=CLOSED_ON),
)
ARCHIVE = Archive(retention="30_years", pages=16)


def closed() -> Folding:
    folding = Folding()
    folding.run(*OPINION)
    return folding


def refusal(folding: Folding, step: Archive) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.decide(step)
    return refused.value


def test_a_closed_petition_is_archived_with_number_period_and_pages() -> None:
    petition = closed().run(Archive(retention="permanent", pages=31, volumes=2, place="3号柜", checker="王芳"))
    kept = petition.archive
    assert kept is not None
    assert petition.stage == "archived"
    assert (kept.number, kept.retention, kept.volumes, kept.pages) == ("XF-2026-1", "permanent", 2, 31)
    assert (kept.archivist, kept.checker, kept.unit) == ("李明", "王芳", COMPLETE.name)


@pytest.mark.parametrize("count", range(len(OPINION)))
def test_nothing_is_archived_before_it_is_closed(count: int) -> None:
    folding = Folding()
    folding.run(*OPINION[:count])
    assert refusal(folding, ARCHIVE).code == "not-closed"


def test_a_petition_is_archived_once() -> None:
    folding = closed()
    folding.run(ARCHIVE)
    refused = refusal(folding, ARCHIVE)
    assert refused.code == "archived-already"
    assert "XF-2026-1" in refused.message


@pytest.mark.parametrize(
    ("day", "code"), [(CLOSED_ON - dt.timedelta(days=1), "on-before-event"), (CLOSED_ON, ""), (TODAY, "")]
)
def test_it_is_archived_on_the_day_of_closing_at_the_earliest(day: dt.date, code: str) -> None:
    step = msgspec.structs.replace(ARCHIVE, on=day)
    if code:
        assert refusal(closed(), step).code == code
    else:
        assert closed().run(step).stage == "archived"


def test_after_archiving_only_a_contact_and_a_correction_remain() -> None:
    folding = closed()
    petition = folding.run(ARCHIVE)
    possible = {offer.step for offer in table.offers(petition) if offer.possible}
    before = {offer.step for offer in table.offers(closed().petition) if offer.possible}
    assert possible == before - {"archive", "attach"}
    petition = folding.run(AddContact(note="询问"), Correct(field="phone", to=1, value="13800000000", reason="漏填"))
    assert petition.stage == "archived"


def test_the_number_belongs_to_the_year_in_which_the_matter_ended() -> None:
    folding = closed()
    folding.today = dt.date(2027, 1, 5)
    assert folding.run(msgspec.structs.replace(ARCHIVE, on=dt.date(2027, 1, 5))).archive.number == "XF-2026-1"


@pytest.mark.parametrize(
    ("typed", "number", "serials"),
    [
        ("", "XF-2026-1", (("archive", 2026, 1),)),
        ("XF-2026-1", "XF-2026-1", (("archive", 2026, 1),)),
        ("0043-XF·2026-Y-0007", "0043-XF·2026-Y-0007", ()),
        ("XF-2026-1-附", "XF-2026-1-附", ()),
    ],
)
def test_the_number_is_taken_from_the_series_or_typed(
    typed: str, number: str, serials: tuple[tuple[str, int, int], ...]
) -> None:
    (facts,) = closed().decide(msgspec.structs.replace(ARCHIVE, number=typed))
    assert facts.number == number  # type: ignore[attr-defined]
    assert facts.serials() == serials


@pytest.mark.parametrize("typed", ["XF-2026-2", "XF-2027-1", "XF-2026-01"])
def test_a_typed_number_that_the_series_gives_to_another_volume_is_refused(typed: str) -> None:
    assert refusal(closed(), msgspec.structs.replace(ARCHIVE, number=typed)).code == "number-of-series"


def test_the_office_has_its_own_pattern_of_archive_numbers() -> None:
    own = NumberPattern(series="archive", pattern="0043-XF·{year}-{serial}")
    folding = Folding(office=msgspec.structs.replace(COMPLETE, patterns=(own,)))
    folding.run(*OPINION)
    assert refusal(folding, msgspec.structs.replace(ARCHIVE, number="0043-XF·2026-9")).code == "number-of-series"
    assert folding.run(ARCHIVE).archive.number == "0043-XF·2026-1"


def test_the_shipped_rules_suggest_thirty_years_with_a_result_and_ten_without() -> None:
    rules = load_retention()
    forwarded = Folding()
    forwarded.run(*FORWARDED)
    assert suggested(rules, closed().petition) == "30_years"
    assert suggested(rules, forwarded.petition) == "10_years"
    assert suggested(rules, Folding().petition) == ""


def test_permanent_is_never_suggested_by_the_shipped_rules() -> None:
    (permanent,) = [rule for rule in load_retention() if rule.retention == "permanent"]
    assert permanent.suggested_for == ()


def test_a_county_suggests_by_its_own_rules() -> None:
    own = (RetentionRule(retention="permanent", words="全部", suggested_for=("F12",), source="本县"),)
    assert suggested(own, closed().petition) == "permanent"
