"""Lists and reports of the desk, written downwards over as many pages as they need, each with its number."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.form import Cell, Line, draw_head, draw_table
from app.documents.ink import ASCENT, MM, Align, Ink, Style
from app.documents.page import (
    BLOCK_BOTTOM,
    BLOCK_TOP,
    DASH_HEIGHT,
    LEFT,
    NUMBER,
    NUMBER_DROP,
    WIDTH,
)

HEADING, SUBHEADING = Style("hei", 14), Style("kai", 12)
CONTENT, NAMES = Style("fang", 10.5), Style("hei", 9.5)
NOTE = Style("fang", 9)
ROW = 7.5 * MM
ABOVE, BELOW = 4 * MM, 2 * MM  # around a heading, a table, a note
PITCH = 1.45  # of the type size, between the lines of a text
KEPT, KEPT_SUB = 42 * MM, 26 * MM  # what must follow a heading on the same page
SHORT, SUB_LINES = 9, 14 * MM  # rows of a table that is not torn from its heading; the height of that with two lines
CODE, CODE_GAP = 34 * MM, 4 * MM  # a QR code and what stands beside it
FINE = Style("fang", 8)  # what is copied, not read
BLANK_ROW = 8 * MM
SIGN_ROW, SIGN_NAME = 13 * MM, 0.4  # height of a row that is signed; the part of its width that the name takes


class NumberedInk(Ink):
    """Ink that writes the number of each page in the middle below the block."""

    def next_page(self) -> None:
        self._put_number()
        super().next_page()

    def finish(self) -> bytes:
        self._put_number()
        return super().finish()

    def _put_number(self) -> None:
        y = BLOCK_BOTTOM - NUMBER_DROP - DASH_HEIGHT * NUMBER.size
        self.put_aligned(LEFT, y, f"— {self.page} —", NUMBER, WIDTH, "centre")


class Listing:
    """Titles, then headings, texts, tables and lines to be filled in by hand, each below the one before."""

    def __init__(self, title: str, author: str, *titles: str) -> None:
        self._ink = NumberedInk(title, author)
        self._y = draw_head(self._ink, *titles)

    def heading(self, text: str) -> None:
        """First level; it never stands alone at the foot of a page."""
        self._room(KEPT + ABOVE)
        self._y -= ABOVE
        self._write(text, HEADING)
        self._y -= BELOW

    def subheading(self, text: str, rows: int = 0) -> None:
        """Second level; a short table of so many rows, its names among them, stands on the same page as a whole."""
        self._room(max(KEPT_SUB, SUB_LINES + rows * BLANK_ROW) if rows <= SHORT else KEPT_SUB)
        self._y -= BELOW
        self._write(text, SUBHEADING)
        self._y -= BELOW / 2

    def text(self, text: str, align: Align = "left", style: Style = CONTENT) -> None:
        self._write(text, style, align)
        self._y -= BELOW / 2

    def note(self, text: str) -> None:
        """Small, below what it belongs to."""
        self.text(text, style=NOTE)

    def table(
        self,
        widths: Sequence[float],
        names: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        right: int = 0,
        styles: tuple[Style, Style] = (NAMES, CONTENT),
    ) -> None:
        """A ruled table; its names stand again on every page. The last `right` columns are figures."""
        named, content = styles
        first = len(widths) - right
        head = Line(tuple(Cell(name, named, "centre") for name in names), ROW)
        body = [
            Line(tuple(Cell(text, content, "right" if n >= first else "left") for n, text in enumerate(row)), ROW)
            for row in rows
        ]
        self._y -= BELOW / 2
        self._y = draw_table(self._ink, LEFT, widths, self._y, [head, *body], repeat=1) - BELOW

    def signed(self, names: Sequence[str]) -> None:
        """A row of names, each with room to sign beside it."""
        width = WIDTH / len(names)
        cells = [cell for name in names for cell in (Cell(name, NAMES, "centre"), Cell("", CONTENT))]
        widths = [part for _name in names for part in (width * SIGN_NAME, width * (1 - SIGN_NAME))]
        self._room(SIGN_ROW + 2 * ABOVE)
        self._y = draw_table(self._ink, LEFT, widths, self._y - ABOVE, [Line(tuple(cells), SIGN_ROW)]) - BELOW

    def code(self, text: str, *beside: str) -> None:
        """A QR code with lines at its right; the two stay together."""
        x, width = LEFT + CODE + CODE_GAP, WIDTH - CODE - CODE_GAP
        pieces = [line for text in beside for line in text.splitlines()]
        lines = [line for piece in pieces for line in self._ink.wrap(piece, FINE, width)]
        height = max(CODE, len(lines) * FINE.size * PITCH)
        self._room(height + ABOVE)
        self._y -= ABOVE
        self._ink.qr(LEFT, self._y - CODE, CODE, text)
        y = self._y
        for line in lines:
            self._ink.put(x, y - ASCENT * FINE.size, line, FINE)
            y -= FINE.size * PITCH
        self._y -= height + BELOW

    def blanks(self, count: int, asked: str = "") -> None:
        """Lines to be filled in by hand, on one page with what is asked for."""
        self._room(count * BLANK_ROW + (SUB_LINES if asked else 0))
        if asked:
            self.text(asked)
        for _ in range(count):
            self._y -= BLANK_ROW
            self._ink.rule(LEFT, self._y, LEFT + WIDTH, self._y, 0.4)
        self._y -= BELOW

    def finish(self) -> bytes:
        return self._ink.finish()

    def _write(self, text: str, style: Style, align: Align = "left") -> None:
        for piece in text.splitlines():
            for line in self._ink.wrap(piece, style, WIDTH):
                self._room(style.size * PITCH)
                self._ink.put_aligned(LEFT, self._y - ASCENT * style.size, line, style, WIDTH, align)
                self._y -= style.size * PITCH

    def _room(self, height: float) -> None:
        if self._y - height < BLOCK_BOTTOM:
            self._ink.next_page()
            self._y = BLOCK_TOP
