"""A file on this computer that is to be attached: opened once, read in pieces, its kind found from its content."""

from __future__ import annotations

import contextlib
import os
import stat
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from app.domain.errors import RuleBroken, StorageError
from app.domain.records.attachment import ALLOWED_WORDS, MOST_BYTES, size_words

CHUNK = 1 << 20  # bytes read and kept at a time
MOST_TEXT = 16 << 20  # of a plain text, which is read whole
MOST_OFFICE = 256 << 20  # of a DOCX or XLSX, whose list of parts is read whole
HEAD = 4_096

_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SOUND = {b"M4A ", b"M4B "}  # of the brands of an MP4 file: sound alone


class AttachedFile:
    """One open file; a context manager. Raises, when it is made:

    RuleBroken: attachment-no-file, attachment-empty, attachment-too-large; StorageError: attachment-missing,
    attachment-unreadable.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name.encode("utf-8", "replace").decode("utf-8")
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # a device or a pipe: opening it would wait for ever
                raise RuleBroken("attachment-no-file", f"“{self.name}”不是文件，不能添加为附件。", file=str(path))
            self.handle: BinaryIO = path.open("rb")
            self.size = os.fstat(self.handle.fileno()).st_size
        except FileNotFoundError:
            raise StorageError(
                "attachment-missing", f"找不到文件“{self.name}”，没有添加。请检查文件和U盘。", file=str(path)
            ) from None
        except (OSError, ValueError) as error:
            raise self._unreadable(error) from None
        try:
            self._check_size()
        except BaseException:
            self.handle.close()
            raise

    def __enter__(self) -> AttachedFile:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self.handle.close()

    def pieces(self) -> Iterator[bytes]:
        """The content from its beginning. Raises StorageError: attachment-unreadable, attachment-changed."""
        left = self.size
        try:
            self.handle.seek(0)
            while piece := self.handle.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    break
                yield piece
        except OSError as error:
            raise self._unreadable(error) from None
        if left:
            raise self.changed()

    def media(self) -> str:
        """The media type of its content, whatever its name says. Raises RuleBroken("attachment-kind")."""
        try:
            self.handle.seek(0)
            head = self.handle.read(HEAD)
            found = _by_head(head) or (self._office() if head.startswith(b"PK\x03\x04") else self._text(head))
        except OSError as error:
            raise self._unreadable(error) from None
        if found is None:
            raise RuleBroken(
                "attachment-kind",
                f"“{self.name}”的内容不是可以添加的种类，没有添加。可以添加的有：{ALLOWED_WORDS}。"
                "其他种类的文件请先另存为PDF。",
                file=self.name,
            )
        return found

    def changed(self) -> StorageError:
        """The refusal of a file that was written to while it was read."""
        return StorageError(
            "attachment-changed",
            f"“{self.name}”在读取时有改动，没有添加。请关闭正在使用该文件的程序后再试。",
            file=self.name,
        )

    def _check_size(self) -> None:
        if not self.size:
            raise RuleBroken("attachment-empty", f"“{self.name}”是空文件，没有添加。", file=self.name)
        if self.size > MOST_BYTES:
            raise RuleBroken(
                "attachment-too-large",
                f"“{self.name}”为 {size_words(self.size)}，超过每份 {size_words(MOST_BYTES)} 的限度，没有添加。"
                "请压缩或者分成几份。",
                file=self.name,
                size=self.size,
                most=MOST_BYTES,
            )

    def _office(self) -> str | None:
        """DOCX or XLSX without macros; any other ZIP is none of ours."""
        if self.size > MOST_OFFICE:
            return None
        try:
            self.handle.seek(0)
            with zipfile.ZipFile(self.handle) as parts:
                names = {name.lower() for name in parts.namelist()}
        except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError):
            return None
        if any(name.rpartition("/")[2] == "vbaproject.bin" for name in names):
            raise RuleBroken(
                "attachment-kind",
                f"“{self.name}”带有宏，没有添加。请另存为不带宏的文档或者PDF。",
                file=self.name,
            )
        return next((media for part, media in _OFFICE.items() if part in names), None)

    def _text(self, head: bytes) -> str | None:
        """Plain text in UTF-8 or GB 18030, in a file that is named as one: a script is text too."""
        if not self.name.lower().endswith(".txt") or self.size > MOST_TEXT or head.startswith(b"#!"):
            return None
        data = b"".join(self.pieces())
        if any(byte in data for byte in _NOT_IN_TEXT):
            return None
        for encoding in ("utf-8-sig", "gb18030"):
            with contextlib.suppress(UnicodeDecodeError):
                data.decode(encoding)
                return "text/plain"
        return None

    def _unreadable(self, error: Exception) -> StorageError:
        return StorageError(
            "attachment-unreadable",
            f"“{self.name}”读不出来，没有添加。请检查文件是否被占用、U盘是否拔出，再试一次。",
            file=self.name,
            problem=str(error),
        )


class HeldFile(AttachedFile):
    """The same of what is held in memory: a page that was never a file. Raises attachment-empty,
    attachment-too-large."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.handle = BytesIO(content)
        self.size = len(content)
        self._check_size()


_NOT_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\f\r"))


def _by_head(head: bytes) -> str | None:
    """The kinds that show themselves at their beginning."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return "image/tiff"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[4:8] == b"ftyp":
        return _mp4(head)
    return "audio/mpeg" if head.startswith(b"ID3") or _mpeg_sound(head) else None


def _mp4(head: bytes) -> str | None:
    """MP4 by its brand; pictures in the same container (HEIC) are not of the list."""
    brand = head[8:12]
    if brand in _SOUND:
        return "audio/mp4"
    film = brand in (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV", b"mmp4")
    return "video/mp4" if film or brand.startswith((b"3gp", b"3g2")) or brand == b"M4V " else None


_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s of MPEG 1 layer III
_RATES_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # of MPEG 2 and 2.5
_SAMPLES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _mpeg_sound(head: bytes) -> bool:
    """Whether two frames of MPEG layer III follow each other: two bytes alone could be anything."""
    length = _frame(head)
    return length > 0 and _frame(head[length:]) > 0


def _frame(data: bytes) -> int:
    """The length of the frame of layer III that data begin with, 0 where there is none."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = data[1] >> 3 & 3, data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sampling == 3:
        return 0
    bits = (_RATES if version == 3 else _RATES_LOW)[rate] * 1_000
    return (144 if version == 3 else 72) * bits // _SAMPLES[version][sampling] + (data[2] >> 1 & 1)
