"""Small files beside the database: written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from app.domain.errors import StorageError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a power cut leaves the old one or the new one, never half of it."""
    write_pieces(path, (data,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same of a content that comes in pieces; what they raise leaves the old file, and no half one."""
    if path.exists() and not path.is_file():  # a device or a pipe would be gone, a folder cannot be replaced
        raise StorageError(
            "file-not-written",
            f"“{path.name}”不是可以写入的文件，请换一个文件名。",
            file=str(path),
            problem="no plain file",
        )
    making = path.with_name(path.name + ".part")
    try:
        with making.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        rename_durably(making, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            making.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise StorageError(
            "file-not-written",
            f"文件“{path.name}”没有写成（磁盘已满、被拔出或不能写入），原有文件没有改动。",
            file=str(path),
            problem=str(error),
        ) from None


def rename_durably(made: Path, target: Path) -> None:
    """Give a finished file its name, and make the name outlive a power cut.

    Raises OSError, also when the file system says that it has renamed and has not: a stick or a network drive may.
    """
    size = made.stat().st_size
    made.replace(target)
    flush_folder(target.parent)
    if os.path.lexists(made) or target.stat().st_size != size:
        raise OSError(errno.EIO, "renamed, and not under its name", str(target))


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows and some sticks cannot, and then it is left to them."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_file(path: Path, most: int = -1) -> bytes:
    """The file's bytes, of a larger file the first `most` when it is said. Raises StorageError("file-not-read")."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise StorageError(
            "file-not-read", f"读不出文件“{path.name}”，请检查文件和权限。", file=str(path), problem=str(error)
        ) from None
