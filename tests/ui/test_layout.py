"""No text is cut off, at any size, in either style; every window has a sensible order of Tab; Chinese only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTabBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import demo
from tests.ui.clipping import clipped
from ui.look import Look
from ui.pictures import pictures_of

# Words that may stand on screen in Latin letters.
# Where a desk lies; a query code before the rest: F2 and X may stand inside one.
LATIN = re.compile(
    r"/\S+|[A-Z0-9]{8,9}|Ctrl|Shift|Alt|Tab|Enter|Esc|PDF|EMS|KB|MB|F\d+|SWTKEY[\w.-]*|\.csv|https?://|\(&?[A-Z0-9]\)|X"
    r"|PageUp|PageDown|Delete|HEIC|JPG|dpi|\.(?:jpg|heic)"
)


@dataclass
class Survey:
    """What was seen on a walk through every window at one size of type."""

    cut_off: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    nameless: set[str] = field(default_factory=set)

    def look_at(self, name: str, window: QWidget) -> None:
        self.cut_off += [f"{name}: {told}" for told in clipped(window)]
        for widget in window.findChildren(QWidget):
            if widget.isVisible():
                self.foreign |= {f"{name}: {word}" for word in foreign_words(widget)}
                self.nameless |= {f"{name}: {type(widget).__name__}"} if is_nameless(widget) else set()


@pytest.fixture(scope="module", params=[150, 200])
def survey(request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """One walk through every window of the practice desk."""
    place = tmp_path_factory.mktemp("practice")
    look, seen = Look(qapp), Survey()
    look.set(percent=request.param)
    with demo.build(place / "接待台", today=date(2026, 11, 20), unlock_seconds=0.01) as desk:
        for name, window in pictures_of(desk, look, place):
            QApplication.processEvents()
            QApplication.processEvents()
            seen.look_at(name, window)
    look.set(percent=100)
    return seen


def test_no_text_is_cut_off(survey: Survey) -> None:
    assert not survey.cut_off, "\n".join(survey.cut_off)


def test_every_word_on_screen_is_chinese(survey: Survey) -> None:
    assert survey.foreign == set()


def test_every_editor_and_button_has_a_name_for_screen_readers(survey: Survey) -> None:
    assert survey.nameless == set()


def test_standard_buttons_are_chinese(qapp: QApplication, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert {button.text().split("(")[0] for button in box.buttons()} == {"保存", "取消"}
    asking = QMessageBox()
    qtbot.addWidget(asking)
    asking.addButton(QMessageBox.StandardButton.Yes)
    assert not re.search("[a-z]", asking.buttons()[0].text())


def foreign_words(widget: QWidget) -> list[str]:
    """Words in Latin letters that are no keys, codes or names of files."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    if isinstance(widget, QLabel) and widget.textFormat() == Qt.TextFormat.RichText:
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    return re.findall(r"[A-Za-z]{2,}", LATIN.sub("", text))


def is_nameless(widget: QWidget) -> bool:
    """Takes the focus by Tab and yet says nothing to a screen reader."""
    by_tab = bool(widget.focusPolicy().value & 1) and widget.focusProxy() is None
    own = not isinstance(widget.parentWidget(), QLineEdit | QTabBar) and not isinstance(widget, QTabBar | QTabWidget)
    text = widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName()
    return by_tab and own and not text
