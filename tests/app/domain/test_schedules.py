"""A typed schedule: taken as it is, or every mistake named with its line; what is unlikely is told as a doubt."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.schedules import doubts, read_typed
from app.domain.workdays import YearSchedule
from app.shipped import data_folder, load_calendar

SHIPPED = load_calendar().schedules
TYPED = (data_folder() / "holidays" / "2026.json").read_text("utf-8")
YEAR_2026 = next(schedule for schedule in SHIPPED if schedule.year == 2026)


def refused(data: str | bytes) -> RuleBroken:
    with pytest.raises(RuleBroken) as error:
        read_typed(data.encode() if isinstance(data, str) else data)
    return error.value


def mistakes(data: str) -> list[tuple[int | None, str, str]]:
    """Line, day or field, what is wrong; each is told in the sentence."""
    error = refused(data)
    assert error.code == "schedule-invalid"
    found = [(each["line"], each["place"], each["problem"]) for each in error.facts["mistakes"]]
    for line, place, problem in found:
        assert (f"第{line}行" if line else "") + f"“{place}”{problem}" in error.message
    return found


def typed(**changed: Any) -> str:
    """2027 with one festival, one part a line, from line 2: year, notice, source, off, work."""
    parts = {"year": 2027, "notice": "通知", "source": "报纸", "off": {"2027-02-08": "春节"}, "work": {}} | changed
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in parts.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


@pytest.mark.parametrize("schedule", SHIPPED, ids=lambda schedule: str(schedule.year))
def test_every_shipped_schedule_would_be_taken_if_it_were_typed(schedule: YearSchedule) -> None:
    assert read_typed(msgspec.json.encode(schedule)) == schedule
    assert doubts(schedule) == ()


def test_the_mark_of_windows_and_its_line_ends_do_no_harm() -> None:
    assert read_typed(b"\xef\xbb\xbf" + TYPED.replace("\n", "\r\n").encode()) == YEAR_2026


@pytest.mark.parametrize(
    ("part", "days", "place", "problem"),
    [
        ("work", {"2027-02-09": "春节"}, "2027-02-09", "是周二，本来就上班，不能列为调休上班日"),
        ("work", {"2026-02-14": "春节"}, "2026-02-14", "不属于2027年的调休上班日"),
        ("off", {"2028-01-01": "元旦"}, "2028-01-01", "不属于2027年的放假日"),
        ("off", {"2026-12-28": "元旦"}, "2026-12-28", "不属于2027年的放假日"),
        ("off", {"2027-02-29": "春节"}, "2027-02-29", "不是有效日期，应写成 2027-02-05 的样式"),
        ("off", {"2027-2-5": "春节"}, "2027-2-5", "不是有效日期，应写成 2027-02-05 的样式"),
        ("off", {"２０２７-02-05": "春节"}, "２０２７-02-05", "不是有效日期，应写成 2027-02-05 的样式"),
        ("off", {"20270205": "春节"}, "20270205", "不是有效日期，应写成 2027-02-05 的样式"),
        ("off", {"2027-02-05": ""}, "2027-02-05", "请写明节日名称"),
        ("off", {"2027-02-05": 4}, "2027-02-05", "请写明节日名称"),
        ("off", {}, "off", "没有写放假日"),
        ("off", ["2027-02-05"], "off", '应写成 {"日期": "节日名称"} 的样式'),
        ("work", None, "work", '应写成 {"日期": "节日名称"} 的样式'),
    ],
)
def test_a_day_that_cannot_be_is_named_with_its_line(part: str, days: object, place: str, problem: str) -> None:
    assert mistakes(typed(**{part: days})) == [({"off": 5, "work": 6}[part], place, problem)]


def test_the_last_days_of_the_year_before_belong_to_the_notice() -> None:
    schedule = read_typed(typed(off={"2026-12-31": "元旦", "2027-01-01": "元旦"}).encode())
    assert set(schedule.off) == {date(2026, 12, 31), date(2027, 1, 1)}


def test_a_day_that_is_off_and_worked_is_named_where_it_is_worked() -> None:
    both = {"2027-02-06": "春节"}
    assert mistakes(typed(off=both, work=both)) == [(6, "2027-02-06", "既列为放假日，又列为调休上班日")]


def test_a_day_that_is_given_twice_is_named_at_the_second_place() -> None:
    twice = typed().replace('"2027-02-08": "春节"', '"2027-02-08": "春节",\n"2027-02-08": "元旦"')
    assert mistakes(twice) == [(6, "2027-02-08", "写了两次，请只保留一处")]


@pytest.mark.parametrize(
    ("changed", "place", "problem"),
    [
        ({"year": 27}, "year", "年份应为四位数字（1949至2999），不加引号"),
        ({"year": "2027"}, "year", "年份应为四位数字（1949至2999），不加引号"),
        ({"year": True}, "year", "年份应为四位数字（1949至2999），不加引号"),
        ({"notice": " "}, "notice", "请填写通知名称和文号，不超过500字，不换行"),
        ({"source": "长" * 501}, "source", "请填写出处，不超过500字，不换行"),
        ({"provisional": "是"}, "provisional", "只能是 true（未公布）或 false（已公布）"),
        ({"valid_from": "1.1."}, "valid_from", "不是有效日期，应写成 2027-01-01 的样式"),
        ({"offf": {}}, "offf", "没有这个项目，请核对写法"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(changed: dict[str, Any], place: str, problem: str) -> None:
    ((line, *found),) = mistakes(typed(**changed))
    assert line is not None
    assert found == [place, problem]


def test_what_is_missing_has_no_line_and_everything_is_told_at_once() -> None:
    assert mistakes('{"work": {"2027-02-09": "春节"}}') == [
        (None, "year", "缺少年份"),
        (None, "notice", "缺少通知名称和文号"),
        (None, "source", "缺少出处"),
        (None, "off", "缺少放假日"),
        (1, "2027-02-09", "是周二，本来就上班，不能列为调休上班日"),
    ]


def test_more_than_eight_mistakes_are_counted() -> None:
    weekdays = {f"2027-03-{day:02}": "春节" for day in range(8, 13)} | {
        f"2027-04-{day:02}": "春节" for day in range(5, 10)
    }
    error = refused(typed(work=weekdays))
    assert len(error.facts["mistakes"]) == 10
    assert error.message.endswith("等10处。")
    assert error.message.count("；") == 7


def test_a_missing_comma_is_found_by_its_line() -> None:
    error = refused(typed().replace('"通知",', '"通知"'))
    assert (error.code, error.facts) == ("schedule-not-json", {"line": 4})
    assert error.message == "放假安排文件第4行或上一行格式不对，请检查引号、逗号和括号。"


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"\xff\xfe{", b"[" * 100_000, b'{"year": 1' + b"0" * 5000 + b"}", "放假".encode("gbk"), b'"2027"'],
    ids=["empty", "list", "UTF-16", "deep", "huge number", "GBK", "text"],
)
def test_what_is_no_schedule_at_all_is_refused_in_chinese(data: bytes) -> None:
    error = refused(data)
    assert error.code == "schedule-not-json"
    assert error.message.startswith("放假安排文件")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
DAYS = st.dates(date(2026, 12, 20), date(2028, 1, 5)).map(str) | st.text(max_size=10)
NAMES = st.sampled_from(["春节", "元旦"]) | VALUES
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "year": st.just(2027) | VALUES,
        "notice": st.just("通知") | VALUES,
        "source": st.just("报纸") | VALUES,
        "off": st.dictionaries(DAYS, NAMES, max_size=4) | VALUES,
        "work": st.dictionaries(DAYS, NAMES, max_size=4) | VALUES,
        "provisional": st.booleans() | VALUES,
        "valid_from": st.just("2027-01-01") | VALUES,
        "extra": VALUES,
    },
)


@settings(deadline=None)
@given(PARTS | VALUES)
def test_whatever_is_typed_is_a_schedule_or_a_refusal_that_can_be_shown(value: object) -> None:
    data = json.dumps(value).encode()
    refusal = None
    try:
        schedule = read_typed(data)
    except RuleBroken as error:
        refusal = error
    if refusal is None:
        assert msgspec.json.decode(data, type=YearSchedule) == schedule
        return
    assert refusal.message.isprintable()
    assert refusal.message.endswith("。")
    assert json.dumps(refusal.facts, ensure_ascii=False).encode()


def without(*days: date) -> YearSchedule:
    return msgspec.structs.replace(YEAR_2026, off={day: n for day, n in YEAR_2026.off.items() if day not in days})


def test_a_festival_that_was_left_out_is_a_doubt() -> None:
    found = doubts(without(*(date(2026, 6, 19) + timedelta(days=number) for number in range(3))))
    assert found == (
        "端午节法定放假1天，放假日中写明端午节的只有0天。",
        "周一至周五的放假日减去调休上班日应为法定的13天，现为12天，可能漏写或多写了放假日、调休上班日。",
    )


def test_a_statutory_day_of_fixed_date_that_was_left_out_is_a_doubt() -> None:
    assert doubts(without(date(2026, 10, 3))) == ("2026-10-03是法定节假日（国庆节），放假日中没有列出。",)


def test_a_make_up_day_that_was_left_out_is_a_doubt() -> None:
    (found,) = doubts(msgspec.structs.replace(YEAR_2026, work=dict(list(YEAR_2026.work.items())[1:])))
    assert "现为14天" in found


def test_a_year_before_the_present_rule_or_not_yet_published_raises_no_doubt() -> None:
    assert doubts(YearSchedule(2024, "", "")) == ()
    assert doubts(YearSchedule(2027, "", "", provisional=True)) == ()
