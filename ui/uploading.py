"""An upload in a thread of its own, so that nobody waits for a line; the desk is asked in the window's thread."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import DeskError
from ui.runner import Runner

if TYPE_CHECKING:
    from app.desk.upload import UploadJob


class _Stopped(Exception):
    """Somebody wants no more of it: what was sent need not be sent again."""


class Uploading(QObject):
    """One upload at a time. `ended` carries the Uploaded, the DeskError that it ended with, or None when stopped."""

    told = Signal(int, int)  # KB sent, of how many
    ended = Signal(object)
    _came = Signal(object)  # from the thread

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self.runner = runner
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._sent = 0
        self._answers: tuple[str, ...] = ()
        self._came.connect(self._take_in)

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        return self._thread is not None

    def begin(self) -> None:
        """Begin one. Raises DeskError when there is nothing to send to, or the package cannot be made."""
        if not self.busy:
            self._sent, self._answers = 0, ()
            self._stop.clear()
            self._go(self.runner.desk.upload_job())

    def stop(self) -> None:
        """End one that is under way; the next one goes on where it stopped."""
        self._stop.set()

    def _go(self, job: UploadJob) -> None:
        self._thread = threading.Thread(target=self._run, args=(job,), daemon=True)
        self._thread.start()

    def _run(self, job: UploadJob) -> None:
        came: object
        try:
            came = job.run(self._progress)
        except DeskError as error:
            came = error
        except _Stopped:
            came = None
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._came.emit(came)

    def _progress(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        self.told.emit(done // 1024, max(1, total // 1024))  # a signal's integers have 32 bits

    def _take_in(self, came: object) -> None:
        """In the window's thread: what the county answered is read in; after what was left over goes what is new."""
        self._thread = None
        if self.runner.desk.locked:
            came = None
        if came is None or isinstance(came, DeskError):
            self.ended.emit(came)
            return
        try:
            done = self.runner.desk.upload_done(came)  # type: ignore[arg-type]
            self._sent, self._answers = self._sent + done.sent, (*self._answers, *done.answers)
            if done.again and not self._stop.is_set():
                self._go(self.runner.desk.upload_job())
                return
        except DeskError as error:
            self.ended.emit(error)
        else:
            self.ended.emit(type(done)(sent=self._sent, answers=self._answers, again=False))
