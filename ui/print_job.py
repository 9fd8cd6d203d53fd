"""One print under way in a process of its own (ui/print_here.py), and the small window that tells of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from ui import child, print_here
from ui.printers import Way
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row

PATIENCE_MS = 500  # before a window tells that it is printing
# Milliseconds without a word, after the last one, from which on the system does not answer.
SILENCE = {
    "": 300_000 if sys.platform == "win32" else 30_000,  # there a printer may ask into which file it is to write
    "page": 120_000,  # drawn by ourselves, on a PC that may be slow
    "leaving": 60_000,
}
STOPPING = 3_000  # a process that was asked to stop and does not is ended
MEMORY = Path("/dev/shm")  # CUPS is handed a file: one that no disk has seen, where there is room
ROOM = 1 << 30
STOP_KEY = "Ctrl+Shift+P"
STOPPING_NOW = "正在停止…"
HANDED = "正在交给打印机…"
Outcome = Literal["printed", "refused", "gone", "stopped", "silent", "crashed", "unsure"]


class PrintJob(QObject):
    """Tells of its pages with `told`, of its end with `ended` (an Outcome).

    It is `silent` when the system did not answer and `crashed` when the process died before anything could come out;
    `unsure` when something could.
    """

    told = Signal(int, int)
    ended = Signal(str)
    _heard = Signal(object)  # a line; from the thread, as the next
    _over = Signal()

    def __init__(self, command: list[str], way: Way, name: str, sheets: Sequence[bytes], parent: QObject) -> None:
        super().__init__(parent)
        self._command = command
        self._print = print_here.pack(way, name, sheets)
        self._begun = self._left = self._stopping = self._late = False
        self._outcome = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._unwanted = threading.Event()
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self.give_up)
        self._heard.connect(self._hear)
        self._over.connect(self._end)

    def start(self) -> None:
        self._silence.start(SILENCE[""])
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """No further page. What the system has been handed may come out all the same."""
        self._stopping = True
        process = self._process
        if not self._begun or process is None or process.stdin is None:
            self._kill()
            return
        with contextlib.suppress(OSError, ValueError):  # it has just ended
            process.stdin.write(b"x")
            process.stdin.flush()
        self._silence.start(STOPPING)

    def _run(self) -> None:
        """In a thread: until the process has ended, whatever ends it."""
        with contextlib.suppress(OSError), _folder() as folder:
            environment = {**os.environ, "TMPDIR": folder}
            with subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=child.HERE,
                env=environment,
                creationflags=child.FLAGS,
            ) as process:
                self._process = process
                self._follow(process)
                process.kill()
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._over.emit()

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        if self._unwanted.is_set():
            return
        with contextlib.suppress(OSError):  # it has died
            process.stdin.writelines(self._print)
            process.stdin.flush()
        for line in process.stdout:
            self._heard.emit(line)

    def _hear(self, line: bytes) -> None:
        word, *about = json.loads(line)
        if word == "end":
            self._outcome = about[0]
            return
        self._begun = True
        self._left = self._left or word == "leaving"
        if not self._stopping:
            self._silence.start(SILENCE[word])
        if word == "page":
            self.told.emit(*about)

    def give_up(self) -> None:
        """It was silent for too long."""
        self._late = True
        self._kill()

    def _kill(self) -> None:
        self._unwanted.set()
        if self._process is not None:
            self._process.kill()

    def _end(self) -> None:
        self._silence.stop()
        self._process = None
        self.ended.emit(self._outcome or self._why())

    def _why(self) -> Outcome:
        """How a print stands whose process ended without saying so."""
        if self._left:
            return "unsure"
        if self._stopping:
            return "stopped"
        return "silent" if self._late else "crashed"


def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of one print: what the print service's library writes there goes with it, also when that was killed."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return tempfile.TemporaryDirectory(prefix="shouwentai-", dir=MEMORY if roomy else None, ignore_cleanup_errors=True)


class PrintingNow(QWidget):
    """Shown when a print takes longer than a moment; the work in the windows goes on."""

    def __init__(self, job: PrintJob, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("正在打印")
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("打印进度")
        self.bar.setRange(0, 0)
        self.bar.setFormat("第%v页，共%m页")
        self.stopping = Button(f"停止打印  {STOP_KEY}")
        self.stopping.clicked.connect(lambda: self._stop(job))
        key = shortcut(STOP_KEY, self, "停止打印", self.stopping.click, Qt.ShortcutContext.ApplicationShortcut)
        key.activatedAmbiguously.connect(self.stopping.click)  # where several print at once: one after the other
        self.state = label("")
        words = label(name, wrap=True)
        words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 24)
        self.setLayout(column(words, self.bar, row(self.state, None, self.stopping), margin=16, spacing=12))
        job.told.connect(self.tell)

    def tell(self, done: int, total: int) -> None:
        """So many pages are drawn; after the last one it is not known how long the system takes."""
        self.bar.setRange(0, total if done < total else 0)
        self.bar.setValue(done)
        if done == total and self.stopping.isEnabled():
            self.state.setText(HANDED)

    def _stop(self, job: PrintJob) -> None:
        self.stopping.setEnabled(False)
        self.state.setText(STOPPING_NOW)
        job.stop()
