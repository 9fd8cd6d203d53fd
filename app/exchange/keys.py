"""A station's two secret keys, and the card on which it hands its public keys to the other side."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from stdnum import damm

from app.domain.errors import ExchangeError, StorageError

CARD_SUFFIX: Final = ".swtkey"
CARD_LIMIT = 16 * 1024  # bytes; a real card is about 500
CARD_FORMAT: Final = "shouwentai-keycard"
CARD_VERSION: Final = 1
SIGN_PREFIX = b"shouwentai-keycard\n"  # so that no signature made for a package or a receipt fits a card

Role = Literal["desk", "county", "body"]
"""A desk, the county's store, or a body that denunciations are handed to under seal."""
Code = Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z]{1,32}\Z")]
"""Code of a station: 12-digit division and 2-digit desk, or the county's 6 digits. Safe in a file name."""


class StationKeys(msgspec.Struct, frozen=True):
    """The secrets of one station. They live inside the encrypted database and nowhere else."""

    sign_secret: bytes
    seal_secret: str

    @classmethod
    def generate(cls) -> StationKeys:
        secret = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(sign_secret=secret, seal_secret=str(pyrage.x25519.Identity.generate()))

    @classmethod
    def from_bytes(cls, data: bytes) -> StationKeys:
        """Raises StorageError("station-keys-damaged")."""
        try:
            keys = msgspec.json.decode(data, type=cls)
            Ed25519PrivateKey.from_private_bytes(keys.sign_secret)
            pyrage.x25519.Identity.from_str(keys.seal_secret)
        except (ValueError, pyrage.IdentityError) as error:
            raise StorageError(
                "station-keys-damaged", "本台密钥已损坏，不能收发数据包。请从最近的备份恢复；登记的内容没有改动。"
            ) from error
        return keys

    def to_bytes(self) -> bytes:
        return msgspec.json.encode(self)

    @property
    def sign_key(self) -> str:
        """The public half of the signing key, base64url without padding (43 characters)."""
        public = Ed25519PrivateKey.from_private_bytes(self.sign_secret).public_key()
        return to_text(public.public_bytes_raw())

    @property
    def seal_key(self) -> str:
        """The public half of the sealing key, an age recipient ("age1…")."""
        return str(pyrage.x25519.Identity.from_str(self.seal_secret).to_public())

    def sign(self, data: bytes) -> bytes:
        """The 64-byte Ed25519 signature. `data` must begin with words that no other use begins with."""
        return Ed25519PrivateKey.from_private_bytes(self.sign_secret).sign(data)

    def unseal(self, data: bytes) -> bytes:
        """Decrypt what was sealed to `seal_key`. Raises pyrage.DecryptError."""
        return pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(self.seal_secret)])

    def unseal_io(self, sealed: Any, out: Any) -> None:
        """The same from one stream into another. Raises pyrage.DecryptError, OSError for what is damaged further on."""
        pyrage.decrypt_io(sealed, out, [pyrage.x25519.Identity.from_str(self.seal_secret)])

    def __repr__(self) -> str:
        return f"StationKeys({key_id(self.sign_key)})"


class KeyCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What two stations hand each other once, face to face or by stick, before the first package."""

    format: Literal["shouwentai-keycard"] = CARD_FORMAT
    version: Literal[1] = CARD_VERSION
    role: Role
    code: Code
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    sign_key: str
    seal_key: str
    made_on: date


class _SignedCard(KeyCard, frozen=True, forbid_unknown_fields=True, kw_only=True):
    signature: str


def make_card(keys: StationKeys, *, role: Role, code: str, name: str, made_on: date) -> KeyCard:
    return KeyCard(role=role, code=code, name=name, sign_key=keys.sign_key, seal_key=keys.seal_key, made_on=made_on)


def encode_card(card: KeyCard, keys: StationKeys) -> bytes:
    """The card's file: one canonical JSON line, signed with the key it names."""
    return _file_of(card, to_text(keys.sign(_signed_part(card))))


