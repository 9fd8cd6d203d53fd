"""登记来访: by keyboard alone with an input method, candidates beside, refusals at the field, receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.desk.questions import OWN_CLASS_RULES
from tests.helpers import person, registered, stored
from tests.ui.helpers import Answers, commit, freed, press, printed, show, type_here
from ui.dialogs.name_list import NameListDialog
from ui.dialogs.read_out import ReadOutDialog
from ui.dialogs.receipt import ReceiptDialog
from ui.dialogs.register import RegisterDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner

D = TypeVar("D", bound=QDialog)
ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def form(runner: Runner, qtbot: QtBot) -> Iterator[RegisterDialog]:
    made = RegisterDialog(runner)
    show(made, qtbot)
    yield made
    if not freed(made):
        made.leave()


class Keys:
    """Presses keys and counts them; a key together with Ctrl or Alt is one."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        self.count += 1
        press(key, *modifiers)


def fill(keys: Keys | None = None) -> None:
    """Type the story from the first field on, Enter after each part."""
    keys = keys or Keys()
    for text in ("张建国", "石桥镇石桥村三组", "13800001234", "", "道路没有硬化，雨天不能走。", "去年就列入了计划。"):
        if text:
            type_here(text)
        keys.press(ENTER)
    type_here("硬化三组至村部的道路")


def dialog_of(window: MainWindow, kind: type[D], qtbot: QtBot) -> D:
    """The one dialog of this kind that is open, active."""
    (found,) = [d for d in window.findChildren(kind) if d.isVisible()]
    qtbot.waitExposed(found)
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    return found


def test_a_visitor_is_registered_by_keyboard_alone(
    window: MainWindow, desk: Desk, asked: Answers, qtbot: QtBot
) -> None:
    """F2, Enter after six fields, Ctrl+Enter, Enter on the receipt: nine keys beyond the text itself."""
    keys = Keys()
    keys.press(Qt.Key.Key_F2)
    dialog_of(window, RegisterDialog, qtbot)
    fill(keys)
    keys.press(ENTER, CTRL)
    receipt = dialog_of(window, ReceiptDialog, qtbot)
    assert QApplication.focusWidget() is receipt.main
    asked.paper = desk.folder.parent / "receipt.pdf"
    keys.press(ENTER)
    printed(window.runner, qtbot)
    assert asked.paper.read_bytes().startswith(b"%PDF")
    assert keys.count == 9
    (row,) = desk.page()
    assert row.who == "张建国"
    assert row.title == "硬化三组至村部的道路"
    petition = stored(desk, row.number)
    assert petition.facts == "道路没有硬化，雨天不能走。"
    assert petition.petitioners[0].phone == "13800001234"
    assert desk.query_code(row.number) in [shown.text() for shown in receipt.findChildren(QLabel)]
    receipt.reject()
    assert freed(receipt)


def test_shift_enter_breaks_the_line_and_enter_goes_on(form: RegisterDialog) -> None:
    form.facts.setFocus()
    type_here("第一行")
    press(ENTER, Qt.KeyboardModifier.ShiftModifier)
    type_here("第二行")
    press(ENTER)
    assert form.facts.value == "第一行\n第二行"
    assert QApplication.focusWidget() is form.reasons


def test_unfinished_composition_is_not_taken_as_text(form: RegisterDialog) -> None:
    name = form.people.rows[0].name
    commit(name, "张", preedit="zhang")
    assert name.value == "张"
    commit(name, "𠅤")
    assert name.value == "张𠅤"


