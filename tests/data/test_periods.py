"""The shipped statutory periods: complete, quoted, dated, and refused by name when a file is broken."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.domain.deadlines import Period
from app.domain.errors import RuleBroken, StorageError
from app.shipped import data_folder, load_periods, read_periods

NATIONAL = data_folder() / "periods" / "national.json"
PERIODS = load_periods()
IN_FORCE = date(2022, 5, 1)

# law.md 1.7: code, length, unit, article, whose
TABLE = [
    ("D1", 15, "day", "第二十三条第二款", "office"),
    ("D2", 15, "day", "第二十三条第三款", "office"),
    ("D3", 5, "working_day", "第二十三条第三款", "office"),
    ("D4", 15, "day", "第二十二条第一款", "office"),
    ("D5", 60, "day", "第三十四条", "office"),
    ("D6", 30, "day", "第三十四条", "office"),
    ("D7", 30, "day", "第三十五条", "citizen"),
    ("D8", 30, "day", "第三十五条", "office"),
    ("D9", 30, "day", "第三十六条第一款", "citizen"),
    ("D10", 30, "day", "第三十六条第一款", "office"),
]


@pytest.mark.parametrize(("code", "length", "unit", "article", "whose"), TABLE)
def test_each_national_period_is_as_the_law_sets_it(
    code: str, length: int, unit: str, article: str, whose: str
) -> None:
    period = PERIODS.lookup(code, IN_FORCE)
    assert (period.length, period.unit, period.whose) == (length, unit, whose)
    assert period.article == f"《信访工作条例》{article}"
    assert (period.region, period.valid_from, period.valid_to) == ("national", IN_FORCE, None)


def test_no_other_period_is_shipped() -> None:
    assert [period.code for period in PERIODS.all] == [row[0] for row in TABLE]


@pytest.mark.parametrize("period", PERIODS.all, ids=lambda period: period.code)
def test_each_period_quotes_a_text_that_contains_its_length(period: Period) -> None:
    unit = "个工作日" if period.unit == "working_day" else "日"
    assert f"{period.length}{unit}" in period.basis
    assert all([period.title, period.trigger, period.stops, period.source])


def test_no_period_holds_before_the_regulation_was_in_force() -> None:
    with pytest.raises(RuleBroken):
        PERIODS.lookup("D1", date(2022, 4, 30))


def variant(**changed: object) -> dict[str, object]:
    return json.loads(NATIONAL.read_text("utf-8")) | {"region": "33"} | changed


def write(folder: Path, name: str, content: object) -> None:
    (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def test_a_provinces_variant_is_added_as_a_file(tmp_path: Path) -> None:
    national = json.loads(NATIONAL.read_text("utf-8"))
    shorter = national["periods"][4] | {"length": 45, "valid_from": "2026-01-01"}
    write(tmp_path, "national.json", national)
    write(tmp_path, "33.json", variant(periods=[shorter]))
    periods = load_periods(["33"], tmp_path)
    assert periods.lookup("D5", date(2026, 1, 1)).length == 45
    assert periods.lookup("D5", date(2025, 12, 31)).length == 60
    assert load_periods(folder=tmp_path).lookup("D5", date(2026, 1, 1)).length == 60


def entry(**changed: object) -> dict[str, object]:
    return json.loads(NATIONAL.read_text("utf-8"))["periods"][0] | changed


@pytest.mark.parametrize(
    "periods",
    [
        [entry(length=0)],
        [entry(unit="week")],
        [entry(whose="nobody")],
        [entry(valid_to="2001-01-01")],
        [entry(note="x")],
        [{"code": "D1"}],
        [entry(), entry(valid_from="2026-01-01")],
        {},
    ],
    ids=["no length", "unit", "whose", "backwards", "unknown field", "missing fields", "two at once", "no list"],
)
def test_a_broken_period_file_is_refused_with_its_name(tmp_path: Path, periods: object) -> None:
    write(tmp_path, "national.json", variant(periods=periods))
    with pytest.raises(StorageError) as refused:
        load_periods(folder=tmp_path)
    assert refused.value.code == "data-file-broken"
    assert "national.json" in refused.value.message
    assert refused.value.facts["detail"]


def test_a_missing_region_is_refused_with_its_file_name() -> None:
    with pytest.raises(StorageError) as refused:
        load_periods(["99"])
    assert "99.json" in refused.value.message


def test_one_text_may_follow_another_without_a_gap(tmp_path: Path) -> None:
    write(
        tmp_path,
        "national.json",
        variant(periods=[entry(valid_to="2025-12-31"), entry(valid_from="2026-01-01", length=10)]),
    )
    first, second = read_periods(tmp_path / "national.json")
    assert (first.length, second.length) == (15, 10)
