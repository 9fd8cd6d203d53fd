"""One backup = one file (docs/recovery.md): the encrypted copy of the database, then what belongs to it, then a head.

    {database: a SQLCipher file with a random key of its own}
    {files: AES-256-GCM of the county's own data beside the database}
    {key file: as it lies beside the database, so that a passphrase of that day opens the backup anywhere}
    {header: one line of canonical JSON, names no person}\n
    SHOUWENTAI BACKUP {length of the header line} {its SHA-256}\n

The head stands last, because the database is written first and is large. The two keys are wrapped with the store key;
the wrapping authenticates the whole header, and the header names size and hash of every part: no byte can change
unseen.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.errors import StorageError

SUFFIX: Final = ".swtbak"
FORMAT: Final = "shouwentai-backup"
VERSION: Final = 1
TAIL = re.compile(rb"SHOUWENTAI BACKUP ([0-9]{8}) ([0-9a-f]{64})\n")
TAIL_BYTES: Final = 92
HEADER_LIMIT: Final = 1024 * 1024  # bytes; a real header is about 2,000
FILES_LIMIT: Final = 512 * 1024 * 1024  # bytes, because they are held in memory
KEY_BYTES: Final = 32
CHUNK: Final = 1024 * 1024

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Hash = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Reason = Literal["close", "interval", "migration", "merge", "restore", "restored", "hand"]
REASONS: dict[str, str] = {
    "close": "关闭程序时",
    "interval": "使用中定时",
    "migration": "升级数据前",
    "merge": "合并数据前",
    "restore": "恢复备份前",
    "restored": "恢复备份后",
    "hand": "手工",
}


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the file: how long it is and its hash."""

    size: Count
    sha256: Hash


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever finds the stick can read: which station, which day, how many of what. No person.

    `seq` and `hash` are the end of the station's own line; a county store has no line of its own.
    """

    format: Literal["shouwentai-backup"] = FORMAT
    version: int = VERSION
    kind: Literal["desk", "county"]
    station: Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z]{1,32}\Z")]
    epoch: Count
    seq: Count
    hash: Hash
    made_at: Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d\Z")]
    reason: Reason
    program: str
    schema: Count  # user_version of the database
    rows: dict[str, Count]
    heads: dict[str, tuple[Count, Hash]]
    database: Part
    files: Part
    keyfile: Part
    contents: Hash  # of what the sealed files hold but the logs: the seal itself is never twice the same
    nonce: bytes
    files_nonce: bytes
    wrapped: bytes


class Keys(msgspec.Struct, frozen=True):
    """The backup's own keys: random, used for this one file."""

    database: bytes
    files: bytes

    @classmethod
    def generate(cls) -> Keys:
        return cls(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))


Files = dict[str, bytes]  # name relative to the desk's folder -> content
_NAME = re.compile(r"((wording|sheets)/)?[^/\\:\0]{1,120}")


def finish(
    path: Path,
    store_key: bytes,
    keys: Keys,
    *,
    files: Files,
    logs: Files,
    keyfile: bytes,
    told: dict[str, Any],
    database: Part,
) -> Header:
    """Turn the database in `path` into a whole backup by what follows it; the caller flushes and renames.

    `logs` are encrypted databases of their own: no two copies of one are the same, so `contents` leaves them out.
    """
    plain = msgspec.msgpack.encode({**files, **logs}, order="sorted")
    if len(plain) > FILES_LIMIT:
        raise StorageError("backup-files-large", "接待台文件夹中的用语等文件过大，备份没有做成。请移走无关的文件。")
    files_nonce, nonce = secrets.token_bytes(12), secrets.token_bytes(12)
    sealed = AESGCM(keys.files).encrypt(files_nonce, plain, FORMAT.encode())
    bare = Header(
        **told,
        database=database,
        files=_part(sealed),
        keyfile=_part(keyfile),
        contents=contents_of(files),
        nonce=nonce,
        files_nonce=files_nonce,
        wrapped=b"",
    )
    wrapped = AESGCM(store_key).encrypt(nonce, keys.database + keys.files, _canonical(bare))
    header = msgspec.structs.replace(bare, wrapped=wrapped)
    line = _canonical(header) + b"\n"
    with path.open("ab") as file:
        file.write(sealed + keyfile + line + _tail(line))
    return header


def contents_of(files: Files) -> str:
    """What `Header.contents` would say of these files."""
    return hashlib.sha256(msgspec.msgpack.encode(files, order="sorted")).hexdigest()


def read_header(path: Path) -> Header:
    """Look at the head of a backup; the parts are not read yet.

    Raises StorageError: backup-not-ours, backup-newer, backup-damaged (cut or changed), file-not-read.
    """
    try:
        with path.open("rb") as file:
            return _read_header(file)
    except OSError as error:
        raise StorageError(
            "file-not-read", f"读不出备份文件“{path.name}”，请检查U盘和文件。", file=str(path), problem=str(error)
        ) from None


