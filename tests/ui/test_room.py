"""How much is to be seen on a screen of 1366x768: at large type the heads and feet leave room for the work."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.exchange.desk_side import ExchangeState
from tests.helpers import person, registered
from tests.ui.helpers import press
from ui import offscreen, words
from ui.dialogs.register import RegisterDialog
from ui.dialogs.snippets import SnippetsDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner

DIRECTIONS = QBoxLayout.Direction
BAND = 30  # pixels that the band of the practice desk takes
PHRASES = [{"key": key, "whose": "", "text": "请您妥善保管登记回执。"} for key in ("dl", "gz")]


def seen(widget: QWidget) -> int:
    """Pixels of its height."""
    return widget.visibleRegion().boundingRect().height()


def test_four_lines_of_the_list_are_seen_at_large_type(
    window: MainWindow, desk: Desk, look: Look, qtbot: QtBot
) -> None:
    for place in range(6):
        registered(desk, person(f"村民{place}"))
    look.set(percent=200)
    press(Qt.Key.Key_F6)
    table = window.petitions.table
    line = table.verticalHeader().defaultSectionSize()
    qtbot.waitUntil(lambda: seen(table.viewport()) >= 4 * line)
    assert QApplication.focusWidget() is table
    assert seen(window.petitions.bar) > 0


@pytest.mark.parametrize("name", ["deadlines", "looks", "settings"])
def test_three_lines_of_every_page_with_a_list_are_seen_at_large_type(
    window: MainWindow, desk: Desk, look: Look, qtbot: QtBot, name: str
) -> None:
    for place in range(6):
        registered(desk, person(f"村民{place}"))
    look.set(percent=200)
    window.go(name)
    table = window.tables[-1]
    line = table.verticalHeader().defaultSectionSize()
    qtbot.waitUntil(lambda: seen(table.viewport()) >= 3 * line)
    assert QApplication.focusWidget() is table


def test_four_figures_of_the_report_and_what_they_are_made_of_are_seen_at_large_type(
    window: MainWindow, desk: Desk, look: Look, qtbot: QtBot
) -> None:
    registered(desk)
    look.set(percent=200)
    window.go("report")
    for table in window.tables[-2:]:
        line = table.verticalHeader().defaultSectionSize()
        qtbot.waitUntil(lambda table=table, line=line: seen(table.viewport()) >= 4 * line)


def test_a_long_line_at_the_foot_does_not_make_the_window_wider_than_the_screen(
    window: MainWindow, look: Look, qtbot: QtBot
) -> None:
    days = {"sent_at": "2026-11-20", "acknowledged_at": "2026-11-20", "read_at": "2026-11-20"}
    state = ExchangeState(county="望川县信访局（演示）", written=243, sent=243, acknowledged=242, packages=(), **days)
    look.set(percent=200)
    window.foot.setText(words.exchange_line(state, held=1))
    QApplication.processEvents()
    assert window.foot.sizeHint().width() > offscreen.WIDTH
    assert window.width() == window.minimumSizeHint().expandedTo(window.size()).width() == offscreen.WIDTH
    assert window.foot.text().startswith("交换：有 1 个文件没有收下")


def test_a_tab_of_the_exchange_page_does_not_ask_for_the_room_of_another(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    registered(desk)
    window.resize(window.width(), window.height() - BAND)
    window.go("exchange")
    area = window.exchange.area
    qtbot.waitUntil(lambda: area.isVisible() and area.verticalScrollBar().maximum() == 0)


def test_a_dialog_grows_with_its_form_until_somebody_gives_it_a_size(
    runner: Runner, window: MainWindow, qtbot: QtBot
) -> None:
    dialog = SnippetsDialog(runner, window)
    dialog.open()
    before = dialog.height()
    dialog.rows.put(PHRASES)
    qtbot.waitUntil(lambda: dialog.height() > before and dialog.body.verticalScrollBar().maximum() == 0)
    dialog.resize(dialog.width(), before)
    dialog.rows.put(PHRASES[:1])
    dialog.rows.put(PHRASES)
    qtbot.waitUntil(lambda: dialog.body.verticalScrollBar().maximum() > 0)
    assert dialog.height() == before
    dialog.leave()


def test_form_and_neighbour_stand_side_by_side_only_where_the_form_has_its_room(
    runner: Runner, window: MainWindow, qtbot: QtBot
) -> None:
    """On a screen of 1366 pixels that the system enlarges by half they do not."""
    dialog = RegisterDialog(runner, window)
    dialog.open()
    assert 871 < dialog.least_abreast < 1000
    for width, beside in ((dialog.least_abreast, True), (dialog.least_abreast - 1, False)):
        dialog.resize(width, dialog.height())
        qtbot.waitUntil(lambda beside=beside: (dialog.middle.direction() == DIRECTIONS.LeftToRight) is beside)
        QApplication.processEvents()
        assert dialog.body.horizontalScrollBar().maximum() == 0
    dialog.leave()


def test_steps_stand_beside_each_other_and_a_tab_is_seen_whole_at_large_type(
    window: MainWindow, desk: Desk, look: Look, qtbot: QtBot
) -> None:
    number = registered(desk)
    look.set(percent=200)
    window.open_petition(number)
    page = window.petition
    qtbot.waitUntil(lambda: page.middle.stacked)
    first, second, *_more = page.steps.values()
    qtbot.waitUntil(lambda: first.y() == second.y() and first.width() < second.x())
    qtbot.waitUntil(lambda: first.height() > 0 and first.width() > page.side.width() // 3)
    assert page.side.verticalScrollBar().maximum() == 0
    press(Qt.Key.Key_J, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: seen(page.tabs) == page.tabs.height())
    assert seen(page.story) > 8 * page.fontMetrics().height()


def test_every_tab_of_a_petition_is_seen_beside_the_steps(window: MainWindow, desk: Desk, look: Look) -> None:
    look.set(percent=150)
    window.open_petition(registered(desk))
    assert not window.petition.middle.stacked
    assert window.petition.tabs.tabBar().sizeHint().width() <= window.petition.tabs.width()


def test_the_first_page_does_not_scroll_with_two_who_wait_on_the_practice_desk(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    registered(desk)
    window.resize(window.width(), window.height() - BAND)
    for _ in range(2):
        window.reception.waiting.note()
    window.go("reception")
    QApplication.processEvents()
    qtbot.waitUntil(lambda: window.reception.area.verticalScrollBar().maximum() == 0)
    assert window.reception.waiting.table.isVisible()


def test_the_next_petition_is_opened_at_its_head(window: MainWindow, desk: Desk, look: Look, qtbot: QtBot) -> None:
    numbers = [registered(desk, person(name)) for name in ("张三", "李四")]
    look.set(percent=200)
    window.open_petition(numbers[0])
    page = window.petition
    press(Qt.Key.Key_J, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.area.verticalScrollBar().value() > 0)
    window.back()
    window.open_petition(numbers[1])
    qtbot.waitUntil(lambda: seen(page.title) == page.title.height())
    assert QApplication.focusWidget() in page.steps.values()
