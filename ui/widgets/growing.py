"""A window grows with what it shows."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

ROOM_FOR_FRAME = 60  # pixels of the screen that the frame of a window and the bar of the system may take


class Growing(QObject):
    """Where more comes into the scrolled part (a refusal, another row), the window gets higher, as far as the screen
    goes. `usual` is the size that it has of itself: once somebody gave it another one, that one stays.
    """

    def __init__(self, window: QWidget, area: QScrollArea) -> None:
        super().__init__(window)
        self._window, self._area = window, area
        self.usual = window.size()
        self._settled = QTimer(self)  # once everything that belongs to one change has its place
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._grow)
        area.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._settled.start(0))

    @property
    def highest(self) -> int:
        """How high the window may become."""
        return self._window.screen().availableGeometry().height() - ROOM_FOR_FRAME

    def start_at(self, width: int, height: int) -> None:
        """Give the window its first size, no higher than the screen allows."""
        self._window.resize(width, min(height, self.highest))
        self.usual = self._window.size()

    def _grow(self) -> None:
        window = self._window
        height = min(window.height() + self._area.verticalScrollBar().maximum(), self.highest)
        if not window.isVisible() or window.size() != self.usual or height <= window.height():
            return
        window.resize(window.width(), height)
        self.usual = window.size()
        below = window.frameGeometry().bottom() - window.screen().availableGeometry().bottom()
        if below > 0:
            window.move(window.x(), max(window.y() - below, 0))
