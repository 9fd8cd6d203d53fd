"""The band on every page of a paper of the practice desk."""

from __future__ import annotations

import functools
from io import BytesIO

from app.documents.ink import MM, PAGE_HEIGHT, Ink, Style
from app.domain.practice import TOLD, is_practice

BAND = Style("hei", 11)
LEFT, WIDTH = 5 * MM, 6 * MM  # between the edge of the sheet, which printers leave white, and what papers print
BOTTOM = 22 * MM  # of each half
STEP = BAND.size * 1.25  # from one character to the next
DONE = "/PracticeBand"  # on a page that bears it


def banded(pdf: bytes, station: str) -> bytes:
    """The same paper where the station works; with the band on every page that lacks it where it practises."""
    if not is_practice(station):
        return pdf
    from pypdf import PdfReader, PdfWriter  # heavy, and no desk for work has a use for it here
    from pypdf.generic import BooleanObject, NameObject

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    if all(DONE in page for page in writer.pages):
        return pdf
    band = PdfReader(BytesIO(_band())).pages[0]
    for page in writer.pages:
        if DONE not in page:
            page.merge_page(band)
            page[NameObject(DONE)] = BooleanObject(True)
            page.compress_content_streams()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@functools.cache
def _band() -> bytes:
    """Written from top to bottom along the left edge, in a frame; in both halves, because the receipt is cut in two."""
    ink = Ink("", "")
    letters = [letter for letter in TOLD if letter != "，"]
    height = STEP * (len(letters) + 1)
    for bottom in (BOTTOM + PAGE_HEIGHT / 2, BOTTOM):
        ink.frame(LEFT, bottom, WIDTH, height)
        for place, letter in enumerate(letters, 1):
            ink.put_aligned(LEFT, bottom + height - STEP * (place + 0.3), letter, BAND, WIDTH, "centre")
    return ink.finish()
