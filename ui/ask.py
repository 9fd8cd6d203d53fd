"""The only place that opens Qt's own message and file dialogs; tests pass another object instead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class Ask:
    """Questions to the person at the screen. Each call blocks until it is answered."""

    def tell(self, parent: QWidget | None, title: str, text: str) -> None:
        """Say something that must be read; one button."""
        self._box(QMessageBox.Icon.Information, parent, title, text, "知道了").exec()

    def warn(self, parent: QWidget | None, title: str, text: str) -> None:
        """Say that something could not be done, and what to do about it."""
        self._box(QMessageBox.Icon.Warning, parent, title, text, "知道了").exec()

    def confirm(self, parent: QWidget | None, title: str, text: str, verb: str) -> bool:
        """True when the person chose the button named `verb`; 返回 is the default."""
        box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        back = box.addButton("返回", QMessageBox.ButtonRole.RejectRole)
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

    def printer(self, parent: QWidget | None, name: str) -> QPrinter | None:
        """A printer chosen by the person, None when there is none or the person went back."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self.warn(parent, "没有打印机", "这台电脑没有安装打印机。可以先存为PDF，拿到有打印机的电脑上打印。")
            return None
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(name)
        dialog = QPrintDialog(printer, parent)
        return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None

    def _box(self, icon: QMessageBox.Icon, parent: QWidget | None, title: str, text: str, verb: str) -> QMessageBox:
        box = QMessageBox(icon, title, text, parent=parent)
        box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        return box
