"""What is said of a package: its signed header, its manifest, its name, and how it is refused (docs/exchange.md).

    SHOUWENTAI PACKAGE\n
    {header as one line of canonical JSON}\n
    {SHA-256 of the two lines above, hex} {Ed25519 signature over them, base64url}\n
    age( zstd( ustar( manifest.json, part, part, … ) ) )

`sealing` writes packages, `opening` reads them, `medium` speaks with the stick. Both ends work piece by piece: a
package may be larger than the memory of the PC.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec

from app.domain.errors import ExchangeError
from app.exchange.keys import Code

PACKAGE_SUFFIX: Final = ".swt"
MAGIC: Final = b"SHOUWENTAI PACKAGE\n"
VERSION: Final = (1, 1)
HEAD_LIMIT: Final = 64 * 1024  # bytes of the three lines; a real head is about 900
MANIFEST: Final = "manifest.json"
MANIFEST_LIMIT: Final = 8 * 1024 * 1024  # bytes, held in memory; room for some 40,000 attachments
ADDED_LIMIT: Final = 64 * 1024  # bytes of what a newer minor adds to a manifest
PARTS_LIMIT: Final = 8 * 1024**3 - 1  # bytes of all parts together: what one size field of ustar can say
CHUNK: Final = 1024 * 1024  # bytes in which parts and files are handled

Hash = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Kind = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z_]{0,31}\Z")]
"""What the package is for: "entries", "acknowledgement"; more kinds may follow in a newer minor."""
PartName = Annotated[
    str, msgspec.Meta(pattern=r"\A(attachments/[0-9a-f]{64}|(?!manifest\.)[a-z][a-z0-9_]{0,40}\.[a-z]{1,8})\Z")
]


class Algorithms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Named, so that the national algorithms can follow without a new layout."""

    signature: Literal["ed25519"] = "ed25519"
    hash: Literal["sha-256"] = "sha-256"
    container: Literal["ustar"] = "ustar"
    compression: Literal["zstd"] = "zstd"
    encryption: Literal["age-x25519"] = "age-x25519"


class KeyIds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sign: str
    seal: str


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """What a sender says about a package; the recipient comes from the recipient's card."""

    kind: Kind
    sender: Code
    epoch: Count
    first: Count
    last: Count
    made_at: Moment

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("first is after last")


class Header(Outline, frozen=True, kw_only=True):
    """The public head of a package. Whoever finds the stick can read this much and no more."""

    format: Literal["shouwentai-package"] = "shouwentai-package"
    version: str = "{}.{}".format(*VERSION)
    recipient: Code
    algorithms: Algorithms
    keys: KeyIds
    payload_bytes: Count
    payload_sha256: Hash

    @property
    def newer(self) -> bool:
        """Whether a newer minor than ours wrote it, which may hold what we do not know."""
        return int(self.version.partition(".")[2]) > VERSION[1]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: PartName
    size: Count
    sha256: Hash


class Manifest(Outline, frozen=True, kw_only=True):
    """First file inside the seal: the outline again, and every part with its size and hash."""

    recipient: Code
    parts: tuple[Part, ...]


def package_name(header: Header, line: str = "") -> str:
    """The file's name on the stick: ASCII, and different for any two packages that may meet there.

    `line` is the station whose line is sent on.
    """
    span = f"e{header.epoch}-{header.first}-{header.last}{PACKAGE_SUFFIX}"
    if header.kind == "entries":
        return f"SWT-{header.sender}-{span}"
    mark = "ACK" if header.kind == "acknowledgement" else header.kind.upper()
    below = f"-{line}" if line else ""
    return f"SWT{mark}-{header.sender}-{header.recipient}{below}-{span}"


def canonical(value: object) -> bytes:
    """JSON with sorted keys, no white space, UTF-8 unescaped."""
    return msgspec.json.encode(value, order="sorted")


# The head


class Head(msgspec.Struct, frozen=True):
    """The three lines of a package, its checksum right but nothing proven; `length` is where the payload begins."""

    header: Header
    unknown: dict[str, Any]  # what a newer minor added: name -> value
    signed: bytes
    signature: str
    length: int


def peek(data: bytes) -> Header:
    """The head of a package, its checksum right but nothing proven: for lists and file names only.

    `data` may be the first HEAD_LIMIT bytes of a file. Raises ExchangeError as `read_head` does.
    """
    return read_head(data).header


def read_head(data: bytes) -> Head:
    """The head in the first HEAD_LIMIT bytes of a file (or in all of a shorter one).

    Raises ExchangeError: package-not-ours, package-cut, package-newer, package-damaged.
    """
    if not data.startswith(MAGIC):
        raise refused("package-cut" if MAGIC.startswith(data) else "package-not-ours")
    lines = data[:HEAD_LIMIT].split(b"\n", 3)
    if len(lines) < 4:
        raise refused("package-cut" if len(data) < HEAD_LIMIT else "package-damaged")
    signed = MAGIC + lines[1] + b"\n"
    checksum, _, signature = lines[2].decode("ascii", "replace").partition(" ")
    if checksum != hashlib.sha256(signed).hexdigest():
        raise refused("package-damaged")
    header, unknown = _header(lines[1])
    return Head(header, unknown, signed, signature, len(signed) + len(lines[2]) + 1)


