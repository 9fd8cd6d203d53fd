"""Packages are read here: everything that can be checked from outside first, then part by part.

The payload is read twice, first for its hash and then to be unpacked, because a package must be known to be whole
before any of it is believed and may be too large to be kept. It is hashed the second time too: whoever swaps a stick
in between gains nothing.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyrage
import zstandard

from app.exchange.format import (
    CHUNK,
    HEAD_LIMIT,
    MANIFEST,
    MANIFEST_LIMIT,
    Head,
    Header,
    Manifest,
    Part,
    read_head,
    read_manifest,
    refuse_misnamed,
    refused,
)
from app.exchange.keys import KeyCard, StationKeys, from_text, is_signed, key_id
from app.exchange.medium import medium

WINDOW_LIMIT = 8 * 1024 * 1024  # bytes of zstd window, so that a hostile frame cannot ask for gigabytes
SMALL = 16 * 1024 * 1024  # bytes of all parts of a package that is read into memory

_BROKEN = (ValueError, RecursionError, tarfile.TarError, zstandard.ZstdError, EOFError)


class OpenedPackage(msgspec.Struct, frozen=True):
    """A small package that was checked whole. `unknown` holds what a newer minor added: name -> value."""

    header: Header
    parts: dict[str, bytes]
    unknown: dict[str, Any]


class Opened:
    """A package whose head is proven and whose payload has the signed hash. Its parts are read once, in order."""

    def __init__(self, head: Head, manifest: Manifest, added: dict[str, Any], sha256: str, stream: _Stream) -> None:
        self.header: Header = head.header
        self.unknown: dict[str, Any] = {**head.unknown, **added}
        self.listed: tuple[Part, ...] = manifest.parts
        self.sha256 = sha256  # of the whole file
        self._stream = stream
        self.read_whole = False

    def parts(self) -> Iterator[tuple[Part, Iterator[bytes]]]:
        """Each part with its bytes, piece by piece; what is not taken of one is checked before the next comes.

        Raises ExchangeError("package-damaged") as soon as anything does not fit, at the last when everything was
        given out: nothing of it may be kept then.
        """
        for part in self.listed:
            chunks = self._stream.part(part)
            yield part, chunks
            for _rest in chunks:
                pass
        self._stream.refuse_more()
        self.read_whole = True


@contextmanager
def opened(path: Path, *, keys: StationKeys, me: str, senders: Mapping[str, KeyCard]) -> Iterator[Opened]:
    """A package on a medium, everything outside the seal checked; what is inside is proven when `parts` has ended.

    So the receiver writes in one transaction, which ends outside of this block, and takes it back on any exception. A
    block that has not read all parts ends in a RuntimeError.

    `me` is the code of the receiving station, `keys` its keys, `senders` the cards of the stations it takes packages
    from, by code. Raises ExchangeError: package-not-ours, package-newer, package-sender-unknown, package-for-another,
    package-cut, package-damaged, package-too-large, or a code of the medium.
    """
    with medium(path):
        file = path.open("rb", buffering=CHUNK)
    with file, _opened(file, path, keys, me, senders) as package:
        yield package


def check_head(data: bytes, *, keys: StationKeys, me: str, senders: Mapping[str, KeyCard]) -> Head:
    """The head of a package of which no more than its first HEAD_LIMIT bytes are here: all that it can prove.

    `opened` has to follow when the rest has come. Raises ExchangeError as that does; "package-cut" while the head is
    not whole yet.
    """
    head = read_head(data)
    _prove_sender(head, senders)
    _prove_recipient(head.header, keys, me)
    return head


def open_package(
    data: bytes, *, keys: StationKeys, me: str, senders: Mapping[str, KeyCard], most: int = SMALL
) -> OpenedPackage:
    """A small package in memory, every check done: all its parts, of at most `most` bytes, or a refusal as `opened`."""
    with _opened(io.BytesIO(data), Path(), keys, me, senders) as package:
        return OpenedPackage(package.header, read_small_parts(package, most), package.unknown)


def read_small_parts(package: Opened, most: int = SMALL) -> dict[str, bytes]:
    """The parts of a package of a kind that is always small. Raises ExchangeError: package-too-large, as `parts`."""
    if sum(part.size for part in package.listed) > most:
        raise refused("package-too-large", limit=most)
    return {part.name: b"".join(chunks) for part, chunks in package.parts()}


@contextmanager
def _opened(
    file: BinaryIO, place: Path, keys: StationKeys, me: str, senders: Mapping[str, KeyCard]
) -> Iterator[Opened]:
    with medium(place):
        head = read_head(file.read(HEAD_LIMIT))
        _prove_sender(head, senders)
        _prove_recipient(head.header, keys, me)
        sha256 = _check_payload(file, head)
        file.seek(head.length)
    stream = _Stream(file, place, head.header, keys)
    try:
        manifest, added = stream.manifest()
        package = Opened(head, manifest, added, sha256, stream)
        yield package
        if not package.read_whole:
            raise RuntimeError("a package that was not read to its end proves nothing")
    finally:
        stream.close()


def _prove_sender(head: Head, senders: Mapping[str, KeyCard]) -> None:
    header = head.header
    card = senders.get(header.sender)
    if card is None or key_id(card.sign_key) != header.keys.sign:
        raise refused("package-sender-unknown", sender=header.sender, key=header.keys.sign)
    try:
        signature = from_text(head.signature)
    except ValueError as error:
        raise refused("package-damaged") from error
    if not is_signed(head.signed, signature, card.sign_key):
        raise refused("package-damaged", sender=header.sender)


def _prove_recipient(header: Header, keys: StationKeys, me: str) -> None:
    if header.recipient != me or header.keys.seal != key_id(keys.seal_key):
        raise refused("package-for-another", recipient=header.recipient, key=header.keys.seal)


def _check_payload(file: BinaryIO, head: Head) -> str:
    """Length and hash of the payload are what the header says; returns the SHA-256 of the whole file."""
    expected = head.header.payload_bytes
    found = file.seek(0, os.SEEK_END) - head.length
    if found < expected:
        raise refused("package-cut", expected=expected, found=found)
    if found > expected:
        raise refused("package-damaged")
    file.seek(0)
    whole, payload = hashlib.sha256(file.read(head.length)), hashlib.sha256()
    while chunk := file.read(CHUNK):
        whole.update(chunk)
        payload.update(chunk)
    if payload.hexdigest() != head.header.payload_sha256:
        raise refused("package-damaged")
    return whole.hexdigest()


class _Payload:
    """The payload as it is read for the second time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.failure: OSError | None = None

    def read(self, size: int) -> bytes:
        try:
            chunk = self._file.read(size)
        except OSError as error:
            self.failure = error
            raise
        self._digest.update(chunk)
        return chunk

    def is_what_was_signed(self, header: Header) -> bool:
        """Whether all of it was read, and it is what it was the first time."""
        while self.read(CHUNK):
            pass
        return self._digest.hexdigest() == header.payload_sha256


