"""Text that a spreadsheet program would take for something else when it opens a CSV: a formula, or a number.

A CSV has no types. What begins like a formula gets an apostrophe always; what looks like a number or a date (phones,
document numbers, leading zeros) where the layout says so. Reading takes away what writing put there, and no more.
"""

from __future__ import annotations

import re

MARK = "'"
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%\t\r\n]")
_NUMBER = re.compile(r"\s*[0-9.][0-9.,，/:\-年月日EeXx() %]*")


def marked(text: str, *, numbers: bool) -> str:
    """A text cell of a CSV."""
    if _begins_like_formula(text):
        return MARK + text
    if _like_number(text) and (numbers or text.startswith(MARK)):
        return MARK + text
    return text


def unmarked(text: str) -> str:
    """The text that such a cell stands for."""
    if not text.startswith(MARK):
        return text
    inside = text[1:]
    return inside if _begins_like_formula(inside) or _like_number(inside) else text


def _begins_like_formula(text: str) -> bool:
    return _FORMULA.match(text.lstrip(MARK)) is not None


def _like_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.lstrip(MARK)) is not None