def test_mnemonic_jumps_to_its_field(form: RegisterDialog) -> None:
    press(Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is form.facts


def test_candidates_appear_while_typing_and_leave_the_focus_alone(
    form: RegisterDialog, desk: Desk, qtbot: QtBot
) -> None:
    number = registered(desk, person("张建国", phone="13800001234"))
    type_here("张建国")
    press(ENTER)
    focused = QApplication.focusWidget()
    qtbot.waitUntil(lambda: bool(form.candidates.cards))
    assert QApplication.focusWidget() is focused
    card = form.candidates.cards[0]
    assert card.candidate.number == number
    assert "姓名相同" in card.candidate.why


def test_at_large_type_the_form_has_the_room_and_earlier_petitions_are_one_line_that_unfolds(
    runner: Runner, look: Look, desk: Desk, qtbot: QtBot
) -> None:
    """1366x768 at 200 %, with a suggested class too; the focus stays where it is, and is seen."""
    for title in ("反映村口路灯长期不亮", "请求硬化道路"):
        registered(desk, person("张建国"), title=title)
    look.set(percent=200)
    form = RegisterDialog(runner)
    qtbot.addWidget(form)
    show(form, qtbot)
    room, one = form.body.viewport(), form.fontMetrics().lineSpacing()
    assert room.height() > 12 * one  # nothing is known yet
    form.people.rows[0].name.setText("张建国")
    form.facts.setPlainText("三组至村部的道路没有硬化，雨天无法通行。")
    form.facts.setFocus()
    form.look_up()
    qtbot.waitUntil(lambda: form.facts.viewport().visibleRegion().contains(form.facts.cursorRect()))
    assert room.height() > 10 * one
    assert form.suggestion.take.isVisible()
    assert "张建国" in form.candidates.line.text()
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    shown = form.candidates.area.viewport()
    qtbot.waitUntil(lambda: shown.height() > 6 * one)
    assert form.candidates.cards[1].detail.isVisible()
    qtbot.waitUntil(lambda: form.candidates.area.verticalScrollBar().value() == form.candidates.cards[1].y())
    assert QApplication.focusWidget() is form.facts
    assert form.facts.viewport().visibleRegion().contains(form.facts.cursorRect())
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: room.height() > 10 * one)
    assert not form.candidates.area.isVisible()
    assert QApplication.focusWidget() is form.facts


def test_another_matter_takes_the_candidate_away_for_good(form: RegisterDialog, desk: Desk) -> None:
    registered(desk, person("张建国"))
    type_here("张建国")
    form.look_up()
    form.candidates.cards[0].new.click()
    assert form.candidates.cards == []
    form.look_up()
    assert form.candidates.cards == []


def test_candidate_shows_what_it_was_about(form: RegisterDialog, desk: Desk) -> None:
    registered(desk, person("张建国"))
    type_here("张建国")
    form.look_up()
    press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert "硬化石桥村三组至村部的道路" in form.candidates.cards[0].detail.text()


def test_same_matter_is_merged_as_a_further_contact(
    form: RegisterDialog, desk: Desk, asked: Answers, qtbot: QtBot
) -> None:
    number = registered(desk, person("张建国"))
    fill()
    form.look_up()
    with qtbot.waitSignal(form.merged) as heard:
        form.candidates.cards[0].merge.click()
    assert heard.args == [number]
    assert desk.count() == 1
    assert "道路没有硬化" in desk.petition(number).contacts[1].note
    assert number in asked.said[0]


def test_merging_asks_first(form: RegisterDialog, desk: Desk, asked: Answers) -> None:
    number = registered(desk, person("张建国"))
    fill()
    form.look_up()
    asked.yes = False
    form.candidates.cards[0].merge.click()
    assert len(desk.petition(number).contacts) == 1


def test_missing_fields_are_named_beside_them(form: RegisterDialog, desk: Desk) -> None:
    form.main.click()
    person_fields = form.people.rows[0].fields
    assert "必填" in person_fields["name"].note.text()
    for name in ("facts", "reasons", "requests"):
        assert "必填" in form.fields[name].note.text()
    assert desk.count() == 0
    assert form.isVisible()


