"""An upload: made ready and read in by a thread's own desk, sent by a thread, so that nobody waits for a line."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.errors import DeskError, RuleBroken
from ui.runner import Runner
from ui.working import Work

if TYPE_CHECKING:
    from app.desk import Desk
    from app.desk.upload import Fetched, Uploaded, UploadJob

T = TypeVar("T")

PREPARING = "正在准备要上传的数据包"
READING = "正在读入县级的答复"
WAIT_MS = 500  # between two looks whether the form that is being filled in was closed


class _Stopped(Exception):
    """Somebody wants no more of it: what was sent need not be sent again."""


class Uploading(QObject):
    """One upload at a time. `ended` carries the Uploaded, the DeskError that it ended with, or None when stopped."""

    told = Signal(int, int)  # KB sent, of how many
    waits = Signal()  # what came is read in later: somebody is at a form
    ended = Signal(object)
    _came = Signal(object)  # from the thread

    def __init__(self, runner: Runner, parent: QWidget) -> None:
        super().__init__(parent)
        self.runner = runner
        self._window = parent
        self._busy = False
        self._stop = threading.Event()
        self._sent = 0
        self._answers: tuple[str, ...] = ()
        self._came.connect(self._take_in)

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        return self._busy

    def begin(self, first: int | None = None) -> None:
        """Begin one: the package is made in a thread, with a small window; then it goes. `first` as `Desk.upload`."""
        if not self._busy:
            self._busy, self._sent, self._answers = True, 0, ()
            self._stop.clear()
            self._prepare(first)

    def stop(self) -> None:
        """End one that is under way; the next one goes on where it stopped."""
        self._stop.set()

    def _prepare(self, first: int | None = None) -> None:
        job = self._worked(lambda desk: desk.upload_job(first=first), PREPARING)
        if job is None or isinstance(job, DeskError):
            self._end(job)
        else:
            threading.Thread(target=self._run, args=(job,), daemon=True).start()

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

    def _take_in(self, came: Fetched | DeskError | None) -> None:
        """In the window's thread: what the county answered is read in once nobody is at a form or at other work."""
        if came is None or isinstance(came, DeskError):
            self._end(came)
        elif self._stop.is_set() or self.runner.desk.locked:
            self._end(None)
        elif self.runner.working is not None or QApplication.activeModalWidget() is not None:
            self.waits.emit()
            QTimer.singleShot(WAIT_MS, self, lambda: self._take_in(came))
        else:
            self._read(self._worked(lambda desk: desk.upload_done(came), READING, changes=True))

    def _read(self, done: Uploaded | DeskError | None) -> None:
        """After what was left over goes what is new."""
        if done is None or isinstance(done, DeskError):
            self._end(done)
            return
        self._sent, self._answers = self._sent + done.sent, (*self._answers, *done.answers)
        if done.again and not self._stop.is_set():
            self._prepare()
        else:
            self._end(type(done)(sent=self._sent, answers=self._answers, again=False))

    def _worked(self, ask: Callable[[Desk], T], words: str, *, changes: bool = False) -> T | DeskError | None:
        """What a thread's desk answers; the error that it refused with, None when it was stopped."""
        refused: list[DeskError] = []

        def job(desk: Desk, _work: Work) -> T | DeskError:
            try:
                return ask(desk)
            except RuleBroken:
                raise  # a date in doubt is asked about
            except DeskError as error:
                return error

        answer = self.runner.work(job, self._window, words, refused.append, changes=changes)
        return refused[0] if refused else answer

    def _end(self, told: Uploaded | DeskError | None) -> None:
        self._busy = False
        self.ended.emit(told)
