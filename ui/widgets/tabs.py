"""Tabs that ask for the room of the one in view; with an icon before each word, as long as all words can be seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from ui.icons import icon_of

EDGE = 2  # pixels above and below what a tab shows


class PlainTabs(QTabWidget):
    """At least as high as the tab in view needs; Qt asks for the room of the highest of them."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.tabBar().sizeHint().height() + EDGE + self._least(width - EDGE)

    def minimumSizeHint(self) -> QSize:
        width = super().minimumSizeHint().width()
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def _least(self, width: int) -> int:
        shown = self.currentWidget()
        layout = shown.layout() if shown is not None else None
        if layout is None:
            return 0
        by_width = layout.hasHeightForWidth()
        return layout.totalMinimumHeightForWidth(width) if by_width else layout.totalMinimumSize().height()


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
