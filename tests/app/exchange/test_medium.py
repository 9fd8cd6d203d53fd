from __future__ import annotations

import contextlib
import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import ExchangeError, StorageError
from app.exchange.format import CHUNK
from app.exchange.medium import put_on_medium, read_small, read_start, write_package

WHOLE = bytes(range(256)) * 7
NAME = "SWT-43068210500001-e1-120-135.swt"


def medium_refusal(folder: Path, data: bytes = WHOLE) -> ExchangeError:
    with pytest.raises(ExchangeError) as refused:
        write_package(folder, NAME, data)
    assert refused.value.message.endswith("。")
    return refused.value


@contextlib.contextmanager
def stick(place: Path, options: str) -> Iterator[Path]:
    """A real, tiny file system; skipped where mounting is not allowed."""
    place.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if not mounted or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small tmpfs is not allowed here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_written_package_is_there_under_its_name_and_nothing_else(tmp_path: Path) -> None:
    path = write_package(tmp_path, NAME, WHOLE)
    assert read_small(path, len(WHOLE)) == WHOLE
    assert os.listdir(tmp_path) == [NAME]  # noqa: PTH208


def test_writing_again_replaces_what_was_there(tmp_path: Path) -> None:
    write_package(tmp_path, NAME, b"older")
    (tmp_path / f".{NAME}.part").write_bytes(b"left by a power cut")
    assert write_package(tmp_path, NAME, WHOLE).read_bytes() == WHOLE
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_full_stick_is_said_and_nothing_half_is_left(tmp_path: Path) -> None:
    with stick(tmp_path / "stick", "size=64k") as folder:
        (folder / "letter.txt").write_text("of somebody else")
        refused = medium_refusal(folder, bytes(200_000))
        assert refused.code == "medium-full"
        assert refused.facts["needed"] == 200_000
        assert refused.facts["free"] < 65_536
        assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_full_stick_keeps_the_package_that_was_there(tmp_path: Path) -> None:
    with stick(tmp_path / "stick", "size=64k") as folder:
        write_package(folder, NAME, WHOLE)
        assert medium_refusal(folder, bytes(200_000)).code == "medium-full"
        assert (folder / NAME).read_bytes() == WHOLE


def test_write_protected_stick_is_said(tmp_path: Path) -> None:
    with stick(tmp_path / "stick", "ro,size=64k") as folder:
        assert medium_refusal(folder).code == "medium-read-only"


def test_stick_that_writes_something_else_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flush of a worn stick: it reports success and has changed a byte."""
    monkeypatch.setattr(os, "fsync", lambda handle: os.pwrite(handle, b"?", 40))
    assert medium_refusal(tmp_path).code == "medium-unreliable"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EIO, "medium-gone"),
        (errno.ENODEV, "medium-gone"),
        (errno.EFBIG, "medium-file-too-large"),
        (errno.EACCES, "medium-read-only"),
        (errno.EINVAL, "medium-failed"),
    ],
)
def test_whatever_the_system_says_becomes_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def failing(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    refused = medium_refusal(tmp_path)
    assert refused.code == code
    assert refused.facts["cause"] == errno.errorcode[number]
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_flushed_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and FAT sticks refuse to flush a folder; the file itself was flushed."""
    really = os.fsync

    def files_only(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "a folder")
        really(handle)

    monkeypatch.setattr(os, "fsync", files_only)
    assert write_package(tmp_path, NAME, WHOLE).read_bytes() == WHOLE


def test_missing_medium_is_said(tmp_path: Path) -> None:
    assert medium_refusal(tmp_path / "gone").code == "medium-gone"
    with pytest.raises(ExchangeError) as refused:
        read_start(tmp_path / NAME)
    assert refused.value.code == "medium-gone"


def test_file_too_large_to_be_small_is_refused(tmp_path: Path) -> None:
    with (tmp_path / NAME).open("wb") as file:
        file.truncate(2 * CHUNK)
    with pytest.raises(ExchangeError) as refused:
        read_small(tmp_path / NAME, CHUNK)
    assert refused.value.code == "package-too-large"


def test_folder_of_the_same_name_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert medium_refusal(tmp_path).code == "medium-failed"
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("name", ["", "../x.swt", "a/b.swt", "包.swt", ".hidden", "a b"])
def test_name_that_is_no_plain_name_is_never_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="plain ASCII"):
        write_package(tmp_path, name, WHOLE)
    assert list(tmp_path.iterdir()) == []


def test_file_of_any_size_is_put_on_the_medium(tmp_path: Path) -> None:
    made, folder = tmp_path / "made", tmp_path / "stick"
    folder.mkdir()
    made.write_bytes(WHOLE * 3000)
    path = put_on_medium(made, folder, NAME)
    assert path.read_bytes() == made.read_bytes()
    assert [one.name for one in folder.iterdir()] == [NAME]


def test_file_that_is_not_there_is_not_blamed_on_the_medium(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        put_on_medium(tmp_path / "gone", tmp_path, NAME)
    assert refused.value.code == "file-not-read"
    assert list(tmp_path.iterdir()) == []


def test_stick_with_too_little_room_is_not_even_begun(tmp_path: Path) -> None:
    made = tmp_path / "made"
    with made.open("wb") as file:
        file.truncate(200_000)
    with stick(tmp_path / "stick", "size=64k") as folder:
        with pytest.raises(ExchangeError) as refused:
            put_on_medium(made, folder, NAME)
        assert refused.value.code == "medium-full"
        assert list(folder.iterdir()) == []
