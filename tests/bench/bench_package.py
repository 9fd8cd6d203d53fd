"""Seal, put on a stick, open and take in a package of 2 GB (or the megabytes given) and tell the memory it took.

A process of its own, whose peak is what the system says. The attachments are random bytes: nothing of them compresses.
Needs about three times the size in the folder for temporary files. Prints one JSON line; Unix only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.exchange.format import CHUNK, Outline
from app.exchange.keys import StationKeys, make_card
from app.exchange.medium import put_on_medium
from app.exchange.opening import opened
from app.exchange.sealing import Source, seal_to

SCAN = 64  # megabytes of one attachment
DAY = dt.date(2026, 11, 21)
OUTLINE = Outline(
    kind="entries", sender="43068210500001", epoch=1, first=1, last=1, made_at=dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
)


def main(megabytes: int) -> None:
    desk, county = StationKeys.generate(), StationKeys.generate()
    desk_card = make_card(desk, role="desk", code=OUTLINE.sender, name="某镇", made_on=DAY)
    county_card = make_card(county, role="county", code="430682", name="某县", made_on=DAY)
    sources = [_scan(number) for number in range(megabytes // SCAN)]
    before, took = _peak(), {}
    with tempfile.TemporaryDirectory() as place:
        made, stick = Path(place) / "made", Path(place) / "stick"
        stick.mkdir()
        start = time.perf_counter()
        seal_to(made, OUTLINE, sources, signer=desk, recipient=county_card)
        took["seal"] = time.perf_counter() - start
        start = time.perf_counter()
        path = put_on_medium(made, stick, "one.swt")
        took["put on the stick"] = time.perf_counter() - start
        start = time.perf_counter()
        with opened(path, keys=county, me="430682", senders={desk_card.code: desk_card}) as package:
            size = sum(len(chunk) for _part, chunks in package.parts() for chunk in chunks)
        took["open"] = time.perf_counter() - start
    told = {"name": f"package of {size >> 20} MB", "peak_mb": _peak(), "before_mb": before}
    print(json.dumps(told | {f"{what} s": round(seconds, 1) for what, seconds in took.items()}))


def _scan(number: int) -> Source:
    def pieces() -> Iterator[bytes]:
        dice = random.Random(number)
        for _ in range(SCAN):
            yield dice.randbytes(CHUNK)

    digest = hashlib.sha256()
    for piece in pieces():
        digest.update(piece)
    return Source(f"attachments/{digest.hexdigest()}", SCAN * CHUNK, digest.hexdigest(), pieces)


def _peak() -> int:
    """The most megabytes that this process has had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2048)
