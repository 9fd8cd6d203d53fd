"""Backups while the window is open and when it closes: in a thread of their own, so that nobody waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.domain.errors import DeskError, StorageError
from ui import messages
from ui.store_runner import StoreRunner
from ui.widgets.layout import column, label

if TYPE_CHECKING:
    from app.domain.backups import BackupMade

LOOK_MS = 10 * 60 * 1000  # how often it is looked whether a backup is due
PAUSE = 0.002  # seconds between two pieces, so that a step of the clerk comes first
Progress = Callable[[int, int], None]
CLOSING = "正在备份并核对，完成后自动关闭。请不要关机，不要拔出U盘。"


class Job(Protocol):
    """A backup that any thread may make."""

    def run(self, progress: Progress | None = None) -> BackupMade:
        """Make it. Raises DeskError, and what `progress` raises."""


class _Stopped(Exception):
    """The window was locked: the backup is made another time."""


class Backing(QObject):
    """Makes one backup at a time. `ended` carries the BackupMade, or the DeskError that it was refused with; `stopped`
    comes in its place where the lock ended it.
    """

    told = Signal(int, int)  # pages done, pages in all
    ended = Signal(object)
    stopped = Signal()

    def __init__(self, runner: StoreRunner[Any], window: QWidget, *, timed: bool = True) -> None:
        """`timed`: also while the window is open, when the store says that one is due."""
        super().__init__(window)
        self.runner = runner
        self._window = window
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        if timed:
            self._timer.start()

    @property
    def busy(self) -> bool:
        """Whether one is being made."""
        return self._thread is not None and self._thread.is_alive()

    def look(self) -> None:
        """Begin one when it is due and somebody is here. A refusal is kept by the store and told on the first page."""
        try:
            if self._window.isVisible() and not self.busy and self.runner.store.backup_due():
                self._begin(self.runner.store.backup_job("interval", pause=PAUSE))
        except DeskError as error:
            self.ended.emit(error)

    def begin(self, to: Path | None = None) -> bool:
        """Begin one by hand; where one is under way that one is it. Raises DeskError when the store is not there."""
        if not self.busy:
            self._begin(self.runner.store.backup_job("hand", to=to))
        return True

    def stop(self) -> None:
        """End one that is under way without a trace."""
        self._stop.set()

    def finish(self) -> BackupMade | DeskError | None:
        """The backup at closing: a small window tells that it is under way; returns when it is done."""
        self._timer.stop()
        self.stop()
        if self._thread is not None:
            self._thread.join()
        if self.runner.store.locked:  # its key is gone; what is new is backed up after the next unlocking
            return None
        try:
            job = self.runner.store.backup_job("close")
        except DeskError as error:
            return error
        told: list[BackupMade | DeskError] = []
        loop = QEventLoop()
        self.ended.connect(told.append)
        self.ended.connect(loop.quit)
        waiting = Waiting(self)
        self._begin(job)
        loop.exec()
        waiting.close()
        waiting.deleteLater()
        return told[-1] if told else None

    def _begin(self, job: Job) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(job,), daemon=True)
        self._thread.start()

    def _run(self, job: Job) -> None:
        try:
            told: object = job.run(self._progress)
        except DeskError as error:
            told = error
        except _Stopped:
            self.stopped.emit()
            return
        except Exception:  # a fault of ours is told as one, and nobody waits for ever for the backup at closing
            self.ended.emit(StorageError("backup-not-made", "备份没有做成，程序出现故障。"))
            raise
        self.ended.emit(told)

    def _progress(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        self.told.emit(done, total)


class Waiting(QWidget):
    """Shown when closing takes longer than a moment."""

    def __init__(self, backing: Backing) -> None:
        super().__init__(None, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint)
        self.setWindowTitle("正在备份")
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("备份进度")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        words = label(CLOSING, wrap=True)
        words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 24)
        self.setLayout(column(words, self.bar, margin=24, spacing=16))
        backing.told.connect(self._tell)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.show)
        self._patience.start(500)

    def _tell(self, done: int, total: int) -> None:
        self.bar.setRange(0, total if done < total else 0)  # being counted: how long that takes is not known
        self.bar.setValue(done)


def words_of(told: object) -> tuple[str, bool]:
    """What came of a backup in words, and whether it is good news."""
    if isinstance(told, DeskError):
        return messages.refusal(told), False
    made: BackupMade = told  # type: ignore[assignment]
    where = made.file + (f"\n第二处：{made.second}" if made.second else "")
    words = f"已备份并核对：{made.seen.petitions}件事项，{made.seen.entries}条记载。\n{where}"
    return "\n".join((words, *made.problems)), not made.problems
