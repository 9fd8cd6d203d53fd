"""常用语: put in for a few letters and one key, from a list, each officer's own and those of all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.ui.helpers import commit, freed, press, show
from ui.dialogs.register import RegisterDialog
from ui.dialogs.snippets import SnippetsDialog
from ui.runner import Runner
from ui.snippets import KIND, Snippet
from ui.widgets.snippet_menu import MANAGE

CTRL = Qt.KeyboardModifier.ControlModifier
ROAD = "该路段已列入年度计划，\n资金到位后动工。"


@pytest.fixture
def form(runner: Runner, qtbot: QtBot) -> Iterator[RegisterDialog]:
    runner.snippets.keep((Snippet(key="dl", text=ROAD), Snippet(key="xdl", text="县道", shared=True)))
    made = RegisterDialog(runner)
    show(made, qtbot)
    yield made
    if not freed(made):
        made.leave()


def test_letters_and_one_key_become_the_text_in_every_kind_of_field(form: RegisterDialog) -> None:
    form.facts.setFocus()
    commit(form.facts, "𠅤某说：dl")
    press(Qt.Key.Key_J, CTRL)
    assert form.facts.value == f"𠅤某说：{ROAD}"
    form.title.setFocus()
    commit(form.title, "𠅤dl")
    press(Qt.Key.Key_J, CTRL)
    assert form.title.value == "𠅤该路段已列入年度计划， 资金到位后动工。"
    form.title.setText("")
    commit(form.title, "XDL")  # the longer of two that end alike
    press(Qt.Key.Key_J, CTRL)
    assert form.title.value == "县道"


def test_without_letters_a_list_opens_and_enter_takes_the_first(form: RegisterDialog) -> None:
    form.facts.setFocus()
    commit(form.facts, "经查，")
    press(Qt.Key.Key_J, CTRL)
    menu = form.snippets.menu
    assert menu is not None
    assert [action.text().split()[0] for action in menu.actions() if action.text()] == ["dl", "xdl", MANAGE]
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert form.facts.value == f"经查，{ROAD}"


def test_nothing_is_put_in_while_an_input_method_composes(form: RegisterDialog) -> None:
    form.facts.setFocus()
    QApplication.sendEvent(form.facts, QInputMethodEvent("dl", []))
    press(Qt.Key.Key_J, CTRL)
    assert form.facts.value == ""
    assert form.snippets.menu is None


def test_own_ones_are_nobody_elses_and_come_before_those_of_all(runner: Runner, desk: Desk) -> None:
    runner.snippets.keep((Snippet(key="dl", text="我的"), Snippet(key="dl", text="大家的", shared=True)))
    assert [one.text for one in runner.snippets.usable()] == ["我的"]
    desk.officer = "王芳"
    assert [one.text for one in runner.snippets.usable()] == ["大家的"]


def test_they_are_added_changed_and_taken_away_in_a_small_dialog(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    dialog = SnippetsDialog(runner)
    show(dialog, qtbot)
    press(Qt.Key.Key_Tab)
    first = dialog.rows.rows[0]
    first.answers["key"].put("d l")
    first.answers["text"].put("道路")
    dialog.act()
    assert "没有空格" in first.fields["key"].note.text()
    first.answers["key"].put("dl")
    second = dialog.rows.add()
    second.answers["key"].put("dl")
    second.answers["text"].put("另一条")
    dialog.act()
    assert "写了两次" in first.fields["key"].note.text()
    second.answers["whose"].put("shared")
    dialog.act()
    assert freed(dialog)
    assert {(one.name, one.body) for one in desk.remembered(KIND)} == {("dl", "道路")}
    assert {(one.name, one.body) for one in desk.remembered(KIND, shared=True)} == {("dl", "另一条")}
    again = SnippetsDialog(runner)
    again.rows.take_away(again.rows.rows[0])
    again.act()
    assert desk.remembered(KIND) == ()