def test_missing_address_is_refused_until_it_is_marked_unclear(form: RegisterDialog, desk: Desk) -> None:
    fill()
    form.people.rows[0].address.clear()
    form.main.click()
    assert "住址" in form.fields["petitioners"].note.text()
    form.people.unclear.setChecked(True)
    form.main.click()
    assert desk.count() == 1


def test_refusal_goes_away_when_it_is_mended(form: RegisterDialog, desk: Desk) -> None:
    form.main.click()
    form.people.rows[0].name.setFocus()
    fill()
    form.main.click()
    assert desk.count() == 1


def test_a_denunciation_is_not_registered_here(form: RegisterDialog, desk: Desk) -> None:
    fill()
    form.category.choose("denunciation")
    form.main.click()
    assert "本台没有人可以登记" in form.fields["category"].note.text()
    assert desk.count() == 0


def test_wrong_check_digit_is_a_note_and_no_wall(form: RegisterDialog, desk: Desk) -> None:
    fill()
    first = form.people.rows[0]
    first.id_number.setText("43062119700512")
    assert first.fields["id_number"].note.text() == "已输入14位"
    first.id_number.setText("430621197005121234")
    assert "校验" in first.fields["id_number"].note.text()
    form.main.click()
    assert desk.count() == 1


def test_phone_that_is_none_is_a_note_and_no_wall(form: RegisterDialog, desk: Desk) -> None:
    fill()
    first = form.people.rows[0]
    first.phone.setText("找村主任转")
    assert "联系电话不像" in first.fields["phone"].note.text()
    first.phone.setText("13800001234")
    assert not first.fields["phone"].note.text()
    first.phone.setText("430621197005121239")
    assert "像是身份证号码" in first.fields["phone"].note.text()


def test_nationality_is_asked_for_beside_a_foreign_document(form: RegisterDialog, desk: Desk) -> None:
    fill()
    first = form.people.rows[0]
    assert not first.fields["nationality"].isVisible()
    first.id_type.choose("passport")
    assert first.fields["nationality"].isVisible()
    commit(first.nationality, "德国")
    commit(first.id_number, "C01X00T47")
    form.main.click()
    petitioner = stored(desk, desk.page()[0].number).petitioners[0]
    assert (petitioner.nationality, petitioner.id_type) == ("德国", "passport")


def test_nationality_of_another_document_does_not_count(form: RegisterDialog, desk: Desk) -> None:
    fill()
    first = form.people.rows[0]
    first.id_type.choose("permanent")
    commit(first.nationality, "德国")
    first.id_type.choose("resident")
    assert not first.fields["nationality"].isVisible()
    form.main.click()
    assert stored(desk, desk.page()[0].number).petitioners[0].nationality == ""


def test_joint_visit_with_representatives_and_head_count(form: RegisterDialog, desk: Desk) -> None:
    fill()
    for name in ("李春生", "王桂兰"):
        commit(form.people.add().name, name)
    for one in form.people.rows[:2]:
        one.representative.setChecked(True)
    form.head_count.setValue(12)
    form.main.click()
    petition = stored(desk, desk.page()[0].number)
    assert petition.head_count == 12
    assert [p.name for p in petition.addressees] == ["张建国", "李春生"]
    assert petition.petitioners[1].address == "石桥镇石桥村三组"


def test_head_count_follows_the_people_who_are_named(form: RegisterDialog) -> None:
    fill()
    commit(form.people.add().name, "李春生")
    assert form.head_count.value() == 2


def test_a_person_can_be_taken_out_again(form: RegisterDialog, qtbot: QtBot) -> None:
    fill()
    second = form.people.add()
    commit(second.name, "李春生")
    second.remove.click()
    assert [p.name for p in form.people.value] == ["张建国"]


