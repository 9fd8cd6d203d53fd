"""Makes divisions.zip of this folder from the unpacked package named in SOURCES.md.

    python make_divisions.py PACKAGE_DIR [--out FILE]

The result is the same bytes for the same package and the same pypinyin. Only a developer who renews the table needs
this script. What it leaves out or shortens is told in SOURCES.md.
"""

from __future__ import annotations

import argparse
import csv
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from pypinyin import lazy_pinyin

LEVELS = ("provinces", "cities", "areas", "streets")
MOST_NAME = 40  # characters, as in app.domain.divisions.DivisionLine
MADE_AT = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can tell: the same package gives the same bytes
VIRTUAL = "虚拟"  # made up by the statistics for land without a village or community
SUFFIXES = (
    (re.compile(r"(?:村民委员会|村委会|村民委)$"), "村"),
    (re.compile(r"社区(?:居民委员会|居委会|居民委)$"), "社区"),
    (re.compile(r"(?:居民委员会|居民委)$"), "居委会"),
)
SPACES = re.compile(r"\s+")
KINDS = ("村", "嘎查", "社区")  # a name that ends so needs no 村 behind it
BODY = re.compile(r"(?<=嘎查|社区)(?:村|委员会|村委员会|村民委员会|村委会)$")


def main() -> None:
    maker = argparse.ArgumentParser(description=__doc__)
    maker.add_argument("package", type=Path)
    maker.add_argument("--out", type=Path, default=Path(__file__).with_name("divisions.zip"))
    given = maker.parse_args()
    dist = given.package / "dist"
    texts = {"townships.txt": _upper(dist)} | _villages(read(dist / "villages.csv"))
    with zipfile.ZipFile(given.out, "w", zipfile.ZIP_LZMA) as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name, MADE_AT), text.encode("utf-8"), zipfile.ZIP_LZMA)
    print(f"{given.out.name}: {given.out.stat().st_size} bytes, {len(texts)} texts")


def read(file: Path) -> list[tuple[str, str]]:
    """(code, name) of every line, by code."""
    with file.open(encoding="utf-8", newline="") as opened:
        return sorted((row["code"], row["name"].strip()) for row in csv.DictReader(opened))


def _upper(dist: Path) -> str:
    """Provinces to townships, a line each: code, name, syllables, the usual syllables where they are others."""
    found = sorted(line for level in LEVELS for line in read(dist / f"{level}.csv"))
    read_as = {name: lazy_pinyin(name) for _code, name in found}
    usual = _usual(read_as)
    return "".join("\t".join((code, name, *_readings(name, read_as[name], usual))) + "\n" for code, name in found)


def _usual(read_as: dict[str, list[str]]) -> dict[str, str]:
    """The reading that a character mostly has in these names."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, syllables in read_as.items():
        if len(name) == len(syllables):
            for character, syllable in zip(name, syllables, strict=True):
                counts[character][syllable] += 1
    return {character: found.most_common(1)[0][0] for character, found in counts.items()}


def _readings(name: str, syllables: Sequence[str], usual: dict[str, str]) -> Iterable[str]:
    """As the dictionary of phrases reads it; then as somebody reads it who does not know the place (乐亭 le ting)."""
    yield " ".join(syllables)
    other = [usual.get(character, character) for character in name]
    if other != list(syllables):
        yield " ".join(other)


def _villages(lines: list[tuple[str, str]]) -> dict[str, str]:
    """For each prefecture its text: a line for each township, its nine digits and then its villages, a space between.

    A village's own three digits and a colon stand before its name where they are not those that follow.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    above, last = "", 0
    for code, name in lines:
        if VIRTUAL in name:
            continue
        text = texts[f"villages/{code[:4]}.txt"]
        if code[:9] != above:
            above, last = code[:9], 0
            text.append(f"\n{above}" if text else above)
        own, last = int(code[9:]), last + 1
        text.append(f" {_short(name)}" if own == last else f" {own}:{_short(name)}")
        last = own
    return {name: "".join(text) for name, text in texts.items()}


def _short(name: str) -> str:
    """The village or community as people call it, without the committee that governs it."""
    told = BODY.sub("", name)
    for pattern, word in SUFFIXES:
        base = pattern.sub("", told)
        if base and base != told:
            told = base if word == "村" and base.endswith(KINDS) else base + word
            break
    told = SPACES.sub("", told)
    assert 0 < len(told) <= MOST_NAME, name
    assert ":" not in told, name
    return told


if __name__ == "__main__":
    main()
