"""Reads a sheet without trust: XLSX by openpyxl after it was looked over, CSV by the standard library.

Which worksheet, and in which row the headings stand, is found by the headings of a layout. Columns that the layout does
not know are named and not kept: nothing rides along.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from app.domain.sheets.days import ZERO_1900, ZERO_1904
from app.domain.sheets.fields import FIELDS, NEEDED
from app.domain.sheets.layout import Layout, plain_heading
from app.domain.sheets.marks import unmarked
from app.domain.sheets.taken import Cell, Unreadable
from app.exchange.sheet_guard import BROKEN, MOST_FILE, Leaf, Merge, locked, look_over, refused

OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, .et, and any workbook with a password
ZIP = b"PK"
MOST_ROWS = 5000  # with content, below the headings
MOST_COLUMNS = 256
HEAD_WITHIN = 20  # rows in which the headings are looked for
MOST_NAMED = 20  # columns that are named
DELIMITERS = (",", "\t", ";")
FORMULA = "是公式，请复制后选择性粘贴为数值"
ERROR = "是错误值，请改正后再读入"
DURATION = "是时间，不是日期或文字"

_RETURN = re.compile(r"(?<!_x005F)_x000D_(?=\n)")

Line = tuple[int, Sequence[Cell]]  # number of the row in the file, its cells


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row with content: its number in the file, the cells that the layout knows by field, merged cells in it."""

    row: int
    cells: dict[str, Cell]
    merged: str = ""


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: the rows, day 0 of serial numbers, and what a person should know of what was not read."""

    rows: tuple[SheetRow, ...]
    zero: dt.date
    notices: tuple[str, ...]


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """Where the headings stand: row, place of each field, columns that nobody asked for."""

    row: int
    places: dict[str, int]
    unknown: tuple[str, ...]


def read_sheet(data: bytes, layout: Layout, sheet: str = "") -> Grid:
    """The rows of a file; `sheet` names the worksheet where several have the headings.

    Raises RuleBroken naming what is wrong with the file and what to do.
    """
    if len(data) > MOST_FILE:
        raise refused("sheet-too-large", f"文件超过 {MOST_FILE // 1024 // 1024} MB，没有读入。请分成几个文件。")
    if not data.strip():
        raise refused("sheet-empty", "文件是空的，没有读入。")
    if data.startswith(OLD_OFFICE):
        raise locked()
    if data.startswith(ZIP):
        return _read_book(data, layout, sheet)
    return _read_csv(data, layout)


def _read_book(data: bytes, layout: Layout, wanted: str) -> Grid:
    import openpyxl  # 120 ms: only when a sheet is read

    leaves = look_over(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and cells that it gives as errors
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                return _grid_of(book, leaves, layout, wanted)
            finally:
                book.close()
    except (*BROKEN, TypeError, AttributeError, AssertionError) as error:  # whatever a broken part makes it raise
        raise refused(
            "sheet-broken", "表格的格式读不懂，没有读入。请在 WPS 中另存为“Excel 工作簿（*.xlsx）”。"
        ) from error


def _grid_of(book: Any, leaves: tuple[Leaf, ...], layout: Layout, wanted: str) -> Grid:
    hidden = [leaf.title for leaf in leaves if leaf.hidden]
    found: list[tuple[Any, Leaf, _Head]] = []
    nearest: list[str] = []
    for leaf in leaves:
        if leaf.hidden or wanted not in ("", leaf.title):
            continue
        page = book[leaf.title]
        page.reset_dimensions()  # what a file says of its own size may be wrong, and rows would be left out
        head, missing = _find_head(_lines(page, 1, min(HEAD_WITHIN, leaf.last_row), MOST_COLUMNS), layout)
        if head:
            found.append((page, leaf, head))
        nearest.append(missing)
    if not found:
        raise _no_head(nearest, hidden, wanted)
    if len(found) > 1:
        titles = "、".join(f"“{leaf.title}”" for _page, leaf, _head in found)
        raise refused("sheet-several", f"有几张工作表都像是要读入的：{titles}。请只留一张，或者写明读哪一张。")
    page, leaf, head = found[0]
    merges = _merges(leaf, head)
    width = max(head.places.values()) + 1
    rows = _rows(_lines(page, head.row + 1, leaf.last_row, width), head, merges)
    zero = ZERO_1904 if book.epoch.year == 1904 else ZERO_1900
    left = [f"没有读入的隐藏工作表：{'、'.join(hidden)}"] if hidden else []
    return Grid(rows=rows, zero=zero, notices=(*_unknown(head), *left))


def _lines(page: Any, first: int, last: int, width: int) -> Iterator[Line]:
    if last < first:
        return
    rows = page.iter_rows(min_row=first, max_row=last, max_col=width)
    for number, row in enumerate(rows, first):
        yield number, [_cell(cell) for cell in row]


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return None
    if kind == "f":
        return Unreadable(FORMULA)
    if kind == "e":
        return Unreadable(ERROR)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return value
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, dt.time | dt.timedelta):
        return Unreadable(DURATION)
    return _sound(_unescaped(str(value)))


def _unescaped(text: str) -> str:
    """What the format writes for a carriage return, and for an underscore where that would be taken for one."""
    return _RETURN.sub("", text).replace("_x005F_", "_")


def _merges(leaf: Leaf, head: _Head) -> tuple[Merge, ...]:
    """Merged cells below the headings; in them the columns would not be where they seem."""
    touching = [one for one in leaf.merges if one.first_row <= head.row <= one.last_row]
    columns = set(head.places.values())
    for one in touching:
        if columns & set(range(one.first_column - 1, min(one.last_column, MOST_COLUMNS))):
            raise refused(
                "sheet-merged", f"表头中有合并的单元格（{one.text}），没有读入。请取消合并，一列一个列名，再读入。"
            )
    return tuple(one for one in leaf.merges if one.last_row > head.row)


def _read_csv(data: bytes, layout: Layout) -> Grid:
    text = _decoded(data)
    nearest: list[str] = []
    for delimiter in DELIMITERS:
        head, missing = _find_head(_split(text, delimiter, HEAD_WITHIN, strict=False), layout)
        nearest.append(missing)
        if head:
            lines = (line for n, line in enumerate(_split(text, delimiter), 1) if n > head.row)
            return Grid(rows=_rows(_numbered(lines), head, ()), zero=ZERO_1900, notices=_unknown(head))
    raise _no_head(nearest, [], "")


def _numbered(lines: Iterable[Line]) -> Iterator[Line]:
    return ((number, [unmarked(str(cell)) for cell in cells]) for number, cells in lines)


def _split(text: str, delimiter: str, most: int | None = None, *, strict: bool = True) -> Iterator[Line]:
    """The lines of a CSV, numbered as a spreadsheet program numbers its rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if most is not None and number > most:
                return
            yield number, [_sound(cell) for cell in cells]
    except csv.Error as error:
        raise refused(
            "sheet-broken",
            f"CSV 第{number + 1}行的引号不成对，或者内容过长，没有读入。请在表格程序中重新另存为 CSV。",
            line=reader.line_num,
            problem=str(error),
        ) from None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused("sheet-other-encoding", "文件是 UTF-16 编码，没有读入。请另存为 UTF-8 编码的 CSV，或者 XLSX。")
    if data.lstrip()[:1] == b"<":
        raise refused(
            "sheet-other-format", "文件是网页，不是表格，没有读入。请在 WPS 中另存为“Excel 工作簿（*.xlsx）”。"
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refused(
        "sheet-other-encoding", "文件既不是 UTF-8 也不是 GB18030 编码的文字，没有读入。请另存为 CSV（UTF-8）或者 XLSX。"
    )


def _find_head(lines: Iterable[Line], layout: Layout) -> tuple[_Head | None, str]:
    """The headings, or which of those that are needed the nearest row lacks."""
    best, words = len(NEEDED), "找不到表头"
    for number, cells in lines:
        places, unknown = _matched(cells, layout)
        missing = [code for code in NEEDED if code not in places]
        if not missing:
            return _Head(row=number, places=places, unknown=unknown), ""
        if len(missing) < best:
            best = len(missing)
            headings = {column.field: column.heading for column in layout.taken}
            words = f"第{number}行像是表头，缺少：{'、'.join(headings[code] for code in missing)}"
    return None, words


def _matched(cells: Sequence[Cell], layout: Layout) -> tuple[dict[str, int], tuple[str, ...]]:
    """Field -> place of its column, by the heading itself before any other name for it; columns of no field."""
    headings = {
        place: plain_heading(cell) for place, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()
    }
    places: dict[str, int] = {}
    for names in ([(c.field, (c.heading,)) for c in layout.taken], [(c.field, c.also) for c in layout.taken]):
        for field, wanted in names:
            known = {plain_heading(name) for name in wanted}
            place = next((p for p, heading in headings.items() if heading in known and p not in places.values()), None)
            if place is not None and field not in places:
                places[field] = place
    unknown = tuple(str(cells[place]).strip() for place in headings if place not in places.values())
    return places, unknown


def _rows(lines: Iterable[Line], head: _Head, merges: tuple[Merge, ...]) -> tuple[SheetRow, ...]:
    found: list[SheetRow] = []
    for number, line in lines:
        cells = {field: line[place] for field, place in head.places.items() if place < len(line)}
        cells = {field: cell for field, cell in cells.items() if cell is not None and str(cell).strip()}
        if not cells:
            continue
        if len(found) == MOST_ROWS:
            raise refused("sheet-too-long", f"表格超过 {MOST_ROWS} 行，没有读入。请分成几个文件。", rows=MOST_ROWS)
        merged = next((one.text for one in merges if one.first_row <= number <= one.last_row), "")
        found.append(SheetRow(row=number, cells=cells, merged=merged))
    if not found:
        raise refused("sheet-empty", f"第{head.row}行表头以下没有内容，没有读入。")
    return tuple(found)


def _unknown(head: _Head) -> tuple[str, ...]:
    if not head.unknown:
        return ()
    more = f"等{len(head.unknown)}列" if len(head.unknown) > MOST_NAMED else ""
    return (f"没有读入的列：{'、'.join(name[:20] for name in head.unknown[:MOST_NAMED])}{more}",)


def _no_head(nearest: list[str], hidden: list[str], wanted: str) -> Exception:
    told = next((words for words in nearest if words and words != "找不到表头"), "")
    told = told or f"前{HEAD_WITHIN}行中找不到表头，须有的列：{'、'.join(FIELDS[code].title for code in NEEDED)}"
    if wanted and not nearest:
        told = f"没有名为“{wanted}”的工作表"
    aside = f"隐藏的工作表（{'、'.join(hidden)}）不读入，要读的请先取消隐藏。" if hidden else ""
    return refused("sheet-no-head", f"{told}，没有读入。请核对文件和表样。{aside}")


def _sound(text: str) -> str:
    """Text without half a pair of a character, which could not be kept."""
    return text.encode("utf-8", "replace").decode("utf-8")
