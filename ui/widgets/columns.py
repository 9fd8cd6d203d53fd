"""Two parts side by side, one below the other where the type is too large for that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from ui.widgets.layout import row

SIDE_BY_SIDE = 54  # Chinese characters that two parts need next to each other


class Columns(QWidget):
    """`shares` are those of the width; `turned` tells when the parts have changed places, and at first."""

    turned = Signal()

    def __init__(self, *parts: QWidget | QLayout, shares: tuple[int, ...]) -> None:
        super().__init__()
        self._parts = row(*parts, spacing=16)
        for place, share in enumerate(shares):
            self._parts.setStretch(place, share)
        self.setLayout(self._parts)

    @property
    def stacked(self) -> bool:
        """One below the other."""
        return self._parts.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """By the room of the page: what stands here may ask for more and be scrolled."""
        inner = self.parentWidget()
        page = (inner.parentWidget() or inner) if inner else self
        narrow = page.width() < self.fontMetrics().horizontalAdvance("汉") * SIDE_BY_SIDE
        directions = QBoxLayout.Direction
        self._parts.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.turned.emit()
