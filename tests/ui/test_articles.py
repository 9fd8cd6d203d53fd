"""The words of the law where a basis is chosen and where a step names its article."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.records.opinion import Basis
from app.domain.steps.acceptance import Accept
from tests.helpers import registered
from tests.ui.helpers import press
from tests.ui.test_steps import INVESTIGATE, act, dialog_for, taken
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.widgets.basis_list import BasisList

RULE = "第三十二条第一项"


def choose(bases: BasisList, article: str) -> None:
    """As a person does: from the list."""
    bases.offer.choose(article)
    bases.offer.activated.emit(bases.offer.currentIndex())


def test_a_chosen_article_fills_law_article_and_words(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk)
    taken(desk, number, Accept(), INVESTIGATE)
    dialog = dialog_for(runner, number, "draft_opinion", qtbot)
    choose(dialog.basis, RULE)
    choose(dialog.basis, "第三十四条")
    words = next(one.text for one in desk.articles.articles if one.article == RULE)
    assert dialog.basis.value[0] == Basis(law="《信访工作条例》", article=RULE, words=words)
    assert [basis.article for basis in dialog.basis.value] == [RULE, "第三十四条"]
    assert words in dialog.basis.rows[0].words.text()
    assert dialog.basis.offer.value == ""
    act(dialog)
    opinion = desk.petition(number).opinion
    assert opinion is not None
    assert opinion.draft.basis[0].words == words


@pytest.mark.qt_log_level_fail("CRITICAL")  # the offscreen plugin warns of every popup
def test_by_keys_the_list_is_opened_and_an_article_taken_only_when_it_is_chosen(
    runner: Runner, desk: Desk, qtbot: QtBot
) -> None:
    number = registered(desk)
    taken(desk, number, Accept(), INVESTIGATE)
    dialog = dialog_for(runner, number, "draft_opinion", qtbot)
    dialog.basis.offer.setFocus()
    press(Qt.Key.Key_Down)
    assert dialog.basis.value == ()
    shown = dialog.basis.offer.view()
    qtbot.waitUntil(shown.isVisible)
    QTest.keyClick(shown, Qt.Key.Key_Down)
    QTest.keyClick(shown, Qt.Key.Key_Return)
    assert [basis.article for basis in dialog.basis.value] == [desk.articles.articles[0].article]
    dialog.leave()


def test_words_go_with_their_article_and_not_with_another(qtbot: QtBot) -> None:
    bases = BasisList((Basis(law="《公路法》", article="第八条", words="公路工作"),))
    qtbot.addWidget(bases)
    row = bases.rows[0]
    row.article.setText("第九条")
    assert bases.value == (Basis(law="《公路法》", article="第九条"),)
    assert not row.words.isVisibleTo(bases)
    row.article.setText("第八条")
    assert bases.value[0].words == "公路工作"


def test_the_words_of_a_steps_article_are_shown(runner: Runner, window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk)
    dialog = dialog_for(runner, number, "accept", qtbot)
    told = [label.toolTip() for label in dialog.findChildren(QLabel) if "依据：" in label.text()]
    assert any("第三十一条第六项：“不属于以上情形的" in tip for tip in told)
    dialog.leave()
    window.open_petition(number)
    assert "第三十一条第六项：“不属于以上情形的" in window.petition.steps["accept"].toolTip()