def decode_card(data: bytes) -> KeyCard:
    """Read a card's file; any byte that differs from what was signed refuses it.

    Raises ExchangeError: card-not-ours, card-newer, card-damaged.
    """
    _refuse_other_formats(data)
    try:
        signed = msgspec.json.decode(data, type=_SignedCard)
        card = KeyCard(**{name: getattr(signed, name) for name in KeyCard.__struct_fields__})
        pyrage.x25519.Recipient.from_str(card.seal_key)
        intact = data == _file_of(card, signed.signature)
        intact = intact and is_signed(_signed_part(card), from_text(signed.signature), card.sign_key)
    except (ValueError, pyrage.RecipientError) as error:
        raise _card_damaged() from error
    if not intact:
        raise _card_damaged()
    return card


def card_name(card: KeyCard) -> str:
    return f"SWTKEY-{card.code}{CARD_SUFFIX}"


def fingerprint(card: KeyCard) -> str:
    """Thirty digits of the card's SHA-256 in six groups, each closed by a Damm check digit.

    Both sides read them to each other on the telephone: 99 bits, so that nobody can put another card in
    between, and a digit misheard or two swapped show in their own group.
    """
    digits = f"{int.from_bytes(hashlib.sha256(_signed_part(card)).digest()) % 10**30:030d}"
    groups = [digits[at : at + 5] for at in range(0, 30, 5)]
    return " ".join(group + damm.calc_check_digit(group) for group in groups)


def misheard_groups(spoken: str) -> list[int]:
    """Which groups (counted from 1) of a fingerprint written down by ear cannot be right."""
    digits = "".join(spoken.split())
    groups = [digits[at : at + 6] for at in range(0, max(36, len(digits)), 6)]
    return [n for n, group in enumerate(groups, 1) if not _is_group(group) or n > 6]


def key_id(public: str) -> str:
    """Sixteen hex digits that name a public key (its text form) in headers and messages."""
    return hashlib.sha256(public.encode("ascii")).hexdigest()[:16]


def is_signed(data: bytes, signature: bytes, sign_key: str) -> bool:
    """Whether `signature` over `data` was made by the holder of `sign_key`."""
    try:
        Ed25519PublicKey.from_public_bytes(from_text(sign_key)).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def to_text(data: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """Inverse of `to_text`; raises ValueError unless the text is exactly what `to_text` writes."""
    data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if to_text(data) != text:
        raise ValueError("not canonical base64url")
    return data


def _is_group(group: str) -> bool:
    return len(group) == 6 and group.isascii() and group.isdigit() and damm.is_valid(group)


def _signed_part(card: KeyCard) -> bytes:
    return SIGN_PREFIX + msgspec.json.encode(card, order="sorted")


def _file_of(card: KeyCard, signature: str) -> bytes:
    signed = _SignedCard(**msgspec.structs.asdict(card), signature=signature)
    return msgspec.json.encode(signed, order="sorted") + b"\n"


def _refuse_other_formats(data: bytes) -> None:
    try:
        fields = msgspec.json.decode(data, type=dict) if len(data) <= CARD_LIMIT else {}
    except (ValueError, RecursionError):
        fields = {}
    if fields.get("format") != CARD_FORMAT:
        raise ExchangeError("card-not-ours", "这个文件不是首问台的公钥卡，没有收下。请让对方重新导出公钥卡后再试。")
    version = fields.get("version")
    if isinstance(version, int) and version > CARD_VERSION:
        raise ExchangeError(
            "card-newer",
            "公钥卡由更新版本的程序写成，没有收下。请先升级本程序。",
            version=version,
            supported=CARD_VERSION,
        )


def _card_damaged() -> ExchangeError:
    return ExchangeError(
        "card-damaged",
        "公钥卡与签名不符，可能已损坏或被改动，没有收下。请让对方重新导出，并在电话中核对指纹。",
    )
