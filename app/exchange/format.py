"""One package = one file: a signed header that names no person, then a sealed payload (docs/exchange.md).

    SHOUWENTAI PACKAGE\n
    {header as one line of canonical JSON}\n
    {SHA-256 of the two lines above, hex} {Ed25519 signature over them, base64url}\n
    age( zstd( ustar( manifest.json, part, part, … ) ) )

`seal` and `open_package` are pure; `write_package` and `read_package` speak with the medium.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
import pyrage
import zstandard

from app.domain.errors import ExchangeError
from app.exchange.keys import Code, KeyCard, StationKeys, from_text, is_signed, key_id, to_text
from app.storage.files import rename_durably

PACKAGE_SUFFIX: Final = ".swt"
MAGIC: Final = b"SHOUWENTAI PACKAGE\n"
VERSION: Final = (1, 0)
HEAD_LIMIT: Final = 64 * 1024  # bytes of the three lines; a real head is about 900
MANIFEST_LIMIT: Final = 64 * 1024 * 1024  # bytes; room for some 400,000 attachments
UNPACKED_LIMIT: Final = 1024**3  # bytes of all parts together, because they are held in memory
WINDOW_LIMIT: Final = 8 * 1024 * 1024  # bytes of zstd window, so that a hostile frame cannot ask for gigabytes
LEVEL: Final = 3

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


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: PartName
    size: Count
    sha256: Hash


class Manifest(Outline, frozen=True, kw_only=True):
    """First file inside the seal: the outline again, and every part with its size and hash."""

    recipient: Code
    parts: tuple[Part, ...]


class OpenedPackage(msgspec.Struct, frozen=True):
    """A package that was checked whole. `unknown` holds what a newer minor added: name -> value."""

    header: Header
    parts: dict[str, bytes]
    unknown: dict[str, Any]


def seal(outline: Outline, parts: Mapping[str, bytes], *, signer: StationKeys, recipient: KeyCard) -> bytes:
    """Pack, compress, encrypt to `recipient` and sign. Same input, same bytes but for the encryption.

    Raises ExchangeError("package-too-large"); ValueError for a code, kind or part name no reader would take.
    """
    manifest = _manifest(outline, parts, recipient.code)
    payload = pyrage.encrypt(
        _compressed({"manifest.json": manifest, **{name: parts[name] for name in sorted(parts)}}),
        [pyrage.x25519.Recipient.from_str(recipient.seal_key)],
    )
    header = Header(
        **msgspec.structs.asdict(outline),
        recipient=recipient.code,
        algorithms=Algorithms(),
        keys=KeyIds(sign=key_id(signer.sign_key), seal=key_id(recipient.seal_key)),
        payload_bytes=len(payload),
        payload_sha256=hashlib.sha256(payload).hexdigest(),
    )
    line = _canonical(header)
    msgspec.json.decode(line, type=Header)
    head = MAGIC + line + b"\n"
    proof = f"{hashlib.sha256(head).hexdigest()} {to_text(signer.sign(head))}\n"
    return b"".join((head, proof.encode("ascii"), payload))


def peek(data: bytes) -> Header:
    """The head of a package, its checksum right but nothing proven: for lists and file names only.

    `data` may be the first HEAD_LIMIT bytes of a file. Raises ExchangeError as `open_package` does.
    """
    return _head(data).header


def open_package(data: bytes, *, keys: StationKeys, me: str, senders: Mapping[str, KeyCard]) -> OpenedPackage:
    """Check everything there is to check, then give out the parts; all or nothing.

    `me` is the code of the receiving station, `keys` its keys, `senders` the cards of the stations it takes
    packages from, by code. Raises ExchangeError: package-not-ours, package-newer, package-sender-unknown,
    package-for-another, package-cut, package-damaged, package-too-large.
    """
    head = _head(data)
    _prove_sender(head, senders)
    _prove_recipient(head.header, keys, me)
    stream = _unsealed(head, data, keys)
    try:
        return _unpack(head, stream)
    except (ValueError, RecursionError, tarfile.TarError, zstandard.ZstdError) as error:
        raise _refused("package-damaged") from error
    except MemoryError as error:
        raise _refused("package-too-large") from error


def package_name(header: Header) -> str:
    """The file's name on the stick: ASCII, and different for any two packages that may meet there."""
    span = f"e{header.epoch}-{header.first}-{header.last}{PACKAGE_SUFFIX}"
    if header.kind == "entries":
        return f"SWT-{header.sender}-{span}"
    mark = "ACK" if header.kind == "acknowledgement" else header.kind.upper()
    return f"SWT{mark}-{header.sender}-{header.recipient}-{span}"


