"""Several PDFs bound to one: pages in order, numbers stamped, bookmarks, page labels.

pypdf does it (BSD, pure Python): pypdfium2, which reads PDFs elsewhere, can take pages over but writes no bookmarks.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import msgspec
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import NameObject, TextStringObject

from app.documents.ink import LANGUAGE, MM, PAGE_HEIGHT, PAGE_WIDTH, Ink, Style

STAMP = Style("song", 12)
STAMP_EDGE = 12 * MM  # from the right edge of the sheet
STAMP_TOP = 10 * MM  # from the upper edge to the baseline: above whatever a paper prints itself


class Part(msgspec.Struct, frozen=True):
    """One PDF with its bookmark; its pages are numbered on from the part before unless it stands outside (cover)."""

    pdf: bytes
    bookmark: str
    numbered: bool = True


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    return len(PdfReader(BytesIO(pdf)).pages)


def bind(parts: Sequence[Part], title: str, author: str) -> bytes:
    """One PDF of all parts. The same parts give the same bytes."""
    writer = PdfWriter()
    numbered: list[int] = []
    for part in parts:
        start = len(writer.pages)
        writer.append(BytesIO(part.pdf), import_outline=False)
        end = len(writer.pages)
        writer.add_outline_item(title=part.bookmark, page_number=start)
        if part.numbered:
            writer.set_page_label(start, end - 1, style=PageLabelStyle.DECIMAL, start=len(numbered) + 1)
            numbered += range(start, end)
        else:
            writer.set_page_label(start, end - 1, prefix=part.bookmark)
    _stamp(writer, numbered)
    writer.page_mode = "/UseOutlines"
    writer.metadata = {"/Title": title, "/Author": author, "/Subject": title, "/Creator": "首问台"}
    writer.root_object[NameObject("/Lang")] = TextStringObject(LANGUAGE)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _stamp(writer: PdfWriter, numbered: Sequence[int]) -> None:
    """The running number at the top right of every numbered page."""
    if not numbered:
        return
    stamps = PdfReader(BytesIO(_stamps(len(numbered)))).pages
    for place, stamp in zip(numbered, stamps, strict=True):
        page = writer.pages[place]
        page.merge_page(stamp)
        page.compress_content_streams()


def _stamps(count: int) -> bytes:
    ink = Ink("", "")
    for number in range(1, count + 1):
        if number > 1:
            ink.next_page()
        ink.put_aligned(0, PAGE_HEIGHT - STAMP_TOP, str(number), STAMP, PAGE_WIDTH - STAMP_EDGE, "right")
    return ink.finish()
