"""One PDF being drawn: text in faces that stand in for each other, rules, a QR code. Lengths are points.

The same calls give the same bytes: nothing here reads a clock or a random number.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from typing import Literal

import msgspec
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents.breaker import Width, break_lines
from app.documents.fonts import FACES, FULL_WIDTH, Letters, Role, legible, open_face

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = A4
ASCENT = 0.88  # of the type size: how far a Chinese character stands above the baseline
WIDEST_SPREAD = 0.25  # of the type size: a line that would need more between characters is left short
QUIET_ZONE = 4  # modules of white that a QR code needs around it
LANGUAGE = "zh-CN"

Align = Literal["left", "centre", "right"]


class Style(msgspec.Struct, frozen=True):
    """A kind of writing: face, size, and the width of the cell that a full-width character stands in."""

    role: Role
    size: float
    pitch: float = 0.0  # 0: as wide as the type

    @property
    def track(self) -> float:
        """What is added after each full-width character."""
        return self.pitch - self.size if self.pitch else 0.0


class Ink:
    """A document in the making. `page` is the number of the page being drawn, from 1."""

    def __init__(
        self, title: str, author: str, watermark: str = "", *, size: tuple[float, float] = (PAGE_WIDTH, PAGE_HEIGHT)
    ) -> None:
        self._bytes = BytesIO()
        # A face of ours from the start, else every paper refers to a Helvetica that it does not carry.
        first = open_face(FACES["fang"]).fontName
        self._canvas = Canvas(self._bytes, size, pageCompression=1, invariant=1, initialFontName=first, lang=LANGUAGE)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(title)
        self._canvas.setCreator("首问台")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._letters: dict[Role, Letters] = {}
        self._widths: dict[Style, Width] = {}
        self._watermark = watermark
        self.page = 1
        self._begin_page()

    def next_page(self) -> None:
        self._canvas.showPage()
        self.page += 1
        self._begin_page()

    def finish(self) -> bytes:
        """Close the document; nothing can be drawn any more."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def legible(self, text: str, style: Style) -> str:
        """The text as this style can draw it; RuleBroken("glyph-missing") names what it can't."""
        return legible(text, self._role(style.role))

    def width(self, text: str, style: Style) -> float:
        """Width of a legible text."""
        return sum(map(self._width_of(style), text))

    def wrap(self, text: str, style: Style, first: float, rest: float | None = None) -> list[str]:
        """Lines of one paragraph; `rest` is the width of the lines after the first."""
        written = self.legible(text, style)
        return break_lines(written, self._width_of(style), first, first if rest is None else rest)

    def put(self, x: float, y: float, text: str, style: Style, spread: float = 0.0) -> None:
        """A legible text from `x` on the baseline `y`, `spread` more after each full-width character."""
        pen = self._canvas.beginText(x, y)
        for face, wide, run in self._role(style.role).runs(text):
            pen.setFont(face, style.size)
            pen.setCharSpace(style.track + spread if wide else 0)
            pen.textOut(run)
        self._canvas.drawText(pen)

    def put_filled(self, x: float, y: float, text: str, style: Style, width: float) -> None:
        """A line that fills `width`: what it lacks is spread between its full-width characters."""
        role = self._role(style.role)
        gaps = sum(role.advance(character) >= FULL_WIDTH for character in text[:-1])
        spread = (width - self.width(text, style)) / gaps if gaps else 0.0
        self.put(x, y, text, style, spread if abs(spread) <= WIDEST_SPREAD * style.size else 0.0)

    def put_aligned(self, x: float, y: float, text: str, style: Style, width: float, align: Align) -> None:
        """A legible line at the left, the centre or the right of a room of `width`."""
        room = width - self.width(text, style)
        self.put(x + {"left": 0.0, "centre": room / 2, "right": room}[align], y, text, style)

    def rule(self, x1: float, y1: float, x2: float, y2: float, thickness: float = 0.5) -> None:
        self._canvas.setLineWidth(thickness)
        self._canvas.line(x1, y1, x2, y2)

    def dashed(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A line to cut along."""
        self._canvas.setDash(3, 3)
        self.rule(x1, y1, x2, y2)
        self._canvas.setDash()

    def frame(self, x: float, y: float, width: float, height: float, thickness: float = 0.5) -> None:
        self._canvas.setLineWidth(thickness)
        self._canvas.rect(x, y, width, height)

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """A filled field, from 0 (black) to 1 (white)."""
        self._canvas.saveState()
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, y, width, height, fill=1)
        self._canvas.restoreState()

    def qr(self, x: float, y: float, size: float, text: str) -> None:
        """A QR code (error level M) with its quiet zone inside the square of `size`."""
        code = QrCodeWidget(text, barLevel="M").qr
        code.make()
        module = size / (code.getModuleCount() + 2 * QUIET_ZONE)
        path = self._canvas.beginPath()
        for number, row in enumerate(code.modules):
            bottom = y + size - (number + 1 + QUIET_ZONE) * module
            _dark_runs(path, row, x + QUIET_ZONE * module, bottom, module)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _begin_page(self) -> None:
        if not self._watermark:
            return
        style = Style("hei", 96)
        self._canvas.saveState()
        self._canvas.setFillGray(0.88)
        self._canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        self._canvas.rotate(52)
        self.put(-self.width(self._watermark, style) / 2, -0.38 * style.size, self._watermark, style)
        self._canvas.restoreState()

    def _role(self, role: Role) -> Letters:
        if role not in self._letters:
            self._letters[role] = Letters(role)
        return self._letters[role]

    def _width_of(self, style: Style) -> Width:
        if style not in self._widths:
            self._widths[style] = _Widths(self._role(style.role), style).__getitem__
        return self._widths[style]


class _Widths(dict[str, float]):
    """Width of each character in one style, looked up once."""

    def __init__(self, letters: Letters, style: Style) -> None:
        super().__init__()
        self._letters, self._style = letters, style

    def __missing__(self, character: str) -> float:
        advance = self._letters.advance(character)
        width = advance * self._style.size / FULL_WIDTH + (self._style.track if advance >= FULL_WIDTH else 0)
        self[character] = width
        return width


def _dark_runs(path: object, row: Sequence[object], x: float, y: float, module: float) -> None:
    column = 0
    for dark, modules in groupby(row, bool):
        length = len(list(modules))
        if dark:
            path.rect(x + column * module, y, length * module, module)  # type: ignore[attr-defined]
        column += length