def write_package(folder: Path, name: str, data: bytes) -> Path:
    """Write to a medium so that the name appears only when the bytes are on it and were read back.

    Raises ExchangeError: medium-full, medium-read-only, medium-gone, medium-file-too-large,
    medium-unreliable, medium-failed. No half file stays behind, as far as the medium still answers.
    """
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}", name):
        raise ValueError(f"not a plain ASCII file name: {name!r}")
    target, half = folder / name, folder / f".{name}.part"
    with _medium(folder, len(data)):
        try:
            _write_through(half, data)
            if _read_from_medium(half) != data:
                raise ExchangeError(
                    "medium-unreliable",
                    "写到介质上的内容读回来不一样，数据包没有导出，本台数据没有改动。请换一个U盘后再导出。",
                    folder=str(folder),
                )
            rename_durably(half, target)
        except BaseException:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise
    return target


def read_package(path: Path) -> bytes:
    """The bytes of a package on a medium. Raises ExchangeError: package-too-large or a medium code."""
    with _medium(path, 0):
        _refuse_too_large(path.stat().st_size)
        return path.read_bytes()


# The head


class _Head(msgspec.Struct, frozen=True):
    header: Header
    unknown: dict[str, Any]
    signed: bytes
    signature: str
    length: int


def _head(data: bytes) -> _Head:
    if not data.startswith(MAGIC):
        raise _refused("package-cut" if MAGIC.startswith(data) else "package-not-ours")
    lines = data[:HEAD_LIMIT].split(b"\n", 3)
    if len(lines) < 4:
        raise _refused("package-cut" if len(data) < HEAD_LIMIT else "package-damaged")
    signed = MAGIC + lines[1] + b"\n"
    checksum, _, signature = lines[2].decode("ascii", "replace").partition(" ")
    if checksum != hashlib.sha256(signed).hexdigest():
        raise _refused("package-damaged")
    header, unknown = _header(lines[1])
    return _Head(header, unknown, signed, signature, len(signed) + len(lines[2]) + 1)


def _header(line: bytes) -> tuple[Header, dict[str, Any]]:
    """The header and what it holds beyond our minor version. Another major is not read any further."""
    try:
        fields = msgspec.json.decode(line, type=dict[str, Any])
        minor = _minor(fields)
        if _canonical(fields) != line:
            raise ValueError("not the canonical form")
        unknown = _unknown_fields(fields, Header, minor)
        _refuse_other_algorithms(fields.get("algorithms"))
        header = msgspec.convert(fields, Header)
    except (ValueError, RecursionError) as error:
        raise _refused("package-damaged") from error
    return header, unknown


