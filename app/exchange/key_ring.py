"""A station's keys with those it had before: which to sign with for a peer, which to open a package with.

A new key is told to the other side in what the old one signs. Until the other side has acknowledged that, the station
goes on signing with the old one; packages that were sealed to an old key on their way are still opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

import msgspec

from app.exchange.keys import KeyCard, StationKeys, encode_card, key_id, make_card
from app.exchange.succession import make_succession


class Former(msgspec.Struct, frozen=True):
    """Keys that were replaced, and the place of the entry that tells it in the station's own line."""

    keys: StationKeys
    epoch: int
    seq: int


class KeyRing(msgspec.Struct, frozen=True):
    """The keys of now, and the former ones, the oldest first."""

    current: StationKeys
    former: tuple[Former, ...] = ()

    def opening(self, seal_id: str) -> StationKeys:
        """The keys to which a package with this key id is sealed; the present ones when it is none of ours."""
        every = (self.current, *(one.keys for one in self.former))
        return next((keys for keys in every if key_id(keys.seal_key) == seal_id), self.current)

    def signing(self, knows: Callable[[int, int], bool], sealed_to: Collection[str] = ()) -> StationKeys:
        """The newest keys that the other side knows; `knows` says whether it holds our entry (epoch, seq).

        `sealed_to`: ids of the keys to which it has sealed something for us. Whoever was given our new card by hand
        knows the new keys before the entry has come, and takes nothing new from the former ones.
        """
        ring = (*(one.keys for one in self.former), self.current)
        known = max((n for n, keys in enumerate(ring) if key_id(keys.seal_key) in sealed_to), default=0)
        return next((one.keys for one in self.former[known:] if not knows(one.epoch, one.seq)), self.current)


def successor(card: KeyCard, former: StationKeys, made_on: dt.date) -> tuple[StationKeys, KeyCard, str]:
    """New keys for the station of `card`, its new card, and the succession that the former keys sign."""
    new = StationKeys.generate()
    made = make_card(new, role=card.role, code=card.code, name=card.name, made_on=made_on)
    return new, made, make_succession(encode_card(made, new), former)
