"""What of a petitioner's details is hidden on screen until it is asked for (《个人信息保护法》第六条、第五十一条).

Names stay, and so do the credit codes of organisations, which are public. Callers hand on a `Sight`: whoever may see
what is decided in `sight` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

HIDDEN = "****"
STARS = "*＊●•∗"  # what a mask is drawn with, here and elsewhere
LONG_ID, LONG_PHONE, SHORT_PHONE = 15, 11, 7


def masked_id(number: str) -> str:
    """430682********1234: enough to compare with the card in the visitor's hand."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) >= LONG_ID else "*" * len(number)


def masked_phone(phone: str) -> str:
    """138****0000; of a shorter number the last two digits, of a very short one nothing."""
    if len(phone) >= LONG_PHONE:
        return f"{phone[:3]}{HIDDEN}{phone[-4:]}"
    if len(phone) >= SHORT_PHONE or (phone.startswith(HIDDEN) and len(phone) == len(HIDDEN) + 2):
        return f"{HIDDEN}{phone[-2:]}"
    return HIDDEN if phone else ""


def masked_address(address: str) -> str:
    """望川县石桥镇石桥村****: down to the village or community; where none is named, to the township or county."""
    village = open_address(address)
    return village + HIDDEN if len(village) < len(address) else address


def open_address(address: str) -> str:
    """The part of an address that is never hidden: down to the village or community."""
    return address[: _end_of_village(address)]


def masked_name(name: str) -> str:
    """张某某: the first character of a person's name, for a page that lies open on a desk."""
    return name[:1] + "某" * (len(name) - 1)


MASKS: dict[str, Callable[[str], str]] = {
    "id_number": masked_id,
    "phone": masked_phone,
    "address": masked_address,
}


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """Which details (keys of MASKS) the one who looks sees in full."""

    full: frozenset[str] = frozenset()

    def shown(self, field: str, value: str) -> str:
        """A field's content as it may be shown; a mask stays as it is."""
        return value if field not in MASKS or field in self.full else MASKS[field](value)


COVERED = Sight()


def looks_masked(value: str) -> bool:
    """Does a value bear the stars of a mask?"""
    return any(star in value for star in STARS)


def _end_of_village(address: str) -> int:
    """How far an address may be read. The township is looked for first: its own name may hold the word 村."""
    township = re.search(r"镇|街道|苏木|乡", address)
    start = township.end() if township else 0
    village = re.compile(r"社区|嘎查|居委会|村(?:民委员会|委会)?").search(address, start)
    if village:
        return village.end()
    if township:
        return township.end()
    county = re.search(r".*(?:[县市旗]|(?<!小)区)", address)
    return county.end() if county else 0
