"""Qt for the tests of windows: offscreen unless --onscreen, with the bundled font and the real style."""

from __future__ import annotations

import ctypes
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.desk.papers import warm_up
from tests.helpers import registered
from tests.ui.helpers import Answers, show
from tests.ui.watchdog import WATCHDOG
from ui import offscreen, settings
from ui.application import prepare
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.widgets.paper_tab import PaperTab

offscreen.choose()


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application as the program itself prepares it, with what it loads beside the work loaded already."""
    prepare(qapp)
    warm_up()
    return qapp


@pytest.fixture(autouse=True)
def tidy(qapp: QApplication) -> Iterator[None]:
    """Windows that were closed, or left standing, are really gone before the next test: each would be styled anew with
    every change of the look."""
    before = set(qapp.topLevelWidgets())
    yield
    for left in set(qapp.topLevelWidgets()) - before:
        left.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def prompt() -> Iterator[None]:
    """No key that a test presses keeps the window busy for long (tests/ui/watchdog.py)."""
    WATCHDOG.begin()
    yield
    assert not WATCHDOG.slow, "the window stood still"


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """The look at 100 %, put back after the test."""
    made = Look(qapp)
    if not qapp.styleSheet():
        made.apply()
    yield made
    if made.percent != 100 or made.high_contrast:
        made.set(percent=100, high_contrast=False)


@pytest.fixture
def asked() -> Answers:
    """The questions that would open Qt's own dialogs, and the answers laid down for them."""
    return Answers()


@pytest.fixture
def runner(desk: Desk, asked: Answers, look: Look) -> Runner:
    """A real desk in the hand of a real runner."""
    return Runner(desk, asked, look)


@pytest.fixture
def window(runner: Runner, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The main window, shown and active."""
    made = MainWindow(runner, settings.open_settings(tmp_path))
    made.resize(offscreen.WIDTH, offscreen.HEIGHT - 28)
    qtbot.addWidget(made)
    show(made, qtbot)
    yield made
    made.leave()


@pytest.fixture
def papers(desk: Desk, runner: Runner, qtbot: QtBot) -> Iterator[PaperTab]:
    """The papers of one petition, that of the receipt in view."""
    tab = PaperTab(runner)
    tab.resize(900, 500)
    qtbot.addWidget(tab)
    number = registered(desk)
    tab.show_papers(number, ("F01", "F02"))
    show(tab, qtbot)
    tab.choose("F02")
    yield tab
    runner.printing.finish()


@pytest.fixture
def dead_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A print service that takes the call and never answers."""
    try:
        ctypes.CDLL("libcups.so.2")
    except OSError:
        pytest.skip("this system has no CUPS to be dead")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{silent.getsockname()[1]}")
        yield
