"""Every text can be read on its ground, and the stylesheet scales as a whole."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QPalette, QRawFont, QTextLayout
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from ui import application, resources, theme
from ui.look import Look


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.HIGH_CONTRAST], ids=["light", "high contrast"])
@pytest.mark.parametrize(("text", "ground"), theme.TEXT_PAIRS)
def test_text_stands_out_from_its_ground(colours: theme.Colours, text: str, ground: str) -> None:
    ratio = theme.contrast(getattr(colours, text), getattr(colours, ground))
    assert ratio >= 4.5, f"{text} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.HIGH_CONTRAST], ids=["light", "high contrast"])
def test_what_nobody_typed_and_what_may_not_be_used_is_told_from_the_rest(colours: theme.Colours) -> None:
    assert theme.contrast(colours.faint, colours.ink) >= 2.5


def test_the_chosen_line_stands_out_in_high_contrast() -> None:
    assert theme.contrast(theme.HIGH_CONTRAST.tint, theme.HIGH_CONTRAST.paper) >= 3


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert round(theme.contrast("#000000", "#FFFFFF"), 1) == 21.0


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.HIGH_CONTRAST])
def test_stylesheet_leaves_no_name_unresolved(colours: theme.Colours) -> None:
    assert "@" not in theme.stylesheet(colours, 100)


def test_every_icon_of_the_stylesheet_is_there_in_both_sets() -> None:
    for name in re.findall(r"(\w+)_@icons@\.svg", resources.STYLE.read_text(encoding="utf-8")):
        for kind in ("dark", "light"):
            assert (resources.ICONS / f"{name}_{kind}.svg").is_file()


def test_lengths_scale_and_hairlines_stay() -> None:
    plain = theme.stylesheet(theme.LIGHT, 100)
    large = theme.stylesheet(theme.LIGHT, 200)
    assert "font-size: 16.00pt" in plain
    assert "font-size: 32.00pt" in large
    assert "border: 1px" in theme.stylesheet(theme.LIGHT, 150)


def test_bundled_font_is_the_one_on_screen(look: Look) -> None:
    label = QLabel("首问台")
    assert QFontInfo(label.font()).family() == theme.FAMILY


@pytest.mark.parametrize("character", "张堃喆昇頔㛃𠅤𬭚")
def test_names_with_rare_characters_have_a_glyph(character: str, qapp: QApplication) -> None:
    font = QRawFont(str(resources.FONT), 12)
    assert font.supportsCharacter(ord(character))


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_fields_and_buttons_are_high_enough_to_hit(look: Look, percent: int) -> None:
    look.set(percent=percent)
    field, button = QLineEdit(), QPushButton("登记")
    assert field.sizeHint().height() >= 32 * percent / 100 - 1
    assert button.sizeHint().height() >= 36 * percent / 100 - 1


def test_type_grows_and_shrinks_in_steps_and_stops_at_the_ends(look: Look) -> None:
    look.bigger()
    assert look.percent == 110
    look.set(percent=200)
    look.bigger()
    assert look.percent == 200
    look.set(percent=100)
    look.smaller()
    assert look.percent == 100


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_the_two_styles_differ_in_colours_and_icons_alone(percent: int) -> None:
    """So what is not cut off in one of them is not cut off in the other."""
    shapes = [
        re.sub(r"#[0-9A-Fa-f]{6}|_(dark|light)\.svg", "", theme.stylesheet(colours, percent))
        for colours in (theme.LIGHT, theme.HIGH_CONTRAST)
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.HIGH_CONTRAST])
def test_no_colour_comes_from_a_system_that_is_dark(colours: theme.Colours, qapp: QApplication) -> None:
    made = theme.palette(colours)
    roles = [
        role for role in QPalette.ColorRole if role not in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles)
    ]
    assert not [role for role in roles if not made.isBrushSet(QPalette.ColorGroup.Active, role)]
    assert qapp.styleHints().colorScheme() != Qt.ColorScheme.Dark


@pytest.mark.parametrize("character", "𡵆𠀋")
def test_characters_that_the_first_typeface_lacks_are_drawn_and_no_boxes(character: str, look: Look) -> None:
    application.add_rare_characters()
    assert not QRawFont(str(resources.FONT), 12).supportsCharacter(ord(character))
    layout = QTextLayout(character, QLabel().font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    (run,) = layout.glyphRuns()
    assert run.rawFont().familyName() == theme.RARE_FAMILY
    assert run.glyphIndexes() != [0]


@pytest.mark.parametrize("high_contrast", [False, True])
def test_how_much_there_is_in_all_is_seen_of_a_bar_that_has_just_begun(
    look: Look, qtbot: QtBot, high_contrast: bool
) -> None:
    look.set(high_contrast=high_contrast)
    bar = QProgressBar()
    qtbot.addWidget(bar)
    bar.setTextVisible(False)
    bar.setRange(0, 100)
    bar.setValue(1)
    bar.resize(300, bar.sizeHint().height())
    bar.show()
    seen = bar.grab().toImage()
    frame, inside = (seen.pixelColor(seen.width() - away, seen.height() // 2).name().upper() for away in (1, 20))
    assert (frame, inside) == (look.colours.line, look.colours.paper)
