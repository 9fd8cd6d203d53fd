"""The button that opens 拍照、扫描 beside a form, and says how many pages wait."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from ui.runner import Runner
from ui.scanning import Gathered, attach_gathered
from ui.widgets.button import Button
from ui.widgets.editors import aside


class ScanButton(Button):
    """Holds what is gathered while its form is filled in."""

    def __init__(self, runner: Runner, words: str) -> None:
        super().__init__(words)
        aside(self)
        self._runner = runner
        self._words = words
        self.gathered = Gathered(self)
        self.gathered.changed.connect(self._tell)
        self.clicked.connect(lambda: self.open())

    def take_drops(self, form: QWidget) -> None:
        """Files that are dropped anywhere on the form, but into a text, are pages too."""
        form.setAcceptDrops(True)
        form.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent | QDropEvent):
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if files:
                event.acceptProposedAction()
            if files and event.type() == QEvent.Type.Drop:
                self.gathered.add_files(files)
            return bool(files)
        return super().eventFilter(watched, event)

    def open(self) -> None:
        """Show what is gathered."""
        from ui.dialogs.scans import ScansDialog  # loaded when first opened, as the others

        self.dialog = ScansDialog(self._runner, self.gathered, self.window())
        self.dialog.open()

    def attach(self, number: str, parent: QWidget) -> Gathered | None:
        """Attach what is gathered; None when that is done, else what is still to be attached."""
        return None if attach_gathered(self._runner, number, self.gathered, parent) else self.gathered

    def _tell(self) -> None:
        told = "正在读入" if self.gathered.reading else self.gathered.words()
        told = told or ("有没取入的" if self.gathered.problems else "")
        self.setText(f"{self._words}  {told}" if told else self._words)
