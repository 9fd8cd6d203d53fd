"""What both ends of the upload line agree on: paths, the proof in each request, the signed answers (docs/exchange.md).

The protocol is tus 1.0.0 (core and creation) with three things of ours: every request is signed by its station, every
answer by the county, and an upload is named by the SHA-256 of its file, so that whoever was cut off finds it again.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from app.exchange.keys import StationKeys, from_text, is_signed, to_text

TUS: Final = "1.0.0"
SCHEME: Final = "Shouwentai"
ANSWER_SIGNATURE: Final = "Shouwentai-Signature"
PIECE: Final = 1024 * 1024  # bytes; what a proxy takes that nobody has set up (nginx: 1m)
SIGNED: Final = ("content-length", "upload-length", "upload-metadata", "upload-offset")  # headers under the signature

_PROOF = re.compile(
    r'Shouwentai station="([0-9A-Za-z]{1,32})", nonce="([0-9A-Za-z_-]{1,128})", signature="([0-9A-Za-z_-]{86})"'
)
_CHALLENGE = re.compile(r'Shouwentai realm="([0-9A-Za-z]{1,32})", nonce="([0-9A-Za-z_-]{1,128})", stale=(true|false)')


Progress = Callable[[int, int], None]  # bytes sent, of how many; may raise to stop


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where the county receives; `certificate_sha256` of its own certificate, "" for one that authorities vouch for."""

    url: str
    certificate_sha256: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the county did with one file; `code` is "" when it took it in."""

    file: Path
    code: str
    words: str
    facts: dict[str, Any] = {}


class Proof(msgspec.Struct, frozen=True):
    """What `Authorization` says: which station asks, and its signature over the request."""

    station: str
    nonce: str
    signature: str


class Challenge(msgspec.Struct, frozen=True):
    """What `WWW-Authenticate` says: whose server it is, and a nonce to sign; `stale`: the one used was too old."""

    realm: str
    nonce: str
    stale: bool


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer in JSON. `code` is "" where nothing was refused; `words` are shown to people as they are."""

    code: str = ""
    words: str = ""
    state: str = ""  # of an upload: receiving, waiting, taken, refused
    facts: dict[str, Any] = {}
    files: tuple[ReplyFile, ...] = ()


class ReplyFile(msgspec.Struct, frozen=True, kw_only=True):
    """A package that waits for the station."""

    name: Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z][0-9A-Za-z_.-]{0,99}\Z")]
    size: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    sha256: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]


def uploads_path(station: str) -> str:
    """Where a station creates uploads."""
    return f"/upload/{station}"


def upload_path(station: str, sha256: str) -> str:
    """The upload of one file."""
    return f"/upload/{station}/{sha256}"


def reply_path(station: str, sha256: str = "") -> str:
    """What waits for a station: the list, or one of its files."""
    return f"/reply/{station}/{sha256}" if sha256 else f"/reply/{station}"


def metadata(sha256: str, name: str) -> str:
    """The value of `Upload-Metadata`."""
    return ",".join(
        f"{key} {b64encode(value.encode('ascii')).decode('ascii')}"
        for key, value in (("sha256", sha256), ("name", name))
    )


def proof(keys: StationKeys, station: str, nonce: str, method: str, path: str, headers: Mapping[str, str]) -> str:
    """The value of `Authorization`. `path` counts from the address that the administrator set; names in lower case."""
    signature = to_text(keys.sign(_request(station, nonce, method, path, headers)))
    return f'{SCHEME} station="{station}", nonce="{nonce}", signature="{signature}"'


def read_proof(value: str) -> Proof | None:
    """The proof in a header, None when it is none."""
    found = _PROOF.fullmatch(value)
    return Proof(*found.groups()) if found else None


def proves(told: Proof, sign_key: str, method: str, path: str, headers: Mapping[str, str]) -> bool:
    """Whether the request was signed by the holder of `sign_key`."""
    text = _request(told.station, told.nonce, method, path, headers)
    return _signed(text, told.signature, sign_key)


def challenge(told: Challenge) -> str:
    """The value of `WWW-Authenticate`."""
    return f'{SCHEME} realm="{told.realm}", nonce="{told.nonce}", stale={"true" if told.stale else "false"}'


def read_challenge(value: str) -> Challenge | None:
    """The challenge in a header, None when it is none of ours."""
    found = _CHALLENGE.fullmatch(value)
    return Challenge(found[1], found[2], found[3] == "true") if found else None


def sign_answer(keys: StationKeys, signature: str, status: int, offset: str, length: str, body: bytes) -> str:
    """The value of `Shouwentai-Signature`: an answer to the request with this signature, and to no other."""
    return to_text(keys.sign(_answer(signature, status, offset, length, body)))


def is_answer(sign_key: str, signed: str, signature: str, status: int, offset: str, length: str, body: bytes) -> bool:
    """Whether an answer was signed by the holder of `sign_key`."""
    return _signed(_answer(signature, status, offset, length, body), signed, sign_key)


def _request(station: str, nonce: str, method: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = ["shouwentai-request", station, nonce, method, path, *(headers.get(name, "") for name in SIGNED)]
    return "\n".join(lines).encode("utf-8")


def _answer(signature: str, status: int, offset: str, length: str, body: bytes) -> bytes:
    lines = ["shouwentai-answer", signature, str(status), offset, length, hashlib.sha256(body).hexdigest()]
    return "\n".join(lines).encode("utf-8")


def _signed(text: bytes, signature: str, sign_key: str) -> bool:
    try:
        return is_signed(text, from_text(signature), sign_key)
    except ValueError:
        return False
