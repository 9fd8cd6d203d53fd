"""A township sends on what came from its villages, unchanged: each line as packages of its own, kind `relayed`.

The township vouches for the village's key card, which lies in the package before the entries. Epoch, first and last in
the header are those of the village's line.
"""

from __future__ import annotations

from typing import Final

import msgspec

from app.domain.errors import ExchangeError
from app.exchange.format import canonical
from app.exchange.keys import KeyCard, decode_card

KIND: Final = "relayed"
PART: Final = "below.json"  # by its name before the entries: whose they are is known first
PREFIX: Final = 9  # digits of a division code that a village shares with its township


class _Below(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part: whose line it is, and that station's key card as it came."""

    station: str
    card: str


class Below(msgspec.Struct, frozen=True):
    """A station below for which a township vouches."""

    card: KeyCard
    text: bytes


def is_below(station: str, above: str) -> bool:
    """Whether a station's code says that it lies within a township: the first nine digits are the same."""
    return station != above and station[:PREFIX] == above[:PREFIX]


def encode_below(card: KeyCard, text: str) -> bytes:
    """The part's bytes: canonical JSON."""
    return canonical(_Below(station=card.code, card=text))


def read_below(data: bytes, township: KeyCard) -> Below:
    """Read the part. Raises ExchangeError: package-damaged, card codes as `decode_card`, relayed-not-below."""
    try:
        told = msgspec.json.decode(data, type=_Below)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise ExchangeError("package-damaged", "数据包内容已损坏，没有采用。请对方重新导出。") from None
    text = told.card.encode("utf-8")
    card = decode_card(text)
    if card.role != "desk" or card.code != told.station or not is_below(card.code, township.code):
        raise ExchangeError(
            "relayed-not-below",
            f"{township.name}转报的数据包写明来自 {told.station}，不是该镇的村级代办点，没有采用。",
            station=told.station,
            township=township.code,
        )
    return Below(card, text)
