"""Refusals go where they belong: beside a field, into a box, or to the crash report."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.acceptance import Accept
from tests.helpers import PASSPHRASE, FixedClock, registered, registration
from tests.ui.helpers import Answers
from ui.look import Look
from ui.pages.reception import ReceptionPage
from ui.runner import Runner


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_success_is_heard_by_every_view(runner: Runner, desk: Desk, parent: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runner.changed) as heard:
        runner.run(lambda: desk.register(registration()), parent)
    assert heard.args[0].number == desk.page()[0].number


def test_a_broken_rule_goes_to_the_field(runner: Runner, desk: Desk, parent: QWidget, asked: Answers) -> None:
    number = registered(desk)
    desk.run(number, Accept())
    caught: list[RuleBroken] = []
    assert runner.run(lambda: desk.run(number, Accept()), parent, caught.append) is None
    assert caught[0].code == "accepted-already"
    assert asked.said == []


def test_a_broken_rule_without_a_field_is_said_in_a_box(
    runner: Runner, desk: Desk, parent: QWidget, asked: Answers
) -> None:
    number = registered(desk)
    desk.run(number, Accept())
    runner.run(lambda: desk.run(number, Accept()), parent)
    assert "已于 2026-03-02 受理" in asked.said[0]


def test_what_the_surroundings_broke_is_said_even_where_a_field_listens(
    desk_folder: Path, asked: Answers, look: Look, parent: QWidget
) -> None:
    caught: list[RuleBroken] = []
    with Desk.open(desk_folder, PASSPHRASE, write=False) as reading:
        runner = Runner(reading, asked, look)
        assert runner.run(lambda: reading.register(registration()), parent, caught.append) is None
    assert "只读" in asked.said[0]
    assert caught == []


def test_a_fault_of_the_program_is_not_swallowed(runner: Runner, parent: QWidget) -> None:
    with pytest.raises(ZeroDivisionError):
        runner.run(lambda: 1 // 0, parent)


def test_a_date_hard_to_believe_is_asked_about_before_the_first_entry(
    desk_folder: Path, asked: Answers, look: Look, parent: QWidget, clock: FixedClock
) -> None:
    clock.pass_by(days=300)
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, careful=True) as desk:
        runner = Runner(desk, asked, look)
        page = ReceptionPage(runner)
        page.refresh()
        assert "上次登记是2026年3月2日" in page.troubles.text()
        asked.yes = False
        assert runner.run(lambda: desk.register(registration()), parent) is None
        assert asked.said[0] == "本机日期是2026年12月27日，上次登记是2026年3月2日。日期对吗？"
        assert "改正日期" in asked.said[1]
        assert desk.count() == 0
        asked.yes = True
        assert runner.run(lambda: desk.register(registration()), parent) is not None
        page.refresh()
        assert (desk.count(), page.troubles.isHidden()) == (1, True)
    assert len(asked.said) == 3
    page.deleteLater()