def unwrap(header: Header, store_key: bytes) -> Keys:
    """The backup's keys. Raises StorageError("backup-damaged") when the header is not what was written."""
    bare = msgspec.structs.replace(header, wrapped=b"")
    try:
        both = AESGCM(store_key).decrypt(header.nonce, header.wrapped, _canonical(bare))
    except (InvalidTag, ValueError):
        raise refused("backup-damaged") from None
    return Keys(both[:KEY_BYTES], both[KEY_BYTES:])


def keyfile_of(path: Path, header: Header) -> bytes:
    """The key file that the backup carries. Raises StorageError("backup-damaged")."""
    return _read_part(path, header.database.size + header.files.size, header.keyfile)


def files_of(path: Path, header: Header, keys: Keys) -> Files:
    """The county's own data that the backup carries. Raises StorageError("backup-damaged")."""
    if header.files.size > FILES_LIMIT + 64:
        raise refused("backup-damaged")
    sealed = _read_part(path, header.database.size, header.files)
    try:
        plain = AESGCM(keys.files).decrypt(header.files_nonce, sealed, FORMAT.encode())
        files = msgspec.msgpack.decode(plain, type=Files)
    except (InvalidTag, ValueError, msgspec.DecodeError):
        raise refused("backup-damaged") from None
    if not all(_NAME.fullmatch(name) and ".." not in name for name in files):
        raise refused("backup-damaged")
    return files


def extract_database(
    path: Path, header: Header, target: Path, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> None:
    """Write the database out of the backup, every byte checked. Raises StorageError, OSError of the target."""
    digest, left = hashlib.sha256(), header.database.size
    with path.open("rb") as file, target.open("wb") as out:
        while left and (chunk := file.read(min(CHUNK, left))):
            digest.update(chunk)
            out.write(chunk)
            left -= len(chunk)
            progress(header.database.size - left, header.database.size)
    if left or digest.hexdigest() != header.database.sha256:
        raise refused("backup-damaged")


def check_parts(path: Path, header: Header) -> None:
    """Read the whole file and hold every part against the header, without any key. Raises StorageError."""
    with path.open("rb") as file:
        for part in (header.database, header.files, header.keyfile):
            if hash_of(file, part.size) != part:
                raise refused("backup-damaged")


def hash_of(file: BinaryIO, size: int) -> Part:
    """The next `size` bytes as a part."""
    digest, left = hashlib.sha256(), size
    while left and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return Part(size - left, digest.hexdigest())


def refused(code: str, **facts: Any) -> StorageError:
    """The refusal with this code."""
    return StorageError(code, _SENTENCES[code], **facts)


def _read_header(file: BinaryIO) -> Header:
    size = file.seek(0, 2)
    if size < TAIL_BYTES:
        raise refused("backup-not-ours")
    file.seek(size - TAIL_BYTES)
    tail = TAIL.fullmatch(file.read())
    if tail is None:
        raise refused("backup-not-ours")
    length = int(tail[1])
    if not 0 < length <= min(HEADER_LIMIT, size - TAIL_BYTES):
        raise refused("backup-damaged")
    file.seek(size - TAIL_BYTES - length)
    line = file.read(length)
    if hashlib.sha256(line).hexdigest().encode() != tail[2]:
        raise refused("backup-damaged")
    header = _decode(line)
    if size != header.database.size + header.files.size + header.keyfile.size + length + TAIL_BYTES:
        raise refused("backup-damaged")
    return header


def _decode(line: bytes) -> Header:
    """Format and version first: nothing else of a newer file can be relied on."""
    try:
        fields = msgspec.json.decode(line, type=dict)
        if fields.get("format") == FORMAT and isinstance(fields.get("version"), int) and fields["version"] > VERSION:
            raise refused("backup-newer", version=fields["version"], supported=VERSION)
        return msgspec.json.decode(line, type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refused("backup-damaged") from None


def _read_part(path: Path, start: int, part: Part) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(part.size)
    if _part(data) != part:
        raise refused("backup-damaged")
    return data


def _part(data: bytes) -> Part:
    return Part(len(data), hashlib.sha256(data).hexdigest())


def _canonical(header: Header) -> bytes:
    return msgspec.json.encode(header, order="sorted")


def _tail(line: bytes) -> bytes:
    return f"SHOUWENTAI BACKUP {len(line):08d} {hashlib.sha256(line).hexdigest()}\n".encode("ascii")


_SENTENCES = {
    "backup-not-ours": "这个文件不是首问台的备份，或者没有拷贝完整（结尾缺失），没有采用。"
    "请另选一个备份，或者从原处重新拷贝。",
    "backup-newer": "备份由更新版本的程序做成，本程序不能恢复，文件没有任何改动。请先升级程序。",
    "backup-damaged": "备份文件不完整或者有改动，没有采用，现有数据没有改动。请改用另一个备份。",
}
