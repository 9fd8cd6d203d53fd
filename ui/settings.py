"""What belongs to this PC and not to the register: window sizes, last folder, type size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QSize, QStandardPaths


def config_folder() -> Path:
    """The folder for this program's own files on this PC."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(place)


def open_settings(folder: Path) -> QSettings:
    """The INI file in `folder`; a missing or damaged one reads as empty."""
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def keep_size(pc: QSettings | None, name: str, percent: int, size: QSize) -> None:
    """The size that somebody gave to the dialog `name`, in type of `percent`: in another one it needs another size."""
    if pc is not None:
        pc.setValue(f"size/{name}/{percent}", size)


def kept_size(pc: QSettings | None, name: str, percent: int) -> QSize | None:
    """What was kept, None where nothing was or the file is damaged."""
    kept = pc.value(f"size/{name}/{percent}") if pc is not None else None
    return kept if isinstance(kept, QSize) and kept.isValid() else None
