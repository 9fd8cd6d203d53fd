"""The shipped counting rules: every parameter has its source, and a county's own file is taken or refused by name."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.counting import CountingRules, business_month, figures, rates, tables
from app.domain.deadlines import Periods
from app.domain.errors import StorageError
from app.shipped import data_folder, load_counting, load_periods

SHIPPED = data_folder() / "counting" / "national.json"
PARAMETERS = [name for name in CountingRules.__struct_fields__ if name not in ("region", "sources")]


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_says_where_it_comes_from(name: str) -> None:
    assert load_counting().sources[name]
    assert name in json.loads(SHIPPED.read_text("utf-8")), "written out, not left to a default"


@pytest.mark.parametrize("name", ["group_visit", "joint_signatures"])
def test_what_no_source_was_found_for_is_marked(name: str) -> None:
    assert load_counting().sources[name].startswith("[from memory]")


def test_defaults_in_the_program_are_those_of_the_file() -> None:
    shipped = load_counting()
    assert {name: getattr(shipped, name) for name in PARAMETERS} == {
        name: getattr(CountingRules(), name) for name in PARAMETERS
    }


def test_every_clock_behind_a_rate_is_a_shipped_period() -> None:
    periods: Periods = load_periods()
    rules = load_counting()
    for code in (*rules.notice_clocks, *rules.closing_clocks):
        assert periods.lookup(code, dt.date(2026, 3, 2)).whose == "office"


def test_a_county_may_count_from_the_26th(tmp_path: Path) -> None:
    changed(tmp_path, region="岳阳县", month_begins=26)
    rules = load_counting("county", tmp_path)
    assert business_month(rules, 2026, 10) == (dt.date(2026, 9, 26), dt.date(2026, 10, 25))


@pytest.mark.parametrize(
    "wrong",
    [
        {"month_begins": 29},
        {"month_begins": "26"},
        {"group_visit": 1},
        {"hidden_below": 4},
        {"visits": ["walk"]},
        {"visits": []},
        {"visits": ["visit", "fax"]},
        {"closing_clocks": ["D5", "D6", "D13"]},
        {"persons_above": 3},
        {"sources": {"nothing": "?"}},
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, wrong: dict[str, Any]) -> None:
    changed(tmp_path, **wrong)
    with pytest.raises(StorageError) as refused:
        load_counting("county", tmp_path)
    assert "county.json" in refused.value.message


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        load_counting("nowhere", tmp_path)
    assert "nowhere.json" in refused.value.message


def test_documentation_tells_every_caliber_word_for_word() -> None:
    told = (Path(__file__).parents[2] / "docs" / "counting.md").read_text("utf-8")
    rules = load_counting()
    for figure in figures(rules, ()):
        column = figure.column
        assert f"| `{column.code}` | {column.title} | {column.unit} | {column.caliber} |" in told
    for one in (*tables(rules, ()), *rates(())):
        assert f"| `{one.code}` | {one.title} | {one.caliber} |" in told


def changed(folder: Path, **given: Any) -> None:
    """The shipped file with other values, as a county's own."""
    content = json.loads(SHIPPED.read_text("utf-8")) | given
    (folder / "county.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
