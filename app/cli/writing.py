"""Papers into files, none onto the desk's own."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import StorageError


def write_out(files: dict[str, bytes], desk: str) -> None:
    """Papers into their files, none onto the desk's own."""
    from app.storage.files import write_whole

    for name in files:
        check_out(Path(name), Path(desk))
    for name, data in files.items():
        write_whole(Path(name), data)


def check_out(out: Path, desk: Path) -> None:
    """A paper may not take the place of a folder or of the desk's own files."""
    if not out.name or out.is_dir():
        raise StorageError("file-not-written", f"“{out}”是文件夹，请给出文件名。", file=str(out))
    if out.suffix.lower() != ".pdf" and out.resolve().parent == desk.resolve():
        raise StorageError("file-not-written", "不能写到本台的数据文件上，请换一个文件名。", file=str(out))
