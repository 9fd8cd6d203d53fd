"""A DOCX from anywhere, read without trust: its paragraphs in order and to which part of ours each belongs.

Nothing is unpacked to disk, no link is followed, no macro run. What this program cannot read whole is refused in a
sentence that says what to do in WPS.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec

from app.domain.errors import RuleBroken

MOST_FILE = 20 * 1024 * 1024  # bytes
MOST_UNPACKED = 64 * 1024 * 1024
MOST_TEXT = 16 * 1024 * 1024  # of the one part that is read
MOST_PARTS = 1000
MAIN = "wordprocessingml.document.main+xml"
OLD_WORD = b"\xd0\xcf\x11\xe0"  # .doc, .wps, and any document with a password
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, BOOKMARK, RUN, INSTRUCTION, FIELD = (
    W + name for name in ("p", "bookmarkStart", "r", "instrText", "fldSimple")
)
WRITTEN = {W + "t": "", W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
REVISED = {W + name for name in ("ins", "del", "moveFrom", "moveTo")}
# What holds text or pictures that this program would lose.
OBJECTS = {
    **{W + name: "图片或图形" for name in ("drawing", "pict")},
    **{W + name: "嵌入的对象" for name in ("object", "altChunk", "subDoc", "control")},
    **{W + name: "脚注或尾注" for name in ("footnoteReference", "endnoteReference")},
    **{W + "tbl": "表格", W + "sym": "特殊符号", W + "ruby": "拼音标注", W + "txbxContent": "文本框"},
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "公式",
}
LINKING = re.compile(r"^\s*(INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DDE|DDEAUTO|HYPERLINK|RD|DATABASE)\b", re.IGNORECASE)
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, RuntimeError, LookupError, OverflowError, SyntaxError),  # SyntaxError: what lxml raises
)


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph: the tag of the part that it belongs to, "" for none, and its text."""

    tag: str
    text: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What a document holds of ours: its paragraphs, and every bookmark that begins with our prefix."""

    paragraphs: tuple[Paragraph, ...]
    marks: frozenset[str]


def read_document(data: bytes, prefix: str, other: str) -> Document:
    """The document in a file's bytes; bookmarks that begin with `prefix` and not with `other` are of a part.

    Raises RuleBroken naming what is wrong with it and what to do.
    """
    if len(data) > MOST_FILE:
        raise _refused("docx-too-large", f"文件超过 {MOST_FILE // 1024 // 1024} MB，不像一份意见书，没有读入。")
    if data.startswith(OLD_WORD):
        raise _refused(
            "docx-other-format",
            "这是旧格式的文档或者加了密码的文档。请在 WPS 中去掉密码，另存为“Word 文档（*.docx）”再读回。",
        )
    try:
        body = _body(data)
    except BROKEN as error:
        raise _refused("docx-broken", "文件不是 DOCX 文档，或者已经损坏，没有读入。请重新保存或重新复制。") from error
    _check(body)
    return Document(
        paragraphs=tuple(_paragraphs(body, prefix, other)),
        marks=frozenset(name for mark in body.iter(BOOKMARK) if (name := _name(mark)).startswith(prefix)),
    )


def _body(data: bytes) -> Any:
    """The root of the main part, after all parts were looked over."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        names = [part.filename for part in parts]
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise _refused("docx-too-large", "文件解开后过大，不像一份意见书，没有读入。")
        if len(set(names)) < len(names):
            raise zipfile.BadZipFile("two parts of one name")
        kinds = _xml(package, "[Content_Types].xml")
        if any("macro" in kind or "vba" in kind for kind in _kinds(kinds)) or any("vba" in n.lower() for n in names):
            raise _refused(
                "docx-has-macros", "文件含有宏，没有读入。请在 WPS 中另存为不带宏的“Word 文档（*.docx）”再读回。"
            )
        for name in names:
            if name.lower().endswith(".rels"):
                _check_links(_xml(package, name))
        main = [str(part.get("PartName")).lstrip("/") for part in kinds if MAIN in str(part.get("ContentType"))]
        if len(main) != 1:
            raise _refused(
                "docx-other-format", "文件不是文字文档，没有读入。请选择从本程序另存、在 WPS 中修改的 DOCX 文档。"
            )
        root = _xml(package, main[0])
    if root.tag != W + "document":
        raise _refused(
            "docx-other-format", "文档的格式读不懂，没有读入。请在 WPS 中另存为“Word 文档（*.docx）”再读回。"
        )
    return root


def _xml(package: zipfile.ZipFile, name: str) -> Any:
    """One part as XML: no entities, no network, bounded."""
    from lxml import etree

    if package.getinfo(name).file_size > MOST_TEXT:
        raise _refused("docx-too-large", "文件解开后过大，不像一份意见书，没有读入。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(package.read(name), parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document of this kind declares nothing")
    return root


def _kinds(types: Any) -> Iterator[str]:
    return (str(part.get("ContentType", "")).lower() for part in types)


def _check_links(relations: Any) -> None:
    for relation in relations:
        if str(relation.get("TargetMode", "")).lower() == "external":
            raise _linked(str(relation.get("Target", "")))


def _check(root: Any) -> None:
    """What would be lost or is not decided yet."""
    for element in root.iter(*REVISED, *OBJECTS, INSTRUCTION, FIELD):
        if element.tag in REVISED:
            raise _refused(
                "docx-has-revisions", "文档中还有没有处理的修订。请在 WPS 的“审阅”中接受或拒绝全部修订，保存后再读回。"
            )
        if element.tag in OBJECTS:
            what = OBJECTS[element.tag]
            raise _refused(
                "docx-has-objects", f"文档中有{what}，本程序只读回文字。请删除或改为文字后再读回。", found=what
            )
        field = element.get(W + "instr", "") if element.tag == FIELD else element.text or ""
        if LINKING.match(field):
            raise _linked(field.strip())


def _paragraphs(root: Any, prefix: str, other: str) -> Iterator[Paragraph]:
    """Every paragraph; a part goes on until the bookmark of the next one."""
    current = ""
    for element in root.iter(PARAGRAPH, BOOKMARK):
        if element.tag == BOOKMARK:  # between paragraphs it is of the one that follows; within, it was looked at
            current = _part(_name(element), prefix, other) or current
            continue
        marks = (_part(_name(mark), prefix, other) for mark in element.iter(BOOKMARK))
        current = next(filter(None, marks), current)
        yield Paragraph(current, _text(element))


def _part(name: str, prefix: str, other: str) -> str:
    """The tag of a part from its bookmark; "" when it names none."""
    return name.removeprefix(prefix) if name.startswith(prefix) and not name.startswith(other) else ""


def _name(mark: Any) -> str:
    return str(mark.get(W + "name", ""))


def _text(paragraph: Any) -> str:
    found = paragraph.iter(*WRITTEN)
    return "".join((WRITTEN[part.tag] or part.text or "") for part in found if part.getparent().tag == RUN)


def _linked(target: str) -> RuleBroken:
    return _refused(
        "docx-has-links",
        f"文档中有指向外部的链接（{target[:60]}），没有读入。请在 WPS 中取消超链接或删去链接的内容，保存后再读回。",
        target=target[:200],
    )


def _refused(code: str, message: str, **facts: Any) -> RuleBroken:
    return RuleBroken(code, message, **facts)
