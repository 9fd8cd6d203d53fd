"""What tests of windows need besides pytest-qt."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.watchdog import WATCHDOG
from ui.ask import Ask
from ui.printers import Found, Printer, Printers
from ui.store_runner import StoreRunner


def commit(widget: QWidget, text: str, preedit: str = "") -> None:
    """Type as an input method does. QTest.keyClicks aborts the process on Chinese text."""
    if preedit:
        QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))
    event = QInputMethodEvent()
    event.setCommitString(text)
    with WATCHDOG.watching(f"typing {len(text)} characters"):
        QApplication.sendEvent(widget, event)


def type_here(text: str) -> None:
    """Commit into whatever has the focus, as a person at the keyboard does."""
    focused = QApplication.focusWidget()
    assert focused is not None, "nothing has the focus"
    commit(focused, text)


def press(key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """One key, sent to the focused widget (or the active window when nothing has the focus)."""
    state = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        state |= modifier
    target = QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None, "no window is active"
    with WATCHDOG.watching(f"{key.name} in {type(target).__name__}"):
        QTest.keyClick(target, key, state)


def freed(widget: QWidget) -> bool:
    """True once Qt has really deleted a widget that deletes itself on close."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return not isValid(widget)


def show(window: QWidget, qtbot: QtBot) -> None:
    """Show a window so that focus is real."""
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


PRINTER = "接待室打印机"


class IntoFiles(Printers):
    """A real process with a real QPrinter that writes a PDF; there is one while `Answers.paper` says where to."""

    def __init__(self, asked: Answers) -> None:
        super().__init__()
        self._answers = asked
        self.sides: tuple[str, ...] = ("none", "long")
        self.good = True
        self.refusing = False
        self.mood = ""  # of the printer (tests/ui/print_into_file.py)

    def known(self, within: float = 0.0) -> Found:
        one = Printer(PRINTER, self.sides, (1, 3), self.good, self.refusing)
        return Found((one,) if self._answers.paper is not None else ())

    def look(self, stopped: Callable[[], bool] = lambda: False) -> Found:
        return self.known()

    @property
    def print_command(self) -> list[str]:
        return [sys.executable, "-m", "tests.ui.print_into_file", str(self._answers.paper), self.mood]


def printed(runner: StoreRunner[Any], qtbot: QtBot) -> None:
    """Wait until what is being printed has gone, having answered the question for the printer with what is preset."""
    dialog = runner.printing.dialog
    if dialog is not None and isValid(dialog) and dialog.isVisible():
        dialog.main.click()
    qtbot.waitUntil(lambda: not runner.printing.busy, timeout=30_000)  # a process of its own, on a crowded PC


class Answers(Ask):
    """Stands in for ui.ask.Ask: keeps what was said, answers what the test has laid down."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.yes = True
        self.chosen_folder: Path | None = None
        self.chosen_files: list[Path] = []
        self.chosen_name: Path | None = None
        self.paper: Path | None = None

    def tell(self, parent: QWidget | None, title: str, text: str) -> None:
        self.said.append(text)

    def warn(self, parent: QWidget | None, title: str, text: str) -> None:
        self.said.append(text)

    def confirm(self, parent: QWidget | None, title: str, text: str, verb: str, no: str = "返回") -> bool:
        self.said.append(text)
        return self.yes

    def folder(self, parent: QWidget | None, title: str, start: str = "") -> Path | None:
        return self.chosen_folder

    def files(self, parent: QWidget | None, title: str, kinds: str, start: str = "") -> list[Path]:
        return self.chosen_files

    def save_as(self, parent: QWidget | None, title: str, name: str, kinds: str) -> Path | None:
        return self.chosen_name

    def show_folder(self, folder: Path) -> None:
        self.said.append(str(folder))

    @functools.cached_property
    def printers(self) -> IntoFiles:
        return IntoFiles(self)
