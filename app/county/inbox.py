"""What comes in by the line, until it is taken in: one folder for each upload, beside the store.

    inbox/<station>/<sha256 of the file>/about.json     how long it will be, and since when it comes
                                         pieces         what is here of it; its size is the offset
                                         outcome.json   what became of it, once that is known

Packages are sealed: nothing here can be read without the county's keys. What was taken in leaves its outcome alone;
what was refused stays, under the name of a package and with the reason beside it, for `county-receive` and for people.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from app.domain.errors import ExchangeError
from app.exchange import format
from app.exchange.line import Told
from app.storage.files import write_whole

FOLDER: Final = "inbox"
LARGEST: Final = 4 * 1024**3  # bytes of one file: what a stick with FAT32 holds
RESERVE: Final = 256 * 1024 * 1024  # bytes that stay free for the store itself
MOST: Final = 32  # uploads of one station that are under way
KEPT: Final = dt.timedelta(days=90)  # how long what nobody asks for stays


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the station said of a file when it began."""

    length: int
    begun_at: str


class Inbox:
    """The folder. Every method is quick but `is_whole`; one thread at a time for one upload."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def create(self, station: str, sha256: str, length: int, now: dt.datetime) -> None:
        """Begin an upload, or find it again: then what is here of it stays, and a refusal of it is forgotten.

        Raises ExchangeError: upload-too-large, upload-full, upload-too-many, upload-wrong.
        """
        place = self._place(station, sha256)
        if known := self._about(place):
            if known.length != length:
                raise refused("upload-wrong", length=length, known=known.length)
            told = self.outcome(station, sha256)
            if told and told.state == "refused":
                (place / "outcome.json").unlink(missing_ok=True)
            return
        if not 0 < length <= LARGEST:
            raise refused("upload-too-large", size=length, limit=LARGEST)
        self._tidy(station, now)
        waiting = [self._missing(one) for one in self._places()]
        if sum(1 for one in self._places(station) if self._missing(one)) >= MOST:
            raise refused("upload-too-many", limit=MOST)
        self.folder.mkdir(exist_ok=True)
        if shutil.disk_usage(self.folder).free < RESERVE + length + sum(waiting):
            raise refused("upload-full", size=length)
        place.mkdir(parents=True, exist_ok=True)
        about = About(length=length, begun_at=now.isoformat(timespec="seconds"))
        write_whole(place / "about.json", msgspec.json.encode(about))

    def size(self, station: str, sha256: str) -> tuple[int, int] | None:
        """How much of an upload is here and how long it is; None when it was never begun."""
        place = self._place(station, sha256)
        about = self._about(place)
        if about is None:
            return None
        taken = self.outcome(station, sha256)
        if taken and taken.state == "taken":
            return about.length, about.length
        found = self._file(place)
        return (found.stat().st_size if found else 0), about.length

    def open_to_append(self, station: str, sha256: str) -> BinaryIO:
        """The pieces, at their end."""
        return (self._place(station, sha256) / "pieces").open("ab")

    def file(self, station: str, sha256: str) -> Path | None:
        """What is here of an upload; None when nothing is."""
        return self._file(self._place(station, sha256))

    def beginning(self, station: str, sha256: str) -> bytes:
        """As much of the file as a head may take."""
        found = self._file(self._place(station, sha256))
        if found is None:
            return b""
        with found.open("rb") as file:
            return file.read(format.HEAD_LIMIT)

    def forget(self, station: str, sha256: str) -> None:
        """Throw away what is here of an upload; it begins anew."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self._place(station, sha256))

    def empty(self, station: str, sha256: str) -> None:
        """Throw away the bytes of an upload, which were not those that it was announced with."""
        found = self._file(self._place(station, sha256))
        if found:
            found.unlink()

    def is_whole(self, station: str, sha256: str) -> bool:
        """Whether the bytes are those that the station announced. Reads them all."""
        found = self._file(self._place(station, sha256))
        if found is None:
            return False
        with found.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def named(self, station: str, sha256: str) -> Path:
        """The whole file under the name of its package, as it would lie on a stick. Raises ExchangeError."""
        place = self._place(station, sha256)
        name = format.package_name(format.peek(self.beginning(station, sha256)))
        if (place / "pieces").exists():
            (place / "pieces").replace(place / name)
        return place / name

    def outcome(self, station: str, sha256: str) -> Told | None:
        """What became of an upload, None while nobody knows."""
        try:
            return msgspec.json.decode((self._place(station, sha256) / "outcome.json").read_bytes(), type=Told)
        except (OSError, ValueError):
            return None

    def close(self, station: str, sha256: str, told: Told) -> None:
        """Write down what became of it; of what was taken in, the file goes."""
        place = self._place(station, sha256)
        write_whole(place / "outcome.json", msgspec.json.encode(told))
        found = self._file(place) if told.state == "taken" else None
        if found:
            found.unlink(missing_ok=True)

    def whole(self) -> Iterator[tuple[str, str]]:
        """Uploads whose bytes are all here and of which nobody knows yet what becomes of them."""
        for place in self._places():
            station, sha256 = place.parent.name, place.name
            if not self._missing(place) and self.outcome(station, sha256) is None:
                yield station, sha256

    def _place(self, station: str, sha256: str) -> Path:
        return self.folder / station / sha256

    def _places(self, station: str = "*") -> list[Path]:
        return [about.parent for about in self.folder.glob(f"{station}/*/about.json")]

    def _about(self, place: Path) -> About | None:
        try:
            return msgspec.json.decode((place / "about.json").read_bytes(), type=About)
        except (OSError, ValueError):
            return None

    def _file(self, place: Path) -> Path | None:
        found = [place / "pieces", *place.glob(f"*{format.PACKAGE_SUFFIX}")]
        return next((path for path in found if path.exists()), None)

    def _missing(self, place: Path) -> int:
        """How many bytes of an upload are still to come."""
        size = self.size(place.parent.name, place.name)
        return size[1] - size[0] if size else 0

    def _tidy(self, station: str, now: dt.datetime) -> None:
        """Let go of what has lain for long: outcomes, refused files, uploads that nobody ended."""
        for place in self._places(station):
            about = self._about(place)
            if about is None or now - dt.datetime.fromisoformat(about.begun_at) > KEPT:
                self.forget(station, place.name)


def refused(code: str, **facts: Any) -> ExchangeError:
    """A refusal of the line."""
    return ExchangeError(code, SENTENCES[code], **facts)


SENTENCES: Final = {
    "upload-too-large": "文件太大，县级服务器没有接收。请用U盘报送。",
    "upload-full": "县级服务器空间不足，没有接收，本台数据没有改动。请告知县级；急用时用U盘报送。",
    "upload-too-many": "本台未传完的文件过多，县级服务器没有接收。请告知县级清理；急用时用U盘报送。",
    "upload-wrong": "上传请求不符合约定，县级服务器没有接收，本台数据没有改动。请再传一次；仍不行的，用U盘报送。",
    "upload-unknown": "县级服务器上没有这个上传，请再传一次。",
    "upload-offset": "续传的位置与县级服务器上的不符，请再传一次。",
    "upload-damaged": "文件在传送中有差错，县级服务器没有接收，本台数据没有改动。请再传一次。",
    "upload-other-sender": "文件不是本台的数据包，县级服务器没有接收。",
    "upload-version": "县级服务器不支持本程序所用的上传方式，请联系县级，先用U盘报送。",
    "upload-nothing-there": "县级服务器上没有所要的文件，请再传一次。",
    "upload-busy": "县级服务器正忙，没有接收，本台数据没有改动。请稍后再传。",
}
