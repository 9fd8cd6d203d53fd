"""Villages from files that a county signed: what is there now, what became of what was, found under every name."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.divisions import Divisions, DivisionsFile, read_divisions
from app.domain.errors import RuleBroken
from app.domain.from_county import in_order
from app.domain.steps.county_data import DivisionsLoaded

BEFORE, AFTER = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
TOWN = "430621101"


def village(number: int, name: str, **given: Any) -> dict[str, Any]:
    return {"code": f"{TOWN}{number:03d}", "name": name, **given}


# 石桥村 and 河口村 are merged, 大山村 is split, 柳树社区 has another name, 白果村 another code.
FILE: dict[str, Any] = {
    "area": TOWN,
    "title": "石桥镇",
    "source": "试验用批复",
    "valid_from": "2020-01-01",
    "divisions": [
        village(0, "石桥镇"),
        village(201, "石桥村", closed_on="2026-07-01"),
        village(202, "河口村", closed_on="2026-07-01"),
        village(203, "大山村", closed_on="2026-07-01"),
        village(1, "绿柳社区", former=["柳树社区"]),
        village(204, "白果村", closed_on="2026-07-01"),
        village(205, "新桥村", valid_from="2026-07-01", predecessors=[f"{TOWN}201", f"{TOWN}202"]),
        village(206, "前山村", valid_from="2026-07-01", predecessors=[f"{TOWN}203"]),
        village(207, "后山村", valid_from="2026-07-01", predecessors=[f"{TOWN}203"]),
        village(208, "白果新村", valid_from="2026-07-01", predecessors=[f"{TOWN}204"]),
        village(209, "青石村", closed_on="2026-07-01"),
    ],
}


def file(*divisions: dict[str, Any], **given: Any) -> DivisionsFile:
    told = {**FILE, **given, **({"divisions": list(divisions)} if divisions else {})}
    return read_divisions(json.dumps(told, ensure_ascii=False).encode(), "区划.json")


HERE = Divisions([file()])


def test_on_each_day_the_villages_are_those_of_the_day() -> None:
    assert [one.name for one in HERE.on(BEFORE, TOWN) if one.open] == [
        *("绿柳社区", "石桥村", "河口村", "大山村", "白果村", "青石村")
    ]
    assert [one.name for one in HERE.on(AFTER, TOWN) if one.open] == [
        *("绿柳社区", "新桥村", "前山村", "后山村", "白果新村")
    ]
    assert HERE.on(AFTER, "430621102") == ()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("石桥村", "石桥村已于2026-07-01并入新桥村"),
        ("大山村", "大山村已于2026-07-01分设为前山村、后山村"),
        ("白果村", "白果村已于2026-07-01改为白果新村"),
        ("青石村", "青石村已于2026-07-01撤销"),
        ("柳树社区", "柳树社区现名绿柳社区"),
        ("新桥村", ""),
        ("没听过的村", ""),
    ],
)
def test_what_became_of_a_village_is_told_in_words(name: str, told: str) -> None:
    assert HERE.told(name, AFTER) == told
    assert HERE.mentioned(f"石桥镇{name}三组", AFTER) == ((told,) if told else ())


def test_nothing_has_become_of_a_village_before_the_day() -> None:
    assert HERE.told("石桥村", BEFORE) == ""


def test_a_village_says_what_it_came_of() -> None:
    told = {one.name: one.told for one in HERE.on(AFTER, TOWN)}
    assert (told["新桥村"], told["绿柳社区"]) == ("由石桥村、河口村合并", "原名柳树社区")
    assert (told["前山村"], told["石桥村"]) == ("由大山村改设", "石桥村已于2026-07-01并入新桥村")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("石桥村", {"石桥村", "新桥村"}),
        ("新桥村 道路", {"新桥村 道路", "石桥村 道路", "河口村 道路"}),
        ("大山村", {"大山村", "前山村", "后山村"}),
        ("后山村", {"后山村", "大山村"}),
        ("绿柳社区", {"绿柳社区", "柳树社区"}),
        ("张三", {"张三"}),
    ],
)
def test_a_search_is_made_under_every_name(text: str, found: set[str]) -> None:
    assert set(HERE.alternatives(text)) == found
    assert HERE.alternatives(text)[0] == text


def test_a_later_file_that_renames_under_the_same_code_keeps_the_old_name_known() -> None:
    later = file(village(205, "新桥中心村"), valid_from="2026-08-01")
    both = Divisions([file(), later])
    assert both.told("新桥村", dt.date(2026, 8, 1)) == "新桥村现名新桥中心村"
    assert both.told("新桥村", AFTER) == ""
    assert set(both.alternatives("石桥村")) == {"石桥村", "新桥村", "新桥中心村"}
    assert HERE.changed_by(later) == ("更名新桥村改为新桥中心村",)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"area": "4306"}, "应为6位县级代码"),
        ({"divisions": [{"code": "430622101201", "name": "石桥村"}]}, "不属于430621101"),
        ({"divisions": [{"code": "43062110120", "name": "石桥村"}]}, "12位"),
        ({"divisions": [village(201, "甲村"), village(201, "乙村")]}, "写了两次"),
        ({"divisions": [village(201, "甲村", closed_on="2020-01-01")]}, "晚于设立日期"),
        ({"divisions": [village(201, "甲村", predecessors=[f"{TOWN}999"])]}, "没有原代码"),
        ({"divisions": [village(201, "甲村", predecessors=[f"{TOWN}201"])]}, "没有原代码"),
    ],
)
def test_a_file_with_a_mistake_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleBroken) as found:
        file(**changed)
    assert found.value.code == "divisions-invalid"
    assert said in found.value.message


LINES = st.tuples(st.integers(201, 204), st.integers(0, 5), st.integers(0, 200), st.booleans())


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(LINES, min_size=1, max_size=3, unique_by=lambda one: one[0]), max_size=4), st.randoms())
def test_the_order_in_which_files_are_read_makes_no_difference(drawn: list[list[Any]], chance: Any) -> None:
    files = []
    for number, lines in enumerate(drawn):
        told = []
        for code, name, later, shut in lines:
            begins = dt.date(2026, 1, 1) + dt.timedelta(days=later)
            closed = {"closed_on": str(begins + dt.timedelta(days=30))} if shut else {}
            told.append(village(code, f"村{code}{name}", valid_from=str(begins), **closed))
        signed = dt.date(2026, 1, 1 + number)
        files.append(DivisionsLoaded(file=file(*told), signed_by="1", signer="岳阳县信访局", signed_on=signed))
    here: list[DivisionsLoaded] = []
    for one in chance.sample(files, len(files)):
        if one.shadowed(here) is None:
            here.append(one)
    by_date, read = Divisions([one.file for one in files]), Divisions([one.file for one in in_order(here)])
    for later in range(0, 260, 20):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=later)
        one, other = ([(d.code, d.name, d.open) for d in each.on(day)] for each in (read, by_date))
        assert one == other