def test_organisation_with_code_and_contact_person(form: RegisterDialog, desk: Desk) -> None:
    fill()
    first = form.people.rows[0]
    first.organisation.setChecked(True)
    commit(first.credit_code, "91430600MA4L000000")
    commit(first.contact_person, "何立新")
    form.main.click()
    petitioner = stored(desk, desk.page()[0].number).petitioners[0]
    assert petitioner.kind == "organisation"
    assert petitioner.contact_person == "何立新"
    assert petitioner.id_number == ""


def test_several_requests_and_materials(form: RegisterDialog, desk: Desk) -> None:
    fill()
    commit(form.requests.add(), "先铺碎石")
    paper = form.materials.add()
    commit(paper.name, "现场照片")
    paper.pages.setValue(3)
    form.materials.add()
    form.main.click()
    petition = desk.petition(desk.page()[0].number)
    assert petition.requests == ("硬化三组至村部的道路", "先铺碎石")
    assert [(m.name, m.pages) for m in petition.materials] == [("现场照片", 3)]


def test_own_title_is_kept(form: RegisterDialog) -> None:
    form.requests.areas[0].setPlainText("第一项")
    assert form.title.value == "第一项"
    form.title.setFocus()
    form.title.selectAll()
    commit(form.title, "自拟标题")
    form.title.textEdited.emit("自拟标题")
    form.requests.areas[0].setPlainText("改了")
    assert form.title.value == "自拟标题"


def test_escape_asks_only_when_something_was_typed(form: RegisterDialog, asked: Answers) -> None:
    asked.yes = False
    type_here("张")
    press(Qt.Key.Key_Escape)
    assert asked.said
    assert form.isVisible()
    asked.said.clear()
    form.people.rows[0].name.clear()
    press(Qt.Key.Key_Escape)
    assert asked.said == []
    assert freed(form)


