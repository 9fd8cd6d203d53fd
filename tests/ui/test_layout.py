"""No text is cut off, at any size, in either style; every window has a sensible order of Tab; Chinese only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTabBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.clipping import clipped
from tests.ui.focused import Kind, unseen
from tests.ui.helpers import show
from tests.ui.seen import (
    against_reading,
    covered,
    keys_twice,
    keys_without_words,
    larger_than_the_screen,
    tab_stops,
    wider_than_its_room,
)
from ui.look import Look
from ui.models.table import Table
from ui.pictures import LOOKS, at_work, pictures_of
from ui.widgets.table_view import TableView

# Words that may stand on screen in Latin letters.
# Where a desk lies; a query code before the rest: F2 and X may stand inside one.
LATIN = re.compile(
    r"[0-9a-f\u200b]{64,}|/\S+|[A-Z0-9]{8,9}|Ctrl|Shift|Alt|Tab|Enter|Esc|PDF|EMS|KB|MB|F\d+|SWT[\w.\u200b-]*"
    r"|PostgreSQL|\.csv|https?://|\(&?[A-Z0-9]\)|X|SWV1|\{\w+\}|\.\u200b?toml|PageUp|PageDown|Delete|HEIC|JPG|dpi"
    r"|\.(?:jpg|heic|swtupdate|json)"
)

STILL_MS = 100


@dataclass
class Survey:
    """What was seen on a walk through every window in one look."""

    told: list[str] = field(default_factory=list)
    dialogs: list[tuple[str, QWidget]] = field(default_factory=list)
    models: set[Table[Any]] = field(default_factory=set)
    focused: set[Kind] = field(default_factory=set)

    def look_at(self, name: str, window: QWidget) -> None:
        found = _found(window)
        if any(found.values()):
            QTest.qWait(STILL_MS)  # something may just have been filled in by a timer
            found = _found(window)
        self.told += [f"{name}: {what}: {told}" for what, all_told in found.items() for told in all_told]
        self._are_the_left_ones_gone()
        if isinstance(window, QDialog):
            self.dialogs.append((name, window))

    def _are_the_left_ones_gone(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        living = [(name, dialog) for name, dialog in self.dialogs if isValid(dialog)]
        self.told += [f"{name}: left and not freed" for name, dialog in living if not dialog.isVisible()]
        self.dialogs = [(name, dialog) for name, dialog in living if dialog.isVisible()]

    def look_for_the_focus(self, name: str, window: QWidget) -> None:
        """At 100 % in both styles: the frames grow with the type."""
        self.told += [
            f"{name}: the focus is not seen: {told}" for told in unseen(window, tab_stops(window), self.focused)
        ]

    def try_models(self, window: QWidget) -> None:
        """A model that breaks a rule of Qt's says so by a warning, which fails the test."""
        for view in window.findChildren(TableView):
            if view.table not in self.models:
                self.models.add(view.table)
                QAbstractItemModelTester(view.table, QAbstractItemModelTester.FailureReportingMode.Warning)


def _found(window: QWidget) -> dict[str, list[str]]:
    stops = tab_stops(window)
    return {
        "cut off": clipped(window),
        "covered": list(covered(window)),
        "Tab goes back": list(against_reading(window, stops)),
        "key twice": list(keys_twice(window)),
        "key without words": list(keys_without_words(window)),
        "larger than the screen": list(larger_than_the_screen(window)),
        "scrolled sideways": list(wider_than_its_room(window)),
        "in Latin letters": list(foreign_words(window)),
        "no name for a screen reader": list(nameless(stops)),
    }


@pytest.mark.parametrize(("percent", "high_contrast"), LOOKS.values(), ids=LOOKS)
def test_every_window_can_be_read_and_worked_by_keys_and_is_freed_when_left(
    qapp: QApplication, tmp_path: Path, percent: int, high_contrast: bool
) -> None:
    """No text cut off or covered, nothing in Latin letters, Tab goes as one reads, no key is there twice, every editor
    and button has a name for screen readers; every list keeps Qt's rules; every dialog that is left is freed."""
    look, seen = Look(qapp), Survey()
    look.set(percent=percent, high_contrast=high_contrast)
    try:
        with at_work(tmp_path) as desk:
            for name, window in pictures_of(desk, look, tmp_path):
                QApplication.processEvents()
                QApplication.processEvents()
                seen.look_at(name, window)
                if percent == 100:
                    seen.try_models(window)
                    seen.look_for_the_focus(name, window)
    finally:
        look.set(percent=100, high_contrast=False)
    assert not seen.told, "\n".join(sorted(set(seen.told)))


def test_standard_buttons_are_chinese(qapp: QApplication, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert {button.text().split("(")[0] for button in box.buttons()} == {"保存", "取消"}
    asking = QMessageBox()
    qtbot.addWidget(asking)
    asking.addButton(QMessageBox.StandardButton.Yes)
    assert not re.search("[a-z]", asking.buttons()[0].text())


def foreign_words(window: QWidget) -> Iterator[str]:
    """Words in Latin letters that are no keys, codes or names of files."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            yield from _foreign(widget)


def _foreign(widget: QWidget) -> list[str]:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    if isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.RichText:
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    return re.findall(r"[A-Za-z]{2,}", LATIN.sub("", text))


def nameless(stops: list[QWidget]) -> Iterator[str]:
    """Takes the focus by Tab and yet says nothing to a screen reader."""
    for widget in stops:
        own = not isinstance(widget.parentWidget(), QLineEdit | QTabBar)
        text = widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName()
        if own and not text and not isinstance(widget, QTabBar | QTabWidget):
            yield type(widget).__name__


def test_a_part_that_looks_the_same_with_the_focus_is_found(look: Look, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save)
    qtbot.addWidget(box)
    show(box, qtbot)
    save = box.buttons()[0]
    assert not list(unseen(box, box.buttons(), set()))
    save.setStyleSheet("QPushButton:focus { border: 1px solid #CBD2D9; padding: 5px 15px; }")
    assert len(list(unseen(box, box.buttons(), set()))) == 1
