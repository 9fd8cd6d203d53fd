"""Names as they are typed in pinyin: spelled out or as initials, with the other readings that names have."""

from __future__ import annotations

import functools
import itertools
import os
import unicodedata
from collections.abc import Iterator

from app.shipped import load_name_readings

MOST_SPELLINGS = 6  # of one name
MOST_SPELLED = 8  # characters of a name that are spelled out; of a company the first say enough
LONGEST_SURNAME = 3


def initials(name: str) -> tuple[str, str]:
    """(usual initials, other initials or ""): 单小明 -> ("dxm", "sxm"). Characters without a reading are left out."""
    usual, *others = dict.fromkeys("".join(one[:1] for one in syllables) for syllables in _spellings(name))
    return usual, others[0] if others else ""


def spelled(name: str) -> tuple[str, ...]:
    """The ways in which a name may be typed, each once: initials and all of it, of every reading.

    单小明 -> ("dxm", "danxiaoming", "sxm", "shanxiaoming"); ü is written u (`typed` says so of what is typed).
    """
    found: list[str] = []
    for syllables in _spellings(name):
        found += ("".join(one[:1] for one in syllables), "".join(syllables[:MOST_SPELLED]))
    return tuple(dict.fromkeys(one for one in found if one))


def typed(word: str) -> str:
    """Letters as names are spelled here: lv, lü and lyu are lu, nv and nü are nu."""
    return word.replace("ü", "v").replace("lyu", "lu").replace("lv", "lu").replace("nv", "nu")


def _spellings(name: str) -> list[tuple[str, ...]]:
    """The syllables of a name, the usual reading of each character first, then the others that names have."""
    (surnames, others), readings = _other_readings(), _readings()
    usual = [_syllable(char, readings) for char in name]
    found = [(0, usual)]
    for length in range(1, LONGEST_SURNAME + 1):
        found += ((length, [*read.split(), *usual[length:]]) for read in surnames.get(name[:length], ()))
    ways = [_ways(name, base, length, others) for length, base in found]
    first = [next(way) for way in ways]
    return list(dict.fromkeys(itertools.islice(itertools.chain(first, *ways), MOST_SPELLINGS)))


def _ways(name: str, syllables: list[str], length: int, others: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """These syllables, then with the other readings of each character behind the first `length`."""
    options = [
        (read, *others.get(char, ())) if place >= length else (read,)
        for place, (char, read) in enumerate(zip(name, syllables, strict=True))
    ]
    return (tuple(filter(None, way)) for way in itertools.product(*options))


def _syllable(char: str, readings: dict[int, str]) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    plain = unicodedata.normalize("NFD", readings.get(ord(char), "").partition(",")[0])
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha()).lower()


@functools.cache
def _other_readings() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Surname -> its other readings; the same of characters of given names."""
    known = load_name_readings()
    surnames: dict[str, list[str]] = {}
    given: dict[str, list[str]] = {}
    for found, readings in ((surnames, known.surnames), (given, known.given)):
        for one in readings:
            found.setdefault(one.name, []).append(one.reading)
    return surnames, given


@functools.cache
def _readings() -> dict[int, str]:
    """Code point -> its readings, the commonest first. Loaded when a name is first written."""
    # Names are not phrases: without the phrase dictionary the package loads in a third of the time.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict

    readings: dict[int, str] = pinyin_dict
    return readings
