"""What was registered wrongly is put right in its dialog, and the original stays readable beside it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.masking import COVERED, MASKS, Sight
from app.domain.records.petitioner import Petitioner
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.correction import Correct
from app.domain.steps.notice import NotifyElsewhere
from app.domain.steps.service import Serve
from tests.helpers import person, registered, stored
from tests.ui.clipping import clipped
from tests.ui.helpers import Answers, commit, freed, press
from tests.ui.test_decisions import mnemonics, refused
from tests.ui.test_steps import act, dialog_for, taken
from ui import next_step, telling
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.step_groups import arranged

COMPANY = Petitioner(kind="organisation", name="望川县石桥镇石桥村第一股份经济合作社", address="石桥村")
REASON = "登记时听错，经本人核对"


@pytest.fixture
def number(desk: Desk) -> str:
    return registered(desk, person("张三", phone="13800001234"))


@pytest.fixture
def several(desk: Desk) -> str:
    return registered(desk, person("张三"), person("李四"), person("李四"), COMPANY, head_count=4)


def told(desk: Desk, number: str, *, asked: bool = False) -> list[str]:
    """诉求与结果 in lines."""
    view, seen = desk.view(number), Sight(full=frozenset(MASKS)) if asked else COVERED
    if asked:
        view = msgspec.structs.replace(view, petition=desk.reveal(number, MASKS, "核对"))
    return [text for _role, text in telling.matter(view, seen)]


def test_address_is_put_right(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    before = stored(desk, number).petitioners[0].address
    dialog = dialog_for(runner, number, "correct", qtbot)
    assert dialog.place.currentText() == "张三：住址"
    dialog.details.held.emit(True)
    assert dialog.present.text() == before
    dialog.details.held.emit(False)
    assert dialog.present.text() == dialog.value.value == MASKS["address"](before)
    dialog.value.setText("石桥镇石桥村四组")
    commit(dialog.reason, REASON)
    act(dialog)
    assert freed(dialog)
    petition = stored(desk, number)
    assert petition.petitioners[0].address == "石桥镇石桥村四组"
    line = f"住址：原为“{before}”，{runner.desk.today()} 更正为“石桥镇石桥村四组”（{REASON}）"
    assert line in told(desk, number, asked=True)
    assert line not in told(desk, number)


def test_title_is_the_matters_own(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose("title 0")
    assert dialog.value.value == dialog.petition.title
    dialog.value.setText("石桥村四组道路未硬化")
    commit(dialog.reason, REASON)
    act(dialog)
    assert desk.petition(number).title == "石桥村四组道路未硬化"
    assert desk.petition(number).corrections[0].to == 0


def test_kind_of_card_is_chosen_not_typed(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose("id_type 1")
    assert dialog.present.text() == "居民身份证"
    assert not dialog.fields["value"].isVisible()
    commit(dialog.reason, REASON)
    act(dialog)
    assert "相同" in refused(dialog, "id_type")
    dialog.id_type.choose("passport")
    act(dialog)
    assert stored(desk, number).petitioners[0].id_type == "passport"
    line = next(line for line in told(desk, number) if line.startswith("证件类型"))
    assert "原为“居民身份证”" in line
    assert "更正为“护照”" in line


def test_form_is_chosen_and_people_are_counted(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose("channel 0")
    assert dialog.present.text() == "来访"
    assert not dialog.fields["value"].isVisible()
    dialog.channel.choose("letter")
    dialog.place.choose("head_count 0")
    assert (dialog.present.text(), dialog.head_count.value()) == ("1人", 1)
    assert dialog.fields["head_count"].isVisible()
    assert not dialog.fields["channel"].isVisible()
    commit(dialog.reason, REASON)
    act(dialog)
    assert "相同" in refused(dialog, "head_count")
    dialog.head_count.setValue(3)
    act(dialog)
    assert freed(dialog)
    petition = stored(desk, number)
    assert (petition.head_count, petition.channel) == (3, "visit")
    assert f"人数：原为“1人”，{desk.today()} 更正为“3人”（{REASON}）" in told(desk, number)


def test_refusals_stand_beside_their_field(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    act(dialog)
    assert "必填" in refused(dialog, "reason")
    commit(dialog.reason, REASON)
    act(dialog)
    assert "不需要更正" in refused(dialog, "value")
    assert QApplication.focusWidget() is dialog.value
    dialog.value.setText("四" * 301)
    act(dialog)
    assert "太长" in refused(dialog, "value")
    dialog.place.choose("name 1")
    assert not dialog.fields["value"].note.isVisible()
    dialog.value.setText("四" * 101)
    act(dialog)
    assert "姓名（名称）太长" in refused(dialog, "value")
    dialog.value.clear()
    act(dialog)
    assert "不能为空" in refused(dialog, "value")
    assert not dialog.refusal.isVisible()
    assert desk.petition(number).corrections == ()
    dialog.leave()


def test_day_before_receipt_is_refused_beside_the_day(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.value.setText("石桥镇石桥村四组")
    commit(dialog.reason, REASON)
    dialog.on.put(dialog.on.value - timedelta(60))
    act(dialog)
    assert "次序不对" in refused(dialog, "on")
    dialog.leave()


def test_what_stands_on_a_paper_is_not_offered(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, Accept())
    dialog = dialog_for(runner, number, "correct", qtbot)
    offered = [dialog.place.itemText(at) for at in range(dialog.place.count())]
    assert "标题" not in offered
    assert "张三：姓名" not in offered
    assert "张三：联系电话" in offered
    assert any("已写入出具的文书" in shown.text() for shown in dialog.findChildren(QLabel))
    dialog.leave()


def test_paper_made_while_the_dialog_was_open_is_told_beside_the_choice(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose("title 0")
    dialog.value.setText("石桥村四组道路未硬化")
    commit(dialog.reason, REASON)
    taken(desk, number, Accept())
    act(dialog)
    assert "已写入出具的文书" in refused(dialog, "field")
    dialog.leave()


def test_everybody_is_offered_with_the_fields_of_their_kind(runner: Runner, several: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, several, "correct", qtbot)
    offered = [dialog.place.itemText(at) for at in range(dialog.place.count())]
    assert len(offered) == len(set(offered)) == 6 + 4 * 5
    assert {"张三：姓名", "李四（第2位）：住址", "李四（第3位）：住址"} <= set(offered)
    assert "望川县石桥镇石桥村第一股…：统一社会信用代码" in offered
    assert not [text for text in offered if text.startswith("望川县") and "证件" in text]
    dialog.leave()


def test_long_names_that_begin_alike_are_told_apart(runner: Runner, desk: Desk, qtbot: QtBot) -> None:
    second = msgspec.structs.replace(COMPANY, name="望川县石桥镇石桥村第一股份有限公司")
    dialog = dialog_for(runner, registered(desk, COMPANY, second, head_count=2), "correct", qtbot)
    offered = [dialog.place.itemText(at) for at in range(dialog.place.count())]
    assert len(offered) == len(set(offered)) == 6 + 2 * 5
    dialog.leave()


def test_of_several_people_it_is_said_whose_content_was_put_right(runner: Runner, desk: Desk, several: str) -> None:
    taken(
        desk,
        several,
        Correct(field="address", to=3, value="石桥镇石桥村五组", reason=REASON),
        Correct(field="contact_person", to=4, value="陈明", reason=REASON),
    )
    taken(desk, several, Correct(field="contact_person", to=4, value="", reason="已离任"))
    lines = told(desk, several)
    assert [line for line in lines if line.startswith("李四（第3位）的住址：原为“")]
    assert f"{COMPANY.name}的联系人：原未填写，{desk.today()} 更正为“陈明”（{REASON}）" in lines
    assert f"{COMPANY.name}的联系人：原为“陈明”，{desk.today()} 更正为不填（已离任）" in lines


def test_numbers_of_a_correction_stay_masked_until_asked_for(desk: Desk, number: str) -> None:
    taken(desk, number, Correct(field="phone", to=1, value="13900005678", reason=REASON))
    assert not [line for line in told(desk, number) if "13800001234" in line or "13900005678" in line]
    opened = "\n".join(told(desk, number, asked=True))
    assert "原为“13800001234”" in opened
    assert "更正为“13900005678”" in opened


def test_doubtful_number_is_noted_and_still_taken(runner: Runner, desk: Desk, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose("id_number 1")
    assert not dialog.fields["value"].note.isVisible()
    dialog.value.setText("43990619700512")
    assert "已输入14位" in dialog.fields["value"].note.text()
    commit(dialog.reason, REASON)
    act(dialog)
    assert stored(desk, number).petitioners[0].id_number == "43990619700512"


def test_closed_matter_can_still_be_put_right(window: MainWindow, desk: Desk, number: str, qtbot: QtBot) -> None:
    taken(desk, number, NotifyElsewhere(body="望川县自然资源局"), Serve(paper="F04b"), Close(summary="已告知"))
    window.open_petition(number)
    page = window.petition
    page.steps["correct"].click()
    assert page.dialog is not None
    page.dialog.value.setText("石桥镇石桥村四组")
    commit(page.dialog.reason, REASON)
    page.dialog.main.click()
    qtbot.waitUntil(lambda: page.view is not None and len(page.view.petition.corrections) == 1)
    page.take_purpose("核对住址")
    page.details.held.emit(True)
    shown = [line.text() for line in page.matter.findChildren(QLabel)]
    assert any(text.startswith("住址：原为“") and "石桥镇石桥村四组" in text for text in shown)


def test_looking_at_another_field_is_not_typing(runner: Runner, number: str, asked: Answers, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose("phone 1")
    press(Qt.Key.Key_Escape)
    assert asked.said == []
    assert freed(dialog)


def test_typed_content_is_not_lost_by_a_slip_on_escape(
    runner: Runner, number: str, asked: Answers, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.value.setText("石桥镇石桥村四组")
    asked.yes = False
    press(Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.leave()


def test_enter_walks_through_the_form(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    walked = []
    for _ in range(4):
        walked.append(QApplication.focusWidget())
        press(Qt.Key.Key_Return)
    assert walked == [dialog.place, dialog.value, dialog.reason, dialog.main]
    dialog.leave()


def test_every_letter_behind_alt_stands_for_one_field(runner: Runner, number: str, qtbot: QtBot) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    keys = [text[text.index("&") + 1] for text in mnemonics(dialog)]
    assert keys
    assert len(keys) == len(set(keys)), keys
    dialog.leave()


@pytest.mark.parametrize("percent", [150, 200])
def test_long_content_is_not_cut_off_at_large_type(
    runner: Runner, desk: Desk, several: str, look: Look, percent: int, qtbot: QtBot
) -> None:
    taken(desk, several, Correct(field="address", to=1, value="石桥镇石桥村四组" * 30, reason=REASON))
    look.set(percent=percent)
    dialog = dialog_for(runner, several, "correct", qtbot)
    dialog.act()
    dialog.place.choose("name 4")
    assert clipped(dialog) == []
    dialog.place.choose("address 1")
    QApplication.processEvents()
    assert clipped(dialog) == []
    assert dialog.width() <= dialog.screen().availableGeometry().width()
    dialog.leave()


@pytest.mark.parametrize("category", ["claim", "suggestion", "consultation"])
def test_one_digit_is_enough_for_the_steps(desk: Desk, category: str) -> None:
    number = registered(desk, category=category)
    steps = arranged(next_step.usual(desk.view(number)))
    assert len(steps.open) <= 10  # Alt+1 to Alt+0
    assert "contact" in steps.open
    assert steps.folded[-1][0] == "关联与更正"


def test_the_purpose_is_chosen_among_what_is_handled_here(
    runner: Runner, desk: Desk, number: str, qtbot: QtBot
) -> None:
    dialog = dialog_for(runner, number, "correct", qtbot)
    dialog.place.choose("category 0")
    assert dialog.present.text() == "申诉求决"
    assert [dialog.category.itemText(at) for at in range(dialog.category.count())] == ["申诉求决", "意见建议", "咨询"]
    assert not dialog.value.isVisible()
    commit(dialog.reason, REASON)
    act(dialog)
    assert "相同" in refused(dialog, "category")
    dialog.category.choose("suggestion")
    act(dialog)
    assert desk.petition(number).category == "suggestion"
    assert any("信访目的：原为“申诉求决”" in line for line in told(desk, number))
