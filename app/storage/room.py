"""Room on the disks that a desk stands on: asked in a thread, since a disk that is going away may not answer."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

MB = 1024 * 1024
LEAST = 500 * MB  # what the log beside the store, an export and a new backup need at an office of any size
TIMES = 3  # the store itself: a backup while it is made, its predecessor, and what is written meanwhile
LEAST_SECOND, TIMES_SECOND = 100 * MB, 2


class RoomJob(msgspec.Struct, frozen=True, kw_only=True):
    """What any thread may run: it looks at the disks and at nothing of the desk's."""

    folder: Path  # the desk's
    files: tuple[str, ...]  # of its store, by their names in it
    second: str  # the second place of its backups, "" for none

    def run(self) -> tuple[str, ...]:
        """What is short of room, in words with what to do; nothing when all is well."""
        store = _size(self.folder, self.files)
        found = [_own(self.folder, max(LEAST, TIMES * store))]
        second = Path(self.second)
        if self.second and not _same_disk(self.folder, second):
            found.append(_second(second, max(LEAST_SECOND, TIMES_SECOND * store)))
        return tuple(filter(None, found))


def _own(folder: Path, wanted: int) -> str:
    free = _free(folder)
    if free is None or free >= wanted:
        return ""
    return (
        f"接待台所在的磁盘快满了：只剩{_words(free)}，应留{_words(wanted)}以上。写满以后不能登记，也不能备份；已登记的不会丢失。"
        "请清空回收站，移走与接待台无关的文件；接待台文件夹中的文件（含备份）不要手工删除。"
    )


def _second(place: Path, wanted: int) -> str:
    free = _free(place)
    if free is None or free >= wanted:
        return ""
    return (
        f"备份的第二处（{place}）快满了：只剩{_words(free)}，应留{_words(wanted)}以上，下一次备份可能放不下。"
        "请移走那里与备份无关的文件，或者换一个U盘作第二处。"
    )


def _free(folder: Path) -> int | None:
    """Bytes; None where nothing answers, which other words tell (a stick that is not plugged in)."""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(folder).free
    return None


def _size(folder: Path, files: Sequence[str]) -> int:
    size = 0
    for name in files:
        with contextlib.suppress(OSError):
            size += (folder / name).stat().st_size
    return size


def _same_disk(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return one.stat().st_dev == other.stat().st_dev
    return False


def _words(size: int) -> str:
    return f"{size / 1024 / MB:.1f}GB" if size >= 1024 * MB else f"{size // MB}MB"
