"""Pinyin initials of names, with the second reading that surnames have."""

from __future__ import annotations

import functools
import os
import unicodedata

# Surnames read otherwise than the character alone: the initial of the reading as a surname.
SURNAMES = {
    "单": "s",
    "解": "x",
    "区": "o",
    "盖": "g",
    "朴": "p",
    "覃": "q",
    "曾": "z",
    "查": "z",
    "仇": "q",
    "尉": "y",
    "翟": "z",
    "繁": "p",
    "员": "y",
    "洗": "x",
    "冼": "x",
    "种": "c",
    "折": "s",
    "华": "h",
    "任": "r",
    "乐": "y",
    "宁": "n",
    "晟": "c",
    "缪": "m",
    "藏": "z",
    "盛": "s",
    "长": "z",
    "重": "c",
    "都": "d",
    "佴": "n",
}


def initials(name: str) -> tuple[str, str]:
    """(usual initials, other initials or ""): 单小明 -> ("dxm", "sxm"). Characters without a reading are left out."""
    readings = _readings()
    usual = "".join(_initial(char, readings) for char in name)
    surname = SURNAMES.get(name[:1])
    other = surname + usual[1:] if surname and usual and usual[0] != surname else ""
    return usual, other


def _initial(char: str, readings: dict[int, str]) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    reading = readings.get(ord(char), "")
    return unicodedata.normalize("NFD", reading[:1])[:1]


@functools.cache
def _readings() -> dict[int, str]:
    """Code point -> its readings, the commonest first. Loaded when a name is first written."""
    # Names are not phrases: without the phrase dictionary the package loads in a third of the time.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict

    readings: dict[int, str] = pinyin_dict
    return readings
