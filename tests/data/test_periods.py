"""The shipped statutory periods: complete, quoted, dated, and refused by name when a file is broken."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.domain.deadlines import Period
from app.domain.errors import RuleBroken, StorageError
from app.shipped import data_folder, load_first_contact, load_periods, read_periods

NATIONAL = data_folder() / "periods" / "national.json"
PERIODS = load_periods()
IN_FORCE = date(2022, 5, 1)
FILES = sorted(NATIONAL.parent.glob("*.json"))
VARIANTS = [period for file in FILES if file != NATIONAL for period in read_periods(file)]
IN_WORDS = {30: "三十"}  # how an older law writes a length
CONFIRM = "使用前请"
SHANDONG_RULES = "《山东省信访事项复查复核工作规则（试行）》"

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


def test_no_other_period_is_shipped_but_simplified_handling_and_confirmation() -> None:
    assert [period.code for period in PERIODS.all] == [*(row[0] for row in TABLE), "D13", "M1", "L1", "L2"]


def test_the_confirmation_by_a_court_is_a_right_of_both_sides() -> None:
    period = PERIODS.lookup("M1", IN_FORCE)
    assert (period.length, period.unit, period.whose) == (30, "day", "citizen")
    assert period.article == "《中华人民共和国人民调解法》第三十三条"
    assert period.valid_from == date(2011, 1, 1)


def test_simplified_handling_says_that_its_source_is_weak() -> None:
    period = PERIODS.lookup("D13", IN_FORCE)
    assert (period.length, period.unit, period.trigger, period.whose) == (10, "working_day", "受理", "office")
    assert "新闻摘要" in period.source
    assert CONFIRM in period.source


@pytest.mark.parametrize("period", [*PERIODS.all, *VARIANTS], ids=lambda period: f"{period.region} {period.code}")
def test_each_period_quotes_a_text_that_contains_its_length_or_says_that_it_has_none(period: Period) -> None:
    unit = "个工作日" if period.unit == "working_day" else "日"
    written = {f"{period.length}{unit}", f"{IN_WORDS.get(period.length, '')}{unit}"}
    assert any(words in period.basis for words in written) if period.basis else "原文" in period.source
    assert all([period.title, period.article, period.trigger, period.stops, period.source])


# law.md 1.7 and 6.5: day, code, length, unit, article, whose
SHANDONG = [
    ("2024-05-31", "D14", 3, "working_day", "《山东省信访条例》第四十三条、第四十四条", "office"),
    ("2024-06-01", "D14", 3, "working_day", f"{SHANDONG_RULES}第十六条、第十八条", "office"),
    ("2024-06-01", "D15", 10, "working_day", f"{SHANDONG_RULES}第十六条", "citizen"),
    ("2024-06-01", "D16", 5, "working_day", f"{SHANDONG_RULES}第二十一条", "office"),
    ("2024-06-01", "D17", 30, "day", f"{SHANDONG_RULES}第三十三条", "office"),
]
ZHEJIANG = [
    ("2022-05-01", "ZJ1", 5, "working_day", "《浙江省信访条例》第二十条", "office"),
    ("2022-05-01", "D5", 30, "day", "《浙江省信访条例》第二十三条", "office"),
]


@pytest.mark.parametrize(
    ("region", "day", "code", "length", "unit", "article", "whose"),
    [("shandong", *row) for row in SHANDONG] + [("zhejiang", *row) for row in ZHEJIANG],
)
def test_a_province_that_is_named_has_its_own_periods(
    region: str, day: str, code: str, length: int, unit: str, article: str, whose: str
) -> None:
    period = load_periods([region]).lookup(code, date.fromisoformat(day))
    assert (period.length, period.unit, period.article, period.whose) == (length, unit, article, whose)
    assert period.region == region


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_province_holds_unless_it_is_named(file: Path) -> None:
    assert {period.region for period in load_periods().all} == {"national", "local"}
    assert {period.region for period in read_periods(file)} == {file.stem}


@pytest.mark.parametrize("period", VARIANTS, ids=lambda period: f"{period.region} {period.code}")
def test_each_variant_asks_to_be_checked_before_it_is_used(period: Period) -> None:
    assert CONFIRM in period.source


@pytest.mark.parametrize("period", VARIANTS, ids=lambda period: f"{period.region} {period.code}")
def test_no_variant_gives_the_office_more_time_than_the_regulation(period: Period) -> None:
    national = {other.code: other for other in PERIODS.all}.get(period.code)
    assert national is None or (period.length < national.length and period.unit == national.unit)


def test_what_a_province_does_not_set_stays_national() -> None:
    periods = load_periods(["zhejiang"])
    assert periods.lookup("D6", IN_FORCE).region == "national"
    assert periods.lookup("D5", IN_FORCE).length == 30
    with pytest.raises(RuleBroken):
        load_periods(["shandong"]).lookup("D16", date(2024, 5, 31))


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


def test_the_limits_of_a_hand_over_say_that_they_are_local_examples() -> None:
    found = load_first_contact()
    assert [period.code for period in found] == ["L1", "L2"]
    for period in found:
        assert period.unit == "working_day"
        assert period.article == "首问责任制（本地规定）"
        assert period.basis == ""
        assert "本单位填写" in period.source
