"""The windows of what is locked: hidden as they are, half-filled forms included, until the same person comes back."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.dialogs.dialog import Dialog
from ui.frame import Frame


@dataclass
class Aside:
    """One officer's main window and the dialogs that were open on it."""

    window: Frame
    dialogs: list[Dialog] = field(default_factory=list)

    @property
    def half_filled(self) -> bool:
        """Whether something was being filled in."""
        return any(isValid(dialog) and dialog.unfinished for dialog in self.dialogs)

    @property
    def drafted(self) -> bool:
        """Whether all of that is kept as drafts."""
        return all(dialog.keeper is not None for dialog in self.dialogs if isValid(dialog) and dialog.unfinished)

    def hide_all(self, but: QWidget) -> None:
        """Hide whatever is to be seen but the unlock window.

        Boxes that wait for an answer get none, which is the cautious one, and end.
        """
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not but and w.parent() is not but]
        for widget in shown:
            if isinstance(widget, Dialog) and widget not in self.dialogs:
                self.dialogs.append(widget)
            widget.hide()

    def bring_back(self) -> None:
        """Everything as it was."""
        self.window.come_back()
        for dialog in self.dialogs:
            if isValid(dialog):
                dialog.show()
                dialog.activateWindow()
        self.dialogs.clear()

    def drop(self) -> None:
        """Nobody comes back to it."""
        self.window.leave()
        self.window.deleteLater()


def in_another_loop() -> bool:
    """Whether a box is waiting for an answer somewhere below: what follows it must be done before a desk is closed."""
    return QThread.currentThread().loopLevel() > 1