def _minor(fields: Mapping[str, Any]) -> int:
    if fields.get("format") != "shouwentai-package":
        raise _refused("package-not-ours")
    version = re.fullmatch(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", str(fields.get("version")), re.ASCII)
    if not version:
        raise ValueError("no version")
    if int(version[1]) != VERSION[0]:
        raise _refused("package-newer", version=version[0], supported=".".join(map(str, VERSION)))
    return int(version[2])


def _unknown_fields(fields: Mapping[str, Any], known: type[msgspec.Struct], minor: int) -> dict[str, Any]:
    """Fields we do not know: allowed from a newer minor only, since our own minor is a closed list."""
    unknown = {name: value for name, value in fields.items() if name not in known.__struct_fields__}
    if unknown and minor <= VERSION[1]:
        raise ValueError(f"fields that this version does not have: {sorted(unknown)}")
    return unknown


def _refuse_other_algorithms(named: object) -> None:
    """A package from a station with other algorithms is readable only by a newer program."""
    if isinstance(named, dict) and named != msgspec.to_builtins(Algorithms()):
        raise _refused("package-newer", algorithms=named)


def _prove_sender(head: _Head, senders: Mapping[str, KeyCard]) -> None:
    header = head.header
    card = senders.get(header.sender)
    if card is None or key_id(card.sign_key) != header.keys.sign:
        raise _refused("package-sender-unknown", sender=header.sender, key=header.keys.sign)
    try:
        signature = from_text(head.signature)
    except ValueError as error:
        raise _refused("package-damaged") from error
    if not is_signed(head.signed, signature, card.sign_key):
        raise _refused("package-damaged", sender=header.sender)


def _prove_recipient(header: Header, keys: StationKeys, me: str) -> None:
    if header.recipient != me or header.keys.seal != key_id(keys.seal_key):
        raise _refused("package-for-another", recipient=header.recipient, key=header.keys.seal)


# The payload


def _unsealed(head: _Head, data: bytes, keys: StationKeys) -> io.BufferedReader:
    """The decompressing stream of a payload whose length and hash are what the header says."""
    payload = memoryview(data)[head.length :]
    if len(payload) < head.header.payload_bytes:
        raise _refused("package-cut", expected=head.header.payload_bytes, found=len(payload))
    if len(payload) > head.header.payload_bytes:
        raise _refused("package-damaged")
    if hashlib.sha256(payload).hexdigest() != head.header.payload_sha256:
        raise _refused("package-damaged")
    try:
        compressed = keys.unseal(payload.tobytes())
    except pyrage.DecryptError as error:
        raise _refused("package-damaged") from error
    unpacking = zstandard.ZstdDecompressor(max_window_size=WINDOW_LIMIT).stream_reader(compressed)
    return io.BufferedReader(unpacking, 1 << 20)


def _unpack(head: _Head, stream: io.BufferedReader) -> OpenedPackage:
    """Read the container part by part against the manifest. ValueError for anything that does not fit."""
    name, size = _next_file(stream)
    if name != "manifest.json" or size > MANIFEST_LIMIT:
        raise ValueError("the first file must be the manifest")
    raw = _exactly(stream, size)
    fields = msgspec.json.decode(raw, type=dict[str, Any])
    if _canonical(fields) != raw:
        raise ValueError("not the canonical form")
    unknown = _unknown_fields(fields, Manifest, int(head.header.version.partition(".")[2]))
    manifest = msgspec.convert(fields, Manifest)
    _compare(head.header, manifest)
    parts = {part.name: _part(stream, part) for part in manifest.parts}
    _refuse_more(stream)
    return OpenedPackage(head.header, parts, {**head.unknown, **unknown})


def _compare(header: Header, manifest: Manifest) -> None:
    repeated = (*Outline.__struct_fields__, "recipient")
    if any(getattr(header, name) != getattr(manifest, name) for name in repeated):
        raise ValueError("manifest and header differ")
    names = [part.name for part in manifest.parts]
    if len(set(names)) != len(names):
        raise ValueError("a part is listed twice")
    _refuse_too_large(sum(part.size for part in manifest.parts))


def _refuse_too_large(total: int) -> None:
    if total > UNPACKED_LIMIT:
        raise _refused("package-too-large", size=total, limit=UNPACKED_LIMIT)


def _part(stream: io.BufferedReader, part: Part) -> bytes:
    if _next_file(stream) != (part.name, part.size):
        raise ValueError(f"expected {part.name}")
    data = _exactly(stream, part.size)
    if hashlib.sha256(data).hexdigest() != part.sha256:
        raise ValueError(f"wrong hash: {part.name}")
    _refuse_misnamed(part)
    return data


def _refuse_misnamed(part: Part) -> None:
    if part.name.startswith("attachments/") and part.name.removeprefix("attachments/") != part.sha256:
        raise ValueError(f"attachment is not what its name says: {part.name}")


def _next_file(stream: io.BufferedReader) -> tuple[str, int]:
    """Name and size of the next file. Only plain files: no links, no extended headers, nothing sparse."""
    block = stream.read(tarfile.BLOCKSIZE)
    file = tarfile.TarInfo.frombuf(block, "ascii", "strict")
    if file.type != tarfile.REGTYPE or file.size < 0:
        raise ValueError("not a plain file")
    return file.name, file.size


def _exactly(stream: io.BufferedReader, size: int) -> bytes:
    data = stream.read(size) if size else b""
    padding = stream.read(-size % tarfile.BLOCKSIZE) if size % tarfile.BLOCKSIZE else b""
    if len(data) != size or len(padding) != -size % tarfile.BLOCKSIZE or any(padding):
        raise ValueError("the container ends early")
    return data


def _refuse_more(stream: io.BufferedReader) -> None:
    """After the last part: the two empty blocks of a tar archive, at most one record, and the end."""
    rest = stream.read(tarfile.RECORDSIZE + 1)
    if not 2 * tarfile.BLOCKSIZE <= len(rest) <= tarfile.RECORDSIZE or any(rest):
        raise ValueError("something follows the last part")


def _manifest(outline: Outline, parts: Mapping[str, bytes], recipient: str) -> bytes:
    _refuse_too_large(sum(len(data) for data in parts.values()))
    listed = tuple(
        Part(name=name, size=len(parts[name]), sha256=hashlib.sha256(parts[name]).hexdigest()) for name in sorted(parts)
    )
    for part in listed:
        _refuse_misnamed(part)
    manifest = _canonical(Manifest(**msgspec.structs.asdict(outline), recipient=recipient, parts=listed))
    msgspec.json.decode(manifest, type=Manifest)
    return manifest


def _compressed(files: Mapping[str, bytes]) -> bytes:
    """One zstd frame over a ustar archive whose times and owners are all zero."""
    total = sum(tarfile.BLOCKSIZE + len(data) + -len(data) % tarfile.BLOCKSIZE for data in files.values())
    packer = zstandard.ZstdCompressor(level=LEVEL).compressobj(size=total + 2 * tarfile.BLOCKSIZE)
    chunks = []
    for name, data in files.items():
        file = tarfile.TarInfo(name)
        file.size = len(data)
        chunks += [packer.compress(file.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")), packer.compress(data)]
        chunks.append(packer.compress(bytes(-len(data) % tarfile.BLOCKSIZE)))
    chunks += [packer.compress(bytes(2 * tarfile.BLOCKSIZE)), packer.flush()]
    return b"".join(chunks)


def _canonical(value: object) -> bytes:
    """JSON with sorted keys, no white space, UTF-8 unescaped."""
    return msgspec.json.encode(value, order="sorted")


# The medium


@contextmanager
def _medium(place: Path, needed: int) -> Iterator[None]:
    """Turn what an operating system says about a stick into what a clerk can do about it."""
    try:
        yield
    except OSError as error:
        raise _medium_error(error, place, needed) from error


def _medium_error(error: OSError, place: Path, needed: int) -> ExchangeError:
    code = _MEDIUM_CODES.get(error.errno or 0, "medium-failed")
    facts: dict[str, Any] = {"place": str(place), "needed": needed, "cause": errno.errorcode.get(error.errno or 0)}
    with suppress(OSError):
        facts["free"] = shutil.disk_usage(place).free
    return ExchangeError(code, _MEDIUM_SENTENCES[code], **facts)


_MEDIUM_CODES = {
    errno.ENOSPC: "medium-full",
    errno.EDQUOT: "medium-full",
    errno.EROFS: "medium-read-only",
    errno.EACCES: "medium-read-only",
    errno.EPERM: "medium-read-only",
    errno.EFBIG: "medium-file-too-large",
    errno.ENODEV: "medium-gone",
    errno.ENXIO: "medium-gone",
    errno.ENOENT: "medium-gone",
    errno.ENOTDIR: "medium-gone",
    errno.EIO: "medium-gone",
}
_MEDIUM_SENTENCES = {
    "medium-full": "介质空间不足，数据包没有写成，介质上没有留下半个文件，本台数据没有改动。"
    "请腾出空间或换一个U盘后再试。",
    "medium-read-only": "介质不能写入（写保护或没有权限），数据包没有写成，本台数据没有改动。"
    "请打开写保护开关或换一个U盘后再试。",
    "medium-file-too-large": "介质的文件系统放不下这么大的文件，数据包没有写成，本台数据没有改动。"
    "请换用exFAT或NTFS格式的U盘后再试。",
    "medium-gone": "找不到介质或文件，U盘可能已被拔出，本次操作没有完成，本台数据没有改动。请重新插好U盘后再试。",
    "medium-failed": "介质读写出错，本次操作没有完成，本台数据没有改动。请换一个U盘后再试。",
}


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _read_from_medium(path: Path) -> bytes:
    """Read back, past the system's cache where the system lets us ask for that."""
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read()


def _refused(code: str, **facts: Any) -> ExchangeError:
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
