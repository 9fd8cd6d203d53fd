"""Around a field for a passphrase: a button that shows what is typed, a word when capitals seem to be locked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton

from ui.widgets.button import Button

CAPITALS = "大写锁定可能开着。"


class CapitalsWatch(QObject):
    """Tells from the letters themselves: Qt does not say whether the key is locked."""

    noticed = Signal(bool)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        line.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            letter = event.text()
            if len(letter) == 1 and letter.isascii() and letter.isalpha():
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.noticed.emit(letter.isupper() != shift)
        return False


def hide_text(*lines: QLineEdit) -> None:
    for line in lines:
        line.setEchoMode(QLineEdit.EchoMode.Password)


def show_button(*lines: QLineEdit, title: str = "显示口令(&X)") -> QPushButton:
    """Shows what is typed while it is pressed in; dots again when it is released."""
    made = Button(title)
    made.setCheckable(True)
    modes = QLineEdit.EchoMode

    def show(on: bool) -> None:
        for line in lines:
            line.setEchoMode(modes.Normal if on else modes.Password)

    made.toggled.connect(show)
    return made
