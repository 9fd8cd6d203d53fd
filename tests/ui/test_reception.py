"""接待 (F5): who waits, who is received next, what waits at the exchange, and which keys there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.officers import ChangeOfficer
from tests.helpers import FixedClock, Paired, registered
from tests.ui.helpers import press, type_here
from tests.ui.test_register import dialog_of, fill
from ui.dialogs.keys_shown import KeysDialog
from ui.dialogs.register import RegisterDialog
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.widgets.exchange_line import WAITING

ENTER, F4 = Qt.Key.Key_Return, Qt.Key.Key_F4
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def waiting(window: MainWindow) -> list[tuple[int, str]]:
    window.reception.waiting.refresh()
    return [(one.n, one.name) for one in window.reception.waiting.rows]


def test_who_waits_is_received_in_turn_and_leaves_the_queue_once_registered(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    press(F4)
    assert window.reception.waiting.counted.text() == "没有人等候"
    assert QApplication.focusWidget() is window.reception.waiting.name
    type_here("张桂英")
    press(ENTER)
    press(Qt.Key.Key_F6)
    press(F4, SHIFT)  # from another page
    type_here("李四")
    press(ENTER)
    press(F4)
    form = dialog_of(window, RegisterDialog, qtbot)
    assert form.people.rows[0].name.text() == "张桂英"
    press(F4, SHIFT)  # one more comes in meanwhile: the form goes on
    assert form.windowTitle() == "登记来访（等候 3人）"
    assert form.isVisible()
    assert waiting(window) == [(1, "张桂英"), (2, "李四"), (3, "")]
    form.people.rows[0].name.clear()
    form.people.rows[0].name.setFocus()
    fill()
    with qtbot.waitSignal(form.registered):
        form.act()
    assert waiting(window) == [(2, "李四"), (3, "")]
    assert len(desk.visits()) == 1


def test_who_left_is_taken_out_and_the_day_takes_along_who_still_waits(
    window: MainWindow, desk: Desk, clock: FixedClock
) -> None:
    card = window.reception.waiting
    for name in ("张桂英", "李四"):
        card.name.setText(name)
        card.note()
    window.go("reception")
    card.table.setFocus()
    press(Qt.Key.Key_Delete)
    assert waiting(window) == [(2, "李四")]
    press(Qt.Key.Key_Delete)
    card.note()
    assert waiting(window) == [(3, "")]  # no two are the third
    assert len(list(desk.journal())) == 1  # of none of this there is an entry
    clock.pass_by(days=1)
    assert waiting(window) == []
    assert desk.remembered("waiting", shared=True) == ()
    card.note()
    assert waiting(window) == [(1, "")]


def test_who_may_not_register_receives_nobody(window: MainWindow, desk: Desk) -> None:
    desk.change_officer(ChangeOfficer(officer="王芳", roles=("approver",)))
    window.officer.choose("王芳")
    assert not window.reception.receive.isEnabled()
    assert "王芳没有" in window.reception.receive.toolTip()
    assert not window.reception.waiting.add.isEnabled()
    press(F4)
    press(F4, SHIFT)
    assert window.findChild(RegisterDialog) is None
    assert waiting(window) == []


def test_what_was_refused_and_what_waits_at_the_exchange_is_one_key_away(
    window: MainWindow, paired: Paired, qtbot: QtBot
) -> None:
    registered(paired.desk)
    (paired.stick / "坏.swt").write_bytes(b"SHOUWENTAI PACKAGE\n")
    paired.desk.exchange_stick(paired.stick)
    registered(paired.desk)
    press(Qt.Key.Key_F5)
    keys, alt = window.reception.exchange, Qt.KeyboardModifier.AltModifier
    assert keys.held.text() == "■ 未收下的文件 1(&U)"
    assert keys.waiting.text() == f"待签收 {paired.desk.exchange().waiting} 条(&E)"
    press(Qt.Key.Key_U, alt)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.exchange)
    assert window.exchange.tabs.currentWidget() is window.exchange.held
    press(Qt.Key.Key_F5)
    press(Qt.Key.Key_E, alt)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.exchange)
    assert window.exchange.tabs.currentIndex() == WAITING
    window.exchange.tabs.setCurrentWidget(window.exchange.held)
    window.exchange.held.seen.click()
    press(Qt.Key.Key_F5)
    assert not keys.held.isVisible()


def test_f11_tells_the_keys_of_the_screen_below_as_they_are(window: MainWindow, runner: Runner, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F11)
    shown = dialog_of(window, KeysDialog, qtbot)
    told = {one.key: one.words for one in shown.rows}
    assert told["F2"] == "登记来访"
    assert told["F3、Ctrl+F"] == "搜索"
    assert told["Alt+N"] == "记入等候"
    assert "Alt+U" not in told  # nothing was refused
    press(Qt.Key.Key_Escape)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(Qt.Key.Key_F2)
    form = dialog_of(window, RegisterDialog, qtbot)
    press(Qt.Key.Key_Slash, CTRL)
    shown = form.findChild(KeysDialog)
    told = {one.words: one.key for one in shown.rows}
    assert told["登记"].startswith("Ctrl+Enter")
    assert told["又来一位，记入等候"] == "Shift+F4"
    assert told["发生了什么（事实）"] == "Alt+S"
    assert told["返回"] == "Esc"
    assert not any("看第" in words for words in told)  # nobody like them was here
    shown.leave()
    form.leave()
