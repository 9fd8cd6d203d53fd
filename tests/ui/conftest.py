"""Qt for the tests of windows: offscreen unless --onscreen, with the bundled font and the real style."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui import offscreen
from ui.application import prepare
from ui.look import Look

offscreen.choose()


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application as the program itself prepares it."""
    prepare(qapp)
    return qapp


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """The look at 100 %, put back after the test."""
    made = Look(qapp)
    made.apply()
    yield made
    if made.percent != 100 or made.high_contrast:
        made.set(percent=100, high_contrast=False)
