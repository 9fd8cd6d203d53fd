"""Reads a finished PDF back, as a reader of the paper would: characters with their places, fonts, text."""

from __future__ import annotations

import ctypes
import re

import msgspec
import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM = 72 / 25.4
PAGE_NUMBER = re.compile(r"— \d+ —")


class Glyph(msgspec.Struct, frozen=True):
    """One printed character: origin on the baseline in pt from the page's lower left, and its type size."""

    text: str
    x: float
    y: float
    size: float
    ink_left: float
    ink_right: float
    ink_bottom: float
    ink_top: float


def pages_of(data: bytes) -> list[list[Glyph]]:
    """The printed characters of every page."""
    document = pdfium.PdfDocument(data)
    return [_glyphs(document[number].get_textpage()) for number in range(len(document))]


def text_of(data: bytes) -> str:
    """The text that can be copied out of the document, without line ends and page numbers."""
    return "".join(line for line in lines_of(data) if not PAGE_NUMBER.fullmatch(line))


def lines_of(data: bytes) -> list[str]:
    """The text line by line, as the reader sees the lines."""
    document = pdfium.PdfDocument(data)
    lines: list[str] = []
    for number in range(len(document)):
        lines.extend(document[number].get_textpage().get_text_range().splitlines())
    return lines


def baselines(page: list[Glyph], size: float) -> list[float]:
    """Baselines of the type of one size, from the top."""
    return sorted({round(glyph.y, 2) for glyph in page if abs(glyph.size - size) < 0.01}, reverse=True)


def fonts_of(data: bytes) -> list[tuple[str, bool]]:
    """Names of all fonts that the text uses, with whether the document carries them."""
    document = pdfium.PdfDocument(data)
    found: dict[str, bool] = {}
    for number in range(len(document)):
        for item in document[number].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(item.raw)
            buffer = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, buffer, 200)
            found[buffer.value.decode()] = bool(raw.FPDFFont_GetIsEmbedded(font))
    return sorted(found.items())


def _glyphs(page: pdfium.PdfTextPage) -> list[Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    glyphs: list[Glyph] = []
    high = 0
    for place in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page.raw, place)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        if chr(code) in "\r\n":
            continue
        raw.FPDFText_GetCharOrigin(page.raw, place, x, y)
        box = page.get_charbox(place)
        glyphs.append(Glyph(chr(code), x.value, y.value, raw.FPDFText_GetFontSize(page.raw, place), *_sides(box)))
    return glyphs


def _sides(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return left, right, bottom, top
