"""Tabs with an icon before each word, as long as all words can be seen beside them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from ui.icons import icon_of


class Tabs(QTabWidget):
    """Words come first: at large type on a small screen the icons give way."""

    def __init__(self) -> None:
        super().__init__()
        self._room = 0  # that words and icons need together; 0: not measured in this look
        self._shown = False

    def add(self, part: QWidget, words: str) -> None:
        """A further tab, shown under these words."""
        self.addTab(part, words)
        self._room = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._measure)  # once the row of tabs has been styled anew too

    def _measure(self) -> None:
        self._room = 0
        self._fit()

    def _fit(self) -> None:
        """Anew only where something has changed: it lays the tabs out again."""
        if not self._room:
            self._show(icons=True)
            self._shown, self._room = True, self.tabBar().sizeHint().width()
        if self._shown != (self._room <= self.width()):
            self._shown = not self._shown
            self._show(icons=self._shown)

    def _show(self, *, icons: bool) -> None:
        for place in range(self.count()):
            self.setTabIcon(place, icon_of(self.tabText(place)) if icons else QIcon())
