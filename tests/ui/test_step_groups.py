"""The steps of a petition stand where a clerk looks for them: the next one first, its neighbours, the rest folded."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.table import STEPS
from tests.helpers import registered
from tests.ui.helpers import press, show
from ui.pages.petition import PetitionPage
from ui.runner import Runner
from ui.step_groups import ALWAYS, GROUPS, arranged, group_of


def test_every_step_stands_under_one_heading() -> None:
    grouped = list(chain.from_iterable(GROUPS.values()))
    assert sorted(grouped) == sorted(STEPS)


@given(possible=st.lists(st.sampled_from(sorted(STEPS)), unique=True, min_size=1))
def test_no_possible_step_is_lost(possible: list[str]) -> None:
    steps = arranged(possible)
    assert sorted((*steps.open, *chain.from_iterable(group for _title, group in steps.folded))) == sorted(possible)
    assert steps.open[0] == possible[0]
    assert {group_of(step) for step in steps.open} <= {group_of(possible[0]), group_of(ALWAYS)}


def test_a_folded_group_is_opened_by_its_heading_and_stays_open(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    page = PetitionPage(runner)
    show(page, qtbot)
    number = registered(desk)
    page.show_petition(number)
    step = page.steps["correct"]
    assert not step.isVisible()
    fold = page.folded.itemAt(page.folded.count() - 1).widget()
    fold.head.setFocus()
    press(Qt.Key.Key_Space)
    assert step.isVisible()
    page.refresh()
    assert page.steps["correct"].isVisible()
    page.show_petition(registered(desk))
    assert not page.steps["correct"].isVisible()
