"""文号格式 and 文号登记簿: patterns are checked while they are typed, the register is read and printed."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.acceptance import Accept
from app.domain.steps.numbers import Void, VoidRegistration
from tests.helpers import registered
from tests.ui.helpers import Answers, commit, freed, printed
from ui.dialogs.number_patterns import NumberPatternsDialog
from ui.dialogs.number_register import NumberRegisterDialog
from ui.main_window import MainWindow


def typed(dialog: NumberPatternsDialog, series: str, pattern: str) -> str:
    """Type a pattern; what is said below it."""
    dialog.lines[series].clear()
    commit(dialog.lines[series], pattern)
    return dialog.fields[series].note.text()


def test_each_pattern_shows_the_next_number_and_the_changed_one_is_kept(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.run(registered(desk), Accept())
    window.rare["number_patterns"].trigger()
    (dialog,) = window.findChildren(NumberPatternsDialog)
    assert dialog.fields["F03"].note.text() == "下一个：石桥镇信受〔2026〕2号"
    assert typed(dialog, "F03", "石信受〔{年份}〕{序号}号") == "下一个：石信受〔2026〕2号"
    dialog.main.click()
    assert freed(dialog)
    assert [(own.series, own.pattern) for own in desk.office.patterns] == [("F03", "石信受〔{year}〕{serial}号")]
    after = desk.run(registered(desk), Accept()).petition
    assert after is not None
    assert after.made[0].number == "石信受〔2026〕2号"


def test_a_wrong_pattern_is_said_while_it_is_typed_and_not_saved(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.rare["number_patterns"].trigger()
    (dialog,) = window.findChildren(NumberPatternsDialog)
    assert "须含 {年份} 和 {序号}" in typed(dialog, "F12", "信访意{年份}号")
    assert "会出现相同的文号" in typed(dialog, "F03", "{代字}信告〔{年份}〕{序号}号")
    assert dialog.fields["decline"].note.text().startswith("下一个：")
    dialog.main.click()
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.lines["F03"]  # the first that is wrong
    assert desk.office.patterns == ()
    typed(dialog, "F12", "")  # the default again
    typed(dialog, "F03", "")
    assert dialog.fields["F12"].note.text().startswith("下一个：石桥镇信访意")
    dialog.leave()


def test_the_register_lists_void_numbers_and_is_printed(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    number, mistaken = registered(desk), registered(desk)
    desk.run(number, Accept())
    desk.run(number, Void(number=desk.petition(number).made[0].number, reason="卡纸"))
    desk.run(mistaken, VoidRegistration(reason="误登"))
    window.rare["number_register"].trigger()
    (dialog,) = window.findChildren(NumberRegisterDialog)
    model = dialog.table.table
    assert [model.index(row, 4).data() for row in range(model.rowCount())] == [
        "作废：卡纸，改用石桥镇信受〔2026〕2号",
        "有效",
    ]
    assert dialog.count.text() == "共2个，其中作废1个"
    asked.paper = tmp_path / "register.pdf"
    dialog.main.click()
    printed(window.runner, qtbot)
    assert asked.paper.read_bytes().startswith(b"%PDF")
    dialog.series.choose("petition")
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [number, mistaken]
    dialog.year.setValue(2025)
    assert model.rowCount() == 0
    dialog.close()
    assert freed(dialog)


def test_a_void_registration_offers_no_step_and_says_why(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    number = registered(desk)
    desk.run(number, VoidRegistration(reason="误登两次"))
    window.open_petition(number)
    assert window.petition.stage.text() == "登记作废"
    assert window.stack.currentWidget() is window.petition
