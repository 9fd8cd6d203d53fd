"""Days in cells: the forms in which offices write them, and the serial numbers of spreadsheet programs."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from app.domain.sheets.layout import Days

ZERO_1900, ZERO_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)  # day 0 of a workbook's serial numbers
FIRST, LAST = dt.date(1949, 10, 1), dt.date(2199, 12, 31)  # beyond these a number is no day that a petition knows
_TIME = r"(?:[ T]?\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?Z?)?"
_FORMS = (
    re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}", re.ASCII),
    re.compile(rf"(\d{{4}})/(\d{{1,2}})/(\d{{1,2}}){_TIME}", re.ASCII),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", re.ASCII),
    re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})[日号]{_TIME}", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
)
_CHINESE = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_DIGITS = {"〇": 0, "零": 0, **{char: n for n, char in enumerate("一二三四五六七八九", 1)}}


def day_of(value: str | int | float | dt.date, zero: dt.date = ZERO_1900) -> dt.date | None:
    """The day in a cell, None where it cannot be told which one is meant; `zero` is the workbook's day 0.

    Two-digit years, and days before months (3/2/2026), are nobody's guess.
    """
    if isinstance(value, dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _of_text(value.strip(), zero)
    return _of_number(value, zero)


def written(day: dt.date, days: Days) -> str:
    """A day as a text cell holds it."""
    if days == "chinese":
        return f"{day.year}年{day.month}月{day.day}日"
    if days == "slash":
        return f"{day.year}/{day.month}/{day.day}"
    return f"{day:%Y%m%d}" if days == "compact" else day.isoformat()


def _of_text(text: str, zero: dt.date) -> dt.date | None:
    text = unicodedata.normalize("NFKC", text.replace("○", "〇"))
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _made(*(int(part) for part in found.groups()))
    if found := _CHINESE.fullmatch(text):
        year = int("".join(str(_DIGITS[char]) for char in found[1]))
        return _made(year, _small(found[2]), _small(found[3]))
    return _of_number(int(text), zero) if re.fullmatch(r"[0-9]{5}", text) else None


def _of_number(value: float, zero: dt.date) -> dt.date | None:
    """A serial number (with a time behind the point), or 20260302 typed as a number."""
    if not abs(value) < 10**9:  # nor is what is no number
        return None
    whole = int(value)
    if whole == value and len(str(whole)) == 8:
        return _of_text(str(whole), zero)
    try:
        day = zero + dt.timedelta(days=whole)
    except OverflowError:
        return None
    return day if FIRST <= day <= LAST else None


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _small(text: str) -> int:
    """三、十、十二、二十、三十一 as a number; 0 where it is none."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS[text] if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS[ones] if ones and ones != "十" else 0)
