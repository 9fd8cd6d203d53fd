"""The state of a stick before anything is written to it, and what lies on it: known by looking, nothing taken in."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Final

import msgspec

from app.domain.errors import ExchangeError
from app.domain.records.attachment import size_words
from app.exchange import data_package, format
from app.exchange.keys import CARD_SUFFIX
from app.exchange.medium import read_start
from app.exchange.volumes import VOLUME

ENOUGH: Final = 64 * 1024**2  # bytes free on a stick on which nobody need think of room
MOST_FILES: Final = 2_000  # looked at in one folder
# The order in which packages are taken in: what came from below, then what the superior has, then what it sends down.
ORDER: Final = {"entries": 0, "relayed": 1, "acknowledgement": 2, "handed": 3, "dispatches": 4}


class Medium(msgspec.Struct, frozen=True, kw_only=True):
    """A stick or folder as it is now. `free` is in bytes."""

    folder: str
    there: bool
    writable: bool
    free: int
    words: str


class Lying(msgspec.Struct, frozen=True, kw_only=True):
    """One file on the stick that concerns the exchange. What its head says is a claim; only taking it in proves it."""

    path: Path
    kind: str  # of the package; "data", "card", "half" for others
    sender: str = ""
    recipient: str = ""
    epoch: int = 0
    first: int = 0
    last: int = 0

    @property
    def order(self) -> tuple[int, str, int, int]:
        """Where it belongs among others that are taken in."""
        return ORDER.get(self.kind, len(ORDER)), self.sender, self.epoch, self.first


def medium(folder: Path, needed: int = 0) -> Medium:
    """Whether the stick is there, may be written and has room for `needed` bytes, in words."""
    try:
        free = shutil.disk_usage(folder).free
        there = folder.is_dir()
    except OSError:
        there, free = False, 0
    writable = there and _writable(folder)
    return Medium(
        folder=str(folder), there=there, writable=writable, free=free, words=_words(there, writable, free, needed)
    )


def lying(folder: Path) -> tuple[Lying, ...]:
    """What lies in the folder for the exchange, in the order in which it is to be taken in. Raises ExchangeError."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())[:MOST_FILES]
    except OSError as error:
        raise ExchangeError(
            "medium-gone", "找不到介质或文件夹，U盘可能已被拔出。请重新插好U盘后再试。", place=str(folder)
        ) from error
    return tuple(sorted(filter(None, map(_look, files)), key=lambda one: one.order))


def _look(path: Path) -> Lying | None:
    if path.name.endswith(".part"):
        return Lying(path=path, kind="half") if path.name.startswith(".SWT") else None
    if path.suffix == CARD_SUFFIX:
        return Lying(path=path, kind="card")
    if path.suffix not in {format.PACKAGE_SUFFIX, data_package.DATA_SUFFIX}:
        return None
    with contextlib.suppress(ExchangeError):
        start = read_start(path)
        if data_package.is_data_package(start):
            return Lying(path=path, kind="data")
        head = format.peek(start)
        return Lying(
            path=path,
            kind=head.kind,
            sender=head.sender,
            recipient=head.recipient,
            epoch=head.epoch,
            first=head.first,
            last=head.last,
        )
    return Lying(path=path, kind="unreadable")  # said when it is taken in, with its reason


def _writable(folder: Path) -> bool:
    with contextlib.suppress(OSError, AttributeError):
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return False
    return os.access(folder, os.W_OK)


def _words(there: bool, writable: bool, free: int, needed: int) -> str:
    if not there:
        return "找不到U盘或文件夹，请插好U盘后再试。"
    room = f"可用空间{size_words(free)}"
    if not writable:
        return f"可以读入，不能写入（写保护或没有权限），{room}。请打开写保护开关后再导出。"
    if free < needed:
        return f"空间不足：需要约{size_words(needed)}，{room}。请腾出空间或换一个U盘。"
    if free < ENOUGH:
        return f"可以读写，{room}，所剩不多。"
    more = f"；一个数据包最多{size_words(VOLUME)}，更多的自动分成几个" if needed > VOLUME else ""
    return f"可以读写，{room}{more}。"
