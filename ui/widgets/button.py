"""A button that Enter presses too, in a page as in a dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton

from ui.icons import icon_of

WORDS_ALONE = ("step", "menu", "plain")  # roles of those that stand in a column or a row of their like


class Button(QPushButton):
    """Qt lets Enter press a button only in dialogs; clerks expect it everywhere. Its verb is its text, and has the
    icon of this verb beside it."""

    def __init__(self, text: str = "", role: str = "", *, with_icon: bool = True) -> None:
        super().__init__()
        self._with_icon = with_icon and role not in WORDS_ALONE
        self.setAutoDefault(True)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._show_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            application = QApplication.instance()
            if isinstance(application, QApplication) and application.styleSheet():  # not while the sheet is taken off
                self._show_icon()

    def _show_icon(self) -> None:
        if self._with_icon:
            self.setIcon(icon_of(self.text(), on_main=self.property("role") == "main"))
