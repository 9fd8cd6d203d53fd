"""Sheets: the closed list of fields, layouts as a county writes them, days in cells, text that stays text."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.sheets.days import ZERO_1900, ZERO_1904, day_of, written
from app.domain.sheets.fields import FIELDS
from app.domain.sheets.layout import DAYS, read_layout
from app.domain.sheets.marks import marked, unmarked
from app.domain.sheets.several import joined, parted
from app.domain.sheets.told import CONTENT_CODE, TOLD, row_of
from app.shipped import layout_files, load_layout
from tests.app.domain.folding import Folding
from tests.data.test_not_kept import wrong

DAY = dt.date(2026, 3, 12)
# law.md 4.4: the pinyin names met in real interfaces
MET = {
    *(
        "xm",
        "xb",
        "mz",
        "zjlx",
        "zjhm",
        "sjh",
        "gddh",
        "dzyj",
        "txdz",
        "hkszd",
        "zz",
        "zzdm",
        "xxzz",
        "gj",
        "xfrq",
        "xfrs",
    ),
    *(
        "xfxs",
        "xfmddm",
        "xfmdmc",
        "nrfldm",
        "nrflmc",
        "wtsddm",
        "wtsdmc",
        "wtfssj",
        "wtbs",
        "sjjg",
        "tszt",
        "tsnr",
        "gkxx",
    ),
    *(
        "gkbz",
        "djdw",
        "djsj",
        "djjglb",
        "blfs",
        "xbsj",
        "zrbm",
        "bjsj",
        "bjzt",
        "xfjbh",
        "xfjzt",
        "cfxfbz",
        "lmj",
        "jtf",
    ),
}
LAYOUT: dict[str, Any] = {
    "title": "某县表样",
    "source": "某县信访局",
    "valid_from": "2026-01-01",
    "export": [{"field": "number", "heading": "编号"}],
    "import": [
        {"field": "name", "heading": "姓名"},
        {"field": "title", "heading": "标题"},
        {"field": "facts", "heading": "内容"},
    ],
}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        *((text, DAY) for text in ("2026-03-12", "2026-3-12 09:30", "2026/3/12", "2026.03.12", " 2026年3月12日 ")),
        *(
            (text, DAY)
            for text in ("２０２６年３月１２日", "二〇二六年三月十二日", "二○二六年三月十二日", "20260312", "46093")
        ),
        (DAY, DAY),
        (dt.datetime(2026, 3, 12, 23, 59), DAY),
        (46093, DAY),
        (46093.75, DAY),
        (20260312, DAY),
        ("二〇二六年十月三十一日", dt.date(2026, 10, 31)),
        ("2026-02-29", None),
        ("3/12/2026", None),
        ("26.3.12", None),
        ("3月12日", None),
        ("2026年3月", None),
        ("二〇二六年十二三月一日", None),
        (2026, None),
        (True, None),
        (float("nan"), None),
        (1e300, None),
        ("", None),
    ],
)
def test_a_day_is_read_in_the_forms_of_offices_and_never_guessed(cell: Any, day: dt.date | None) -> None:
    assert day_of(cell) == day


def test_serial_numbers_are_counted_from_the_day_zero_of_their_workbook() -> None:
    assert (day_of(46093, ZERO_1900), day_of(44631, ZERO_1904)) == (DAY, DAY)


@pytest.mark.parametrize("days", [form for form in DAYS if form != "cell"])
@given(day=st.dates(dt.date(1949, 10, 1), dt.date(2199, 12, 31)))
def test_a_day_that_was_written_is_read_again(days: Any, day: dt.date) -> None:
    assert day_of(written(day, days)) == day


AWKWARD = st.text(st.sampled_from("'=+-@＝0123.,Ee /:年张𠮷 \t\n（）1．"), max_size=8)


@given(AWKWARD, st.booleans())
@example(" \t", False)
def test_no_cell_of_a_csv_begins_like_a_formula_and_each_comes_back(text: str, numbers: bool) -> None:
    cell = marked(text, numbers=numbers)
    assert unmarked(cell) == text
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "＝", "\t"))


@pytest.mark.parametrize(
    "text", ["007", "13800000000", "430621199001011234", "3-2", "1E5", "2026年3月", "0730-1234567"]
)
def test_what_a_spreadsheet_would_take_for_a_number_is_marked_where_the_layout_says_so(text: str) -> None:
    assert (marked(text, numbers=True), marked(text, numbers=False)) == (f"'{text}", text)


LINES = st.text(st.sampled_from("12．.、(（)）\n　修路 "), min_size=1, max_size=12)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_several_requests_of_one_cell_come_back_as_they_were(texts: list[str]) -> None:
    assert parted(joined(tuple(texts))) == tuple(texts)


def test_requests_that_people_numbered_are_told_apart() -> None:
    assert parted("1、修路\n到村部\n2、公开账目") == ("修路\n到村部", "公开账目")
    assert parted("2026年修路\n1个月内答复") == ("2026年修路\n1个月内答复",)
    assert parted("") == ()


@pytest.mark.parametrize(
    ("change", "line_and_word"),
    [
        ({"title": ""}, ("第2行", "title")),
        ({"valid_from": "2026.1.1"}, ("第4行", "valid_from")),
        ({"days": "american"}, ("days", "chinese")),
        ({"sheet": "a/b"}, ("sheet", "工作表名")),
        ({"export": [{"field": "mood", "heading": "情况"}]}, ("export[0].field", "没有“mood”")),
        ({"export": [{"field": "kind", "heading": "方式"}]}, ("export[0].field", "没有“kind”")),
        ({"export": [{"field": "number"}]}, ("export[0].heading", "必填")),
        (
            {"export": [{"field": "number", "heading": "甲"}, {"field": "title", "heading": " 甲*"}]},
            ("export[1]", "重复"),
        ),
        (
            {"export": [{"field": "number", "heading": "甲"}, {"field": "number", "heading": "乙"}]},
            ("export[1]", "重复"),
        ),
        ({"import": [{"field": "name", "heading": "姓名"}]}, ("import", "缺少“标题”")),
        ({"import": [], "export": []}, ("title", "没有任何列")),
        ({"words": [{"field": "title", "code": "a", "word": "b"}]}, ("words[0].field", "没有代码")),
        ({"words": [{"field": "stage", "code": "a", "word": "b"}]}, ("words[0].code", "没有代码“a”")),
        ({"words": [{"field": "channel", "code": "visit", "word": "来信"}]}, ("words[0].word", "读入时分不清")),
        ({"danger": 1}, ("danger", "没有这个字段")),
    ],
)
def test_a_mistake_in_a_layout_is_named_with_its_line(change: dict[str, Any], line_and_word: tuple[str, ...]) -> None:
    data = json.dumps({**LAYOUT, **change}, ensure_ascii=False, indent=1).encode()
    with pytest.raises(RuleBroken) as refused:
        read_layout(data, "某县.json")
    assert refused.value.code == "layout-invalid"
    assert "“某县.json”" in refused.value.message
    assert all(word in refused.value.message for word in line_and_word)


def test_a_layout_that_is_no_json_is_refused() -> None:
    for data in (b"{", b"\xff\xfe{}", b"[]", b"[" * 100_000):
        with pytest.raises(RuleBroken) as refused:
            read_layout(data, "x.json")
        assert refused.value.code == "layout-invalid"


def test_the_shipped_pinyin_names_were_met_or_say_that_they_are_ours() -> None:
    layouts = {file.stem: load_layout(file) for file in layout_files()}
    assert layouts.keys() == {"pinyin", "plain"}
    for column in (*layouts["pinyin"].told, *layouts["pinyin"].taken):
        assert ({column.heading, *column.also} <= MET) != ("[drafted]" in column.source), column
    assert len(layouts["pinyin"].told) > 15
    assert "不是标准" in layouts["pinyin"].source


def test_no_field_of_the_closed_list_holds_what_the_product_does_not_keep() -> None:
    assert [field.code for field in FIELDS.values() if wrong(field.code) or wrong(field.title)] == []


def test_every_field_that_goes_out_can_be_told_of_every_petition() -> None:
    told = {code for code, field in FIELDS.items() if field.out and not field.each}
    assert told == TOLD.keys() | {CONTENT_CODE}
    columns = [{"field": code, "heading": code} for code, field in FIELDS.items() if field.out]
    layout = read_layout(json.dumps({**LAYOUT, "export": columns}).encode(), "x.json")
    row = dict(zip([one["field"] for one in columns], row_of(Folding().petition, layout), strict=True))
    assert (row["stage"], row["source"], row["name"], row["head_count"]) == ("已登记", "直接提出", "张三", 1)
    assert row["content"].startswith("诉求：硬化")
    assert row["received_on"] == "2026-03-02"
    assert row[CONTENT_CODE] == ""


def test_the_code_of_the_content_class_is_that_of_the_countys_list() -> None:
    layout = read_layout(json.dumps({**LAYOUT, "export": [{"field": CONTENT_CODE, "heading": "nrfldm"}]}).encode(), "x")
    petition = msgspec.structs.replace(Folding().petition, content_class="农村农业／土地承包")
    assert row_of(petition, layout, {"农村农业／土地承包": "0101"}.__getitem__) == ("0101",)
