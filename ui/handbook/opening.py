"""Opens the handbook at the page of the window from which it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.handbook.topics import topic_of
from ui.handbook.window import HandbookWindow

if TYPE_CHECKING:
    from ui.dialogs.dialog import Hands


class Handbook:
    """One window for the whole program, made when first asked for; another officer's desk gets another one."""

    def __init__(self) -> None:
        self.window: HandbookWindow | None = None

    def open(self, hands: Hands, origin: QWidget) -> HandbookWindow:
        """The page of `origin`, in a window beside it."""
        if self.window is None or self.window.hands is not hands:
            if self.window is not None:
                self.window.close()
                self.window.deleteLater()
            self.window = HandbookWindow(hands)
        self.window.open(topic_of(origin), origin)
        return self.window
