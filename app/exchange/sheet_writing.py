"""Writes a sheet: XLSX row by row, or CSV, under a name of its own once it is whole. Text is text in both.

A sheet is not sealed: whoever has the file reads it. Nothing of it lies anywhere but in the folder it is written to.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.sheets.fields import FIELDS, FieldKind
from app.domain.sheets.layout import Layout
from app.domain.sheets.marks import marked
from app.domain.sheets.told import Value, headings
from app.storage.files import rename_durably

SheetKind = Literal["xlsx", "csv", "csv-gb18030"]
SHEET_KINDS: dict[str, str] = {
    "xlsx": "电子表格（XLSX）",
    "csv": "CSV（UTF-8）",
    "csv-gb18030": "CSV（GB18030）",
}
ENCODINGS = {"csv": "utf-8-sig", "csv-gb18030": "gb18030"}  # the mark before UTF-8 tells spreadsheet programs so
MOST_ROWS = 1_048_575  # of an XLSX, besides its headings
MOST_TEXT = 32_767  # UTF-16 units in one cell of it
HALF, LONGEST = ".swt-", 3600  # the folder that a sheet is written in, and the seconds that this may take
MOST_TOLD = 50  # cells that were cut, by name
WIDTHS = {"lines": 40, "text": 16, "day": 12, "number": 8, "code": 12, "yes": 8}


class Written(msgspec.Struct, frozen=True):
    """How many rows a sheet has, and which cells hold less than the whole text: (row of the sheet, heading)."""

    rows: int
    cut: tuple[tuple[int, str], ...]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The name of a sheet, its headings and what kind of thing stands under each of them."""

    sheet: str
    headings: tuple[str, ...]
    kinds: tuple[FieldKind, ...]
    mark_numbers: bool = True


def head_of(layout: Layout) -> Head:
    """The head of the sheets of a layout."""
    return Head(
        sheet=layout.sheet,
        headings=headings(layout),
        kinds=tuple(FIELDS[column.field].kind for column in layout.told),
        mark_numbers=layout.mark_numbers,
    )


def write_sheet(
    folder: Path, name: str, kind: SheetKind, head: Head, rows: Iterable[tuple[Value, ...]]
) -> tuple[Path, Written]:
    """Write the rows into `folder`; the file is there whole or not at all, and takes no other file's place.

    Raises ExchangeError("folder-missing"), StorageError("file-not-written"), RuleBroken("sheet-too-long").
    """
    if not folder.is_dir():
        raise ExchangeError("folder-missing", f"找不到文件夹“{folder}”，请检查U盘是否插好。", folder=str(folder))
    suffix = ".xlsx" if kind == "xlsx" else ".csv"
    try:
        _remove_halves(folder)
        making = Path(tempfile.mkdtemp(prefix=HALF, dir=folder))
        try:
            part = making / f"sheet{suffix}"
            with part.open("wb") as file:
                written = _writer(kind)(file, making, head, rows)
                file.flush()
                os.fsync(file.fileno())
            target = _free(folder, name, suffix)
            rename_durably(part, target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise StorageError(
            "file-not-written",
            "表格没有写成（磁盘已满、被拔出或不能写入），没有留下文件。请检查U盘或磁盘后再试。",
            folder=str(folder),
            problem=str(error),
        ) from None
    return target, written


def _remove_halves(folder: Path) -> None:
    """What a program left that was killed while it wrote: it is not sealed. One that is being written is younger."""
    for half in folder.glob(f"{HALF}*"):
        with contextlib.suppress(OSError):
            if half.is_dir() and time.time() - half.stat().st_mtime > LONGEST:
                shutil.rmtree(half, ignore_errors=True)


_Write = Callable[[BinaryIO, Path, Head, Iterable[tuple[Value, ...]]], Written]


def _writer(kind: SheetKind) -> _Write:
    if kind == "xlsx":
        return _write_xlsx
    encoding = ENCODINGS[kind]
    return lambda file, _making, head, rows: _write_csv(file, encoding, head, rows)


def _write_xlsx(file: BinaryIO, making: Path, told: Head, rows: Iterable[tuple[Value, ...]]) -> Written:
    import xlsxwriter  # 30 ms: only when a sheet is written
    from xlsxwriter.exceptions import XlsxWriterException

    options = {"constant_memory": True, "tmpdir": str(making), "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    head = book.add_format({"bold": True, "num_format": "@", "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    number = book.add_format({"valign": "top"})
    sheet = book.add_worksheet(told.sheet)
    for place, column in enumerate(told.kinds):
        sheet.set_column(place, place, WIDTHS[column])
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(told.headings):
        sheet.write_string(0, place, heading, head)
    count, cut = 0, []
    try:
        for count, row in enumerate(rows, 1):
            if count > MOST_ROWS:
                raise RuleBroken("sheet-too-long", f"超过 {MOST_ROWS} 件，一张电子表格写不下，请按收到日期分几次导出。")
            for place, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(count, place, value, day)
                elif isinstance(value, int):
                    sheet.write_number(count, place, value, number)
                elif value:
                    fitting = _fitting(value)
                    cut += [(count + 1, told.headings[place])] if fitting != value else []
                    sheet.write_string(count, place, fitting, text)
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error
    return Written(count, tuple(cut))


def _write_csv(file: BinaryIO, encoding: str, head: Head, rows: Iterable[tuple[Value, ...]]) -> Written:
    lines = io.TextIOWrapper(file, encoding=encoding, newline="", write_through=True)
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([marked(heading, numbers=False) for heading in head.headings])
    count = 0
    for row in rows:
        count += 1
        cells = zip(row, head.kinds, strict=True)
        writer.writerow([_csv_cell(value, column, mark_numbers=head.mark_numbers) for value, column in cells])
    lines.detach()
    return Written(count, ())


def _csv_cell(value: Value, kind: FieldKind, *, mark_numbers: bool) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int) or kind == "day":
        return str(value)
    return marked(value, numbers=mark_numbers)


def _fitting(text: str) -> str:
    """As much of a text as a cell holds, and that it goes on."""
    if len(text) <= MOST_TEXT // 2 or len(text.encode("utf-16-le")) // 2 <= MOST_TEXT:
        return text
    told = f"……（全文{len(text)}字，单元格写不下，其余未列）"
    room = (MOST_TEXT - len(told)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + told


def _free(folder: Path, name: str, suffix: str) -> Path:
    """The name, with a number behind it where it is taken."""
    path, n = folder / f"{name}{suffix}", 1
    while os.path.lexists(path):
        n += 1
        path = folder / f"{name}-{n}{suffix}"
    return path