def _header(line: bytes) -> tuple[Header, dict[str, Any]]:
    """The header and what it holds beyond our minor version. Another major is not read any further."""
    try:
        fields = msgspec.json.decode(line, type=dict[str, Any])
        minor = _minor(fields)
        if canonical(fields) != line:
            raise ValueError("not the canonical form")
        unknown = {name: fields[name] for name in _unknown_fields(fields, Header, minor)}
        _refuse_other_algorithms(fields.get("algorithms"))
        header = msgspec.convert(fields, Header)
    except (ValueError, RecursionError) as error:
        raise refused("package-damaged") from error
    return header, unknown


def _minor(fields: Mapping[str, Any]) -> int:
    if fields.get("format") != "shouwentai-package":
        raise refused("package-not-ours")
    version = re.fullmatch(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", str(fields.get("version")), re.ASCII)
    if not version:
        raise ValueError("no version")
    if int(version[1]) != VERSION[0]:
        raise refused("package-newer", version=version[0], supported=".".join(map(str, VERSION)))
    return int(version[2])


def _unknown_fields(fields: Iterable[str], known: type[msgspec.Struct], minor: int) -> list[str]:
    """Fields we do not know: allowed from a newer minor only, since our own minor is a closed list."""
    unknown = [name for name in fields if name not in known.__struct_fields__]
    if unknown and minor <= VERSION[1]:
        raise ValueError(f"fields that this version does not have: {sorted(unknown)}")
    return unknown


def _refuse_other_algorithms(named: object) -> None:
    """A package from a station with other algorithms is readable only by a newer program."""
    if isinstance(named, dict) and named != msgspec.to_builtins(Algorithms()):
        raise refused("package-newer", algorithms=named)


# The manifest


def read_manifest(data: bytes, header: Header) -> tuple[Manifest, dict[str, Any]]:
    """The manifest of a package with this header, and what it holds beyond our minor version.

    Nothing is built in memory that is larger than the bytes given by more than a small factor, whoever wrote them.
    Raises ValueError for anything that does not fit, ExchangeError("package-too-large").
    """
    fields = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    added = _unknown_fields(fields, Manifest, int(header.version.partition(".")[2]))
    if sum(len(bytes(fields[name])) for name in added) > ADDED_LIMIT:
        raise refused("package-too-large")
    manifest = msgspec.json.decode(data, type=Manifest)
    spelled = [(name, canonical(name) + b":" + bytes(raw)) for name, raw in fields.items()]
    if b"{" + b",".join(text for _name, text in sorted(spelled)) + b"}" != data:
        raise ValueError("not the canonical form")
    values = {name: msgspec.json.decode(raw) for name, raw in fields.items() if name != "parts"}
    if any(canonical(values.get(name, manifest.parts)) != bytes(raw) for name, raw in fields.items()):
        raise ValueError("not the canonical form")
    _compare(header, manifest)
    return manifest, {name: values[name] for name in added}


def _compare(header: Header, manifest: Manifest) -> None:
    repeated = (*Outline.__struct_fields__, "recipient")
    if any(getattr(header, name) != getattr(manifest, name) for name in repeated):
        raise ValueError("manifest and header differ")
    names = {part.name for part in manifest.parts}
    if len(names) != len(manifest.parts):
        raise ValueError("a part is listed twice")
    refuse_too_large(sum(part.size for part in manifest.parts))


def refuse_too_large(total: int) -> None:
    """Raises ExchangeError("package-too-large") when parts of `total` bytes do not fit into one package."""
    if total > PARTS_LIMIT:
        raise refused("package-too-large", size=total, limit=PARTS_LIMIT)


def refuse_misnamed(name: str, sha256: str) -> None:
    """An attachment is called by its content. Raises ValueError."""
    if name.startswith("attachments/") and name.removeprefix("attachments/") != sha256:
        raise ValueError(f"attachment is not what its name says: {name}")


def refused(code: str, **facts: Any) -> ExchangeError:
    """The refusal of this code, in a clerk's words."""
    return ExchangeError(code, _SENTENCES[code], **facts)


_SENTENCES = {
    "package-not-ours": "这个文件不是首问台的数据包，没有收下，原有数据没有改动。请确认选对了文件。",
    "package-newer": "数据包由更新版本的程序制作，没有收下，原有数据没有改动。请先升级本程序，再收一次这个数据包。",
    "package-for-another": "数据包不是发给本单位的，或是按本单位的旧公钥封装的，没有收下，原有数据没有改动。"
    "请交给正确的单位，或请对方按新公钥重新导出。",
    "package-sender-unknown": "数据包的发送单位或其公钥不在本单位登记之列，没有收下，原有数据没有改动。"
    "请先与对方交换公钥卡并在电话中核对指纹，再收一次。",
    "package-damaged": "数据包已损坏或被改动，整包没有收下，原有数据没有改动。请对方重新导出后再收。",
    "package-cut": "数据包不完整，可能没有拷完就拔出了U盘；整包没有收下，原有数据没有改动。"
    "请重新拷贝或重新导出后再收。",
    "package-too-large": "数据包展开后过大，没有处理，原有数据没有改动。请分成几个数据包导出。",
}
