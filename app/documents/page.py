"""The page of GB/T 9704-2012 (党政机关公文格式): 22 lines of 28 characters, title, signature, page number.

Lines stand on a grid; a paper is a list of rows that is broken into pages before anything is drawn.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import msgspec

from app.documents.ink import ASCENT, MM, PAGE_HEIGHT, Align, Ink, Style

TOP, LEFT = 37 * MM, 28 * MM  # 天头, 订口
WIDTH, HEIGHT = 156 * MM, 225 * MM  # 版心
LINES, CHARACTERS = 22, 28
BLOCK_TOP, BLOCK_BOTTOM = PAGE_HEIGHT - TOP, PAGE_HEIGHT - TOP - HEIGHT
PITCH = WIDTH / CHARACTERS  # 15.79 pt
LEADING = HEIGHT / LINES  # 28.99 pt
ER_HAO, SAN_HAO, SI_HAO = 21.0, 15.75, 14.0  # 二号, 三号, 四号
NUMBER_DROP = 7 * MM  # from the block to the dash of the page number
DASH_HEIGHT = 0.27  # of the type size: how high 一字线 stands above the baseline
SEAL_LINES = 2  # rows left for the seal above the name: its top is then within one line of the text
FOOT_LINES, FOOT_ABREAST = (
    3,
    2,
)  # rows at the end of a page that is signed: a blank one, then two places to sign in each
TIGHTER = 2  # rows more on the only page of a paper: 调整行距 of the standard, 26.6 pt at the least
LINES_WITH_SIGNATURE = 2  # of text that go along when the signature moves to a new page
DATE_INDENT = 4 * PITCH  # 右空四字
ANNEX_INDENT = 5  # characters: two, and the three of 附件：

TITLE = Style("title", ER_HAO)
BODY = Style("fang", SAN_HAO, PITCH)
HEADING = Style("hei", SAN_HAO, PITCH)
SUBHEADING = Style("kai", SAN_HAO, PITCH)
NUMBER = Style("song", SI_HAO)


class Row(msgspec.Struct, frozen=True):
    """One line on the grid: its parts as (x from the left of the block, text)."""

    parts: tuple[tuple[float, str], ...] = ()
    style: Style = BODY
    fill: float = 0.0  # width that the line fills, 0 = as wide as it is
    keep: bool = False  # never the last line of a page: what follows belongs to it

    @property
    def blank(self) -> bool:
        return not self.parts


class OfficialPaper:
    """A paper after GB/T 9704, written from top to bottom; `finish` breaks it into pages and draws it."""

    def __init__(self, title: str, author: str, watermark: str = "", foot: tuple[str, ...] = ()) -> None:
        """`foot` are the words in front of the places where every page is signed; four at most."""
        self._ink = Ink(title, author, watermark)
        self._foot = foot
        self._sections: list[list[Row]] = [[]]

    def number(self, text: str) -> None:
        """Document number (文号) at the right of the first line; an empty one leaves the line blank."""
        self._aligned(text, BODY, "right")
        self.blank()

    def upward(self, number: str, signer: str) -> None:
        """To a body above: document number 居左空一字 and 签发人 居右空一字 in one line."""
        written = self._ink.legible(signer, BODY)
        right = WIDTH - PITCH - self._ink.width(written, BODY)
        if self._ink.width(number, BODY) + 2 * PITCH > right:  # too long for one line: two
            self._rows.append(Row(((PITCH, number),)))
            number = ""
        self._rows.append(Row(((PITCH, number), (right, written))))
        self.blank()

    def title(self, *names: str) -> None:
        """Title in 二号, each name centred and broken into lines of even length, then a blank line."""
        for name in names:
            for line in self._even_lines(name):
                self._aligned(line, TITLE, "centre")
        self.blank()

    def subtitle(self, text: str) -> None:
        """A centred line in 楷体 under the title."""
        self._aligned(text, SUBHEADING, "centre")

    def addressee(self, text: str) -> None:
        """主送 flush left, closed by a full-width colon that the caller writes."""
        self._text(text, BODY, indent=0)

    def paragraph(self, text: str) -> None:
        """Body text, each line of `text` a paragraph indented by two characters."""
        for piece in text.splitlines():
            if piece.strip():
                self._text(piece.strip(), BODY, indent=2)

    def heading(self, text: str) -> None:
        """First level, 黑体: 一、"""
        self._text(text, HEADING, indent=2, keep=True)

    def subheading(self, text: str) -> None:
        """Second level, 楷体: （一）"""
        self._text(text, SUBHEADING, indent=2, keep=True)

    def places_to_sign(self, signers: Sequence[str], day: str) -> None:
        """For each signer its words, and below them `day` at the right edge: all on one page with the last lines of
        text, so that no sheet holds signatures alone."""
        self._keep_last_text()
        self._rows.append(Row(keep=True))
        x = WIDTH - self._ink.width(day, BODY)
        for signer in signers:
            lines = self._ink.wrap(signer, BODY, WIDTH)
            self._rows.extend(Row(((0.0, line),), keep=True) for line in lines)
            self._rows.append(Row(((x, day),), keep=signer is not signers[-1]))

    def blank(self, count: int = 1) -> None:
        self._rows.extend([Row()] * count)

    def annex_note(self, text: str, *others: str) -> None:
        """附件说明: one blank line below the text, indented by two characters; others stand under the first name.

        It stays with the last lines of the text: neither it nor the signature below it begins a page.
        """
        self._keep_last_text()
        self._rows.append(Row(keep=True))
        self._text(text, BODY, indent=2, keep=True)
        for other in others:
            self._text(other, BODY, indent=ANNEX_INDENT, keep=True)

    def signature(self, unit: str, day: dt.date | None) -> None:
        """Name over the date, the date 右空四字, with room for the seal; the date is left open when there is none."""
        self._keep_last_text()
        date = chinese_date(day) if day else "年    月    日"
        date_width = self._ink.width(date, BODY)
        date_x = WIDTH - DATE_INDENT - date_width
        self._rows.extend([Row(keep=True)] * SEAL_LINES)
        for line in self._even_lines(unit, BODY, WIDTH - 2 * PITCH):
            width = self._ink.width(line, BODY)
            x = min(date_x + date_width / 2 - width / 2, WIDTH - width)
            self._rows.append(Row(((max(x, 0.0), line),), keep=True))
        self._rows.append(Row(((date_x, date),)))

    def note(self, text: str) -> None:
        """附注 in round brackets, indented by two characters, below the date."""
        last = self._rows[-1]
        self._rows[-1] = msgspec.structs.replace(last, keep=True)
        self._text(text, BODY, indent=2)

    def annex(self, label: str, title: str) -> None:
        """A new page with 附件 in 黑体 at the top left and its title on the third line."""
        self._sections.append([])
        self._text(label, HEADING, indent=0)
        self.blank()
        self.title(title)

    def columns(self, entries: Sequence[str]) -> None:
        """Entries side by side in reading order, in as many columns as the longest one leaves room for."""
        written = [self._ink.legible(entry, BODY) for entry in entries]
        longest = max((self._ink.width(entry, BODY) for entry in written), default=0.0)
        count = next((many for many in (3, 2) if longest <= WIDTH / many - PITCH), 1)
        if count == 1:
            for entry in written:
                self._text(entry, BODY, indent=0)
            return
        for start in range(0, len(written), count):
            row = written[start : start + count]
            self._rows.append(Row(tuple((place * WIDTH / count, entry) for place, entry in enumerate(row))))

    def finish(self) -> bytes:
        """The finished PDF."""
        lines = LINES - FOOT_LINES if self._foot else LINES
        pages = [page for section in self._sections for page in fitted_pages(section, lines)]
        for number, (page, leading) in enumerate(pages, 1):
            if number > 1:
                self._ink.next_page()
            self._draw_rows(page, leading)
            self._draw_foot()
            self._draw_number(number)
        return self._ink.finish()

    @property
    def _rows(self) -> list[Row]:
        return self._sections[-1]

    def _text(self, text: str, style: Style, indent: int, keep: bool = False) -> None:
        inset = indent * PITCH
        lines = self._ink.wrap(text, style, WIDTH - inset, WIDTH)
        for place, line in enumerate(lines):
            x = 0.0 if place else inset
            last = place == len(lines) - 1
            self._rows.append(Row(((x, line),), style, 0.0 if last else WIDTH - x, keep))

    def _aligned(self, text: str, style: Style, align: Align) -> None:
        if not text:
            self.blank()
            return
        for line in self._ink.wrap(text, style, WIDTH):
            room = WIDTH - self._ink.width(line, style)
            self._rows.append(Row(((room / 2 if align == "centre" else room, line),), style))

    def _even_lines(self, text: str, style: Style = TITLE, room: float = WIDTH) -> list[str]:
        """Lines of about the same length: a title is set as a lozenge, never with one character left over."""
        written = self._ink.legible(text, style)
        whole = self._ink.width(written, style)
        count = math.ceil(whole / room - 1e-6) or 1
        width = whole / count
        while width < room:
            lines = self._ink.wrap(written, style, width)
            if len(lines) <= count:
                return lines
            width += style.size / 2
        return self._ink.wrap(written, style, room)

    def _keep_last_text(self) -> None:
        """The last lines of text stay with the signature: it may not stand alone on a page."""
        texts = [place for place, row in enumerate(self._rows) if not row.blank]
        first = texts[-min(LINES_WITH_SIGNATURE, len(texts))] if texts else 0
        for place in range(first, len(self._rows)):
            self._rows[place] = msgspec.structs.replace(self._rows[place], keep=True)

    def _draw_rows(self, rows: Sequence[Row], leading: float) -> None:
        for slot, row in enumerate(rows):
            y = BLOCK_TOP - slot * leading - ASCENT * row.style.size
            for x, text in row.parts:
                if row.fill:
                    self._ink.put_filled(LEFT + x, y, text, row.style, row.fill)
                else:
                    self._ink.put(LEFT + x, y, text, row.style)

    def _draw_foot(self) -> None:
        for place, words in enumerate(self._foot):
            row, column = divmod(place, FOOT_ABREAST)
            y = BLOCK_BOTTOM + (FOOT_LINES - 1 - row) * LEADING - ASCENT * BODY.size
            self._ink.put(LEFT + column * WIDTH / FOOT_ABREAST, y, self._ink.legible(words, BODY), BODY)

    def _draw_number(self, number: int) -> None:
        """— 1 —, one character from the outer edge: right on odd pages, left on even ones."""
        y = BLOCK_BOTTOM - NUMBER_DROP - DASH_HEIGHT * NUMBER.size
        align: Align = "right" if number % 2 else "left"
        width = WIDTH - 2 * NUMBER.size
        self._ink.put_aligned(LEFT + NUMBER.size, y, f"— {number} —", NUMBER, width, align)


def fitted_pages(rows: Sequence[Row], lines: int = LINES) -> list[tuple[list[Row], float]]:
    """The pages and their line pitch: the grid, or up to TIGHTER rows more where a few lines alone would fill a second
    page.

    The standard has the pitch adjusted when no room is left for the signature; 此页无正文 is not written.
    """
    if lines < len(rows) <= lines + TIGHTER:
        return [(list(rows), LEADING * lines / len(rows))]
    return [(page, LEADING) for page in break_pages(rows, lines)]


def break_pages(rows: Sequence[Row], lines: int = LINES) -> list[list[Row]]:
    """Pages of at most `lines` rows; none begins with a blank row or parts what is kept together."""
    pages: list[list[Row]] = []
    start = 0
    while start < len(rows):
        end = min(start + lines, len(rows))
        if end < len(rows):
            end = _last_break(rows, start, end)
        pages.append(list(rows[start:end]))
        start = end
        while start < len(rows) and rows[start].blank and not rows[start].keep:
            start += 1
    return pages or [[]]


def _last_break(rows: Sequence[Row], start: int, end: int) -> int:
    """The last place up to `end` where a page may end; `end` itself when everything is kept together."""
    for place in range(end, start, -1):
        if not rows[place - 1].keep:
            return place
    return end


def chinese_date(day: dt.date) -> str:
    """2026年3月2日: Arabic digits, no leading zeros (GB/T 9704-2012)."""
    return f"{day.year}年{day.month}月{day.day}日"
