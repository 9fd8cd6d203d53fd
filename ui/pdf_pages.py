"""The pages of a PDF as images, drawn by pypdfium2; also from a thread of its own, and without any window."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtGui import QImage

from app.pdfium import ALONE


def page_strips(pdf: bytes, number: int, dots_per_inch: float, lines: int) -> Iterator[tuple[QImage, int, int]]:
    """A page, counted from 0, in strips of so many lines: each with the lines above it and those of the whole page.

    A whole page at a printer's resolution takes a hundred megabytes.
    """
    scale = dots_per_inch / 72
    total = math.ceil(page_sizes(pdf)[number][1] * scale)
    for above in range(0, total, lines):
        high = min(lines, total - above)
        cut = [max(0.0, gone - 0.5) / scale for gone in (total - above - high, above)]  # rounded up to whole lines
        with _opened(pdf) as document:
            bitmap = document[number].render(scale=scale, crop=(0, cut[0], 0, cut[1]))
            strip = _shared(bitmap, high).copy()
        yield strip, above, total


def page_image(pdf: bytes, number: int, width: int, turned: int = 0) -> QImage:
    """One page, counted from 0, at a width in pixels, turned to the right by degrees."""
    with _opened(pdf) as document:
        page = document[number]
        across = page.get_height() if turned % 180 else page.get_width()
        return _image(page, width / across, turned)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points."""
    if not pdf:
        return []
    with _opened(pdf) as document:
        return [page.get_size() for page in document]


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    with ALONE:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def _image(page: Any, scale: float, turned: int = 0) -> QImage:
    bitmap = page.render(scale=scale, rotation=turned % 360)
    return _shared(bitmap, bitmap.height).copy()


def _shared(bitmap: Any, lines: int) -> QImage:
    """The dots themselves: they go with `bitmap`."""
    return QImage(bitmap.buffer, bitmap.width, lines, bitmap.stride, QImage.Format.Format_BGR888)
