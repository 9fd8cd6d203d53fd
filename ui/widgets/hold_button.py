"""A button for what lasts only while it is held: with the mouse, with Space or Enter, or with its key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.button import Button
from ui.widgets.editors import ENTER

KEY = Qt.Key.Key_F8


class HoldButton(Button):
    """`held` tells True when it goes down and False when it is let go, loses the focus or goes out of sight.

    Within the widget that it listens to, F8 holds it from anywhere.
    """

    held = Signal(bool)
    own_keys = (("F8", "按住时显示完整的证件号码、电话、住址"),)

    def __init__(self, text: str, listens_to: QWidget) -> None:
        super().__init__(text)
        self._held = False
        self.pressed.connect(lambda: self._hold(True))
        self.released.connect(lambda: self._hold(False))
        listens_to.installEventFilter(self)

    @property
    def is_held(self) -> bool:
        return self._held

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == KEY and self.isVisible() and self.isEnabled():
            return self._by_key(event)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENTER or not self._by_key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENTER or not self._by_key(event):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.let_go()

    def let_go(self) -> None:
        """As if whoever holds it had let go."""
        self.setDown(False)
        self._hold(False)

    def _by_key(self, event: QKeyEvent) -> bool:
        """The key down or up; held down, a key repeats itself."""
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if not event.isAutoRepeat():
            down = event.type() == QEvent.Type.KeyPress
            self.setDown(down)
            self._hold(down)
        return True

    def _hold(self, held: bool) -> None:
        if held != self._held:
            self._held = held
            self.held.emit(held)
