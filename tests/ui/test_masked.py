"""Personal details are hidden until they are asked for, and a form that hides them writes no mask."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.masking import MASKS
from app.domain.steps.correction import FIELDS, OF_PERSON, Correct
from app.domain.steps.officers import AddOfficer
from tests.helpers import person, registered, stored
from tests.ui.helpers import Answers, commit
from tests.ui.test_decisions import refused
from tests.ui.test_looks import spoil
from tests.ui.test_steps import act, dialog_for
from ui.dialogs.correct import CorrectDialog
from ui.main_window import MainWindow
from ui.next_step import open_dialog
from ui.pages.petition import PetitionPage
from ui.runner import Runner
from ui.widgets.hold_button import HoldButton

ID, PHONE, ADDRESS = "430621197005121239", "13800001234", "石桥镇石桥村三组12号"
REASON = "登记时听错，经本人核对"
SECRETS = (ID, PHONE, ADDRESS, "三组12号")


@pytest.fixture
def number(desk: Desk) -> str:
    return registered(desk, person("张三", phone=PHONE, id_number=ID, address=ADDRESS), facts="道路为土路。")


def page_of(window: MainWindow, number: str) -> PetitionPage:
    window.open_petition(number)
    return window.petition


def words_of(page: PetitionPage) -> str:
    """Everything that can be read on the page, whichever tab is in front."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # lines that were replaced are gone
    return "\n".join(line.text() for line in page.findChildren(QLabel))


def test_page_story_and_list_hide_details_also_of_corrections(window: MainWindow, desk: Desk, number: str) -> None:
    desk.run(number, Correct(field="phone", to=1, value="13900005678", reason=REASON))
    desk.run(number, Correct(field="address", to=1, value="石桥镇石桥村四组9号", reason=REASON))
    page = page_of(window, number)
    told = words_of(page)
    assert not [secret for secret in (*SECRETS, "13900005678", "四组9号") if secret in told]
    assert "石桥镇石桥村****" in told
    assert "138****1234" in told


def test_details_are_shown_only_while_the_button_is_held_and_what_for_is_asked_once(
    window: MainWindow, desk: Desk, number: str
) -> None:
    page = page_of(window, number)
    hold(page.details)
    assert not page.details.is_held  # first it is asked what for
    page.asking.purpose.setText("电")
    page.asking.main.click()
    assert "为什么" in page.asking.fields["purpose"].note.text()
    page.asking.purpose.setText("电话联系信访人")
    page.asking.main.click()
    for _again in range(2):
        hold(page.details)
        assert [secret for secret in SECRETS if secret in words_of(page)] == list(SECRETS)
        assert not [line for line in page.matter.findChildren(QLabel) if copied(line)]
        let_go(page.details)
        assert not [secret for secret in SECRETS if secret in words_of(page)]
    revealed = [look for look in desk.looked(number) if look.act == "reveal"]
    assert [look.sentence for look in revealed] == ["显示完整信息：证件号码、联系电话、住址"] * 2
    assert {look.purpose for look in revealed} == {"电话联系信访人"}


