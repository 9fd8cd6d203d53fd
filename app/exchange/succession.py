"""A station's next key card, proven by the key that it had before: nobody has to compare digits again.

The new card signs itself as every card does; the former key signs the whole of it once more. Who knows the former card
and trusts it can trust the new one; who does not compares fingerprints by telephone.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from app.domain.errors import ExchangeError
from app.exchange.keys import KeyCard, StationKeys, decode_card, from_text, is_signed, to_text

SUCCESSION_FORMAT: Final = "shouwentai-succession"
PREFIX: Final = b"shouwentai-succession\n"  # so that no signature made for anything else fits


class Succession(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The new card's file, and which key vouches for it."""

    format: Literal["shouwentai-succession"] = SUCCESSION_FORMAT
    version: Literal[1] = 1
    card: str
    former: str  # the former signing key, as on its card


class _Signed(Succession, frozen=True, forbid_unknown_fields=True, kw_only=True):
    signature: str


def make_succession(card: bytes, former: StationKeys) -> str:
    """The new card's file vouched for by the former keys: one canonical JSON object."""
    plain = Succession(card=card.decode("utf-8"), former=former.sign_key)
    return _text_of(plain, to_text(former.sign(_signed_part(plain))))


def former_of(text: str) -> str:
    """The key that is said to vouch; "" when the text is no succession. Proves nothing."""
    try:
        return msgspec.json.decode(text, type=_Signed).former
    except ValueError:
        return ""


def offered_card(text: str) -> KeyCard | None:
    """The new card that is told of, by its own signature alone; None when there is none. Proves nothing."""
    try:
        return decode_card(msgspec.json.decode(text, type=_Signed).card.encode("utf-8"))
    except (ValueError, ExchangeError):
        return None


def prove_succession(text: str, known: KeyCard) -> tuple[KeyCard, str]:
    """The new card, and its file, of the station whose card `known` is.

    Raises ExchangeError: succession-damaged (not what was signed), succession-stranger (not by the key of `known`, or
    for another station).
    """
    try:
        signed = msgspec.json.decode(text, type=_Signed)
        plain = Succession(card=signed.card, former=signed.former)
        whole = _text_of(plain, signed.signature) == text
        whole = whole and is_signed(_signed_part(plain), from_text(signed.signature), signed.former)
        card = decode_card(signed.card.encode("utf-8"))
    except (ValueError, ExchangeError) as error:
        raise _refused("succession-damaged", known) from error
    if not whole:
        raise _refused("succession-damaged", known)
    if signed.former != known.sign_key or (card.role, card.code) != (known.role, known.code):
        raise _refused("succession-stranger", known)
    return card, signed.card


def _signed_part(plain: Succession) -> bytes:
    return PREFIX + msgspec.json.encode(plain, order="sorted")


def _text_of(plain: Succession, signature: str) -> str:
    return msgspec.json.encode(_Signed(**msgspec.structs.asdict(plain), signature=signature), order="sorted").decode()


def _refused(code: str, known: KeyCard) -> ExchangeError:
    return ExchangeError(code, _SENTENCES[code].format(name=known.name), station=known.code)


_SENTENCES = {
    "succession-damaged": "{name}的新公钥与签名不符，可能已损坏或被改动，没有采用。"
    "请对方重新导出，或由电话核对指纹后更换公钥卡。",
    "succession-stranger": "这张新公钥不是由本单位登记的{name}公钥签发的，没有采用。请用电话核对指纹，再更换公钥卡。",
}
