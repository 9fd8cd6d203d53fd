"""How far work is that may take longer than one waits without a word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from ui.widgets.button import Button
from ui.widgets.layout import column, label, row

PARTS = 1000  # how finely the bar tells
STOPPING = "正在停止，请稍候。已经办完的保留，没有办完的不保留。"


class Waiting(QDialog):
    """What is being done, how far it is, and a button to have no more of it: the window stays until it has ended."""

    def __init__(self, words: str, parent: QWidget | None, stop: Callable[[], None]) -> None:
        flags = Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        super().__init__(parent, flags)
        self._stop = stop
        self._ended = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle("请稍候")
        self.words = label(words, wrap=True)
        self.words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 28)
        self.words.setMinimumHeight(self.fontMetrics().lineSpacing() * 2)  # what is said while it stops needs them
        self.bar = QProgressBar()
        self.bar.setAccessibleName(words)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.cancel = Button("取消(&C)")
        self.cancel.clicked.connect(lambda: self.reject())
        self.setLayout(column(self.words, self.bar, row(None, self.cancel), margin=24, spacing=16))

    def tell(self, part: int) -> None:
        """How far it is, of PARTS; at the end of the parts it is not known how long the rest takes."""
        self.bar.setRange(0, PARTS if part < PARTS else 0)
        self.bar.setValue(part)

    def say(self, words: str) -> None:
        """What is being done now; once it is to stop, that is said instead."""
        if self.cancel.isEnabled():
            self.words.setText(words)

    def reject(self) -> None:
        """Esc and the button: the work is asked to stop, and the window stays until it has."""
        if self.cancel.isEnabled():
            self.cancel.setEnabled(False)
            self.words.setText(STOPPING)
            self._stop()

    def end(self) -> None:
        """The work is done, or has stopped."""
        self._ended = True
        self.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._ended:
            super().closeEvent(event)
        else:
            event.ignore()
            self.reject()
