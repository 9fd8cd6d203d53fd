"""一页操作单: the day's work and the keys on one A4 page, to hang beside the PC. Of no petition."""

from __future__ import annotations

import tomllib

import msgspec

from app import shipped
from app.documents.ink import MM, PAGE_HEIGHT, PAGE_WIDTH, Ink, Style

FILE = "help/quick_sheet.toml"
MARGIN, GAP = 15 * MM, 8 * MM
LEFT = 106 * MM  # width of the column with the day's work
KEY_WIDTH = 29 * MM
TITLE, HEADING, TEXT, KEY = Style("title", 22), Style("hei", 13), Style("song", 12), Style("hei", 10.5)
LEADING, BETWEEN_KEYS = 1.5, 1.4  # of the type
INDENT = 7 * MM  # of a line below its number


class Work(msgspec.Struct, frozen=True):
    """A part of the day, step by step."""

    heading: str
    lines: tuple[str, ...]


class Keys(msgspec.Struct, frozen=True):
    """Keys with what they do."""

    heading: str
    rows: tuple[tuple[str, str], ...]


class Sheet(msgspec.Struct, frozen=True):
    """What stands on it."""

    title: str
    about: str
    work: tuple[Work, ...]
    keys: tuple[Keys, ...]


def load() -> Sheet:
    """The sheet as it is shipped."""
    text = (shipped.resources_folder() / FILE).read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Sheet)


def make() -> bytes:
    """One page as PDF."""
    sheet = load()
    ink = Ink(sheet.title, "首问台")
    room = PAGE_WIDTH - 2 * MARGIN
    y = PAGE_HEIGHT - MARGIN - TITLE.size
    ink.put_aligned(MARGIN, y, ink.legible(sheet.title, TITLE), TITLE, room, "centre")
    y -= 9 * MM
    ink.put_aligned(MARGIN, y, ink.legible(sheet.about, TEXT), TEXT, room, "centre")
    y -= 4 * MM
    ink.rule(MARGIN, y, PAGE_WIDTH - MARGIN, y, 1)
    below = y - 2 * MM
    y = below
    for part in sheet.work:
        y = _work(ink, part, y)
    right = MARGIN + LEFT + GAP
    ink.rule(right - GAP / 2, below - 2 * MM, right - GAP / 2, MARGIN, 0.5)
    y = below
    for group in sheet.keys:
        y = _keys(ink, group, right, y)
    return ink.finish()


def _work(ink: Ink, part: Work, y: float) -> float:
    y = _heading(ink, part.heading, MARGIN, y)
    for number, text in enumerate(part.lines, 1):
        for place, line in enumerate(ink.wrap(text, TEXT, LEFT - INDENT)):
            y -= TEXT.size * LEADING
            if place == 0:
                ink.put(MARGIN, y, f"{number}.", TEXT)
            ink.put(MARGIN + INDENT, y, line, TEXT)
        y -= 0.8 * MM
    return y - 1.5 * MM


def _keys(ink: Ink, group: Keys, x: float, y: float) -> float:
    """Each key in a frame, what it does beside it."""
    y = _heading(ink, group.heading, x, y)
    for key, words in group.rows:
        y -= TEXT.size * BETWEEN_KEYS
        ink.frame(x, y - 1.2 * MM, KEY_WIDTH, 5.2 * MM)
        ink.put_aligned(x, y, ink.legible(key, KEY), KEY, KEY_WIDTH, "centre")
        ink.put(x + KEY_WIDTH + 2 * MM, y, ink.legible(words, TEXT), TEXT)
    return y - 1.5 * MM


def _heading(ink: Ink, text: str, x: float, y: float) -> float:
    y -= HEADING.size * 1.7
    ink.put(x, y, ink.legible(text, HEADING), HEADING)
    return y - 1 * MM
