"""The shipped texts and layouts in a folder, for a county to edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.domain.errors import StorageError
from app.storage.files import write_whole


def copied(files: Mapping[str, bytes], folder: Path, code: str) -> tuple[str, ...]:
    """Write files by their names into a folder, which is made where it is missing; returns the names.

    A file that is there is never written over: raises StorageError(code); StorageError("file-not-written").
    """
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise StorageError(
            code,
            f"文件夹中已有 {'、'.join(there)}，没有导出，以免覆盖。请换一个空文件夹。",
            folder=str(folder),
            files=there,
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("file-not-written", "文件夹没有建成，请检查位置和权限。", problem=str(error)) from None
    for name, data in files.items():
        write_whole(folder / name, data)
    return tuple(sorted(files))
