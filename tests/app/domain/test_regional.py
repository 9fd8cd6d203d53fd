"""A region's periods from a file that the county signed: checked, compared with the law, in force by day zero."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline, Held, Periods
from app.domain.errors import RuleBroken
from app.domain.from_county import in_order
from app.domain.recompute import Loaded, clocks_as_loaded, moved_by_periods
from app.domain.regional import PeriodsFile, differences, doubts, read_file
from app.domain.steps.acceptance import Accept
from app.domain.steps.county_data import PeriodsLoaded, regions_after
from app.domain.steps.service import Serve
from tests.app.domain.folding import Folding
from tests.helpers import registration

REGIONS = shipped.load_regions()
NATIONAL = REGIONS.of("national")
CALENDAR = shipped.load_calendar()
D5 = {
    "code": "D5",
    "title": "办结并出具信访处理意见书",
    "article": "《某省信访条例》第二十三条",
    "basis": "应当自受理之日起45日内办结",
    "trigger": "受理",
    "stops": "出具信访处理意见书",
    "length": 45,
    "unit": "day",
    "whose": "office",
}
FILE = {"region": "mou", "title": "某省", "source": "试验用", "valid_from": "2026-03-01", "periods": [D5]}
TODAY = dt.date(2026, 4, 1)


def file(*periods: dict[str, Any], **given: Any) -> PeriodsFile:
    told = {**FILE, **given, **({"periods": list(periods)} if periods else {})}
    return read_file(json.dumps(told, ensure_ascii=False).encode(), "期限.json", NATIONAL)


def loaded(signed_on: dt.date, *periods: dict[str, Any], **given: Any) -> PeriodsLoaded:
    return PeriodsLoaded(file=file(*periods, **given), signed_by="1", signer="岳阳县信访局", signed_on=signed_on)


def problem(*periods: dict[str, Any], **given: Any) -> str:
    with pytest.raises(RuleBroken) as refused:
        file(*periods, **given)
    assert refused.value.code == "periods-invalid"
    return refused.value.message


def told(one: PeriodsFile) -> list[tuple[str, bool, str]]:
    return [(d.code, d.worse, d.words) for d in differences(one, REGIONS, NATIONAL, CALENDAR)]


def test_each_shipped_file_is_of_the_form_that_a_county_writes() -> None:
    for name in ("shandong", "zhejiang"):
        data = (shipped.data_folder() / "periods" / f"{name}.json").read_bytes()
        assert read_file(data, name, NATIONAL).read() == REGIONS.of(name)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"region": "national"}, "不能由数据文件替换"),
        ({"region": "某省"}, "小写字母"),
        ({"periods": []}, "至少写一项"),
        ({"periods": [{**D5, "whose": "citizen"}]}, "D5是办理机关的期限"),
        ({"periods": [{**D5, "code": "L1"}]}, "单位资料"),
        ({"periods": [{**D5, "valid_to": "2026-02-01"}]}, "早于施行日期"),
        ({"periods": [D5, {**D5, "valid_from": "2026-05-01"}]}, "同时有效"),
        ({"periods": [{**D5, "length": 0}]}, "不能小于 1"),
        ({"suspensions": [{"article": "第一条", "basis": "", "grounds": {}, "periods": ["D5"]}]}, "中止的情形"),
        ({"suspensions": [{"article": "第一条", "basis": "", "grounds": {"other": "其他"}, "periods": ["D1"]}]}, "D13"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_line(changed: dict[str, Any], said: str) -> None:
    message = problem(**changed)
    assert said in message
    assert "第1行" in message


def test_each_period_that_differs_is_named_with_its_article_and_the_national_length() -> None:
    assert told(file()) == [
        (
            "D5",
            False,
            "D5 办结并出具信访处理意见书：2026-03-01起45日，《某省信访条例》第二十三条：“应当自受理之日起45日内办结”。"
            "此前60日（《信访工作条例》第三十四条）。",
        )
    ]


@pytest.mark.parametrize(
    ("code", "changed", "worse"),
    [
        ("D5", {"length": 60}, False),
        ("D5", {"length": 61}, True),
        ("D5", {"length": 45, "excludes_hearing": True}, True),
        ("D5", {"length": 35, "unit": "working_day"}, False),
        ("D5", {"length": 40, "unit": "working_day"}, True),  # over the Spring Festival it ends later than 60 days
        ("D1", {"length": 10, "unit": "working_day"}, True),
        ("D7", {"length": 29, "whose": "citizen"}, True),
        ("D7", {"length": 31, "whose": "citizen"}, False),
        ("ZJ1", {"length": 90}, False),  # the national law knows none
    ],
)
def test_what_is_worse_for_the_petitioner_than_the_national_law_is_said(
    code: str, changed: dict[str, Any], worse: bool
) -> None:
    ((found, said, words),) = told(file({**D5, "code": code, **changed}))
    assert (found, said) == (code, worse)
    assert ("对信访人不利" in words) is worse


def test_a_period_that_the_new_file_does_not_have_any_more_is_named() -> None:
    found = told(file({**D5, "length": 30}, region="zhejiang", title="浙江省"))
    assert ("ZJ1", False, "ZJ1 首次处理：2026-03-01起不再适用（原5个工作日，《浙江省信访条例》第二十条）。") in found


def test_a_code_that_nothing_counts_and_a_text_that_is_not_at_hand_are_doubts() -> None:
    found = doubts(file({**D5, "code": "X9", "basis": ""}))
    assert any("X9" in one and "不计算" in one for one in found)
    assert any("没有录入条文原文" in one for one in found)


def periods_of(*files: PeriodsLoaded) -> Periods:
    return shipped.load_held_periods([Held(dt.date.min, "mou")], regions_after(REGIONS, files))


def test_a_file_holds_from_the_earliest_day_in_it_and_leaves_what_was_before() -> None:
    first = loaded(dt.date(2026, 2, 1))
    second = loaded(dt.date(2026, 5, 1), {**D5, "length": 50}, valid_from="2026-06-01")
    periods = periods_of(first, second)
    found = {day: periods.lookup("D5", dt.date.fromisoformat(day)).length for day in (
        "2026-02-28", "2026-03-01", "2026-05-31", "2026-06-01")}  # fmt: skip
    assert found == {"2026-02-28": 60, "2026-03-01": 45, "2026-05-31": 45, "2026-06-01": 50}


LENGTHS = st.tuples(st.integers(10, 90), st.integers(0, 300), st.sampled_from(["D1", "D5", "D7", "ZJ1"]))


@settings(deadline=None, max_examples=60)
@given(st.lists(LENGTHS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_in_which_files_are_read_makes_no_difference(drawn: list[tuple[int, int, str]], chance: Any) -> None:
    """An older file is refused exactly where it would say nothing beside what is here, so any order ends alike."""
    files = []
    for number, (length, later, code) in enumerate(drawn):
        whose = "citizen" if code == "D7" else "office"
        begins = dt.date(2026, 1, 1) + dt.timedelta(days=later)
        line = {**D5, "code": code, "length": length, "whose": whose}
        files.append(loaded(dt.date(2026, 1, 1) + dt.timedelta(days=number), line, valid_from=begins.isoformat()))
    here: list[PeriodsLoaded] = []
    for one in chance.sample(files, len(files)):
        if one.shadowed(here) is None:
            here.append(one)
    all_days = [dt.date(2025, 12, 1) + dt.timedelta(days=n) for n in range(0, 400, 3)]
    by_date, read = periods_of(*files), periods_of(*here)
    for code, day in itertools.product(("D1", "D5", "D7", "ZJ1"), all_days):
        assert read.find(code, day) == by_date.find(code, day)


def test_files_of_a_new_key_count_after_those_of_the_old_one() -> None:
    old = loaded(dt.date(2026, 9, 1), {**D5, "length": 90})
    new = msgspec.structs.replace(loaded(dt.date(2026, 3, 1)), signed_by="2")
    assert in_order((old, new)) == (old, new)
    assert periods_of(old, new).lookup("D5", dt.date(2026, 4, 1)).length == 45


def accepted(on: dt.date, today: dt.date = TODAY) -> Folding:
    folding = Folding(registration(on=on), today=today)
    folding.run(Accept(on=on))
    return folding


BEFORE = Loaded(dt.date.min, CALENDAR, shipped.load_periods())


def after(*files: PeriodsLoaded, on: dt.date = TODAY) -> Loaded:
    return Loaded(on, CALENDAR, periods_of(*files))


def why(was: Deadline | None, now: Deadline | None) -> str:
    return "依据"


def test_an_open_clock_moves_from_the_day_that_the_text_holds_and_a_closed_one_stays() -> None:
    new = after(loaded(dt.date(2026, 3, 20)))
    early, late = accepted(dt.date(2026, 2, 27)).petition, accepted(dt.date(2026, 3, 2)).petition
    found = list(moved_by_periods([BEFORE], new, [early, late], TODAY, why))
    assert [(one.number, one.code, one.before, one.after) for one in found] == [
        (late.number, "D5", dt.date(2026, 5, 6), dt.date(2026, 4, 16))
    ]
    assert [one.effective for one in clocks_as_loaded(early, [BEFORE, new], TODAY)] == [
        one.effective for one in clocks_as_loaded(early, [BEFORE], TODAY)
    ]


def test_a_clock_closed_before_the_file_was_taken_in_keeps_its_day_and_its_article() -> None:
    folding = accepted(dt.date(2026, 3, 2))
    folding.run(Serve(paper="F03", to=(1,), on=dt.date(2026, 3, 3)))
    new = after(loaded(dt.date(2026, 3, 20), {**D5, "code": "D1", "length": 5}))
    (d1,) = (one for one in clocks_as_loaded(folding.petition, [BEFORE, new], TODAY) if one.code == "D1")
    assert (d1.length, d1.article) == (15, "《信访工作条例》第二十三条第二款")
    assert not list(moved_by_periods([BEFORE], new, [folding.petition], TODAY, why))


def test_a_clock_that_a_file_adds_or_ends_is_reported() -> None:
    first = {**D5, "code": "ZJ1", "title": "首次处理", "length": 5, "unit": "working_day"}
    petition = Folding(registration(on=dt.date(2026, 3, 30)), today=TODAY).petition
    with_it = after(loaded(dt.date(2026, 3, 20), first))
    (begun,) = moved_by_periods([BEFORE], with_it, [petition], TODAY, why)
    assert (begun.code, begun.before, begun.after) == ("ZJ1", None, dt.date(2026, 4, 7))
    without = after(loaded(dt.date(2026, 3, 20), first), loaded(dt.date(2026, 3, 21), {**D5, "length": 60}))
    (ended,) = moved_by_periods([BEFORE, with_it], without, [petition], TODAY, why)
    assert (ended.code, ended.before, ended.after) == ("ZJ1", dt.date(2026, 4, 7), None)


@settings(deadline=None, max_examples=40)
@given(st.lists(LENGTHS, min_size=1, max_size=3), st.integers(0, 60), st.booleans())
def test_no_clock_that_is_shown_moves_without_being_reported(
    drawn: list[tuple[int, int, str]], ago: int, told_at_once: bool
) -> None:
    petition = (folding := accepted(TODAY - dt.timedelta(days=ago))).petition
    if told_at_once:
        folding.run(Serve(paper="F03", to=(1,), on=petition.received_on))
        petition = folding.petition
    steps, files = [BEFORE], []
    for number, (length, later, code) in enumerate(drawn):
        line = {**D5, "code": code, "length": length, "whose": "citizen" if code == "D7" else "office"}
        begins = dt.date(2026, 1, 1) + dt.timedelta(days=later)
        signed = dt.date(2026, 3, 1) + dt.timedelta(days=number)
        files.append(loaded(signed, line, valid_from=begins.isoformat()))
        new = after(*files)
        found = {(one.code, one.before, one.after) for one in moved_by_periods(steps, new, [petition], TODAY, why)}
        was = {one.code: one.effective for one in clocks_as_loaded(petition, steps, TODAY)}
        steps = [*steps, new]
        now = {one.code: one.effective for one in clocks_as_loaded(petition, steps, TODAY)}
        changed = {(c, was.get(c), now.get(c)) for c in was.keys() | now.keys() if was.get(c) != now.get(c)}
        assert changed == found
    newest = clocks_of(petition, steps[-1].periods, CALENDAR, TODAY)
    shown = clocks_as_loaded(petition, steps, TODAY)
    open_now = [(one.code, one.effective) for one in shown if one.closed_on is None]
    assert open_now == [(one.code, one.effective) for one in newest if one.closed_on is None]
