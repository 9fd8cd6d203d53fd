"""The disk full, the medium gone or read-only: a sentence, nothing half-written, and afterwards all is well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.errors import ExchangeError, StorageError
from app.storage.files import write_whole
from tests.app.faults.killing import in_child, needs_fork
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, Paired, registered

KIB = 1024

unlinks_open_files = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    if not sys.platform.startswith("linux"):
        pytest.skip("a small disk is mounted as tmpfs, which Linux has")
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"may not mount a small disk here: {made.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """The write-protect switch of the stick."""
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)


def fill(disk: Path, left: int) -> Path:
    """Leave only so many bytes free; returns the file that takes the rest."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - left)))
    return filler


def opened(folder: Path) -> Desk:
    return Desk.open(folder, PASSPHRASE, clock=FixedClock())


def register_until_full(desk: Desk, most: int = 200) -> tuple[list[str], StorageError]:
    """What was confirmed, and the refusal that ended it."""
    confirmed: list[str] = []
    for _ in range(most):
        try:
            confirmed.append(registered(desk))
        except StorageError as refusal:
            return confirmed, refusal
    raise AssertionError("the disk did not become full")


@pytest.mark.parametrize("left", [0, 4 * KIB, 40 * KIB, 100 * KIB])
def test_disk_full_in_a_registration_leaves_what_was_confirmed(desk_folder: Path, small_disk: Path, left: int) -> None:
    folder = Path(shutil.copytree(desk_folder, small_disk / "desk"))
    with opened(folder) as desk:
        registered(desk)
        filler = fill(small_disk, left)
        confirmed, refusal = register_until_full(desk)
        assert refusal.code in {"disk-full", "disk-failed"}
        assert "没有保存" in refusal.message
        assert desk.count() == 1 + len(confirmed)
        desk.verify(rebuild=True)
        filler.unlink()
        registered(desk)  # with space again the same program goes on
        assert desk.count() == 2 + len(confirmed)
        desk.verify(rebuild=True)
    with opened(folder) as desk:
        desk.verify(rebuild=True)
        assert sorted(row.number for row in desk.page(limit=999))[-1].endswith(f"-{2 + len(confirmed):06d}")


def test_desk_closed_on_a_full_disk_opens_whole_when_there_is_space(desk_folder: Path, small_disk: Path) -> None:
    folder = Path(shutil.copytree(desk_folder, small_disk / "desk"))
    with opened(folder) as desk:
        filler = fill(small_disk, 40 * KIB)
        confirmed, _refusal = register_until_full(desk)
    try:
        opened(folder).close()
    except StorageError as refusal:
        told = refusal.message
    else:
        told = "没有"
    assert "没有" in told
    filler.unlink()
    with opened(folder) as desk:
        assert desk.count() == len(confirmed)
        desk.verify(rebuild=True)
        registered(desk)


@pytest.mark.parametrize("left", [0, 2 * KIB, 40 * KIB, 90 * KIB])
def test_desk_set_up_on_a_full_disk_leaves_none_and_can_be_set_up_again(small_disk: Path, left: int) -> None:
    filler = fill(small_disk, left)
    with pytest.raises(StorageError):
        create(small_disk / "desk")
    filler.unlink()
    create(small_disk / "desk")
    with opened(small_disk / "desk") as desk:
        assert desk.verify(rebuild=True)["entries"] == 2  # opened, and with whose passphrase


def create(folder: Path) -> None:
    Desk.create(
        folder, office=OFFICE, officers=OFFICERS, passphrase=PASSPHRASE, clock=FixedClock(), unlock_seconds=0.01
    ).close()


def test_stick_full_in_an_export_leaves_no_file_and_no_record(paired: Paired, small_disk: Path) -> None:
    registered(paired.desk)
    for left in (0, KIB, 2 * KIB):
        filler = fill(small_disk, left)
        with pytest.raises(ExchangeError) as caught:
            paired.desk.export(small_disk)
        assert caught.value.code == "medium-full"
        assert list(small_disk.iterdir()) == [filler]
        assert paired.desk.exchange().sent == 0
    filler.unlink()
    sent = paired.desk.export(small_disk)
    assert paired.county.receive(Path(str(sent.file))).new == sent.entries


