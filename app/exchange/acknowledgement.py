"""What the county answers: how far it has a station's line, and with which hash."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.domain.errors import ExchangeError

PART = "acknowledgement.json"
ENTRIES = "entries.jsonl"


class HeldLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the station: how far the county holds it, and with which hash."""

    epoch: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    last: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    last_hash: str


class RelayedLine(HeldLine, frozen=True, kw_only=True):
    """A line of a station below that this station sent on."""

    station: str


class AboveLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the station: how far it is held further up."""

    epoch: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    last: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The county holds every entry of (station, epoch) up to `last`, whose hash is `last_hash`.

    `earlier` are the lines that the station began before it was restored from a backup: nothing of them is lost here.
    `relayed` are lines of the stations below it that it sent on; `above` says how far its own lines were sent on, and
    `above_name` to whom.
    """

    station: str
    epoch: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    last: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    last_hash: str
    county: str
    county_name: str
    received_at: str  # when the county took in the entry `last`
    earlier: tuple[HeldLine, ...] = ()
    relayed: tuple[RelayedLine, ...] = ()
    above: tuple[AboveLine, ...] = ()
    above_name: str = ""

    @property
    def lines(self) -> tuple[HeldLine, ...]:
        """Every line it tells of, the one that is written now last."""
        return (*self.earlier, HeldLine(epoch=self.epoch, last=self.last, last_hash=self.last_hash))


def encode(acknowledgement: Acknowledgement) -> bytes:
    """The part's bytes: canonical JSON."""
    return msgspec.json.encode(acknowledgement, order="sorted")


def decode(data: bytes) -> Acknowledgement:
    """Read the part. Raises ExchangeError("acknowledgement-damaged")."""
    try:
        return msgspec.json.decode(data, type=Acknowledgement)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ExchangeError(
            "acknowledgement-damaged",
            "回执内容读不出来，没有采用，本台数据没有改动。请县级重新出具回执。",
            problem=str(error),
        ) from None
