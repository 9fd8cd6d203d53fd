"""The search field of the main window: it waits for a pause of typing before anything is asked of the desk."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from ui.shortcuts import shortcut

PAUSE_MS = 120  # of typing, before the list follows
STILL_MS = 1000  # after that, before the words are taken for what is searched for, and recorded


class SearchField(QLineEdit):
    """`asked` after a pause of typing, `entered` on Enter, `rested` when the words are taken for what is searched."""

    asked = Signal()
    entered = Signal()
    rested = Signal()

    def __init__(self, hint: str = "编号、姓名、拼音、电话、任意词语", *, clears: bool = True) -> None:
        """`clears`: Esc empties it; without, the page that it stands on has that key."""
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 8)
        if clears:
            shortcut("Esc", self, "清除搜索词", self.clear, Qt.ShortcutContext.WidgetShortcut)
        self._typing = self._timer(PAUSE_MS)
        self._typing.timeout.connect(self._ask)
        self._still = self._timer(STILL_MS)
        self._still.timeout.connect(self.rested)
        self.textChanged.connect(lambda _text: self._typing.start())
        self.returnPressed.connect(self._enter)

    def _timer(self, wait: int) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(wait)
        return made

    def forget_typing(self) -> None:
        """What was typed last is not asked for any more: another page is shown."""
        self._typing.stop()

    def stop(self) -> None:
        """Ask nothing more."""
        self._typing.stop()
        self._still.stop()

    def _ask(self) -> None:
        self.asked.emit()
        self._still.start()

    def _enter(self) -> None:
        self._typing.stop()
        self._ask()
        self.entered.emit()
