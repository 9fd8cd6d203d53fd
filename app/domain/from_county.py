"""What a county signs for its desks and a desk takes in as an entry: who signed it, and which file counts before which.

The effect of such files is a function of the files alone, never of the order in which a desk happened to read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import msgspec

from app.domain.entries import Facts


class FromCounty(Facts, frozen=True, kw_only=True):
    """Facts of taking in a file of the county: by which key it was signed, whose that was, and when."""

    file: msgspec.Struct  # what was signed
    signed_by: str  # fingerprint of the county's card
    signer: str  # the county's name
    signed_on: date

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        return f"由{self.signer}签发，签名有效"

    @property
    def _signed(self) -> str:
        return f"由{self.signer}于{self.signed_on}签发，指纹{self.signed_by}"

    def same_file(self, other: FromCounty) -> bool:
        """Whether the other one is this very file: the same content, signed by the same key on the same day."""
        mine, theirs = (self.signed_by, self.signed_on, self.file), (other.signed_by, other.signed_on, other.file)
        return mine == theirs


# Kinds of data files in the order in which people see them.
DATA_KINDS: dict[str, str] = {
    "holiday_schedule": "放假安排",
    "periods": "期限规定",
    "codes": "代码表",
    "divisions": "区划",
}

F = TypeVar("F", bound=FromCounty)


def in_order(loaded: Sequence[F]) -> tuple[F, ...]:
    """The files by the day they were signed on, whenever they were read; of one day, the one read later counts later.

    Files of a newer key come after all of the key before it: with the old key nothing can be signed any more.
    """
    keys: dict[str, int] = {}
    for one in loaded:
        keys.setdefault(one.signed_by, len(keys))
    return tuple(sorted(loaded, key=lambda one: (keys[one.signed_by], one.signed_on)))


def later_than(facts: F, loaded: Sequence[F]) -> tuple[F, ...]:
    """Those files here that the same key signed on a later day."""
    return tuple(one for one in loaded if one.signed_by == facts.signed_by and one.signed_on > facts.signed_on)
