"""The material of a denunciation in a package of its own, sealed to the competent body alone (docs/exchange.md).

What is in it is a closed list: nothing of a denunciation leaves a desk in any other way.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from app.domain.codes import Channel
from app.domain.errors import ExchangeError
from app.domain.petition import Petition
from app.domain.records.attachment import Attachment
from app.domain.records.denunciation import Denounced
from app.domain.records.petitioner import Material, Petitioner

KIND = "sealed"  # of the package: its head tells no more than that
PART = "material.json"
LETTER = "letter.pdf"


class FileListed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One attachment: its part is `attachments/<sha256>`."""

    name: str
    media: str
    size: int
    sha256: str


class SealedMaterial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the competent body gets to know."""

    station: str
    office: str
    number: str
    letter_number: str
    forwarded_on: dt.date
    body: str
    received_on: dt.date
    channel: Channel
    petitioners: tuple[Petitioner, ...]
    denounced: Denounced
    title: str
    facts: str
    reasons: str
    requests: tuple[str, ...]
    materials: tuple[Material, ...]
    files: tuple[FileListed, ...]


def material_of(petition: Petition, office: str, files: tuple[Attachment, ...]) -> SealedMaterial:
    """The closed list of one denunciation that was forwarded."""
    notice = petition.notice
    if notice is None:
        raise ValueError("it was not forwarded: ask check_transfer first")
    return SealedMaterial(
        station=petition.station,
        office=office,
        number=petition.number,
        letter_number=notice.letter_number,
        forwarded_on=notice.on,
        body=notice.body,
        received_on=petition.received_on,
        channel=petition.channel,
        petitioners=petition.petitioners,
        denounced=petition.denounced or Denounced(),
        title=petition.title,
        facts=petition.facts,
        reasons=petition.reasons,
        requests=petition.requests,
        materials=petition.materials,
        files=tuple(FileListed(name=one.title, media=one.media, size=one.size, sha256=one.sha256) for one in files),
    )


def encode(material: SealedMaterial) -> bytes:
    """The part's bytes: canonical JSON."""
    return msgspec.json.encode(material, order="sorted")


def decode(data: bytes) -> SealedMaterial:
    """Read the part. Raises ExchangeError("material-damaged")."""
    try:
        return msgspec.json.decode(data, type=SealedMaterial)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ExchangeError(
            "material-damaged", "密封材料的内容读不出来，没有取出。请对方重新导出。", problem=str(error)
        ) from None
