"""An icon before a label, as high as its type."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import icon_of, side
from ui.widgets.layout import label, row


def marked(words: str) -> QWidget:
    """A label with the icon of its word before it."""
    made = QWidget()
    made.setLayout(row(Mark(words), label(words), spacing=2))
    return made


class Mark(QWidget):
    """The icon of a word that stands to the right of it."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(side(), side())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        icon_of(self._word).paint(painter, self.rect())
        painter.end()
