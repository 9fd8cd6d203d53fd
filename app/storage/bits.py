"""Sets of row numbers as blocks of bits: a million petitions are told apart in a fraction of a millisecond.

A set is a dict: block -> an int of WIDTH bits, of which bit n stands for the row `block * WIDTH + n + 1`. Blocks
without any row are not in it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

WIDTH = 8192
BYTES = WIDTH // 8
PIECE = 256  # bits that are looked at together
_MASK = (1 << PIECE) - 1
FEW = 64  # rows of a block that are kept one by one

Bits = dict[int, int]


def place_of(row: int) -> tuple[int, int]:
    """Block and bit of a row (from 1)."""
    return (row - 1) // WIDTH, (row - 1) % WIDTH


def bits_of(rows: Iterable[int]) -> Bits:
    """The set of these rows."""
    found: dict[int, bytearray] = {}
    for row in rows:
        block, bit = place_of(row)
        if (held := found.get(block)) is None:
            held = found[block] = bytearray(BYTES)
        held[bit >> 3] |= 1 << (bit & 7)
    return {block: int.from_bytes(held, "little") for block, held in found.items()}


def both(one: Bits, other: Bits) -> Bits:
    """The rows that are in both."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    found = {}
    for block, bits in few.items():
        if common := bits & many.get(block, 0):
            found[block] = common
    return found


def either(sets: Iterable[Bits]) -> Bits:
    """The rows that are in any of them."""
    found: Bits = {}
    for one in sets:
        for block, bits in one.items():
            found[block] = found.get(block, 0) | bits
    return found


def count(bits: Bits) -> int:
    """How many rows."""
    return sum(held.bit_count() for held in bits.values())


def rows_of(bits: Bits, offset: int, limit: int, *, descending: bool) -> list[int]:
    """The rows from a place on, in their order or turned round."""
    found: list[int] = []
    for block in sorted(bits, reverse=descending):
        held = bits[block]
        here = held.bit_count()
        if offset >= here:
            offset -= here
            continue
        first = block * WIDTH + 1
        found += (first + place for place in _some(held, offset, limit - len(found), descending=descending))
        if len(found) >= limit:
            break
        offset = 0
    return found


def packed(held: int) -> bytes:
    """One block as it is kept: few rows one by one, else a bit for each row."""
    if held.bit_count() <= FEW:
        places = _places(held)
        return struct.pack(f"<{len(places)}H", *places)
    return held.to_bytes(BYTES, "little")


def unpacked(kept: bytes) -> int:
    """The block that was kept so."""
    if len(kept) == BYTES:
        return int.from_bytes(kept, "little")
    held = bytearray(BYTES)
    for place in struct.unpack(f"<{len(kept) // 2}H", kept):
        held[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(held, "little")


def _some(held: int, offset: int, limit: int, *, descending: bool) -> list[int]:
    """Some of the bits that are set in a block, from a place on: only the pieces in which they lie are looked at."""
    found: list[int] = []
    starts = range(0, WIDTH, PIECE)
    for start in reversed(starts) if descending else starts:
        piece = held >> start & _MASK
        here = piece.bit_count()
        if offset >= here:
            offset -= here
            continue
        places = _places(piece)
        if descending:
            places.reverse()
        found += (start + place for place in places[offset : offset + limit - len(found)])
        if len(found) >= limit:
            break
        offset = 0
    return found


def _places(held: int) -> list[int]:
    """The bits that are set, the lowest first."""
    found = []
    while held:
        lowest = held & -held
        found.append(lowest.bit_length() - 1)
        held ^= lowest
    return found
