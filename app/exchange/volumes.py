"""Volumes: what waits is cut into packages that a stick's file system can hold, each of them whole in itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Final, NamedTuple

import zstandard

from app.exchange.acknowledgement import ENTRIES
from app.exchange.format import CHUNK, MANIFEST_LIMIT
from app.exchange.sealing import Source
from app.storage.attachments import Attachments, Kept

VOLUME: Final = 3 * 1024**3  # bytes of one package: FAT32 holds files of 4 GiB less one byte
LEAST_VOLUME: Final = 1024**2
MOST_VOLUME: Final = 8000 * 1024**2  # a little less than a package may hold
HELD: Final = 48 * 1024**2  # bytes of compressed entries that are kept in memory, so that they need not be read twice
MOST_PARTS: Final = MANIFEST_LIMIT // 256  # a part takes less than 256 bytes of the manifest
PART: Final = 2048  # bytes that a part takes at most besides its content: header, padding, its place in the manifest
SPARE: Final = 64 * 1024  # bytes for the head, the manifest's head and the ends of archive and encryption


class Outgoing(NamedTuple):
    """One entry that waits, and the attachments that it names."""

    seq: int
    hash: str
    body: bytes
    attachments: tuple[Source, ...] = ()


Waiting = Callable[[int], Iterator[Outgoing]]
"""The entries of one line with seq above a number, in order; the same ones each time it is asked."""


class Volume(NamedTuple):
    """What one package carries: a span of entries without gap, and its parts."""

    first: int
    last: int
    last_hash: str
    sources: tuple[Source, ...]

    @property
    def entries(self) -> int:
        """How many entries it has."""
        return self.last - self.first + 1


def with_attachments(
    lines: Iterator[Outgoing], contents: Attachments, carried: Mapping[int, Kept]
) -> Iterator[Outgoing]:
    """The same lines, those whose seq is in `carried` with the attachment that they name."""
    if not carried:
        return lines
    return (
        one._replace(attachments=(_part(contents, carried[one.seq]),)) if one.seq in carried else one for one in lines
    )


def _part(contents: Attachments, kept: Kept) -> Source:
    return Source(f"attachments/{kept.sha256}", kept.size, kept.sha256, lambda: contents.read(kept.sha256))


def cut(waiting: Waiting, after: int, limit: int = VOLUME) -> Iterator[Volume]:
    """The volumes of what waits above `after`, one after the other.

    Sealed, each has at most `limit` bytes, whatever can be compressed or not, unless a single entry with its
    attachments has more: an entry and what it names are never in two packages. Where a volume before has brought an
    attachment, a later one does not bring it again.
    """
    brought: set[str] = set()
    filling = _Filling(waiting, limit)
    for one in waiting(after):
        weight = len(one.body) + 1
        new: tuple[Source, ...] = ()
        if one.attachments:
            new = tuple({each.name: each for each in one.attachments if each.name not in brought}.values())
            brought.update(each.name for each in new)
            weight += sum(each.size + PART for each in new)
        if filling.is_full(weight):
            yield filling.volume()
            filling = _Filling(waiting, limit)
        filling.add(one, new, weight)
    if filling.first:
        yield filling.volume()


class _Filling:
    """A volume that is not full yet."""

    def __init__(self, waiting: Waiting, limit: int) -> None:
        self._waiting = waiting
        self._left = limit - limit // 512 - SPARE  # what does not compress grows a little when it is sealed
        self.first = self._last = 0
        self._last_hash = ""
        self._size, self._digest = 0, hashlib.sha256()
        self._piece: list[bytes] = []
        self._piece_size = 0
        self._held: _Held | None = _Held()  # what was joined, None when it has become too much
        self._attachments: list[Source] = []

    def is_full(self, weight: int) -> bool:
        """Whether there is no room for another entry; for the first one there always is."""
        return bool(self.first) and (weight > self._left or len(self._attachments) >= MOST_PARTS)

    def add(self, one: Outgoing, attachments: tuple[Source, ...], weight: int) -> None:
        """Take in the next entry."""
        self.first, self._last, self._last_hash = self.first or one.seq, one.seq, one.hash
        self._left -= weight
        if attachments:
            self._attachments += attachments
        self._piece.append(one.body)
        self._piece_size += len(one.body)
        if self._piece_size > CHUNK:
            self._flush()

    def volume(self) -> Volume:
        """What was taken in."""
        self._flush()
        entries = Source(ENTRIES, self._size, self._digest.hexdigest(), self._reader())
        return Volume(self.first, self._last, self._last_hash, (entries, *self._attachments))

    def _flush(self) -> None:
        piece = b"\n".join(self._piece)
        self._piece, self._piece_size = [b""], 0  # the next piece begins with a line feed
        self._digest.update(piece)
        self._size += len(piece)
        if self._held and not self._held.add(piece):
            self._held = None

    def _reader(self) -> Callable[[], Iterable[bytes]]:
        if self._held:
            return self._held.pieces
        waiting, first, last = self._waiting, self.first, self._last
        return lambda: _joined(one.body for one in takewhile(lambda one: one.seq <= last, waiting(first - 1)))


class _Held:
    """Pieces in memory, compressed lightly: an entry is mostly words that every entry has."""

    def __init__(self) -> None:
        self._packer = zstandard.ZstdCompressor(level=-1)
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> bool:
        """Keep one more; False when that is too much."""
        self._pieces.append(self._packer.compress(piece))
        self._size += len(self._pieces[-1])
        return self._size <= HELD

    def pieces(self) -> Iterator[bytes]:
        """The pieces as they were."""
        unpacker = zstandard.ZstdDecompressor()
        return map(unpacker.decompress, self._pieces)


def _joined(bodies: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of `entries.jsonl`, in pieces: a line feed between two of them and none behind the last."""
    piece: list[bytes] = []
    size = 0
    for body in bodies:
        piece.append(body)
        size += len(body)
        if size > CHUNK:
            yield b"\n".join(piece)
            piece, size = [b""], 0
    yield b"\n".join(piece)
