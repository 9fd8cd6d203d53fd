"""Linked petitions in the windows: decided beside the registration or later, seen from both sides, undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.records.petitioner import SplitFrom
from app.domain.steps.links import LinkEarlier, Unlink
from app.domain.steps.register import AddContact
from tests.helpers import person, registered
from tests.ui.clipping import clipped
from tests.ui.helpers import commit, freed, press, show
from tests.ui.test_decisions import mnemonics
from tests.ui.test_register import dialog_of, fill
from tests.ui.test_steps import act, dialog_for, taken
from ui import telling
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.register import RegisterDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner


@pytest.fixture
def form(runner: Runner, qtbot: QtBot) -> Iterator[RegisterDialog]:
    made = RegisterDialog(runner)
    show(made, qtbot)
    yield made
    if not freed(made):
        made.leave()


@pytest.fixture
def first(desk: Desk) -> str:
    return registered(desk, person("张建国", phone="13800001234"))


@pytest.fixture
def second(desk: Desk, first: str) -> str:
    return registered(desk, person("张建国"), title="请求尽快硬化村道")


def told(desk: Desk, number: str) -> str:
    """诉求与结果 as it is read."""
    return "\n".join(text for _role, text in telling.matter(desk.view(number)))


def test_a_card_says_how_like_it_is_and_why(form: RegisterDialog, first: str) -> None:
    fill()
    form.look_up()
    (card,) = form.candidates.cards
    assert card.told.text() == "很可能是同一事项：电话相同，姓名相同，住址相同，内容48%相同：三组至村部的道路"


def test_a_new_matter_is_registered_and_linked_in_one_go(
    form: RegisterDialog, desk: Desk, first: str, qtbot: QtBot
) -> None:
    fill()
    form.look_up()
    card = form.candidates.cards[0]
    assert card.joining.isHidden()
    card.join.click()
    assert not card.joining.isHidden()
    card.kind.choose("related")
    card.reason.setText("同一条道路")
    with qtbot.waitSignal(form.registered):
        form.main.click()
    (link,) = desk.petition(desk.page()[0].number).links
    assert (link.number, link.link, link.reason) == (first, "related", "同一条道路")


def test_what_was_decided_for_stays_while_the_story_goes_on(form: RegisterDialog, desk: Desk, first: str) -> None:
    fill()
    form.look_up()
    form.candidates.cards[0].join.click()
    form.candidates.cards[0].reason.setText("同一条道路")
    form.candidates.cards[0].reason.setFocus()
    registered(desk, person("张建国"))
    form.people.rows[0].phone.clear()
    form.people.rows[0].name.setText("张建")
    form.look_up()
    kept = next(card for card in form.candidates.cards if card.candidate.number == first)
    assert kept.join.isChecked()
    assert kept.reason.value == "同一条道路"
    assert QApplication.focusWidget() is kept.reason


def test_a_link_without_its_reason_is_asked_for_beside_it(form: RegisterDialog, desk: Desk, first: str) -> None:
    fill()
    form.look_up()
    card = form.candidates.cards[0]
    card.join.click()
    card.reason.clear()
    form.main.click()
    assert "理由" in card.reason_field.note.text()
    assert QApplication.focusWidget() is card.reason
    assert desk.count() == 1
    card.join.click()  # after all not
    form.main.click()
    assert desk.petition(desk.page()[0].number).links == ()


def test_a_very_like_petition_bars_nothing(form: RegisterDialog, desk: Desk, first: str) -> None:
    fill()
    form.look_up()
    form.main.click()
    assert desk.count() == 2


def test_a_petition_is_linked_later_from_what_is_alike(
    runner: Runner, desk: Desk, first: str, second: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, second, "link", qtbot)
    dialog.found.choose(first)
    assert dialog.other.value == first
    dialog.link.choose("repeat")
    commit(dialog.reason, "同一条道路")
    act(dialog)
    assert freed(dialog)
    assert "本件重复反映该件" in told(desk, second)
    assert f"该件重复反映本件：2026-03-02 张建国《请求尽快硬化村道》，已登记，编号 {second}" in told(desk, first)


def test_a_number_that_is_not_there_is_refused_beside_its_field(
    runner: Runner, desk: Desk, second: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, second, "link", qtbot)
    dialog.other.setText("2026-99")
    commit(dialog.reason, "同一条道路")
    act(dialog)
    assert "2026-99" in dialog.fields["other"].note.text()
    dialog.leave()


def test_a_link_is_undone_and_stays_readable(runner: Runner, desk: Desk, first: str, second: str, qtbot: QtBot) -> None:
    taken(desk, second, LinkEarlier(other=first, reason="同一条道路"))
    dialog = dialog_for(runner, second, "unlink", qtbot)
    assert dialog.editors["other"].get() == first
    commit(dialog.editors["reason"].editor, "经核实是另一条道路")
    act(dialog)
    assert freed(dialog)
    for number in (first, second):
        assert "撤销关联，事由：经核实是另一条道路" in told(desk, number)


def test_a_key_goes_to_the_other_petition_and_back(
    window: MainWindow, desk: Desk, first: str, second: str, qtbot: QtBot
) -> None:
    taken(desk, second, LinkEarlier(other=first, link="repeat", reason="同一条道路"))
    window.open_petition(second)
    page = window.petition
    assert page.links.isVisible()
    assert "关联事项 1 件（Alt+B）" in page.people.text()
    press(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.number == first)
    press(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.number == second)
    taken(desk, second, Unlink(other=first, reason="错"))
    page.refresh()
    assert page.links.isHidden()


def test_the_other_petition_is_shown_from_its_beginning(
    window: MainWindow, desk: Desk, first: str, second: str, qtbot: QtBot
) -> None:
    taken(desk, second, LinkEarlier(other=first, link="repeat", reason="同一条道路"))
    window.open_petition(second)
    page = window.petition
    QApplication.processEvents()
    bars = [page.matter.verticalScrollBar(), page.side.verticalScrollBar()]
    for bar in bars:
        assert bar.maximum() > 0
        bar.setValue(bar.maximum())
    page.links.buttons[0].click()
    qtbot.waitUntil(lambda: page.number == first)
    QApplication.processEvents()
    assert [bar.value() for bar in bars] == [0, 0]
    assert QApplication.focusWidget() is next(iter(page.steps.values()))


@pytest.mark.parametrize("step", ["link", "unlink"])
def test_every_letter_behind_alt_stands_for_one_field(
    runner: Runner, desk: Desk, first: str, second: str, step: str, qtbot: QtBot
) -> None:
    taken(desk, second, LinkEarlier(other=first, reason="同一条道路"))
    dialog = dialog_for(runner, second, step, qtbot)
    keys = [text[text.index("&") + 1] for text in mnemonics(dialog)]
    assert keys
    assert len(keys) == len(set(keys)), keys
    dialog.leave()


@pytest.mark.parametrize("percent", [150, 200])
def test_nothing_is_cut_off_at_large_type(
    runner: Runner, window: MainWindow, desk: Desk, first: str, second: str, look: Look, percent: int, qtbot: QtBot
) -> None:
    taken(desk, second, LinkEarlier(other=first, link="repeat", reason="同一条道路" * 20))
    look.set(percent=percent)
    window.open_petition(first)
    QApplication.processEvents()
    assert clipped(window) == []
    for step in ("link", "unlink"):
        dialog = dialog_for(runner, second, step, qtbot)
        assert clipped(dialog) == []
        dialog.leave()


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_a_card_with_a_link_is_not_cut_off(runner: Runner, first: str, look: Look, percent: int, qtbot: QtBot) -> None:
    look.set(percent=percent)
    form = RegisterDialog(runner)
    show(form, qtbot)
    fill()
    form.look_up()
    form.candidates.cards[0].join.click()
    QApplication.processEvents()
    assert clipped(form) == []
    form.leave()


def test_a_visit_that_was_joined_by_mistake_is_split_off_and_registered(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    number = registered(desk, person("谭福生"))
    desk.run(number, AddContact(note="诉求：疏通排水沟\n事实：排水沟堵塞。\n理由：镇里修的。"))
    window.open_petition(number)
    window.petition.take("split_contact")
    form = dialog_of(window, FormDialog, qtbot)
    form.fill_in({"reason": "另一事项"})
    form.main.click()
    anew = dialog_of(window, RegisterDialog, qtbot)
    assert anew.step().split_from == SplitFrom(number=number, contact=2)
    assert (anew.facts.value, anew.requests.value, anew.title.value) == ("排水沟堵塞。", ("疏通排水沟",), "疏通排水沟")
    assert not anew.on.isEnabled()
    anew.main.click()
    (new, _old) = desk.page()
    assert desk.petition(number).contacts[1].belongs_to == new.number
