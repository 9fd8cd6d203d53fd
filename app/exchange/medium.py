"""The stick: a name appears on it only when its bytes are there and were read back; what it says, in words."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app.domain.errors import ExchangeError, StorageError
from app.exchange.format import CHUNK, HEAD_LIMIT, refused
from app.storage.files import rename_durably


def put_on_medium(file: Path, folder: Path, name: str) -> Path:
    """Copy a file of this PC to a medium under `name`; see `write_package` for what is raised.

    Raises StorageError("file-not-read") when it is the file of this PC that fails.
    """
    with _local(file):
        size = file.stat().st_size
    return _put(folder, name, lambda: chunks_of(file), size)


def write_package(folder: Path, name: str, data: bytes) -> Path:
    """Write to a medium so that the name appears only when the bytes are on it and were read back.

    Raises ExchangeError: medium-full, medium-read-only, medium-gone, medium-file-too-large,
    medium-unreliable, medium-failed. No half file stays behind, as far as the medium still answers.
    """
    return _put(folder, name, lambda: (data,), len(data))


def _put(folder: Path, name: str, chunks: Callable[[], Iterable[bytes]], size: int) -> Path:
    """Write, flush, read back, rename. `chunks` gives the bytes, the same ones each time it is asked."""
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}", name):
        raise ValueError(f"not a plain ASCII file name: {name!r}")
    target, half = folder / name, folder / f".{name}.part"
    with medium(folder, size):
        _refuse_full(folder, size)
        try:
            _write_through(half, chunks())
            if not _same(half, chunks()):
                raise ExchangeError(
                    "medium-unreliable",
                    "写到介质上的内容读回来不一样，数据包没有导出，本台数据没有改动。请换一个U盘后再导出。",
                    folder=str(folder),
                )
            rename_durably(half, target)
        except BaseException:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise
    return target


def read_small(path: Path, most: int) -> bytes:
    """The bytes of a small file on a medium. Raises ExchangeError: package-too-large or a medium code."""
    with medium(path), path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise refused("package-too-large", limit=most)
    return data


def read_start(path: Path) -> bytes:
    """The first HEAD_LIMIT bytes of a file on a medium, or all of a shorter one. Raises a medium code."""
    with medium(path), path.open("rb") as file:
        return file.read(HEAD_LIMIT)


def chunks_of(file: Path) -> Iterator[bytes]:
    """A file of this PC piece by piece. Raises StorageError("file-not-read")."""
    with _local(file), file.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


@contextmanager
def _local(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            "file-not-read", f"读不出文件“{file.name}”，请检查文件和权限。", file=str(file), problem=str(error)
        ) from error


@contextmanager
def medium(place: Path, needed: int = 0) -> Iterator[None]:
    """Turn what an operating system says about a stick into what a clerk can do about it."""
    try:
        yield
    except OSError as error:
        raise _medium_error(error, place, needed) from error


def _medium_error(error: OSError, place: Path, needed: int) -> ExchangeError:
    code = _MEDIUM_CODES.get(error.errno or 0, "medium-failed")
    facts: dict[str, Any] = {"place": str(place), "needed": needed, "cause": errno.errorcode.get(error.errno or 0)}
    with suppress(OSError):
        facts["free"] = shutil.disk_usage(place).free
    return ExchangeError(code, _MEDIUM_SENTENCES[code], **facts)


_MEDIUM_CODES = {
    errno.ENOSPC: "medium-full",
    errno.EDQUOT: "medium-full",
    errno.EROFS: "medium-read-only",
    errno.EACCES: "medium-read-only",
    errno.EPERM: "medium-read-only",
    errno.EFBIG: "medium-file-too-large",
    errno.ENODEV: "medium-gone",
    errno.ENXIO: "medium-gone",
    errno.ENOENT: "medium-gone",
    errno.ENOTDIR: "medium-gone",
    errno.EIO: "medium-gone",
}
_MEDIUM_SENTENCES = {
    "medium-full": "介质空间不足，数据包没有写成，介质上没有留下半个文件，本台数据没有改动。"
    "请腾出空间或换一个U盘后再试。",
    "medium-read-only": "介质不能写入（写保护或没有权限），数据包没有写成，本台数据没有改动。"
    "请打开写保护开关或换一个U盘后再试。",
    "medium-file-too-large": "介质的文件系统放不下这么大的文件，数据包没有写成，本台数据没有改动。"
    "请换用exFAT或NTFS格式的U盘后再试。",
    "medium-gone": "找不到介质或文件，U盘可能已被拔出，本次操作没有完成，本台数据没有改动。请重新插好U盘后再试。",
    "medium-failed": "介质读写出错，本次操作没有完成，本台数据没有改动。请换一个U盘后再试。",
}


def _refuse_full(folder: Path, size: int) -> None:
    """Before anything is written: minutes may pass until a stick is full. Some drives do not know what is free."""
    if 0 < shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _write_through(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _same(path: Path, chunks: Iterable[bytes]) -> bool:
    """Read back and compare, past the system's cache where the system lets us ask for that."""
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return all(file.read(len(chunk)) == chunk for chunk in chunks) and not file.read(1)
