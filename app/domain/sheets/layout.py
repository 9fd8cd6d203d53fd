"""A layout (表样): which column of a sheet holds which fact, under which heading, in which words. It is a data file.

Shipped ones lie in data/sheets, a county's own in the folder `sheets` of the desk (docs/sheets.md).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from app.domain import data_file
from app.domain.sheets.fields import FIELDS, NEEDED, Field
from app.domain.words import line, must

INVALID = "layout-invalid"
MOST_COLUMNS = 100
NOT_IN_A_TITLE = set("[]:*?/\\'")  # what a spreadsheet program refuses in the name of a sheet

Days = Literal["iso", "chinese", "slash", "compact", "cell"]
DAYS: dict[str, str] = {
    "iso": "2026-03-02",
    "chinese": "2026年3月2日",
    "slash": "2026/3/2",
    "compact": "20260302",
    "cell": "电子表格的日期格式",
}
People = Literal["first", "each"]


class Column(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One column: the fact in it, its heading, other headings under which it may come in, where the name is from."""

    field: Annotated[str, must("内容", 40)]
    heading: Annotated[str, must("列名", 40)]
    also: Annotated[tuple[Annotated[str, must("别名", 40)], ...], msgspec.Meta(title="别名", max_length=20)] = ()
    source: Annotated[str, line("出处", 200)] = ""


class Word(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in a cell for one code of a choice."""

    field: Annotated[str, must("内容", 40)]
    code: Annotated[str, must("代码", 40)]
    word: Annotated[str, must("写法", 40)]


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The columns of the sheets that go out (`told`) and of those that come in (`taken`), in their order.

    `people` says whether petitioner columns tell the first petitioner alone or each on a line of its own;
    `mark_numbers` puts a mark before what a spreadsheet program would read as a number when it opens a CSV.
    """

    title: Annotated[str, must("名称", 40)]
    source: Annotated[str, must("出处", 1000)]
    valid_from: dt.date
    sheet: Annotated[str, must("工作表名", 31)] = "信访事项"
    days: Days = "iso"
    people: People = "each"
    mark_numbers: bool = True
    words: Annotated[tuple[Word, ...], msgspec.Meta(title="写法", max_length=500)] = ()
    told: Annotated[tuple[Column, ...], msgspec.Meta(title="导出的列", max_length=MOST_COLUMNS)] = msgspec.field(
        name="export", default=()
    )
    taken: Annotated[tuple[Column, ...], msgspec.Meta(title="读入的列", max_length=MOST_COLUMNS)] = msgspec.field(
        name="import", default=()
    )

    def words_of(self, field: Field) -> dict[str, str]:
        """Code -> what stands in a cell for it."""
        own = {one.code: one.word for one in self.words if one.field == field.code}
        return {**field.words, **own}


def read_layout(data: bytes, name: str) -> Layout:
    """The layout in a file; `name` is what the file is called in refusals.

    Raises RuleBroken("layout-invalid") naming each line and column that is wrong.
    """
    return data_file.read(data, Layout, INVALID, name, _mistakes)


def plain_heading(text: str) -> str:
    """A heading as it is compared: without blanks, asterisks and colons, ordinary letters small."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if not char.isspace() and char not in "*:")


def _mistakes(layout: Layout) -> Iterator[tuple[str, str]]:
    if not layout.told and not layout.taken:
        yield "title", "没有任何列，请写明导出的列（export）或者读入的列（import）"
    if NOT_IN_A_TITLE & set(layout.sheet) or layout.sheet != layout.sheet.strip():
        yield "sheet", "工作表名不能含有 [ ] : * ? / \\ ' 和首尾空格"
    yield from _columns("export", layout.told, out=True)
    yield from _columns("import", layout.taken, out=False)
    held = {column.field for column in layout.taken}
    for code in NEEDED if layout.taken else ():
        if code not in held:
            yield "import", f"缺少“{FIELDS[code].title}”（{code}）列"
    yield from _words(layout)


def _columns(list_: str, columns: tuple[Column, ...], *, out: bool) -> Iterator[tuple[str, str]]:
    fields: set[str] = set()
    headings: set[str] = set()
    for n, column in enumerate(columns):
        path = f"{list_}[{n}]"
        known = FIELDS.get(column.field)
        if known is None or not (known.out if out else known.into):
            possible = "、".join(code for code, field in FIELDS.items() if (field.out if out else field.into))
            yield f"{path}.field", f"没有“{column.field}”这一项，可用：{possible}"
        elif column.field in fields:
            yield f"{path}.field", f"“{column.field}”重复"
        fields.add(column.field)
        for heading in (column.heading, *(() if out else column.also)):
            if not plain_heading(heading):
                yield f"{path}.heading", "列名不能只有空格和符号"
            elif plain_heading(heading) in headings:
                yield f"{path}.heading", f"列名“{heading}”重复"
            headings.add(plain_heading(heading))


def _words(layout: Layout) -> Iterator[tuple[str, str]]:
    for n, one in enumerate(layout.words):
        path = f"words[{n}]"
        field = FIELDS.get(one.field)
        if field is None or not field.words:
            possible = "、".join(code for code, known in FIELDS.items() if known.words)
            yield f"{path}.field", f"“{one.field}”没有代码，可用：{possible}"
        elif one.code not in field.words:
            yield f"{path}.code", f"“{one.field}”没有代码“{one.code}”，可用：{'、'.join(field.words)}"
        elif [other.code for other in layout.words if (other.field, other.word) == (one.field, one.word)] != [one.code]:
            yield f"{path}.word", f"“{one.word}”重复，读入时分不清"
        elif any(code for code, word in layout.words_of(field).items() if word == one.word and code != one.code):
            yield f"{path}.word", f"“{one.word}”同时是另一代码的写法，读入时分不清"
