"""When the desk locks by itself: nobody touched it for a while, the PC was asleep, somebody pressed the key.

Input is seen where it reaches a window of ours, before any dialog or field; nothing is looked at but that it came.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

TICK_MS = 5_000
ASLEEP = 30  # seconds that the wall's clock went on and the processor's did not
STOPPED = 180  # the same where both go on through a sleep: no step of ours takes as long

_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
}


class Idle(QObject):
    """`lock_wanted` is emitted at most once between `start` and the next. `minutes` is asked at each tick."""

    lock_wanted = Signal()

    def __init__(
        self,
        app: QGuiApplication,
        minutes: Callable[[], int],
        *,
        steady: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._minutes, self._steady, self._wall = minutes, steady, wall
        self._touched = self._ticked = steady()
        self._told = wall()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        app.focusWindowChanged.connect(self._watch)

    def start(self) -> None:
        """A desk was opened."""
        self._touched = self._ticked = self._steady()
        self._told = self._wall()
        self._watch(QGuiApplication.focusWindow())
        self._timer.start()

    def stop(self) -> None:
        """It was locked."""
        self._timer.stop()

    def tick(self) -> None:
        """Look at both clocks."""
        steady, wall = self._steady(), self._wall()
        passed, told = steady - self._ticked, wall - self._told
        self._ticked, self._told = steady, wall
        slept = told - passed > ASLEEP or told > STOPPED
        if slept or steady - self._touched >= self._minutes() * 60:
            self._want()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = self._steady()
            if self._timer.isActive() and isinstance(event, QKeyEvent) and _is_lock_key(event):
                self._want()
                return True
        return False

    def _want(self) -> None:
        self.stop()
        self.lock_wanted.emit()

    def _watch(self, window: QWindow | None) -> None:
        """Each window of ours that has the keyboard; Qt holds a filter once, however often it is installed."""
        if window is not None:
            window.installEventFilter(self)


def _is_lock_key(event: QKeyEvent) -> bool:
    """Ctrl+L, or F12 where no shortcut took it: in a dialog."""
    if event.type() != QEvent.Type.KeyPress:
        return False
    plain = Qt.KeyboardModifier.NoModifier
    return (event.key(), event.modifiers()) in (
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F12, plain),
    )
