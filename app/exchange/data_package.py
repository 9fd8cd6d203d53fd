"""A data package: data that a county signs for its desks, nothing secret in it (docs/exchange.md).

    SHOUWENTAI DATA\n
    {manifest as one line of canonical JSON}\n
    {Ed25519 signature over the two lines above, base64url}\n

Kinds are a year's holiday schedule, the periods of a region, code lists, divisions; a program update uses it too.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

import msgspec

from app.domain.errors import ExchangeError
from app.exchange.format import Kind
from app.exchange.keys import KeyCard, StationKeys, fingerprint, from_text, is_signed, to_text

DATA_SUFFIX: Final = ".swtdata"
MAGIC: Final = b"SHOUWENTAI DATA\n"
FORMAT: Final = "shouwentai-data"
VERSION: Final = 1
DATA_LIMIT: Final = 16 * 1024 * 1024  # bytes; a year's schedule takes about 3,000

HOLIDAY_SCHEDULE: Final = "holiday_schedule"
PERIODS: Final = "periods"
CODES: Final = "codes"
DIVISIONS: Final = "divisions"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is signed: the kind, the signer's own card, the day it was made, and the data themselves."""

    format: Literal["shouwentai-data"] = FORMAT
    version: Literal[1] = VERSION
    kind: Kind
    card: KeyCard
    made_on: date
    content: dict[str, Any]


class DataPackage(msgspec.Struct, frozen=True, kw_only=True):
    """Data whose signature was checked against the county's card. `signed_by` is that card's fingerprint."""

    kind: str
    code: str
    name: str
    signed_by: str
    made_on: date
    content: dict[str, Any]


def sign(kind: str, content: dict[str, Any], *, keys: StationKeys, card: KeyCard, made_on: date) -> bytes:
    """The file's bytes. `card` is the signer's own, made from `keys`. ValueError for a kind no reader would take."""
    line = _canonical(Manifest(kind=kind, card=card, made_on=made_on, content=content))
    msgspec.json.decode(line, type=Manifest)
    signed = MAGIC + line + b"\n"
    return signed + to_text(keys.sign(signed)).encode("ascii") + b"\n"


def is_data_package(data: bytes) -> bool:
    """Whether a file says of itself that it is one; nothing is checked yet."""
    return data.startswith(MAGIC)


Signers = KeyCard | tuple[KeyCard, ...] | None
"""Whose data a desk takes: its county's card; with those before it, each vouched for by the former, the present first.
"""


def read(data: bytes, *, kind: str, county: Signers) -> DataPackage:
    """The data of a file of this kind, signed by `county`: the card this desk has taken in, None before pairing.

    Raises ExchangeError: data-not-ours, data-newer, data-damaged, data-signer-unknown, data-kind-other.
    """
    package = read_any(data, county=county)
    if package.kind != kind:
        raise _refused("data-kind-other", kind=package.kind, expected=kind)
    return package


def read_any(data: bytes, *, county: Signers) -> DataPackage:
    """The same whatever the kind: whoever asks decides what to do with it."""
    manifest = _signed_manifest(data)
    card = manifest.card
    known = (county,) if isinstance(county, KeyCard) else county or ()
    signer = next((one for one in known if (one.role, one.code, one.sign_key) == _who(card)), None)
    if signer is None:
        raise _unknown_signer(card, known[0] if known else None)
    return DataPackage(
        kind=manifest.kind,
        code=signer.code,
        name=known[0].name,
        signed_by=fingerprint(signer),
        made_on=manifest.made_on,
        content=manifest.content,
    )


def file_name(county: str, kind: str, label: str) -> str:
    """The file's name on the stick, for people; `label` tells two files of one kind apart (a year)."""
    return f"SWTDATA-{county}-{kind}-{label}{DATA_SUFFIX}"


def _signed_manifest(data: bytes) -> Manifest:
    """The manifest of a file that is whole and was signed with the key of the card in it."""
    if not is_data_package(data):
        raise _refused("data-not-ours")
    if len(data) > DATA_LIMIT:
        raise _refused("data-damaged", size=len(data), limit=DATA_LIMIT)
    try:
        magic, line, signature, end = data.split(b"\n")
        fields = msgspec.json.decode(line, type=dict[str, Any])
        _refuse_newer(fields)
        manifest = msgspec.convert(fields, Manifest)
        intact = end == b"" and _canonical(fields) == line
        signed = magic + b"\n" + line + b"\n"
        intact = intact and is_signed(signed, from_text(signature.decode("ascii")), manifest.card.sign_key)
    except (ValueError, RecursionError) as error:
        raise _refused("data-damaged") from error
    if not intact:
        raise _refused("data-damaged")
    return manifest


def _refuse_newer(fields: dict[str, Any]) -> None:
    version = fields.get("version")
    if fields.get("format") == FORMAT and isinstance(version, int) and version > VERSION:
        raise _refused("data-newer", version=version, supported=VERSION)


def _who(card: KeyCard) -> tuple[str, str, str]:
    return card.role, card.code, card.sign_key


def _unknown_signer(card: KeyCard, county: KeyCard | None) -> ExchangeError:
    theirs = fingerprint(card)
    ours = f"本台登记的是{county.name}（指纹 {fingerprint(county)}）" if county else "本台尚未与县级交换公钥"
    return ExchangeError(
        "data-signer-unknown",
        f"数据文件由{card.name}（{card.code}，指纹 {theirs}）签名，{ours}，没有采用，原有数据没有改动。"
        "请与县级电话核对指纹，交换公钥卡后再试。",
        signer=card.code,
        fingerprint=theirs,
        known=fingerprint(county) if county else "",
    )


def _canonical(value: object) -> bytes:
    """JSON with sorted keys, no white space, UTF-8 unescaped."""
    return msgspec.json.encode(value, order="sorted")


def _refused(code: str, **facts: Any) -> ExchangeError:
    return ExchangeError(code, _SENTENCES[code], **facts)


_SENTENCES = {
    "data-not-ours": "这个文件不是县级签发的数据文件，没有采用，原有数据没有改动。请确认选对了文件。",
    "data-newer": "数据文件由更新版本的程序制作，没有采用，原有数据没有改动。请先升级本程序，再导入一次。",
    "data-damaged": "数据文件与签名不符，可能已损坏或被改动，没有采用，原有数据没有改动。请县级重新签发后再导入。",
    "data-kind-other": "这个数据文件签名有效，但内容不是这里要导入的，没有采用，原有数据没有改动。请确认选对了文件。",
}
