"""Pictures of the first run: every page of the wizard filled in, a refusal, and the way to the practice desk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.unlock import UnlockWindow
from ui.wizard.practice import PracticeDialog
from ui.wizard.wizard import Wizard

UNLOCK_SECONDS = 0.01
PASSPHRASE = "枫桥镇的银杏树二百年"
MOST_WAITS = 400


def first_run(window: UnlockWindow) -> Iterator[tuple[str, QWidget]]:
    """Above the window of somebody who has no desk yet."""
    practice = PracticeDialog(window, window)
    practice.open()
    yield "practice", practice
    practice.leave()
    with tempfile.TemporaryDirectory() as place:
        wizard = Wizard(window, window, unlock_seconds=UNLOCK_SECONDS)
        wizard.open()
        wizard.act()
        yield "wizard-refused", wizard
        yield from _pages(wizard, Path(place))
        desk = wizard.desk
        wizard.leave()
        if desk is not None:
            desk.close()


def _pages(wizard: Wizard, place: Path) -> Iterator[tuple[str, QWidget]]:
    for _ in range(MOST_WAITS):  # the table is read in a thread
        if wizard.township.national is not None:
            break
        QTest.qWait(10)
    wizard.township.search.setText("岳阳新开")
    wizard.township.take_marked()
    wizard.office.lines["address"].setText("镇政府一楼群众接待室")
    for row, name in zip(wizard.officers.rows, ("李敏", "王芳"), strict=True):
        row.name.setText(name)
    wizard.passphrase.passphrase.setText(PASSPHRASE)
    wizard.passphrase.again.setText(PASSPHRASE)
    wizard.places.folder.setText(str(place / "接待台"))
    for number in range(1, len(wizard.pages) + 1):
        yield f"wizard-{number}", wizard
        wizard.act()
    for _ in range(MOST_WAITS):
        if wizard.desk is not None:
            break
        QTest.qWait(10)
    yield "wizard-made", wizard
