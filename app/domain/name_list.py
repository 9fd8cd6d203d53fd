"""Reads a list of names as people write or paste one: a person a line, or several beside each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from app.domain.identity import plain
from app.domain.records.petitioner import Petitioner
from app.domain.shape import seen

REPRESENTATIVE = "代表"
MOST = 2_000  # as many as a registration takes
_NUMBERED = re.compile(r"^\s*[（(]?\d{1,4}(?:[)）.、．]\s*|\s+)")
_PARTS = re.compile(r"[\s,，;；、|/]+")
_PHONE = re.compile(r"\+?\d[\d-]{6,14}")
_ID = re.compile(r"\d{15}|\d{17}[\dX]")
_NAME = re.compile(r"[^\W\d_]{2,4}(?:·[^\W\d_]{1,10})*")
_PLACE = tuple("村组镇乡区道路号屯队县市巷院")  # how a part ends that is no name
_NOT_KEPT = re.compile(r"[男女]|\d{1,3}岁")


class NamesRead(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands in a list, and the parts of it that a registration does not keep (性别、年龄)."""

    people: tuple[Petitioner, ...]
    left_out: tuple[str, ...] = ()

    @property
    def twice(self) -> tuple[str, ...]:
        """Names that stand there more than once."""
        names = [one.name for one in self.people]
        return tuple(name for name in dict.fromkeys(names) if names.count(name) > 1)

    @property
    def representatives(self) -> int:
        return sum(1 for one in self.people if one.representative)


def read_names(text: str) -> NamesRead:
    """The people of a list, at most 2,000. Behind a name may stand address, phone, document number and 代表."""
    people: list[Petitioner] = []
    left_out: list[str] = []
    for line in unicodedata.normalize("NFC", seen(text, lines=True)).splitlines():
        parts = _joined([part for part in _PARTS.split(_NUMBERED.sub("", line)) if part])
        if len(parts) > 1 and all(map(_is_name, parts)):
            people += [Petitioner(name=part, address="") for part in parts]
        elif parts:
            people.append(_person(parts, left_out))
    return NamesRead(people=tuple(people[:MOST]), left_out=tuple(dict.fromkeys(left_out)))


def _joined(parts: Sequence[str]) -> list[str]:
    """A name whose characters stand apart so that columns align: 张　三."""
    single = next((place for place, part in enumerate(parts) if len(part) > 1), len(parts))
    return ["".join(parts[:single]), *parts[single:]] if single > 1 else list(parts)


def _is_name(part: str) -> bool:
    return _NAME.fullmatch(part) is not None and not part.endswith(_PLACE) and part != REPRESENTATIVE


def _person(parts: Sequence[str], left_out: list[str]) -> Petitioner:
    """The first part is the name, whatever it is; the others tell by their form what they are."""
    name, *others = parts
    phone = number = ""
    places: list[str] = []
    chosen = False
    for part in others:
        bare = plain(part)
        if bare == REPRESENTATIVE:
            chosen = True
        elif _ID.fullmatch(bare):
            number = bare
        elif _PHONE.fullmatch(bare):
            phone = bare
        elif _NOT_KEPT.fullmatch(bare):
            left_out.append(part)
        else:
            places.append(part)
    return Petitioner(name=name, address="".join(places), phone=phone, id_number=number, representative=chosen)
