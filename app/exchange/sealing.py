"""Packages are made here: parts are packed, compressed and encrypted piece by piece, then the head is signed.

Nothing of a person touches the disk unencrypted, and no more than a few pieces are ever in memory.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
import pyrage
import zstandard

from app.domain.errors import StorageError
from app.exchange.format import (
    CHUNK,
    MAGIC,
    MANIFEST,
    MANIFEST_LIMIT,
    Algorithms,
    Header,
    KeyIds,
    Manifest,
    Outline,
    Part,
    canonical,
    refuse_misnamed,
    refuse_too_large,
    refused,
)
from app.exchange.keys import KeyCard, StationKeys, key_id, to_text

LEVEL = 3


class Source(NamedTuple):
    """A part to be sealed: what the manifest says of it, and its bytes, piece by piece, once."""

    name: str
    size: int
    sha256: str
    read: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, name: str, data: bytes) -> Source:
        """A part that is in memory."""
        return cls(name, len(data), hashlib.sha256(data).hexdigest(), lambda: (data,))


def seal_to(
    file: Path, outline: Outline, sources: Iterable[Source], *, signer: StationKeys, recipient: KeyCard
) -> Header:
    """Write a package to this PC's disk, whole and flushed, or leave nothing there.

    Raises ExchangeError("package-too-large"), StorageError("package-not-made") when the disk fails; ValueError for a
    code, kind or part name no reader would take, or a source that does not give the bytes it promised.
    """
    with own_disk(file), _whole_or_gone(file), file.open("w+b") as made:
        header = _seal(made, outline, sorted(sources, key=lambda source: source.name), signer, recipient)
        made.flush()
        os.fsync(made.fileno())
    return header


def seal(outline: Outline, parts: Mapping[str, bytes], *, signer: StationKeys, recipient: KeyCard) -> bytes:
    """The same in memory, for what is small. Same input, same bytes but for the encryption."""
    made = io.BytesIO()
    _seal(made, outline, [Source.of(name, parts[name]) for name in sorted(parts)], signer, recipient)
    return made.getvalue()


def _seal(
    made: BinaryIO, outline: Outline, sources: Sequence[Source], signer: StationKeys, recipient: KeyCard
) -> Header:
    """The payload first, behind room for the largest head; then the head, and the payload moved up to it."""
    manifest = _manifest(outline, sources, recipient.code)
    room = len(_head(_header(outline, signer, recipient, 2**53 - 1, "0" * 64), signer))
    made.seek(room)
    into = _Hashed(made)
    packed = _Pulled(_compressed([Source.of(MANIFEST, manifest), *sources]))
    try:
        pyrage.encrypt_io(packed, into, [pyrage.x25519.Recipient.from_str(recipient.seal_key)])
    except Exception:
        if failure := packed.failure or into.failure:
            raise failure from None
        raise
    header = _header(outline, signer, recipient, into.size, into.digest.hexdigest())
    head = _head(header, signer)
    made.seek(0)
    made.write(head)
    _move_up(made, room, len(head), into.size)
    return header


def _header(outline: Outline, signer: StationKeys, recipient: KeyCard, size: int, digest: str) -> Header:
    return Header(
        **msgspec.structs.asdict(outline),
        recipient=recipient.code,
        algorithms=Algorithms(),
        keys=KeyIds(sign=key_id(signer.sign_key), seal=key_id(recipient.seal_key)),
        payload_bytes=size,
        payload_sha256=digest,
    )


def _head(header: Header, signer: StationKeys) -> bytes:
    """The three lines. ValueError for a header no reader would take."""
    line = canonical(header)
    msgspec.json.decode(line, type=Header)
    signed = MAGIC + line + b"\n"
    return signed + f"{hashlib.sha256(signed).hexdigest()} {to_text(signer.sign(signed))}\n".encode("ascii")


def _manifest(outline: Outline, sources: Sequence[Source], recipient: str) -> bytes:
    refuse_too_large(sum(source.size for source in sources))
    for source in sources:
        refuse_misnamed(source.name, source.sha256)
    parts = tuple(Part(name=source.name, size=source.size, sha256=source.sha256) for source in sources)
    manifest = canonical(Manifest(**msgspec.structs.asdict(outline), recipient=recipient, parts=parts))
    if len(manifest) > MANIFEST_LIMIT:
        raise refused("package-too-large", size=len(manifest), limit=MANIFEST_LIMIT)
    msgspec.json.decode(manifest, type=Manifest)
    return manifest


def _compressed(files: Sequence[Source]) -> Iterator[bytes]:
    """One zstd frame over a ustar archive whose times and owners are all zero."""
    total = sum(tarfile.BLOCKSIZE + file.size + -file.size % tarfile.BLOCKSIZE for file in files)
    whole = total + 2 * tarfile.BLOCKSIZE
    how = zstandard.ZstdCompressionParameters.from_level(LEVEL, source_size=whole, threads=1, job_size=CHUNK)
    packer = zstandard.ZstdCompressor(compression_params=how).compressobj(size=whole)
    for file in files:
        for chunk in _packed(file):
            yield packer.compress(chunk)
    yield packer.compress(bytes(2 * tarfile.BLOCKSIZE))
    yield packer.flush()


def _packed(file: Source) -> Iterator[bytes]:
    """One file of the archive. ValueError when it is not the one that was promised."""
    entry = tarfile.TarInfo(file.name)
    entry.size = file.size
    yield entry.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")
    digest, size = hashlib.sha256(), 0
    for chunk in file.read():
        digest.update(chunk)
        size += len(chunk)
        yield chunk
    if (size, digest.hexdigest()) != (file.size, file.sha256):
        raise ValueError(f"{file.name} gave other bytes than it promised")
    yield bytes(-size % tarfile.BLOCKSIZE)


def _move_up(made: BinaryIO, start: int, to: int, size: int) -> None:
    """Bring `size` bytes from `start` forward to `to` and cut the file behind them."""
    end = to + size
    while to < start and to < end:
        made.seek(start)
        chunk = made.read(min(CHUNK, end - to))
        made.seek(to)
        made.write(chunk)
        start, to = start + len(chunk), to + len(chunk)
    made.truncate(end)


@contextmanager
def own_disk(file: Path) -> Iterator[None]:
    """What the disk of this PC does to a package that is made there is no fault of the medium.

    Raises StorageError("package-not-made").
    """
    try:
        yield
    except OSError as error:
        raise StorageError(
            "package-not-made",
            "数据包没有做成（本机磁盘空间不足或不能写入），没有导出，本台数据没有改动。请腾出本机磁盘空间后再导出。",
            file=str(file),
            problem=str(error),
        ) from error


@contextmanager
def _whole_or_gone(file: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            file.unlink(missing_ok=True)
        raise


class _Pulled:
    """What pyrage reads from: any pieces, and what went wrong while they were made, which pyrage would only name."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._left:
                self._left = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self.failure = error
            raise
        given, self._left = self._left[:size], self._left[size:]
        return bytes(given)


class _Hashed:
    """What pyrage writes to: the payload, counted and hashed on its way."""

    def __init__(self, made: BinaryIO) -> None:
        self._made = made
        self.digest = hashlib.sha256()
        self.size = 0
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._made.write(data)
        except BaseException as error:
            self.failure = error
            raise
        self.digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """pyrage asks for it; the file is flushed when it is whole."""
