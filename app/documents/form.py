"""Forms with ruled cells, drawn downwards; a row that does not fit goes on to the next page."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.documents.ink import ASCENT, MM, Align, Ink, Style
from app.documents.page import BLOCK_BOTTOM, BLOCK_TOP, LEFT, TITLE, WIDTH
from app.documents.page import LEADING as TITLE_LEADING

LABEL, TYPE = Style("hei", 12), Style("fang", 12)  # of a field's name and of its content
ROW, TALL = 11 * MM, 18 * MM  # height of a field, and of one that is signed
OPEN_DAY = "年    月    日"
PADDING = 4.5  # pt on each side of a cell's text
LEADING = 1.35  # line pitch inside a cell, of the type size
APART = "\x1f"  # in a line of a cell: what follows stands at the right edge; no input can hold it


class Cell(msgspec.Struct, frozen=True):
    """One cell: its text (lines divided by line feeds) and how it is set."""

    text: str
    style: Style
    align: Align = "left"


class Line(msgspec.Struct, frozen=True):
    """One row of cells, at least `height` pt high."""

    cells: tuple[Cell, ...]
    height: float


def draw_head(ink: Ink, *titles: str) -> float:
    """The titles of a form, centred at the top of the block; returns the upper edge of what stands below."""
    y = BLOCK_TOP - ASCENT * TITLE.size
    for title in titles:
        for line in ink.wrap(title, TITLE, WIDTH):
            ink.put_aligned(LEFT, y, line, TITLE, WIDTH, "centre")
            y -= TITLE_LEADING
    return y + TITLE.size / 2


def field(label: str, text: str, height: float = ROW) -> Line:
    """A row of two cells: what is asked and what is filled in."""
    return Line((Cell(label, LABEL, "centre"), Cell(text, TYPE)), height)


def draw_table(
    ink: Ink, x: float, widths: Sequence[float], top: float, lines: Sequence[Line], *, repeat: int = 0
) -> float:
    """Draw the rows below `top`, one cell per width; returns the lower edge on the page reached.

    The first `repeat` rows, the names of the columns, stand again at the top of every further page.
    """
    for place, line in enumerate(lines):
        texts = [_wrapped(ink, cell, width) for cell, width in zip(line.cells, widths, strict=True)]
        fresh = False  # on a page of its own already: what still does not fit is cut
        while True:
            height = max(line.height, *map(_height, line.cells, texts))
            if top - height >= BLOCK_BOTTOM:
                break
            if not fresh and (height <= BLOCK_TOP - BLOCK_BOTTOM or _rows_that_fit(line, top) < 1):
                ink.next_page()
                fresh = True
                top = draw_table(ink, x, widths, BLOCK_TOP, lines[: min(repeat, place)])
                continue
            count = _rows_that_fit(line, top)
            _draw_row(ink, x, widths, top, line, [text[:count] for text in texts], top - BLOCK_BOTTOM)
            texts = [text[count:] for text in texts]
            ink.next_page()
            top = draw_table(ink, x, widths, BLOCK_TOP, lines[: min(repeat, place)])
        _draw_row(ink, x, widths, top, line, texts, height)
        top -= height
    return top


def _draw_row(
    ink: Ink,
    x: float,
    widths: Sequence[float],
    top: float,
    line: Line,
    texts: Sequence[Sequence[str]],
    height: float,
) -> None:
    for cell, width, text in zip(line.cells, widths, texts, strict=True):
        ink.frame(x, top - height, width, height)
        pitch = cell.style.size * LEADING
        y = top - (height - len(text) * pitch) / 2 - (pitch - cell.style.size) / 2 - ASCENT * cell.style.size
        for piece in text:
            left, _, right = piece.partition(APART)
            ink.put_aligned(x + PADDING, y, left, cell.style, width - 2 * PADDING, cell.align)
            ink.put_aligned(x + PADDING, y, right, cell.style, width - 2 * PADDING, "right")
            y -= pitch
        x += width


def _wrapped(ink: Ink, cell: Cell, width: float) -> list[str]:
    lines: list[str] = []
    for piece in cell.text.split("\n"):
        if APART in piece:
            lines.append(APART.join(ink.legible(part, cell.style) for part in piece.split(APART, 1)))
        else:
            lines.extend(ink.wrap(piece, cell.style, width - 2 * PADDING))
    return lines


def _height(cell: Cell, lines: Sequence[str]) -> float:
    return len(lines) * cell.style.size * LEADING + 2 * PADDING


def _rows_that_fit(line: Line, top: float) -> int:
    """How many lines of text a row that is cut at the foot of the page can hold."""
    pitch = max(cell.style.size for cell in line.cells) * LEADING
    return int((top - BLOCK_BOTTOM - 2 * PADDING) / pitch)
