"""Packages that are larger than what is held of them at any time."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import ExchangeError, StorageError
from app.exchange.format import CHUNK, peek
from app.exchange.opening import opened
from app.exchange.sealing import Source, seal, seal_to
from tests.app.exchange.test_format import COUNTY, COUNTY_CARD, DESK, HEAD, ME, OUTLINE, PARTS, SENDERS, WHOLE

BLOCKS = 5


def blocks() -> Iterator[bytes]:
    """Bytes that do not compress, the same ones each time."""
    dice = random.Random(5)
    for _ in range(BLOCKS):
        yield dice.randbytes(CHUNK)


DIGEST = hashlib.sha256(b"".join(blocks())).hexdigest()
SCAN = Source(f"attachments/{DIGEST}", BLOCKS * CHUNK, DIGEST, blocks)
LINES = Source.of("entries.jsonl", b"{}")


class Stick(io.BytesIO):
    """A file on a stick to which something happens when it is read for the second time."""

    def __init__(self, data: bytes, at: int, happens: Any) -> None:
        super().__init__(data)
        self.at, self.happens = at, happens

    def __fspath__(self) -> str:
        return "."

    def seek(self, at: int, whence: int = os.SEEK_SET) -> int:
        if (at, whence) == (self.at, os.SEEK_SET):
            self.happens(self)
        return super().seek(at, whence)

    def open(self, *_args: Any, **_options: Any) -> Stick:
        return self


def read_from(place: Any) -> dict[str, bytes]:
    with opened(place, keys=COUNTY, me=ME, senders=SENDERS) as package:
        return {part.name: b"".join(chunks) for part, chunks in package.parts()}


def test_large_part_makes_the_round_trip_through_files(tmp_path: Path) -> None:
    file = tmp_path / "one.swt"
    header = seal_to(file, OUTLINE, [LINES, SCAN], signer=DESK, recipient=COUNTY_CARD)
    assert peek(file.read_bytes()) == header
    with opened(file, keys=COUNTY, me=ME, senders=SENDERS) as package:
        assert [part.name for part in package.listed] == [SCAN.name, LINES.name]
        sizes = {part.name: [len(chunk) for chunk in chunks] for part, chunks in package.parts()}
    assert sum(sizes[SCAN.name]) == SCAN.size
    assert max(sizes[SCAN.name]) <= CHUNK
    assert package.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert [path.name for path in tmp_path.iterdir()] == ["one.swt"]


def test_what_a_receiver_does_not_take_is_checked_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "one.swt"
    seal_to(file, OUTLINE, [LINES, SCAN], signer=DESK, recipient=COUNTY_CARD)
    with opened(file, keys=COUNTY, me=ME, senders=SENDERS) as package:
        assert [part.name for part, _chunks in package.parts()] == [SCAN.name, LINES.name]


def test_package_that_is_not_read_to_its_end_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "one.swt").write_bytes(WHOLE)
    for taken in (0, 1):
        with (
            pytest.raises(RuntimeError, match="to its end"),
            opened(tmp_path / "one.swt", keys=COUNTY, me=ME, senders=SENDERS) as package,
        ):
            for _part, _number in zip(package.parts(), range(taken), strict=False):
                pass


def test_source_that_breaks_its_promise_is_never_sealed(tmp_path: Path) -> None:
    for broken in (SCAN._replace(size=SCAN.size + 1), SCAN._replace(read=lambda: [b"x" * SCAN.size])):
        with pytest.raises(ValueError, match="other bytes than it promised"):
            seal_to(tmp_path / "one.swt", OUTLINE, [broken], signer=DESK, recipient=COUNTY_CARD)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
def test_full_disk_of_this_pc_is_not_blamed_on_the_medium(tmp_path: Path) -> None:
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(StorageError) as refused:
        seal_to(tmp_path / "full", OUTLINE, [SCAN], signer=DESK, recipient=COUNTY_CARD)
    assert refused.value.code == "package-not-made"
    assert list(tmp_path.iterdir()) == []


def test_stick_swapped_between_the_checks_is_refused() -> None:
    """Anybody can encrypt to the county; only what the sender has signed is believed, the second time too."""
    payload = WHOLE[HEAD:]
    while payload == WHOLE[HEAD:] or len(payload) != len(WHOLE) - HEAD:  # age adds a line of random length
        payload = seal(OUTLINE, PARTS, signer=DESK, recipient=COUNTY_CARD).split(b"\n", 3)[3]

    def swapped(stick: Stick) -> None:
        stick.getbuffer()[HEAD:] = payload

    assert read_from(Stick(WHOLE, HEAD, lambda _stick: None)) == PARTS
    with pytest.raises(ExchangeError) as refused:
        read_from(Stick(WHOLE, HEAD, swapped))
    assert refused.value.code == "package-damaged"


def test_stick_pulled_out_while_it_is_unpacked_is_said() -> None:
    def pulled(stick: Stick) -> None:
        def read(_size: int = -1) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        vars(stick)["read"] = read

    with pytest.raises(ExchangeError) as refused:
        read_from(Stick(WHOLE, HEAD, pulled))
    assert refused.value.code == "medium-gone"


MEMORY = """
import hashlib, random, resource, sys
from pathlib import Path
from app.exchange.opening import opened
from app.exchange.sealing import Source, seal_to
from tests.app.exchange.test_format import COUNTY, COUNTY_CARD, DESK, ME, OUTLINE, SENDERS

def blocks():
    dice = random.Random(5)
    for _ in range(int(sys.argv[2])):
        yield dice.randbytes(2**20)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

def once(file, blocks):
    digest = hashlib.sha256()
    size = sum(digest.update(block) or len(block) for block in blocks())
    source = Source("attachments/" + digest.hexdigest(), size, digest.hexdigest(), blocks)
    seal_to(file, OUTLINE, [source], signer=DESK, recipient=COUNTY_CARD)
    with opened(file, keys=COUNTY, me=ME, senders=SENDERS) as package:
        assert sum(len(chunk) for _part, chunks in package.parts() for chunk in chunks) == size

once(Path(sys.argv[1]), lambda: [bytes(2**20)])
before = peak()
once(Path(sys.argv[1]), blocks)
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="reads the peak of the memory as Unix tells it")
def test_memory_does_not_grow_with_the_package(tmp_path: Path) -> None:
    megabytes = 96
    call = [sys.executable, "-c", MEMORY, str(tmp_path / "one.swt"), str(megabytes)]
    done = subprocess.run(call, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    assert (tmp_path / "one.swt").stat().st_size > megabytes * 2**20
    assert int(done.stdout) < megabytes // 4
