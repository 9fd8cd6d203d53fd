"""Entries of the desk about the station's own keys: written with the keys, none of them is a step by itself."""

from __future__ import annotations

from typing import ClassVar

from app.domain.entries import Entry, Facts


class KeysRenewed(Facts, frozen=True, kw_only=True):
    """The station has new keys. `succession` is its new card, signed by the former key; secrets are never told.

    Whoever takes in this entry, in a package that the former key signed, knows the new card without a telephone.
    """

    kind: ClassVar[str] = "keys_renewed"

    fingerprint: str  # of the new card
    former: str  # fingerprint of the card before
    reason: str
    succession: str

    def sentence(self, entry: Entry) -> str:
        return f"更换本台密钥（{self.reason}），新公钥指纹{self.fingerprint}"
