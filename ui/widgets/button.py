"""A button that Enter presses too, in a page as in a dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


class Button(QPushButton):
    """Qt lets Enter press a button only in dialogs; clerks expect it everywhere. Its verb is its text."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(True)
        if role:
            self.setProperty("role", role)
