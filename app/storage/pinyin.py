"""Pinyin initials of names, with the second reading that surnames have."""

from __future__ import annotations

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
    from pypinyin import Style, lazy_pinyin  # 150 ms to import: only when a name is first written

    parts = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=_letters_only)
    usual = "".join(parts).lower()
    surname = SURNAMES.get(name[:1])
    other = surname + usual[1:] if surname and usual and usual[0] != surname else ""
    return usual, other


def _letters_only(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isalnum())
