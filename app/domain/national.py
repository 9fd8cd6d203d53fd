"""The national table of divisions as it is shipped: townships found by name, pinyin or code, and their villages.

A proposal and no more: what the county signs (`app.domain.divisions`) counts before it, and any code may be typed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from app.domain.divisions import TOWNSHIP_DIGITS, DivisionLine, DivisionsFile

AS_OF = dt.date(2023, 6, 30)  # 截止时间 of the table
SOURCE = f"国家统计局统计用区划代码（{AS_OF}）"
DATED = f"区划数据日期：{AS_OF}（国家统计局统计用区划代码）；以民政部最新公布为准。"
COUNTY_DIGITS = 6
MOST_FOUND = 60
GROUPS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})  # names of groups, no places
GOVERNED = ("镇", "乡", "苏木")  # 地方各级人民代表大会和地方各级人民政府组织法: these have a government, 街道 an office
_WORD = re.compile(r"[0-9]+|[a-z]+|[^\x00-\x7f]+")
_PARTED = re.compile(r"(?<=[a-z])'(?=[a-z])")  # xi'an


class Township(msgspec.Struct, frozen=True):
    """A township-level division: nine digits, its name, and those above it, the province first."""

    code: str
    name: str
    above: tuple[str, ...]

    @property
    def words(self) -> str:
        """湖南省 岳阳市 岳阳县 新开镇"""
        return " ".join((*self.above, self.name))

    @property
    def county(self) -> str:
        """The name of the county-level division."""
        return self.above[-1] if self.above else ""


class Found(msgspec.Struct, frozen=True):
    """The first townships that a search finds, the likeliest first, and how many it finds in all."""

    places: tuple[Township, ...]
    total: int


class NationalDivisions:
    """Every division down to the township. `text` has a line for each: code, name, syllables, other syllables."""

    def __init__(self, text: str) -> None:
        self._codes: list[str] = []
        self._names: list[str] = []
        self._spelt: list[str] = []  # every way to type a name
        self._upper: dict[str, tuple[str, str]] = {}
        for line in text.splitlines():
            code, name, *readings = line.split("\t")
            if len(code) == TOWNSHIP_DIGITS:
                self._codes.append(code)
                self._names.append(name)
                self._spelt.append(_spelt(readings))
            else:
                self._upper[code] = (name, _spelt(readings))
        self._place = {code: place for place, code in enumerate(self._codes)}
        self._counties = {  # by county: its townships, the names above them in characters, and as they are typed
            county: (list(places), " ".join(self._above(county)), self._typed(county))
            for county, places in groupby(range(len(self._codes)), lambda place: self._codes[place][:COUNTY_DIGITS])
        }

    def __len__(self) -> int:
        return len(self._codes)

    def find(self, code: str) -> Township | None:
        """The township of a code of nine digits or more, None where it is not in the table."""
        place = self._place.get(code[:TOWNSHIP_DIGITS])
        return None if place is None else self._township(place)

    def county(self, code: str) -> str:
        """The name of the county-level division in whose area a code lies, "" where it is not in the table."""
        name = self._upper.get(code[:COUNTY_DIGITS], ("", ""))[0]
        return "" if name in GROUPS else name

    def search(self, text: str, most: int = MOST_FOUND) -> Found:
        """By characters, syllables, initials or digits, several words apart or not, also of the county and above.

        Names that begin as typed come before those in which it stands elsewhere, then those of whose county it is said.
        """
        words = _WORD.findall(_PARTED.sub("", text.lower()))
        ranks: dict[int, int] | None = None
        for word in words:
            found = self._ranked(word)
            ranks = found if ranks is None else {n: rank + found[n] for n, rank in ranks.items() if n in found}
        order = sorted(ranks, key=lambda place: (ranks[place], place)) if ranks else []
        return Found(tuple(map(self._township, order[:most])), len(order))

    def _ranked(self, word: str) -> dict[int, int]:
        """Place of each township that a word finds -> how far it is from what was meant, 0 the nearest."""
        if word.isdigit():
            told = word[:TOWNSHIP_DIGITS]
            return {place: 0 for place, code in enumerate(self._codes) if code.startswith(told)}
        spelled = word.isascii()
        own = self._spelled(word) if spelled else self._written(word)
        above = {
            place: 3
            for places, names, typed in self._counties.values()
            if (f" {word}" in typed if spelled else word in names)
            for place in places
        }
        return {**above, **own} or self._across(word, spelled)

    def _spelled(self, word: str) -> dict[int, int]:
        begins, whole = f" {word}", f" {word} "
        return {n: 0 if whole in spelt else 1 for n, spelt in enumerate(self._spelt) if begins in spelt}

    def _written(self, word: str) -> dict[int, int]:
        return {n: 0 if name.startswith(word) else 2 for n, name in enumerate(self._names) if word in name}

    def _across(self, word: str, spelled: bool) -> dict[int, int]:
        """County and township typed in one: 岳阳新开, yyxk."""
        found: dict[int, int] = {}
        for cut in range(1, len(word)):
            head, tail = f" {word[:cut]}", word[cut:]
            for places, names, typed in self._counties.values():
                if head in (typed if spelled else f" {names}"):
                    for place in places:
                        if f" {tail}" in self._spelt[place] if spelled else self._names[place].startswith(tail):
                            found[place] = 1
        return found

    def _township(self, place: int) -> Township:
        code = self._codes[place]
        return Township(code, self._names[place], self._above(code))

    def _above(self, code: str) -> tuple[str, ...]:
        """The names above a code, the province first; groups, and a county called as its city is, left out."""
        names = (self._upper.get(code[:digits], ("", ""))[0] for digits in (2, 4, COUNTY_DIGITS))
        return tuple(dict.fromkeys(name for name in names if name and name not in GROUPS))

    def _typed(self, county: str) -> str:
        return " ".join(self._upper.get(county[:digits], ("", ""))[1] for digits in (2, 4, COUNTY_DIGITS))


def _spelt(readings: Iterable[str]) -> str:
    """ " xinkaizhen xkz ": the syllables run together and their initials, of each reading."""
    parts = (reading.split(" ") for reading in readings)
    told = (f"{''.join(syllables)} {''.join([one[:1] for one in syllables])}" for syllables in parts)
    return f" {' '.join(told)} "


def villages_of(text: str, area: str) -> DivisionsFile | None:
    """The villages of a township or county (`area`: nine or six digits) from the text of its prefecture, None without.

    Read as a file that the county could have signed, so that everything that completes from one completes from it.
    """
    lines = [one for line in text.splitlines() if line.startswith(area) for one in _villages(line)]
    if not lines:
        return None
    return DivisionsFile(area=area, title=area, source=SOURCE, valid_from=AS_OF, divisions=tuple(lines))


def _villages(line: str) -> Iterator[DivisionLine]:
    """430602001 郭亮社区 汴河社区 8:东湖社区"""
    township, *villages = line.split(" ")
    last = 0
    for village in villages:
        digits, colon, name = village.rpartition(":")
        last = int(digits) if colon else last + 1
        yield DivisionLine(code=f"{township}{last:03}", name=name)


def office_name(township: Township) -> str:
    """A proposal for what the office is called, the county in front as on a seal; "" where the name does not tell."""
    name = township.name.removesuffix("办事处")
    body = "办事处" if name.endswith("街道") else "人民政府" if name.endswith(GOVERNED) else ""
    return f"{township.county}{name}{body}" if body else ""
