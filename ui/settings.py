"""What belongs to this PC and not to the register: window sizes, last folder, type size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths


def config_folder() -> Path:
    """The folder for this program's own files on this PC."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(place)


def open_settings(folder: Path) -> QSettings:
    """The INI file in `folder`; a missing or damaged one reads as empty."""
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
