"""The shipped holiday schedules: well-formed, sourced, and equal to two independent calendars."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from app.domain.errors import StorageError
from app.domain.workdays import NEXT_NOTICE_REACHES_BACK_TO, YearSchedule
from app.shipped import HISTORY, data_folder, load_calendar, read_history, read_schedule, resources_folder

FOLDER = data_folder() / "holidays"
FILES = sorted(file for file in FOLDER.glob("*.json") if file.name != HISTORY)
CALENDAR = load_calendar()
PAST = read_history(FOLDER / HISTORY)
PUBLISHED = range(2007, 2027)
STATUTORY = {"元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3}
FESTIVALS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


def test_the_years_2007_to_2027_are_shipped_and_only_2027_is_provisional() -> None:
    assert {s.year: s.provisional for s in CALENDAR.schedules} == dict.fromkeys(PUBLISHED, False) | {2027: True}


def test_the_history_ends_where_the_files_of_single_years_begin() -> None:
    assert [schedule.year for schedule in PAST] == list(range(2007, 2025))
    assert [file.stem for file in FILES] == ["2025", "2026", "2027"]


@pytest.mark.parametrize("schedule", CALENDAR.schedules, ids=lambda schedule: str(schedule.year))
def test_each_schedule_names_its_year_notice_source_and_start(schedule: YearSchedule) -> None:
    assert str(schedule.year) in schedule.notice or schedule.provisional
    assert schedule.source
    assert schedule.valid_from == date(schedule.year, 1, 1)
    assert {
        name for names in (schedule.off, schedule.work) for both in names.values() for name in both.split("、")
    } <= {*FESTIVALS.values()}


@pytest.mark.parametrize("schedule", PAST, ids=lambda schedule: str(schedule.year))
def test_the_history_says_where_its_dates_and_notices_come_from(schedule: YearSchedule) -> None:
    assert "chinesecalendar 1.11.0（MIT 许可）" in schedule.source
    assert "gov.cn/" in schedule.source


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_file_of_one_year_is_named_after_it(file: Path) -> None:
    assert file.stem == str(read_schedule(file).year)


@pytest.mark.parametrize("file", [FOLDER / HISTORY, *FILES], ids=lambda file: file.stem)
def test_each_schedule_lists_its_days_in_order_and_once(file: Path) -> None:
    def refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    raw = json.loads(file.read_text("utf-8"), object_pairs_hook=refuse_twice)
    for schedule in raw.get("schedules", [raw]):
        assert list(schedule["off"]) == sorted(schedule["off"])
        assert list(schedule["work"]) == sorted(schedule["work"])


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_day_agrees_with_both_independent_calendars(year: int) -> None:
    other = holidays.country_holidays("CN", years=year)
    for day in days_of(year):
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day) == other.is_working_day(day), day


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_day_off_carries_the_festival_that_gives_it(year: int) -> None:
    for day in days_of(year):
        _, english = chinese_calendar.get_holiday_detail(day)
        if english:
            assert FESTIVALS[english] in CALENDAR.reason(day), day


def test_the_provisional_year_holds_the_thirteen_statutory_days_and_nothing_else() -> None:
    schedule = next(s for s in CALENDAR.schedules if s.year == 2027)
    assert Counter(schedule.off.values()) == STATUTORY
    assert schedule.work == {}
    statutory = {day for day, name in holidays.country_holidays("CN", years=2027).items() if "observed" not in name}
    assert set(schedule.off) == statutory


def test_only_the_last_days_of_december_ever_hung_on_the_next_years_notice() -> None:
    special = [*chinese_calendar.holidays, *chinese_calendar.workdays]
    rearranged = [day for day in special if day.month == 12]
    assert rearranged
    assert min((day.month, day.day) for day in rearranged) == NEXT_NOTICE_REACHES_BACK_TO


BROKEN = {
    "cut": b'{"year": 2026, "notice": ',
    "empty": b"",
    "no text": b"\xff\xfe\x00",
    "no object": b"[]",
    "field missing": b'{"year": 2026}',
    "field unknown": b'{"year": 2026, "notice": "", "source": "", "offf": {}}',
    "no date": b'{"year": 2026, "notice": "", "source": "", "off": {"2026-02-30": "x"}}',
    "other year": b'{"year": 2026, "notice": "", "source": "", "off": {"2027-01-01": "x"}}',
    "absurd year": b'{"year": 20260, "notice": "", "source": ""}',
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_a_broken_schedule_is_refused_with_its_name(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "2026.json"
    file.write_bytes(raw)
    with pytest.raises(StorageError) as refused:
        load_calendar(tmp_path)
    assert refused.value.code == "data-file-broken"
    assert "2026.json" in refused.value.message
    assert refused.value.facts["file"] == str(file)
    assert refused.value.facts["detail"]


YEAR = '{"year": 2008, "notice": "", "source": ""}'
BROKEN_HISTORY = {
    "cut": '{"schedules": [',
    "no list": '{"schedules": 3}',
    "a year alone": YEAR,
    "twice": f'{{"schedules": [{YEAR}, {YEAR}]}}',
    "out of order": f'{{"schedules": [{YEAR}, {YEAR.replace("2008", "2007")}]}}',
}


@pytest.mark.parametrize("raw", BROKEN_HISTORY.values(), ids=BROKEN_HISTORY)
def test_a_broken_history_is_refused_with_its_name(tmp_path: Path, raw: str) -> None:
    (tmp_path / HISTORY).write_text(raw, "utf-8")
    with pytest.raises(StorageError) as refused:
        load_calendar(tmp_path)
    assert HISTORY in refused.value.message
    assert refused.value.facts["detail"]


def test_a_years_own_file_counts_before_the_history(tmp_path: Path) -> None:
    (tmp_path / HISTORY).write_bytes((FOLDER / HISTORY).read_bytes())
    (tmp_path / "2024.json").write_text(
        '{"year": 2024, "notice": "更正", "source": "测试", "off": {"2024-03-01": "元旦"}}', encoding="utf-8"
    )
    calendar = load_calendar(tmp_path)
    assert not calendar.is_workday(date(2024, 3, 1))
    assert calendar.is_workday(date(2024, 10, 1))
    assert not calendar.is_workday(date(2023, 10, 2))


def test_a_folder_without_schedules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        load_calendar(tmp_path)
    assert tmp_path.name in refused.value.message


def test_a_new_year_is_added_as_a_file(tmp_path: Path) -> None:
    for file in FILES:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "2028.json").write_text(
        '{"year": 2028, "notice": "测试", "source": "测试", "off": {"2028-01-03": "元旦"}}', encoding="utf-8"
    )
    assert load_calendar(tmp_path).reason(date(2028, 1, 3)) == "元旦"


def test_the_frozen_program_looks_inside_its_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert data_folder() == tmp_path / "data"
    assert resources_folder() == tmp_path / "resources"
