"""What is wrong around the desk and will hurt soon: in words at the head of the first page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QTimer

from ui.runner import Runner
from ui.widgets.layout import Words

EVERY = 10 * 60  # seconds between two looks at the disks
POLL_MS = 100  # until a look has ended


class Troubles(Words):
    """A paragraph that is hidden while there is nothing to say.

    The clock is looked at with each refresh, the disks in a thread: one that is failing may not answer for a while.
    """

    def __init__(self, runner: Runner) -> None:
        super().__init__("")
        self._runner = runner
        self._short_of_room: tuple[str, ...] = ()
        self._came: list[tuple[str, ...]] = []
        self._looked: float | None = None
        self._polling = QTimer(self)
        self._polling.setInterval(POLL_MS)
        self._polling.timeout.connect(self._take)
        self.setWordWrap(True)
        self.setProperty("role", "refusal")
        self.hide()

    def refresh(self) -> None:
        now = time.monotonic()
        if not self._polling.isActive() and (self._looked is None or now - self._looked >= EVERY):
            self._looked = now
            self.look()
        self._tell()

    def look(self) -> None:
        """Look at the disks now."""
        run, came = self._runner.desk.room_job().run, self._came
        threading.Thread(target=_look, args=(run, came), daemon=True).start()
        self._polling.start()

    def _take(self) -> None:
        if self._came:
            self._polling.stop()
            self._short_of_room = self._came.pop()
            if not self._runner.desk.locked:
                self._tell()

    def _tell(self) -> None:
        text = "\n".join(filter(None, (self._runner.desk.clock_words(), *self._short_of_room)))
        self.setText(text)
        self.setVisible(bool(text))


def _look(run: Callable[[], tuple[str, ...]], came: list[tuple[str, ...]]) -> None:
    came.append(run())
