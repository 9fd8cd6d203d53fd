"""What was done in the time that is counted: every figure is its rows, evaluations judge the work, nobody is ranked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counted import Counts
from app.domain.counting import CountingRules
from app.domain.dealings import DEALT, Group, Happened, Share
from app.domain.papers import PAPERS
from app.domain.petition import Petition
from app.domain.records.ending import Closing
from app.domain.records.follow_up import CONTENT, SATISFACTION, FollowUp
from app.domain.records.origin import ORIGINS, Origin
from app.domain.records.reply import Reply
from app.domain.report import span
from app.domain.steps.leader import RecordInstruction, TakeLeadCase
from app.domain.steps.notice import Forward
from app.domain.steps.reception import ReceiveByLeader
from app.ledgers.counts import count
from tests.app.domain.folding import RECEIVED, Folding

RULES = CountingRules()
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
SAMPLE = Folding().petition
days = st.integers(-20, 20).map(lambda n: LAST + dt.timedelta(days=n))


def counted(*petitions: Petition) -> Counts:
    return count(petitions, RULES, FIRST, LAST, clocks=lambda _petition: (), as_of=dt.date(2026, 12, 1))


def group(counts: Counts, code: str) -> dict[str, int]:
    found: Group = next(one for one in counts.groups if one.code == code)
    return {tally.code: tally.value for tally in found.tallies if tally.value}


def share(counts: Counts, code: str) -> Share:
    return next(one for one in counts.shares if one.code == code)


def asked(satisfaction: str, on: dt.date = LAST) -> FollowUp:
    told: dict[str, Any] = {"on": on, "by": "李明", "way": "phone", "to": 1, "name": "张三", "said": "", "remains": ""}
    told |= {"satisfaction": satisfaction, "reception": "", "handling": "", "result": ""}
    return msgspec.convert(told, FollowUp)


def closed(*satisfaction: str, on: dt.date = LAST, **given: Any) -> Petition:
    closing = Closing(on=on, by="李明", summary="", settled=None)
    follow_ups = tuple(map(asked, satisfaction))
    return msgspec.structs.replace(SAMPLE, closing=closing, follow_ups=follow_ups, **given)


@pytest.mark.parametrize(
    ("petitions", "evaluated", "content"),
    [
        ([], (0, 0), (0, 0)),
        ([closed()], (0, 1), (0, 0)),
        ([closed("none")], (0, 1), (0, 0)),  # asked, but nobody judged
        ([closed("satisfied"), closed("basically"), closed("dissatisfied"), closed("none")], (3, 4), (2, 3)),
        ([closed("dissatisfied", "satisfied")], (1, 1), (1, 1)),  # the last one counts
        ([closed("satisfied", "none")], (1, 1), (1, 1)),
        ([closed("satisfied", on=FIRST - dt.timedelta(days=1))], (0, 0), (0, 0)),
        ([closed("satisfied", on=FIRST), closed("satisfied", on=LAST + dt.timedelta(days=1))], (1, 1), (1, 1)),
        ([closed("satisfied", category="denunciation")], (0, 0), (0, 0)),
        ([msgspec.structs.replace(closed("satisfied"), closing=None)], (0, 0), (0, 0)),
    ],
)
def test_evaluations_are_shares_of_what_was_closed_in_the_time(
    petitions: list[Petition], evaluated: tuple[int, int], content: tuple[int, int]
) -> None:
    found = counted(*petitions)
    assert [(one.part, one.whole) for one in found.shares] == [evaluated, content]


def test_what_was_not_judged_is_no_dissatisfaction_and_no_satisfaction() -> None:
    found = share(counted(closed("none"), closed("satisfied")), "content")
    assert (found.part, found.whole) == (1, 1)


def test_a_forwarded_matter_is_counted_by_the_letter_that_left() -> None:
    forwarded = Folding().run(Forward(on=dt.date(2026, 3, 4), body="石桥镇供水站"))
    assert group(counted(forwarded), "dealt") == {"F08": 1}
    later = count([forwarded], RULES, LAST, LAST, clocks=lambda _petition: (), as_of=LAST)
    assert group(later, "dealt") == {}


def test_only_papers_that_there_are_have_a_line() -> None:
    found = next(one for one in counted().groups if one.code == "dealt")
    assert [tally.code for tally in found.tallies] == [code for code in DEALT if code in PAPERS]


def test_leaders_are_counted_by_what_they_did_and_stand_in_no_line() -> None:
    petition = Folding().run(
        RecordInstruction(on=RECEIVED, leader="陈明", words="请核实。"),
        TakeLeadCase(on=RECEIVED, leader="陈明", post="镇长"),
        ReceiveByLeader(on=RECEIVED, leader="陈明", decided="核实。"),
        ReceiveByLeader(on=dt.date(2026, 3, 9), leader="周岚", decided="同意。"),
    )
    found = counted(petition)
    assert group(found, "leaders") == {"instructions": 1, "lead_cases": 1, "receptions": 2}
    assert "陈明" not in str(msgspec.to_builtins(found.groups))
    visits = {figure.column.code: figure.cell.value for figure in found.figures}["visits"]
    assert visits == 2  # the registration on the day of the first reception, and the second visit


kinds = st.sampled_from([None, *ORIGINS])
matters = st.builds(
    lambda received, kind, category, ended, evaluations, outcome: msgspec.structs.replace(
        SAMPLE,
        received_on=received,
        origin=Origin(kind=kind) if kind else None,
        category=category,
        closing=Closing(on=ended, by="李明", summary="", settled=None) if ended else None,
        follow_ups=tuple(asked(*one) for one in evaluations),
        reply=reply(outcome, ended) if outcome and ended else None,
    ),
    days,
    kinds,
    st.sampled_from(["claim", "suggestion", "denunciation"]),
    st.none() | days,
    st.lists(st.tuples(st.sampled_from(sorted(SATISFACTION)), days), max_size=3),
    st.sampled_from(["", "adopted", "not_adopted"]),
)


def reply(outcome: str, on: dt.date) -> Reply:
    told: dict[str, Any] = {
        "on": on,
        "by": "李明",
        "ref": "s.1.9",
        "paper": "F14",
        "number": "1",
        "findings": "",
        "handling": "",
    }
    told |= {"basis": (), "interest": False, "review_body": "", "court": "", "unit": "", "phone": ""}
    return msgspec.convert({**told, "outcome": outcome}, Reply)


@given(st.lists(matters, max_size=8))
def test_every_figure_is_the_number_of_its_rows_and_every_row_lies_in_the_time(petitions: list[Petition]) -> None:
    petitions = [msgspec.structs.replace(one, number=str(n)) for n, one in enumerate(petitions)]
    found = counted(*petitions)
    rows: list[Happened] = []
    for one in found.groups:
        for tally in one.tallies:
            assert tally.value == len(tally.rows)
            assert all((row.group, row.tally) == (one.code, tally.code) for row in tally.rows)
            rows += tally.rows
    assert all(FIRST <= row.on <= LAST for row in rows)
    told = {one.number: one for one in petitions}
    assert all(told[row.number].category != "denunciation" for row in rows)
    here = [one for one in petitions if one.category != "denunciation"]
    assert sum(group(found, "source").values()) == sum(FIRST <= one.received_on <= LAST for one in here)
    evaluated, content = found.shares
    ended = [one for one in here if one.closing and FIRST <= one.closing.on <= LAST]
    assert [row.number for row in evaluated.rows] == sorted(
        (one.number for one in ended),
        key=lambda number: (told[number].closing.on, number),  # type: ignore[union-attr]
    )
    assert (evaluated.whole, evaluated.part) == (len(ended), sum(bool(row.evaluation) for row in evaluated.rows))
    assert (content.whole, content.part) == (evaluated.part, sum(row.evaluation in CONTENT for row in content.rows))


@pytest.mark.parametrize(
    ("begins", "month", "first", "last"),
    [
        (1, 10, "2026-10-01", "2026-10-31"),
        (26, 10, "2026-09-26", "2026-10-25"),
        (1, None, "2026-01-01", "2026-12-31"),
        (26, None, "2025-12-26", "2026-12-25"),
    ],
)
def test_a_report_covers_a_business_month_or_twelve_of_them(
    begins: int, month: int | None, first: str, last: str
) -> None:
    found = span(CountingRules(month_begins=begins), 2026, month)
    assert tuple(map(str, found)) == (first, last)