def test_receipt_is_printed_and_saved(
    window: MainWindow, runner: Runner, asked: Answers, form: RegisterDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    fill()
    with qtbot.waitSignal(form.registered) as heard:
        form.main.click()
    receipt = ReceiptDialog(runner, heard.args[0])
    show(receipt, qtbot)
    qtbot.waitUntil(lambda: receipt.preview.pdf.startswith(b"%PDF"))
    asked.chosen_name = tmp_path / "回执"
    receipt.save.click()
    assert (tmp_path / "回执.pdf").read_bytes() == receipt.preview.pdf
    asked.paper = tmp_path / "printed.pdf"
    receipt.main.click()
    printed(runner, qtbot)
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    receipt.reject()
    assert freed(receipt)


def test_receipt_that_cannot_be_saved_is_said(
    runner: Runner, asked: Answers, form: RegisterDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    fill()
    with qtbot.waitSignal(form.registered) as heard:
        form.main.click()
    receipt = ReceiptDialog(runner, heard.args[0])
    asked.chosen_name = tmp_path / "missing" / "回执.pdf"
    receipt.save.click()
    assert "没有写成" in asked.said[-1]
    receipt.reject()


def test_tab_goes_through_every_field_from_top_to_bottom(form: RegisterDialog) -> None:
    first = form.people.rows[0]
    wanted = [
        *(form.channel, form.on, form.category, form.head_count),
        *(first.name, first.address, first.organisation, first.phone, first.id_number, first.id_type),
        *(form.people.more, form.people.oral, form.people.unclear),
        *(form.facts, form.reasons, form.requests.areas[0], form.title),
    ]
    form.channel.setFocus()
    walked = []
    for _ in range(30):
        focused = QApplication.focusWidget()
        if focused in wanted:
            walked.append(focused)
        press(Qt.Key.Key_Tab)
        if QApplication.focusWidget() is form.channel:
            break
    assert walked == wanted


def test_backward_tab_leads_back(form: RegisterDialog) -> None:
    form.reasons.setFocus()
    press(Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is form.facts


def test_a_name_with_an_ampersand_stays_itself(form: RegisterDialog, desk: Desk) -> None:
    fill()
    form.people.rows[0].name.setText("A&B商店")
    form.main.click()
    assert desk.page()[0].who == "A&B商店"


def test_a_class_is_suggested_with_its_words_and_taken_by_one_key_alone(form: RegisterDialog) -> None:
    fill()
    form.look_up()
    assert "农村农业／村镇建设（文中有“硬化”）" in form.suggestion.told.text()
    assert form.content_class.value == ""
    focused = QApplication.focusWidget()
    press(Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert form.content_class.value == "农村农业／村镇建设"
    assert QApplication.focusWidget() is focused
    assert not form.suggestion.isVisible()


def test_a_broken_own_list_of_words_is_said_and_stops_nothing(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    (desk.folder / OWN_CLASS_RULES).write_text('{"title": "词表"}', "utf-8")
    form = RegisterDialog(runner)
    show(form, qtbot)
    assert "categories.json" in form.suggestion.told.text()
    fill()
    form.act()
    assert desk.count() == 1


NAMES = "张建国 代表\n李春生 代表\n王桂兰 代表\n赵大力 石桥镇柳溪村 代表\n陈秀英 13800005678 代表\n" + "\n".join(
    ("刘一", "刘二", "刘三", "刘四", "刘五", "刘六", "刘七")
)


def test_a_joint_visit_of_twelve_with_five_representatives_by_keyboard(
    window: MainWindow, desk: Desk, asked: Answers, qtbot: QtBot
) -> None:
    """F2, the copied list, the common address, the story: eight keys beyond the text itself."""
    QApplication.clipboard().setText(NAMES)
    keys = Keys()
    keys.press(Qt.Key.Key_F2)
    form = dialog_of(window, RegisterDialog, qtbot)
    keys.press(Qt.Key.Key_M, CTRL)
    names = dialog_of(window, NameListDialog, qtbot)
    QApplication.clipboard().clear()
    assert names.told.text() == "读出12人，代表5人。"
    keys.press(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    type_here("石桥镇石桥村")
    with qtbot.waitSignal(form.people.filling, check_params_cb=lambda on: not on):
        keys.press(ENTER, CTRL)
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    assert QApplication.focusWidget() is form.facts
    assert form.head_count.value() == 12
    for text in ("土地补偿没有发。", "协议写明去年发。", "发放补偿款"):
        type_here(text)
        if text != "发放补偿款":
            keys.press(ENTER)
    keys.press(ENTER, CTRL)
    receipt = dialog_of(window, ReceiptDialog, qtbot)
    asked.paper = desk.folder.parent / "receipt.pdf"
    keys.press(ENTER)
    printed(window.runner, qtbot)
    petition = stored(desk, desk.page()[0].number)
    assert (petition.head_count, len(petition.petitioners)) == (12, 12)
    assert [one.name for one in petition.addressees] == ["张建国", "李春生", "王桂兰", "赵大力", "陈秀英"]
    assert petition.petitioners[3].address == "石桥镇柳溪村"
    assert petition.petitioners[11].address == "石桥镇石桥村"
    assert asked.paper.read_bytes().startswith(b"%PDF")
    assert keys.count == 8
    receipt.reject()


def test_a_list_is_checked_before_it_is_filled_in(form: RegisterDialog, qtbot: QtBot) -> None:
    form.head_count.setValue(15)
    form.people.paste.click()
    names = form.names
    names.names.setPlainText("\n".join(f"张{one} 代表 男" for one in "一二三四五六") + "\n张一")
    assert "登记的人数为15人，名单7人，多出的8人只计入人数" in names.doubts.text()
    assert "张一" in names.doubts.text()
    assert "男" in names.doubts.text()
    names.act()
    assert "不得超过5人" in names.refusal.text()
    names.first.setValue(5)
    names.act()
    assert sum(one.representative for one in form.people.value) == 5
    assert form.head_count.value() == 15
    assert not form.people.rows[0].phone.isVisible()
    form.people.rows[0].details.click()
    assert form.people.rows[0].phone.isVisible()


def test_an_oral_petition_is_read_out_corrected_and_signed_for(
    window: MainWindow, desk: Desk, asked: Answers, qtbot: QtBot
) -> None:
    press(Qt.Key.Key_F2)
    form = dialog_of(window, RegisterDialog, qtbot)
    fill()
    press(Qt.Key.Key_T, CTRL)
    reading = dialog_of(window, ReadOutDialog, qtbot)
    told = reading.text()
    for word in ("张建国，住石桥镇石桥村三组", "硬化三组至村部的道路", "道路没有硬化", "去年就列入了计划"):
        assert word in told
    assert "13800001234" not in told
    assert QApplication.focusWidget() is reading.body  # the arrow keys scroll it
    press(Qt.Key.Key_Escape)
    assert desk.count() == 0
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    press(Qt.Key.Key_T, CTRL)
    dialog_of(window, ReadOutDialog, qtbot).oral.setChecked(True)
    press(ENTER, CTRL)
    receipt = dialog_of(window, ReceiptDialog, qtbot)
    assert stored(desk, desk.page()[0].number).oral
    asked.paper = desk.folder.parent / "sheet.pdf"
    with qtbot.waitSignal(receipt.sheet.clicked):
        press(Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    printed(window.runner, qtbot)
    assert receipt.papers.draw("F01", receipt) is not None
    assert asked.paper.read_bytes().startswith(b"%PDF")
    receipt.reject()


@pytest.mark.parametrize(("digit", "channel"), [(Qt.Key.Key_2, "letter"), (Qt.Key.Key_3, "phone")])
def test_a_letter_and_a_call_are_registered_by_keyboard(
    window: MainWindow, desk: Desk, asked: Answers, qtbot: QtBot, digit: Qt.Key, channel: str
) -> None:
    """Three keys more than a visit: to the channel, its digit, on to the name."""
    keys = Keys()
    keys.press(Qt.Key.Key_F2)
    form = dialog_of(window, RegisterDialog, qtbot)
    keys.press(Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    keys.press(digit)
    keys.press(ENTER)
    assert QApplication.focusWidget() is form.people.rows[0].name
    fill(keys)
    keys.press(ENTER, CTRL)
    receipt = dialog_of(window, ReceiptDialog, qtbot)
    assert not receipt.sheet.isVisible()  # nobody is here to sign
    asked.paper = desk.folder.parent / "receipt.pdf"
    keys.press(ENTER)
    printed(window.runner, qtbot)
    assert asked.paper.exists()
    assert stored(desk, desk.page()[0].number).channel == channel
    assert keys.count == 12
    receipt.reject()


def test_a_repeat_visitor_is_joined_to_the_earlier_matter_by_keyboard(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    """F2, Enter after the name, one key and its confirmation."""
    number = registered(desk, person("张建国", phone="13800001234"))
    keys = Keys()
    keys.press(Qt.Key.Key_F2)
    form = dialog_of(window, RegisterDialog, qtbot)
    type_here("张建国")
    keys.press(ENTER)
    qtbot.waitUntil(lambda: bool(form.candidates.cards))
    with qtbot.waitSignal(form.merged):
        keys.press(Qt.Key.Key_1, CTRL)
    assert desk.count() == 1
    assert len(desk.petition(number).contacts) == 2
    assert window.petition.number == number
    assert keys.count == 3  # and two for the question, which a stand-in answers here


def test_an_unsigned_letter_is_registered_with_one_tick(form: RegisterDialog, desk: Desk) -> None:
    fill()
    first = form.people.rows[0]
    first.name.clear()
    first.address.clear()
    form.people.unclear.setChecked(True)
    assert first.name.value == "匿名"
    form.people.unclear.setChecked(False)
    assert first.name.value == ""
    form.people.unclear.setChecked(True)
    form.main.click()
    assert [row.who for row in desk.page()] == ["匿名"]
