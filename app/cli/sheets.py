"""Commands of the sheets (XLSX, CSV) for the county systems that exist."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from app.cli.opening import open_desk
from app.cli.options import Answer
from app.domain.errors import RuleBroken, StorageError


def sheet_layouts(options: argparse.Namespace) -> Answer:
    if (options.action == "export") != (options.folder is not None):
        raise RuleBroken("usage", "写法：sheet-layouts DESK list、sheet-layouts DESK check 或 … export FOLDER。")
    with open_desk(options, write=False) as desk:
        known = desk.layouts()
    wrong = [one.problem for one in known if one.problem]
    if options.action == "check" and wrong:
        raise StorageError("layout-invalid", "".join(wrong), problems=wrong)
    files = _copies(Path(options.folder)) if options.action == "export" else []
    return {"layouts": msgspec.to_builtins(known), "files": files}


def sheet_export(options: argparse.Namespace) -> Answer:
    with open_desk(options) as desk:
        made = desk.export_sheet(
            Path(options.to),
            options.layout,
            options.format,
            first=options.first,
            last=options.last,
            stage=options.stage,
            full=options.full,
        )
    return msgspec.to_builtins(made)


def _copies(folder: Path) -> list[str]:
    """The shipped layouts in a folder, to be edited; a file that is there is never written over."""
    from app import shipped
    from app.storage.files import write_whole

    files = shipped.layout_files()
    there = [file.name for file in files if (folder / file.name).exists()]
    if there:
        raise StorageError(
            "layouts-there",
            f"文件夹中已有 {'、'.join(there)}，没有导出，以免覆盖。请换一个空文件夹。",
            folder=str(folder),
            files=there,
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("file-not-written", "文件夹没有建成，请检查位置和权限。", problem=str(error)) from None
    for file in files:
        write_whole(folder / file.name, file.read_bytes())
    return [file.name for file in files]
