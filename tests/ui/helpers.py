"""What tests of windows need besides pytest-qt."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.ask import Ask


def commit(widget: QWidget, text: str, preedit: str = "") -> None:
    """Type as an input method does. QTest.keyClicks aborts the process on Chinese text."""
    if preedit:
        QApplication.sendEvent(widget, QInputMethodEvent(preedit, []))
    event = QInputMethodEvent()
    event.setCommitString(text)
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
    QTest.keyClick(target, key, state)


def freed(widget: QWidget) -> bool:
    """True once Qt has really deleted a widget that deletes itself on close."""
    from shiboken6 import isValid

    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return not isValid(widget)


def show(window: QWidget, qtbot: QtBot) -> None:
    """Show a window so that focus is real."""
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


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

    def printer(self, parent: QWidget | None, name: str) -> QPrinter | None:
        """A printer that writes to `paper`."""
        if self.paper is None:
            return None
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.paper))
        printer.setResolution(150)
        return printer
