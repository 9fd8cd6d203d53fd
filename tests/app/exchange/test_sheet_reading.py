"""Sheets that come in: what was written comes back as it was; what is hostile is refused in a sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.records.matter import Matter
from app.domain.sheets.fields import FIELDS
from app.domain.sheets.layout import Layout, read_layout
from app.domain.sheets.taken import Cell, Said, taken
from app.domain.sheets.told import row_of
from app.domain.steps.matter import register_from
from app.exchange import sheet_guard, sheet_reading
from app.exchange.sheet_reading import Grid, read_sheet
from app.exchange.sheet_writing import SHEET_KINDS, head_of, write_sheet
from app.shipped import data_folder, load_layout
from tests.app.domain.folding import RECEIVED, Folding
from tests.helpers import code_of, person

PLAIN = load_layout(data_folder() / "sheets" / "plain.json")
HEAD = ("下发方式", "来件机关", "来件机关编号", "姓名", "住址", "标题", "事实", "来文日期")
ROW = ("转送", "岳阳县信访局", "Y1", "张三", "石桥村三组", "请求修路", "路坏了", "2026-02-27")
TODAY = dt.date(2026, 3, 2)


def own_layout(**given: Any) -> Layout:
    """A layout in which everything that goes out comes in under the same heading."""
    columns = [{"field": code, "heading": code} for code, field in FIELDS.items() if field.out and field.into]
    told = {"title": "甲", "source": "试", "valid_from": "2026-01-01", "export": columns, "import": columns, **given}
    return read_layout(json.dumps(told).encode(), "甲.json")


TOKENS = [
    "=cmd|'!A1",
    "+",
    "-",
    "@",
    "'",
    '"',
    "007",
    "1E5",
    "3-2",
    ",",
    ";",
    "汉",
    "𠮷",
    "㐂",
    "🙂",
    "_x000D_",
    " ",
    "1．",
]
LINE = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=6).map("".join).map(str.strip).filter(bool)
LINES = (
    st.lists(st.sampled_from([*TOKENS, "\n", "\t"]), min_size=1, max_size=8).map("".join).map(str.strip).filter(bool)
)
SHORT = st.lists(st.sampled_from(TOKENS), max_size=3).map("".join).map(str.strip)
PEOPLE = st.lists(
    st.builds(person, LINE, address=LINE, phone=SHORT, id_number=st.just("110105194912310021")),
    min_size=1,
    max_size=3,
)


@settings(max_examples=20)
@given(
    texts=st.fixed_dictionaries(dict.fromkeys(("facts", "reasons"), LINES)),
    lines=st.fixed_dictionaries(dict.fromkeys(("title", "place", "letter_number", "body_number"), LINE)),
    requests=st.lists(LINES, min_size=1, max_size=3),
    people=PEOPLE,
    kind=st.sampled_from(list(SHEET_KINDS)),
    days=st.sampled_from(["iso", "chinese", "cell"]),
    marks=st.booleans(),
)
def test_what_goes_out_comes_in_as_the_same_facts(
    texts: Any, lines: Any, requests: Any, people: Any, kind: Any, days: Any, marks: bool
) -> None:
    layout = own_layout(days=days, mark_numbers=marks)
    first = {"letter_on": dt.date(2026, 2, 27), "raised_on": dt.date(2026, 2, 1), "category": "suggestion"}
    matter = Matter(
        kind="forwarded",
        sender="岳阳县信访局",
        petitioners=tuple(people),
        requests=tuple(requests),
        head_count=5,
        **{**first, **lines, **texts},
    )
    petition = Folding(register_from(matter, RECEIVED)).petition
    with tempfile.TemporaryDirectory() as folder:
        file, _written = write_sheet(Path(folder), "甲", kind, head_of(layout), [row_of(petition, layout)] * 2)
        grid = read_sheet(file.read_bytes(), layout)
    assert len(grid.rows) == 2
    read = taken(grid.rows[1].cells, layout, Said(kind="forwarded"), TODAY, grid.zero)
    assert [one for one in read.findings if one.kind == "problem"] == []
    assert read.matter == matter


# Workbooks, honest and hostile


def book(*rows: tuple[Any, ...], change: Callable[[Any], None] = lambda _book: None) -> bytes:
    made = openpyxl.Workbook()
    for row in rows or (HEAD, ROW):
        made.active.append(row)
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def with_sheet(change: Callable[[bytes], bytes], data: bytes = b"") -> bytes:
    def of(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])

    return changed(data or book(), of)


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    def of(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return of


def add_part(name: str, content: bytes = b"x", kind: str = "") -> bytes:
    def of(parts: dict[str, bytes]) -> None:
        parts[name] = content
        if kind:
            told = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", told.encode())

    return changed(book(), of)


def kind_of_book(old: bytes, new: bytes) -> bytes:
    def of(parts: dict[str, bytes]) -> None:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)

    return changed(book(), of)


def title_hidden(made: Any) -> None:
    made.active.sheet_state = "hidden"
    made.create_sheet("说明").append(["填表说明"])


def twice(made: Any) -> None:
    made.active.title = "甲"
    made.copy_worksheet(made.active).title = "乙"


def merged(cells: str) -> Callable[[Any], None]:
    return lambda made: made.active.merge_cells(cells)


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
MANY = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(3, 1000))
BOMB = b"<worksheet>" + b" " * 200_000
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b" ", "sheet-empty"),
    "old or locked": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheet-locked"),
    "half a file": (lambda: book()[:-200], "sheet-broken"),
    "other zip": (lambda: changed(book(), lambda parts: parts.clear()), "sheet-broken"),
    "document": (lambda: kind_of_book(b"sheet.main+xml", b"template.main+xml"), "sheet-other-format"),
    "macros": (lambda: add_part("xl/vbaProject.bin", kind="application/vnd.ms-office.vbaProject"), "sheet-has-macros"),
    "xlsm": (lambda: kind_of_book(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"), "sheet-has-macros"),
    "links": (lambda: add_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "sheet-has-links"),
    "entities": (lambda: with_sheet(replaced("<worksheet", DOCTYPE)), "sheet-broken"),
    "bomb": (lambda: with_sheet(lambda _data: BOMB), "sheet-too-large"),
    "many cells": (lambda: with_sheet(replaced("</sheetData>", f"{MANY}</sheetData>")), "sheet-too-large"),
    "deep": (lambda: with_sheet(replaced("</sheetData>", "</sheetData>" + "<a>" * 99 + "</a>" * 99)), "sheet-broken"),
    "last row": (lambda: with_sheet(replaced('r="2"', 'r="99999999999"')), "sheet-broken"),
    "rows turned round": (lambda: with_sheet(replaced('row r="2"', 'row r="1"')), "sheet-broken"),
    "no such string": (
        lambda: with_sheet(replaced('t="inlineStr"><is>', 't="s"><v>999</v><is>')),
        "sheet-broken",
    ),
    "only hidden": (lambda: book(change=title_hidden), "sheet-no-head"),
    "several": (lambda: book(change=twice), "sheet-several"),
    "head merged": (lambda: book(change=merged("A1:B1")), "sheet-merged"),
    "no head": (lambda: book(("甲", "乙"), ("丙", "丁")), "sheet-no-head"),
    "head alone": (lambda: book(HEAD), "sheet-empty"),
    "column missing": (lambda: book(HEAD[:6], ROW[:6]), "sheet-no-head"),
    "too many rows": (lambda: book(HEAD, *[ROW] * 21), "sheet-too-long"),
    "UTF-16": (lambda: "姓名,标题,事实\n".encode("utf-16"), "sheet-other-encoding"),
    "no encoding": (lambda: b"\xff\x81\x00\xfe" * 20, "sheet-other-encoding"),
    "web page": (lambda: "<html><table><tr><td>姓名</td></tr></table>".encode(), "sheet-other-format"),
    "open quote": (lambda: '姓名,标题,事实\n张三,"请求,路\n李四,乙,丙\n'.encode(), "sheet-broken"),
    "endless cell": (lambda: ("姓名,标题,事实\n" + "路" * 200_000 + ",乙,丙\n").encode(), "sheet-broken"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_guard, "MOST_CELLS", 1000)
    monkeypatch.setattr(sheet_guard, "MOST_PART", 150_000)
    monkeypatch.setattr(sheet_reading, "MOST_ROWS", 20)
    make, code = HOSTILE[name]
    with pytest.raises(RuleBroken) as refused:
        read_sheet(make(), PLAIN)
    assert code_of(refused) == code
    assert re.search("没有读入|请", str(refused.value))


def test_a_file_that_is_too_large_is_not_looked_into() -> None:
    with pytest.raises(RuleBroken) as refused:
        read_sheet(b"PK" + b"\0" * sheet_guard.MOST_FILE, PLAIN)
    assert code_of(refused) == "sheet-too-large"


@settings(max_examples=25)
@given(st.integers(0, 10**9), st.binary(min_size=1, max_size=4))
def test_a_spoilt_file_is_read_or_refused_and_nothing_else(place: int, bytes_: bytes) -> None:
    data = book()
    at = place % len(data)
    spoilt = data[:at] + bytes_ + data[at + len(bytes_) :]
    with contextlib.suppress(RuleBroken):  # nothing else
        assert isinstance(read_sheet(spoilt, PLAIN), Grid)


def test_thousands_of_empty_rows_below_take_nothing_away() -> None:
    rows = "".join(f'<row r="{n}" spans="1:2"/>' for n in range(3, 30_003))
    grid = read_sheet(with_sheet(replaced("</sheetData>", f"{rows}</sheetData>")), PLAIN)
    assert [row.row for row in grid.rows] == [2]


def test_a_size_that_a_file_lies_about_leaves_no_row_out() -> None:
    lying = with_sheet(replaced('ref="A1:H3"', 'ref="A1:A1"'), book(HEAD, ROW, ROW))
    assert len(read_sheet(lying, PLAIN).rows) == 2


def test_headings_are_found_below_a_title_by_other_names_and_unread_columns_are_named() -> None:
    head = (" 姓 名* ", "身份证号：", "标题", "反映内容", "民族", "备 注")
    data = book(("交办事项汇总表",), (), head, ("张三", 1, "甲", "乙", "汉", "丙"), change=merged("A1:F1"))
    grid = read_sheet(data, PLAIN)
    assert grid.rows[0].cells == {"name": "张三", "id_number": 1, "title": "甲", "facts": "乙", "note": "丙"}
    assert grid.rows[0].row == 4
    assert grid.notices == ("没有读入的列：民族",)


def test_a_hidden_sheet_is_named_and_not_read() -> None:
    def beside(made: Any) -> None:
        made.create_sheet("旧表").append(HEAD)
        made["旧表"].append(ROW)
        made["旧表"].sheet_state = "veryHidden"

    grid = read_sheet(book(change=beside), PLAIN)
    assert (len(grid.rows), grid.notices) == (1, ("没有读入的隐藏工作表：旧表",))


def test_one_of_several_sheets_can_be_named() -> None:
    assert len(read_sheet(book(change=twice), PLAIN, "乙").rows) == 1
    with pytest.raises(RuleBroken) as refused:
        read_sheet(book(change=twice), PLAIN, "丙")
    assert "没有名为“丙”的工作表" in str(refused.value)


def test_rows_with_merged_cells_say_so() -> None:
    grid = read_sheet(book(HEAD, ROW, ROW, ROW, change=merged("E2:E3")), PLAIN)
    assert [row.merged for row in grid.rows] == ["E2:E3", "E2:E3", ""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_the_encodings_of_offices(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(
        delimiter.join(cells) for cells in (HEAD, ("转送", "局", "007", "'=1+1", "甲,乙", "题", "事", ""))
    )
    data = text.replace("甲,乙", '"甲,乙"').encode(encoding)
    cells = read_sheet(data, PLAIN).rows[0].cells
    assert (cells["body_number"], cells["name"], cells["address"]) == ("007", "=1+1", "甲,乙")


@pytest.mark.parametrize(
    ("field", "cell", "words"),
    [
        ("name", "", "必填"),
        ("title", "长" * 101, "太长"),
        ("title", "甲\n乙", "只能写一行"),
        ("facts", "甲\u202e乙", "看不见的控制字符"),
        ("letter_on", "2026-02-30", "不是有效的日期"),
        ("letter_on", dt.date(2026, 2, 27), ""),
        ("letter_on", 46080, ""),
        ("phone", 13800000000, ""),
        ("phone", 13800000000.0, ""),
        ("id_number", 430621199001011234, "第15位以后已经丢失"),
        ("id_number", "4.30621E+17", "科学记数"),
        ("body_number", dt.date(2026, 3, 2), "改成了日期"),
        ("channel", "飞鸽", "“飞鸽”不是可用的写法，可用：来访、来信"),
        ("channel", " 来 信 ", ""),
        ("head_count", "12人", ""),
        ("head_count", "若干", "应为整数"),
        ("head_count", 0, "不能小于 1"),
        ("kind", "督办", "不是可用的写法"),
        ("kind", "上级交办", ""),
        ("report", "是", ""),
        ("address", "甲\n乙", "有2行，姓名只有1行"),
    ],
)
def test_every_cell_that_cannot_be_taken_is_named_by_its_column(field: str, cell: Cell, words: str) -> None:
    cells: dict[str, Cell] = {"name": "张三", "address": "甲", "title": "题", "facts": "事", field: cell}
    said = Said(sender="岳阳县信访局", kind="forwarded")
    read = taken({name: value for name, value in cells.items() if value != ""}, PLAIN, said, TODAY)
    problems = [one for one in read.findings if one.kind == "problem"]
    assert [words in one.words for one in problems] == ([True] if words else [])
    headings = {column.field: column.heading for column in PLAIN.taken}
    assert all(one.heading == headings[field] for one in problems)


def test_what_the_person_says_holds_where_the_row_says_nothing() -> None:
    said = Said(sender="县局", kind="assigned", letter_number="甲1", letter_on=TODAY, result_due=dt.date(2026, 5, 1))
    cells: dict[str, Cell] = {"name": "张三\n李四", "title": "题", "facts": "事", "phone": "\n13800000000"}
    told = taken(cells, PLAIN, said, TODAY).matter
    assert (told.kind, told.sender, told.letter_number, told.result_due) == (
        "assigned",
        "县局",
        "甲1",
        dt.date(2026, 5, 1),
    )
    assert [(one.name, one.phone) for one in told.petitioners] == [("张三", ""), ("李四", "13800000000")]
    own = taken({**cells, "kind": "转送", "sender": "市局"}, PLAIN, said, TODAY).matter
    assert (own.kind, own.sender, own.result_due) == ("forwarded", "市局", None)
    bare = taken(cells, PLAIN, Said(), TODAY)
    assert {one.heading for one in bare.findings if one.kind == "problem"} == {"下发方式", "来件机关"}
    assert len([one for one in bare.findings if one.kind == "note"]) == 2
    doubted = taken({**cells, "name": "张三、李四", "phone": "123"}, PLAIN, said, TODAY)
    assert [one.kind for one in doubted.findings if one.kind == "doubt"] == ["doubt", "doubt"]
