"""Work that takes longer than a moment: in a thread of its own, with a small window that tells how far it is.

The caller waits for the answer without standing still: what is painted is painted, what is pressed meanwhile reaches
nothing below the small window.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.widgets.progress import PARTS, Waiting

T = TypeVar("T")

PATIENCE_MS = 400  # before the small window is shown


class Stopped(Exception):
    """Somebody wanted no more of it; whatever it had begun was undone."""


class Work(QObject):
    """One piece of work: the thread tells how far it is, the window whether it is wanted no more."""

    told = Signal(int)  # of PARTS
    said = Signal(str)  # what it is at now
    done = Signal()

    def __init__(self, *, between: bool = False) -> None:
        """`between`: it stops at places of its own, where it asks `stopped`, and not wherever it tells its progress."""
        super().__init__()
        self._between = between
        self._stop = threading.Event()
        self._last = -1
        self._words = ""

    def tell(self, done: int, total: int) -> None:
        """How many of how many; called by the work, in its thread. Raises Stopped when it is wanted no more."""
        if self._stop.is_set() and not self._between:
            raise Stopped
        part = PARTS * done // max(total, 1)
        if part != self._last:
            self._last = part
            self.told.emit(part)

    def say(self, words: str, done: int = 1, total: int = 1) -> None:
        """What is being done now, and how many of how many, which is not known when not said; as `tell`."""
        if words != self._words:
            self._words = words
            self.said.emit(words)
        self.tell(done, total)

    def stopped(self) -> bool:
        """Whether it is wanted no more; asked by work that stops at places of its own."""
        return self._stop.is_set()

    def stop(self) -> None:
        """It is wanted no more."""
        self._stop.set()

    def run(self, do: Callable[[Work], T], parent: QWidget | None, words: str, *, when_told: bool = False) -> T:
        """What `do` answers, done in a thread; raises what it raised, Stopped where it was stopped.

        The small window says `words` and takes that it is wanted no more; without words there is none: the caller's
        own says what is under way. `when_told`: it is shown once the work tells how far it is, for what is mostly
        done before.
        """
        answers: list[T] = []
        errors: list[BaseException] = []

        def within() -> None:
            try:
                answers.append(do(self))
            except BaseException as error:
                errors.append(error)
            self.done.emit()

        self._wait(threading.Thread(target=within, daemon=True), parent, words, when_told)
        if errors:
            raise errors[0]
        return answers[0]

    def _wait(self, thread: threading.Thread, parent: QWidget | None, words: str, when_told: bool) -> None:
        loop = QEventLoop()
        ended: list[bool] = []
        self.done.connect(lambda: ended.append(True))
        self.done.connect(loop.quit)
        if when_told:
            self.told.connect(loop.quit)
        elif words:
            QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
        thread.start()
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)  # what is typed now comes after it
        if not ended:
            waiting = Waiting(words, parent, self.stop)
            self.told.connect(waiting.tell)
            self.said.connect(waiting.say)
            if self._words:
                waiting.say(self._words)
            if self._last >= 0:
                waiting.tell(self._last)
            before = QApplication.activeWindow()
            waiting.open()
            while not ended:
                loop.exec()
            waiting.end()
            if before is not None and isValid(before) and before.isVisible():
                before.activateWindow()  # the keys go where they went before; not every desktop sees to it
        thread.join()
