"""An XLSX from anywhere, looked over before a library reads it: no bomb, no macro, no link, nothing that would be lost.

Nothing is unpacked to disk. What this program cannot read whole is refused in a sentence that says what to do in WPS.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

import msgspec

from app.domain.errors import RuleBroken

MOST_FILE = 20 * 1024 * 1024  # bytes
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PART = 100 * 1024 * 1024
MOST_STRINGS = 40 * 1024 * 1024  # of the one part that is held as a whole
MOST_PARTS = 2000
MOST_CELLS = 1_000_000  # empty ones that only have a border count too
MOST_MERGES = 1000
MOST_DEPTH = 64
LAST_ROW = 1_048_576
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN = "spreadsheetml.sheet.main+xml"
PIECE = 1024 * 1024
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, expat.ExpatError),
    *(ValueError, RuntimeError, LookupError, OverflowError, SyntaxError),  # SyntaxError: what lxml raises
)
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


class Merge(msgspec.Struct, frozen=True):
    """Merged cells: their range as it is written, and what it spans, all from 1."""

    text: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """One worksheet of a workbook as it was looked over."""

    title: str
    hidden: bool
    merges: tuple[Merge, ...]
    last_row: int  # the last one in which anything stands; what comes after it is only drawn


def look_over(data: bytes) -> tuple[Leaf, ...]:
    """The worksheets of a workbook, in their order. Raises RuleBroken naming what is wrong and what to do."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _leaves(package)
    except BROKEN as error:
        raise refused("sheet-broken", "文件不是 XLSX 表格，或者已经损坏，没有读入。请重新保存或重新复制。") from error


def refused(code: str, message: str, **facts: Any) -> RuleBroken:
    return RuleBroken(code, message, **facts)


def too_large() -> RuleBroken:
    return refused("sheet-too-large", "表格解开后过大，没有读入。请删去多余的空行、格式和图片，另存为新文件再读入。")


def _leaves(package: zipfile.ZipFile) -> tuple[Leaf, ...]:
    names = _names(package)
    kinds = _xml(package, "[Content_Types].xml")
    told = [(str(part.get("PartName", "")).lstrip("/"), str(part.get("ContentType", "")).lower()) for part in kinds]
    if any("macro" in kind or "vba" in kind for _name, kind in told) or any("vba" in name.lower() for name in names):
        raise refused("sheet-has-macros", "文件含有宏，没有读入。请在 WPS 中另存为“Excel 工作簿（*.xlsx）”再读入。")
    if any("externallink" in kind for _name, kind in told) or any("/externallinks/" in f"/{n.lower()}" for n in names):
        raise refused(
            "sheet-has-links", "表格引用了其他文件的内容，没有读入。请在 WPS 中断开链接，粘贴为数值后另存再读入。"
        )
    books = [name for name, kind in told if MAIN in kind]
    if len(books) != 1:
        raise refused("sheet-other-format", "文件不是电子表格，没有读入。请在 WPS 中另存为“Excel 工作簿（*.xlsx）”。")
    sheets = _sheets(package, books[0], set(names))
    for name in set(names) - {part for _title, _hidden, part in sheets}:
        if name.lower().endswith((".xml", ".rels")):
            _walk(package, name, _Plain())
    return tuple(_leaf(package, *one) for one in sheets)


def _names(package: zipfile.ZipFile) -> list[str]:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise too_large()
    if any(part.file_size > MOST_PART for part in parts):
        raise too_large()
    if any("sharedstrings" in part.filename.lower() and part.file_size > MOST_STRINGS for part in parts):
        raise too_large()
    if any(part.flag_bits & 1 for part in parts):
        raise locked()
    if len(set(names)) < len(names):
        raise zipfile.BadZipFile("two parts of one name")
    return names


def locked() -> RuleBroken:
    return refused(
        "sheet-locked",
        "这是旧格式（*.xls、*.et）或者加了密码的表格。请在 WPS 中去掉密码，另存为“Excel 工作簿（*.xlsx）”再读入。",
    )


def _sheets(package: zipfile.ZipFile, book: str, names: set[str]) -> list[tuple[str, bool, str]]:
    """(title, hidden, part) of each worksheet."""
    folder, _, file = book.rpartition("/")
    relations = _xml(package, f"{folder}/_rels/{file}.rels".lstrip("/"))
    targets = {str(one.get("Id")): str(one.get("Target", "")) for one in relations}
    found = []
    for sheet in _xml(package, book).iter(f"{{{NAMESPACE}}}sheet"):
        identity = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        target = targets.get(identity, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if part in names:
            found.append((str(sheet.get("name", "")), sheet.get("state", "visible") != "visible", part))
    return found


def _leaf(package: zipfile.ZipFile, title: str, hidden: bool, part: str) -> Leaf:
    seen = _Sheet()
    _walk(package, part, seen)
    return Leaf(title=title, hidden=hidden, merges=tuple(seen.merges), last_row=seen.last_row)


def _xml(package: zipfile.ZipFile, name: str) -> Any:
    """One small part as XML: no entities, no network."""
    from lxml import etree

    if package.getinfo(name).file_size > MOST_STRINGS:
        raise too_large()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(package.read(name), parser)


class _Plain:
    """What every part has to keep to: it declares nothing, and is not deeper than any real one."""

    def __init__(self) -> None:
        self._depth = 0

    def begin(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise ValueError("deeper than any sheet")

    def end(self, _name: str) -> None:
        self._depth -= 1

    def declared(self, *_told: object) -> None:
        raise ValueError("a part of this kind declares nothing")


class _Sheet(_Plain):
    """What a worksheet has to keep to, besides: its rows and cells in order, each once, none beyond the last."""

    def __init__(self) -> None:
        super().__init__()
        self.merges: list[Merge] = []
        self.last_row = 0
        self._row = 0
        self._column = 0
        self._cells = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        super().begin(name, attributes)
        kind = name.rpartition(":")[2]
        if kind == "row":
            self._begin_row(attributes.get("r"))
        elif kind == "c":
            self._begin_cell(attributes.get("r"))
        elif kind in ("v", "is", "f"):
            self.last_row = self._row
        elif kind == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _begin_row(self, told: str | None) -> None:
        row = int(told) if told else self._row + 1
        if not self._row < row <= LAST_ROW:
            raise ValueError("rows out of order")
        self._row, self._column = row, 0

    def _begin_cell(self, told: str | None) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise too_large()
        column = self._column + 1
        if told:
            found = _RANGE.fullmatch(told)
            if not found or int(found[2]) != self._row:
                raise ValueError("a cell that is not where it says")
            column = _number(found[1])
        if column <= self._column:
            raise ValueError("cells out of order")
        self._column = column

    def _merge(self, told: str) -> None:
        found = _RANGE.fullmatch(told)
        if not found or not found[3]:
            return
        rows, columns = sorted((int(found[2]), int(found[4]))), sorted((_number(found[1]), _number(found[3])))
        self.merges.append(Merge(told, rows[0], rows[1], columns[0], columns[1]))
        if len(self.merges) > MOST_MERGES:
            raise refused("sheet-merged", "表格中合并的单元格太多，没有读入。请取消合并，每行填写完整后再读入。")


def _number(letters: str) -> int:
    """The place of a column, from 1."""
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found


def _walk(package: zipfile.ZipFile, name: str, handler: _Plain) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = handler.begin
    parser.EndElementHandler = handler.end
    parser.StartDoctypeDeclHandler = handler.declared
    parser.EntityDeclHandler = handler.declared
    with package.open(name) as part:
        while piece := part.read(PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
