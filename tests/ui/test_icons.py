"""Icons: each belongs to a word, has its file and licence, is sharp and in the colours in force."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.helpers import show
from ui import icons, resources, theme
from ui.county.places import PLACES as COUNTY_PLACES
from ui.icons import icon_of
from ui.look import Look
from ui.main_window import MainWindow
from ui.menu import ENTRIES
from ui.places import PLACES
from ui.widgets.button import Button
from ui.widgets.mark import Mark

FOLDER = resources.ICONS / "lucide"


def strongest(image: QImage, ground: str) -> float:
    """The highest contrast of a pixel that is fully drawn against `ground`."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max((theme.contrast(one.name(), ground) for one in pixels if one.alpha() == 255), default=0.0)


def test_every_word_has_its_drawing_and_no_drawing_is_left_over() -> None:
    assert {file.stem for file in FOLDER.glob("*.svg")} == set(icons.ICONS.values())
    for file in FOLDER.glob("*.svg"):
        assert 'stroke="currentColor"' in file.read_text(encoding="utf-8"), file.name


def test_licence_and_source_of_the_drawings_stand_beside_them() -> None:
    assert "ISC License" in (FOLDER / "LICENSE").read_text(encoding="utf-8")
    version = re.search(r"lucide-static v([\d.]+)", (FOLDER / "users.svg").read_text(encoding="utf-8"))
    assert version is not None
    assert version[1] in (resources.ICONS / "SOURCES.md").read_text(encoding="utf-8")


def test_every_page_of_the_rail_and_every_entry_of_the_menu_has_an_icon() -> None:
    words = [place.word for place in (*PLACES.values(), *COUNTY_PLACES.values())]
    words += [entry.words for entry in ENTRIES if entry is not None and entry.ticked is None]
    assert not [word for word in words if icon_of(word).isNull()]


def test_the_longest_word_decides(look: Look) -> None:
    assert icon_of("接待下一位  F4").pixmap(20).toImage() == icon_of("接待下一位").pixmap(20).toImage()
    assert icon_of("接待下一位  F4").pixmap(20).toImage() != icon_of("接待  F5").pixmap(20).toImage()
    assert icon_of("归档").isNull()


@pytest.mark.parametrize("high_contrast", [False, True])
@pytest.mark.parametrize("percent", [100, 125, 200])
def test_icons_follow_type_size_and_style_and_stand_out(
    look: Look, qtbot: QtBot, percent: int, high_contrast: bool
) -> None:
    usual, main = Button("锁定  F12"), Button("登记来访  F2", "main")
    for button in (usual, main):
        qtbot.addWidget(button)
        show(button, qtbot)
    look.set(percent=percent, high_contrast=high_contrast)
    grounds = {usual: look.colour("paper"), main: look.colour("main")}
    for button, ground in grounds.items():
        side = button.iconSize().height()
        assert side == 20 * percent // 100
        assert button.icon().availableSizes() == [QSize(side, side)], "drawn at the size that is shown"
        assert strongest(button.icon().pixmap(side).toImage(), ground) >= 4.5
        button.setEnabled(False)
        grey = button.icon().pixmap(QSize(side, side), QIcon.Mode.Disabled).toImage()
        assert strongest(grey, look.colour("ground")) >= 4.5


def test_no_icon_stands_without_a_word(window: MainWindow) -> None:
    for button in window.findChildren(QPushButton):
        assert button.icon().isNull() or button.text(), button
    marks = window.findChildren(Mark)
    assert marks
    for mark in marks:
        assert _next_to(mark).text().strip()


def test_tabs_keep_their_words_and_give_up_icons_where_there_is_no_room(
    window: MainWindow, look: Look, qtbot: QtBot
) -> None:
    tabs = window.petition.tabs
    window.stack.setCurrentWidget(window.petition)
    places = range(tabs.count())
    words = [tabs.tabText(place) for place in places]
    for percent, with_icons in ((100, True), (200, False), (100, True)):
        look.set(percent=percent)
        qtbot.waitUntil(lambda wanted=with_icons: all(tabs.tabIcon(place).isNull() != wanted for place in places))
        assert [tabs.tabText(place) for place in places] == words


def _next_to(mark: QWidget) -> QLabel:
    """The label that follows in the same frame."""
    found: list[QLabel] = mark.parentWidget().findChildren(QLabel)  # type: ignore[assignment]
    return min((one for one in found if one.x() >= mark.x()), key=lambda one: one.x())


def test_icons_are_in_the_built_program() -> None:
    """The folder of resources goes there as a whole, and no part of it that draws SVG is dropped."""
    spec = (Path(__file__).parents[2] / "build.spec").read_text(encoding="utf-8")
    assert '(str(ROOT / "resources"), "resources")' in spec
    assert "Svg" not in spec
