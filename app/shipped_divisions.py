"""The national table of divisions that the program brings along (data/divisions), read when somebody asks for it.

Apart from `app.shipped`, so that a start does not pay for it.
"""

from __future__ import annotations

import lzma
import zipfile
from pathlib import Path

from app.domain.divisions import DivisionsFile
from app.domain.errors import StorageError
from app.domain.national import NationalDivisions, villages_of
from app.shipped import data_folder

PREFECTURE_DIGITS = 4


def load_national(file: Path | None = None) -> NationalDivisions:
    """Every division down to the township. Takes a quarter of a second: in a thread where one waits.

    StorageError names a file that cannot be read.
    """
    return NationalDivisions(_text("townships.txt", file))


def load_villages(area: str, file: Path | None = None) -> DivisionsFile | None:
    """The villages of a township (nine digits) or county (six), None where the table has none; StorageError."""
    return villages_of(_text(f"villages/{area[:PREFECTURE_DIGITS]}.txt", file), area)


def _text(name: str, file: Path | None) -> str:
    """A text of the table, "" for a prefecture that is not in it."""
    file = file or data_folder() / "divisions" / "divisions.zip"
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.read(name).decode("utf-8") if name in archive.namelist() else ""
    except (OSError, ValueError, zipfile.BadZipFile, lzma.LZMAError, EOFError) as error:
        raise StorageError(
            "data-file-broken",
            f"程序自带的数据文件“{file.name}”缺失或内容有误，请用安装包重新安装，或恢复该文件后再打开。",
            file=str(file),
            detail=str(error),
        ) from error