class _Stream:
    """The unpacked payload. pyrage gives out what it has decrypted, others ask for it: a thread and a pipe between."""

    def __init__(self, file: BinaryIO, place: Path, header: Header, keys: StationKeys) -> None:
        self._place = place
        self._header = header
        self._payload = _Payload(file)
        reading, writing = os.pipe()
        self._decrypted = os.fdopen(reading, "rb", CHUNK)
        self._thread = threading.Thread(target=self._decrypt, args=(writing, keys), daemon=True)
        self._whole = False  # set when pyrage has reached the end of an age file that is whole
        self._thread.start()
        unpacking = zstandard.ZstdDecompressor(max_window_size=WINDOW_LIMIT)
        self._tar = io.BufferedReader(unpacking.stream_reader(self._decrypted, read_across_frames=True), CHUNK)

    def _decrypt(self, writing: int, keys: StationKeys) -> None:
        with suppress(
            OSError, ValueError, pyrage.DecryptError
        ):  # the pipe ends early then, and whoever reads it says so
            with os.fdopen(writing, "wb", CHUNK) as out:
                keys.unseal_io(self._payload, out)
            self._whole = True

    def manifest(self) -> tuple[Manifest, dict[str, Any]]:
        """The first file."""
        with self._checked():
            name, size = self._next_file()
            if name != MANIFEST or size > MANIFEST_LIMIT:
                raise ValueError("the first file must be the manifest")
            return read_manifest(b"".join(self._exactly(size)), self._header)

    def part(self, part: Part) -> Iterator[bytes]:
        """The bytes of the next part, which must be this one."""
        with self._checked():
            if self._next_file() != (part.name, part.size):
                raise ValueError(f"expected {part.name}")
            refuse_misnamed(part.name, part.sha256)
            digest = hashlib.sha256()
            for chunk in self._exactly(part.size):
                digest.update(chunk)
                yield chunk
            if digest.hexdigest() != part.sha256:
                raise ValueError(f"wrong hash: {part.name}")

    def refuse_more(self) -> None:
        """After the last part: two empty blocks of a tar archive, at most one record, and the end of everything."""
        with self._checked():
            rest = self._tar.read(tarfile.RECORDSIZE + 1)
            if not 2 * tarfile.BLOCKSIZE <= len(rest) <= tarfile.RECORDSIZE or any(rest):
                raise ValueError("something follows the last part")
            self._thread.join()
            if not (self._whole and self._payload.is_what_was_signed(self._header)):
                raise ValueError("the payload is not the one that was signed")

    @contextmanager
    def _checked(self) -> Iterator[None]:
        """Whatever a broken or hostile payload does to its reader is a refusal; a stick that was pulled out is that."""
        try:
            yield
        except _BROKEN as error:
            with medium(self._place):
                if self._payload.failure:
                    raise self._payload.failure from None
            raise refused("package-damaged") from error
        except MemoryError as error:
            raise refused("package-too-large") from error

    def close(self) -> None:
        """Stop the thread: it cannot write into a pipe that nobody reads."""
        self._decrypted.close()
        self._thread.join()

    def _next_file(self) -> tuple[str, int]:
        """Name and size of the next file. Only plain files: no links, no extended headers, nothing sparse."""
        file = tarfile.TarInfo.frombuf(self._tar.read(tarfile.BLOCKSIZE), "ascii", "strict")
        if file.type != tarfile.REGTYPE or file.size < 0:
            raise ValueError("not a plain file")
        return file.name, file.size

    def _exactly(self, size: int) -> Iterator[bytes]:
        """The bytes of one file, then its padding."""
        left = size
        while left:
            chunk = self._tar.read(min(left, CHUNK))
            if not chunk:
                raise ValueError("the container ends early")
            left -= len(chunk)
            yield chunk
        padding = self._tar.read(-size % tarfile.BLOCKSIZE) if size % tarfile.BLOCKSIZE else b""
        if len(padding) != -size % tarfile.BLOCKSIZE or any(padding):
            raise ValueError("the container ends early")
