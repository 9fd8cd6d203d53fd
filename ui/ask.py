"""The only place that opens Qt's own message and file dialogs; tests pass another object instead."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

if TYPE_CHECKING:
    from ui.handbook.opening import Handbook
    from ui.printers import Printers


class Ask:
    """Questions to the person at the screen. Each call blocks until it is answered."""

    def tell(self, parent: QWidget | None, title: str, text: str) -> None:
        """Say something that must be read; one button."""
        _say(QMessageBox.Icon.Information, parent, title, text)

    def warn(self, parent: QWidget | None, title: str, text: str) -> None:
        """Say that something could not be done, and what to do about it."""
        _say(QMessageBox.Icon.Warning, parent, title, text)

    def confirm(self, parent: QWidget | None, title: str, text: str, verb: str, no: str = "返回") -> bool:
        """True when the person chose the button named `verb`; the other one is the default."""
        box = _box(QMessageBox.Icon.Question, parent, title, text)
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        back = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(back)
        box.setEscapeButton(back)
        box.exec()
        return box.clickedButton() is yes

    def folder(self, parent: QWidget | None, title: str, start: str = "") -> Path | None:
        """An existing folder, or None when the person went back."""
        chosen = QFileDialog.getExistingDirectory(parent, title, start)
        return Path(chosen) if chosen else None

    def files(self, parent: QWidget | None, title: str, kinds: str, start: str = "") -> list[Path]:
        """Files to read; empty when the person went back."""
        chosen, _kind = QFileDialog.getOpenFileNames(parent, title, start, kinds)
        return [Path(name) for name in chosen]

    def save_as(self, parent: QWidget | None, title: str, name: str, kinds: str) -> Path | None:
        """Where to write, overwriting confirmed by the dialog itself."""
        chosen, _kind = QFileDialog.getSaveFileName(parent, title, name, kinds)
        return Path(chosen) if chosen else None

    def show_folder(self, folder: Path) -> None:
        """Open a folder in the file manager of this PC."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    @functools.cached_property
    def handbook(self) -> Handbook:
        """The handbook (F1), loaded when first asked for."""
        from ui.handbook.opening import Handbook

        return Handbook()

    @functools.cached_property
    def printers(self) -> Printers:
        """The printers of this PC."""
        from ui.printers import Printers  # not before the first window is painted

        return Printers()


def _box(icon: QMessageBox.Icon, parent: QWidget | None, title: str, text: str) -> QMessageBox:
    """A box whose text is plain: it may hold what a visitor said."""
    box = QMessageBox(icon, title, "", parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    return box


def _say(icon: QMessageBox.Icon, parent: QWidget | None, title: str, text: str) -> None:
    box = _box(icon, parent, title, text)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()