@pytest.mark.parametrize("key", [Qt.Key.Key_F8, Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_key_holds_it_as_long_as_it_is_down(window: MainWindow, desk: Desk, number: str, key: Qt.Key) -> None:
    page = page_of(window, number)
    page.take_purpose("核对证件")
    QTest.keyPress(page.details, key)
    assert ADDRESS in words_of(page)
    QTest.keyRelease(page.details, key)
    assert ADDRESS not in words_of(page)
    assert len([look for look in desk.looked(number) if look.act == "reveal"]) == 1


def test_f8_holds_it_from_anywhere_on_the_page(window: MainWindow, number: str) -> None:
    page = page_of(window, number)
    page.take_purpose("核对证件")
    page.matter.setFocus()
    QTest.keyPress(page.matter, Qt.Key.Key_F8)
    assert ADDRESS in words_of(page)
    QTest.keyRelease(page.matter, Qt.Key.Key_F8)
    assert ADDRESS not in words_of(page)


def test_what_is_held_is_let_go_when_the_page_is_left(window: MainWindow, number: str) -> None:
    page = page_of(window, number)
    page.take_purpose("核对证件")
    hold(page.details)
    assert ADDRESS in words_of(page)
    window.go("petitions")
    assert not [secret for secret in SECRETS if secret in words_of(page)]
    page = page_of(window, number)
    assert not [secret for secret in SECRETS if secret in words_of(page)]
    hold(page.details)
    assert not page.details.is_held  # asked again
    page.asking.leave()


def test_who_may_not_see_details_has_no_button(window: MainWindow, desk: Desk, number: str) -> None:
    with_right(desk, "approver")
    assert page_of(window, number).details.isVisible()
    window.back()
    with_right(desk, "village")  # registers for villagers, and sees those matters alone
    own = registered(desk, person("李四", phone=PHONE))
    assert not page_of(window, own).details.isVisible()
    assert "138****1234" in words_of(window.petition)


def test_nothing_is_shown_that_could_not_be_recorded(
    window: MainWindow, desk: Desk, number: str, asked: Answers
) -> None:
    page = page_of(window, number)
    page.take_purpose("核对证件")
    spoil(desk.folder)
    hold(page.details)
    assert not [secret for secret in SECRETS if secret in words_of(page)]
    assert "没有留下记录的，不能显示完整信息" in asked.said[0]


def copied(line: QLabel) -> bool:
    """Whether a line can be marked and copied."""
    return bool(line.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)


def with_right(desk: Desk, role: str) -> None:
    """The desk in the hands of an officer with this role alone."""
    desk.officer = "李明"
    name = f"{role}甲"
    desk.run_desk(AddOfficer(officer=name, roles=(role,)))
    desk.officer = name


def hold(button: HoldButton) -> None:
    QTest.mousePress(button, Qt.MouseButton.LeftButton)


def let_go(button: HoldButton) -> None:
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(("field", "value"), [("phone", PHONE), ("id_number", ID), ("address", ADDRESS)])
def test_correction_hides_the_content_until_it_is_held(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot, field: str, value: str
) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose(f"{field} 1")
    masked = MASKS[field](value)
    assert (dialog.present.text(), dialog.value.text()) == (masked, masked)
    dialog.value.setText("石桥镇")
    hold(dialog.details)
    assert (dialog.present.text(), dialog.value.text()) == (value, "石桥镇")
    let_go(dialog.details)
    assert (dialog.present.text(), dialog.value.text()) == (masked, "石桥镇")
    look = desk.looked(number)[0]
    assert (look.act, look.what, look.purpose) == ("reveal", field, f"更正{FIELDS[field]}")
    dialog.leave()


def test_what_is_not_hidden_needs_no_button(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    assert dialog.details.isVisible()
    dialog.place.choose("name 1")
    assert not dialog.details.isVisible()
    dialog.leave()


def test_typing_into_a_mask_is_refused_beside_the_field(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose("phone 1")
    dialog.value.setText("139****1234")
    commit(dialog.reason, REASON)
    act(dialog)
    assert "遮住的内容" in refused(dialog, "value")
    assert desk.petition(number).corrections == ()
    dialog.leave()


PHONES = st.text(st.sampled_from("0123456789-、转 "), min_size=1, max_size=20)
IDS = st.text(st.sampled_from("0123456789XE"), min_size=1, max_size=20)
ADDRESSES = st.text(st.sampled_from("望川县石桥镇村三组号1 "), min_size=1, max_size=30)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.fixed_dictionaries({"phone": PHONES, "id_number": IDS, "address": ADDRESSES}),
    field=st.sampled_from(sorted(MASKS)),
    looks=st.integers(0, 2),
)
def test_a_form_left_as_it_was_writes_nothing(
    runner: Runner, desk: Desk, content: dict[str, str], field: str, looks: int
) -> None:
    given_number = registered(desk, person("张三", **{**content, "address": content["address"] + "村"}))
    before = stored(desk, given_number)
    dialog = open_dialog(runner, desk.petition(given_number), "correct", None)
    assert isinstance(dialog, CorrectDialog)
    dialog.place.choose(f"{field} 1")
    for held in [True, False] * looks:
        dialog.details.held.emit(held)
    dialog.reason.setPlainText(REASON)
    dialog.main.click()
    assert stored(desk, given_number) == before
    dialog.leave()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(OF_PERSON)), typed=st.text(st.sampled_from("1*＊三组"), max_size=8))
def test_no_form_writes_a_star_where_one_was_shown(runner: Runner, desk: Desk, field: str, typed: str) -> None:
    given_number = registered(desk, person("张三", phone=PHONE, id_number=ID, address=ADDRESS))
    dialog = open_dialog(runner, desk.petition(given_number), "correct", None)
    assert isinstance(dialog, CorrectDialog)
    if dialog.place.findData(f"{field} 1") >= 0:
        dialog.place.choose(f"{field} 1")
        dialog.value.setText(typed)
        dialog.reason.setPlainText(REASON)
        dialog.main.click()
    one = stored(desk, given_number).petitioners[0]
    assert not [star for star in "*＊" if star in one.phone + one.id_number + one.address]
    dialog.leave()