def test_own_disk_full_in_an_export_leaves_no_record(
    desk_folder: Path, county_folder: Path, small_disk: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(desk_folder, small_disk / "desk"))
    stick = tmp_path / "stick"
    stick.mkdir()
    with opened(folder) as desk, County.open(county_folder, PASSPHRASE, clock=FixedClock()) as county:
        desk.trust(county.card())
        county.trust(desk.card())
        registered(desk)
        desk.rest()
        filler = fill(small_disk, 0)
        with pytest.raises(StorageError):
            desk.export(stick)
        assert desk.exchange().sent == 0
        for package in stick.glob("*.swt"):  # a whole package that was not recorded does no harm
            county.receive(package)
        filler.unlink()
        sent = desk.export(stick)
        county.receive(Path(str(sent.file)))
        assert county.verify(rebuild=True)["entries"] == desk.verify(rebuild=True)["entries"]


def test_paper_on_a_full_disk_leaves_the_old_one(desk: Desk, small_disk: Path) -> None:
    data = desk.paper(registered(desk), "F02")
    old = small_disk / "F02.pdf"
    old.write_bytes(b"old")
    filler = fill(small_disk, 8 * KIB)
    with pytest.raises(StorageError, match=r"[一-鿿]"):
        write_whole(old, data)
    assert old.read_bytes() == b"old"
    assert sorted(small_disk.iterdir()) == [old, filler]
    filler.unlink()
    write_whole(old, data)
    assert old.read_bytes() == data


def test_stick_pulled_before_or_replaced_by_a_file(paired: Paired, tmp_path: Path) -> None:
    registered(paired.desk)
    gone, plain = tmp_path / "gone", tmp_path / "plain"
    plain.write_bytes(b"")
    for folder in (gone, plain, gone / "deeper"):
        with pytest.raises(ExchangeError) as caught:
            paired.desk.export(folder)
        assert caught.value.code == "medium-gone"
        assert paired.desk.exchange().sent == 0
    assert plain.read_bytes() == b""


def test_stick_with_its_write_protection_on(paired: Paired, small_disk: Path) -> None:
    registered(paired.desk)
    with read_only(small_disk), pytest.raises(ExchangeError) as caught:
        paired.desk.export(small_disk)
    assert caught.value.code == "medium-read-only"
    assert paired.desk.exchange().sent == 0


def test_desk_on_a_read_only_disk_is_refused_and_not_touched(desk_folder: Path, small_disk: Path) -> None:
    folder = Path(shutil.copytree(desk_folder, small_disk / "desk"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with read_only(small_disk):
        with pytest.raises(StorageError, match="不能在文件夹"):
            opened(folder)
        with pytest.raises(StorageError, match=r"[一-鿿]"):
            create(small_disk / "new")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    opened(folder).close()


@needs_fork
def test_a_file_written_whole_never_takes_the_place_of_a_device_or_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StorageError) as caught:
        write_whole(pipe, b"paper")
    assert caught.value.code == "file-not-written"
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


@unlinks_open_files
def test_database_replaced_under_an_open_desk_confirms_nothing_more(desk_folder: Path) -> None:
    with opened(desk_folder) as desk:
        registered(desk)
        copy = shutil.copy2(desk_folder / "desk.db", desk_folder / "copy.db")
        Path(copy).replace(desk_folder / "desk.db")
        with pytest.raises(StorageError) as caught:
            registered(desk)
        assert caught.value.code == "database-gone"


@unlinks_open_files
def test_folder_of_an_open_desk_taken_away_confirms_nothing_more(desk_folder: Path, tmp_path: Path) -> None:
    with opened(desk_folder) as desk:
        registered(desk)
        shutil.rmtree(desk_folder)
        with pytest.raises(StorageError) as caught:
            registered(desk)
        assert caught.value.code == "database-gone"


@needs_fork
def test_file_that_may_not_grow_is_told_as_a_failing_disk(desk_folder: Path) -> None:
    """The same without a mount: a limit on the size of files, in a child of its own."""

    def work(_report: object) -> None:
        import resource

        with opened(desk_folder) as desk:
            registered(desk)
            most = (desk_folder / "desk.db-wal").stat().st_size + 8 * KIB
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
            confirmed, refusal = register_until_full(desk)
            assert "没有保存" in refusal.message
            assert desk.count() == 1 + len(confirmed)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            registered(desk)

    in_child(work)
    with opened(desk_folder) as desk:
        assert desk.count() >= 2
        desk.verify(rebuild=True)
