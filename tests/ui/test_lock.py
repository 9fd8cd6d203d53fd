"""Locking: by key, when idle, after sleep; a half-filled form waits for its officer, nothing else of the desk stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.errors import StorageError
from tests.helpers import OFFICERS, PASSPHRASE, FixedClock, registered
from tests.ui.helpers import Answers
from ui.application import Program
from ui.ask import Ask
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.office import OfficeDialog
from ui.dialogs.register import RegisterDialog
from ui.idle import ASLEEP, STOPPED, Idle
from ui.main_window import MainWindow
from ui.widgets.layout import label

LI, WANG = OFFICERS
FIRST, OWN = "李明的首次口令 1", "李明自己的口令 1"
SAID = "路灯坏了三个月"


@pytest.fixture(scope="module")
def shared(desk_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk of which 李明 has an own passphrase and 王芳 uses the common one: made once, copied for each test."""
    folder = Path(shutil.copytree(desk_template, tmp_path_factory.mktemp("shared") / "desk"))
    with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as desk:
        desk.give_passphrase(LI, FIRST)
    Desk.open(folder, FIRST, clock=FixedClock(), officer=LI, new_passphrase=OWN).close()
    return folder


@pytest.fixture
def program(shared: Path, qapp: QApplication, asked: Answers, tmp_path: Path, qtbot: QtBot) -> Iterator[Program]:
    """The program before anybody has unlocked."""
    folder = Path(shutil.copytree(shared, tmp_path / "desk"))
    made = Program(qapp, folder, tmp_path / "config", asked)
    made.show_unlock()
    yield made
    made.idle.stop()
    asked.yes = True
    for left in [shown for shown in QApplication.topLevelWidgets() if isinstance(shown, MainWindow)]:
        left.close()
        left.deleteLater()
    if made.unlock is not None:
        made.unlock.end()


def unlocked(program: Program, officer: str, qtbot: QtBot) -> MainWindow:
    """The main window after this officer has unlocked."""
    assert program.unlock is not None
    program.unlock.officer.choose(officer if officer == LI else "")
    program.unlock.passphrase.setText(OWN if officer == LI else PASSPHRASE)
    program.unlock.unlock()
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.window is not None
    assert program.window.runner.desk.officer == officer
    return program.window


def half_filled(window: MainWindow) -> RegisterDialog:
    """A registration that somebody has begun."""
    window.register()
    (dialog,) = window.findChildren(RegisterDialog)
    dialog.facts.setPlainText(SAID)
    return dialog


def test_the_same_officer_comes_back_to_the_half_filled_form(program: Program, qtbot: QtBot) -> None:
    window = unlocked(program, LI, qtbot)
    window.open_petition(registered(window.runner.desk))
    dialog = half_filled(window)
    program.lock()
    assert not [shown for shown in QApplication.topLevelWidgets() if shown.isVisible() and shown is not program.unlock]
    assert window.runner.desk.locked
    dialog.look_up()  # a timer that was still running finds a desk that answers nothing
    window.petition.take("contact")  # Qt tells of a key with Alt 100 ms after it was pressed
    assert unlocked(program, LI, qtbot) is window
    assert dialog.isVisible()
    assert dialog.facts.value == SAID
    assert window.stack.currentWidget() is window.petition
    assert not window.runner.desk.locked
    registered(window.runner.desk)
    dialog.leave()


def test_office_data_half_filled_wait_for_their_officer_too(program: Program, qtbot: QtBot) -> None:
    first = unlocked(program, LI, qtbot)
    dialog = OfficeDialog(first.runner, first)
    dialog.open()
    dialog.office_form.lines["phone"].setText("0730-7654321")
    program.lock()
    second = unlocked(program, WANG, qtbot)
    assert second is not first
    program.lock()
    assert unlocked(program, LI, qtbot) is first
    assert dialog.isVisible()
    dialog.act()
    assert first.runner.desk.office.phone == "0730-7654321"


def test_another_officer_starts_afresh_and_the_first_ones_form_waits(
    program: Program, asked: Answers, qtbot: QtBot
) -> None:
    first = unlocked(program, LI, qtbot)
    dialog = half_filled(first)
    program.lock()
    second = unlocked(program, WANG, qtbot)
    assert second is not first
    assert not dialog.isVisible()
    assert not second.findChildren(RegisterDialog)
    asked.yes = False
    assert not second.close()
    assert LI in asked.said[-1]
    program.lock()
    assert unlocked(program, LI, qtbot) is first
    assert dialog.isVisible()
    assert dialog.facts.value == SAID
    dialog.leave()


def test_the_program_does_not_end_over_a_half_filled_form_without_asking(
    program: Program, asked: Answers, qtbot: QtBot
) -> None:
    dialog = half_filled(unlocked(program, LI, qtbot))
    program.lock()
    assert program.unlock is not None
    asked.yes = False
    assert not program.unlock.close()
    assert LI in asked.said[-1]
    assert "已存为草稿" in asked.said[-1]
    asked.yes = True
    assert program.unlock.close()
    dialog.leave()
    with Desk.open(program.folder, OWN, clock=FixedClock(), officer=LI) as desk:
        assert SAID in desk.remembered("draft")[0].body


@pytest.mark.parametrize("key", [Qt.Key.Key_F12, Qt.Key.Key_L])
def test_one_key_locks_from_within_a_dialog(program: Program, qtbot: QtBot, key: Qt.Key) -> None:
    dialog = half_filled(unlocked(program, LI, qtbot))
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    control = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_L else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(dialog.windowHandle(), key, control)
    assert program.window is None
    assert not dialog.isVisible()
    dialog.leave()


def test_a_box_that_waits_is_answered_with_no_and_the_desk_closed_after_it(program: Program, qtbot: QtBot) -> None:
    window = unlocked(program, LI, qtbot)
    QTimer.singleShot(30, program.lock)
    assert Ask().confirm(window, "并入", "不能撤回。", "并入") is False
    qtbot.waitUntil(lambda: window.runner.desk.locked)
    assert not [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]


def test_a_long_path_is_copied_as_it_is(program: Program, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    window = unlocked(program, LI, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    path = "/media/" + "stick/" * 20
    words = label(path, wrap=True, select=True)
    qtbot.addWidget(words)
    assert words.text() != path
    words.setSelection(0, len(words.text()))
    clipboard.setText(words.selectedText())  # what the label itself does on Ctrl+C
    assert clipboard.text() == path
    clipboard.clear()


def test_what_was_copied_here_leaves_the_clipboard_and_what_came_from_elsewhere_stays(
    program: Program, qtbot: QtBot
) -> None:
    clipboard = QGuiApplication.clipboard()
    window = unlocked(program, LI, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    clipboard.setText("张三 13800000000")
    program.lock()
    assert clipboard.text() == ""
    unlocked(program, LI, qtbot)
    clipboard.blockSignals(True)  # as another program does: no word of it reaches us in front
    clipboard.setText("来自别的程序")
    clipboard.blockSignals(False)
    program.lock()
    assert clipboard.text() == "来自别的程序"
    clipboard.clear()


def test_nothing_of_a_locked_desk_is_readable_on_the_disk(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    window = unlocked(program, LI, qtbot)
    number = registered(window.runner.desk)
    window.open_petition(number)
    window.runner.desk.paper(number, "F02")
    half_filled(window)
    window.search.setText("张三")
    program.lock()
    qtbot.waitUntil((tmp_path / "config" / "window.ini").exists)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {"desk.db", "desk.key", "window.ini"} <= {file.name for file in files}
    for word in ("张三", "石桥村三组", "硬化", SAID, OWN, PASSPHRASE, "张三".encode("utf-16-le").decode("latin-1")):
        for file in files:
            data = file.read_bytes()
            assert word.encode() not in data
            assert word.encode("utf-16-le") not in data, file.name


class Clocks:
    """Both clocks of a PC: the wall's goes on while it sleeps."""

    def __init__(self) -> None:
        self.steady, self.wall = 100.0, 1000.0

    def awake(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def idle(qapp: QApplication, clocks: Clocks) -> Iterator[Idle]:
    made = Idle(qapp, lambda: 10, steady=lambda: clocks.steady, wall=lambda: clocks.wall)
    made.start()
    yield made
    made.stop()


def locks(idle: Idle) -> bool:
    """Whether this tick asks for the lock."""
    asked: list[bool] = []
    idle.lock_wanted.connect(lambda: asked.append(True))
    idle.tick()
    return bool(asked)


def pass_minutes(idle: Idle, clocks: Clocks, minutes: int) -> bool:
    """Ticks every five seconds; whether one of them asked for the lock."""
    for _tick in range(minutes * 12):
        clocks.awake(5)
        if locks(idle):
            return True
    return False


def test_ten_minutes_without_a_touch_lock_and_a_touch_begins_them_anew(
    idle: Idle, clocks: Clocks, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    assert not pass_minutes(idle, clocks, 9)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert not pass_minutes(idle, clocks, 9)
    assert pass_minutes(idle, clocks, 2)


def test_a_pc_that_was_asleep_is_locked_when_it_wakes(idle: Idle, clocks: Clocks) -> None:
    clocks.awake(5)
    clocks.wall += ASLEEP + 1
    assert locks(idle)


def test_a_clock_that_counts_sleep_as_well_is_seen_by_the_late_tick(idle: Idle, clocks: Clocks) -> None:
    clocks.awake(STOPPED + 1)
    assert locks(idle)


def test_a_step_that_takes_a_minute_is_no_sleep(idle: Idle, clocks: Clocks) -> None:
    clocks.awake(60)
    assert not locks(idle)


def test_a_backup_that_the_lock_ended_keeps_no_key_grey(program: Program, qtbot: QtBot) -> None:
    window = unlocked(program, LI, qtbot)
    window.back_up()
    (dialog,) = window.findChildren(BackupsDialog)
    dialog.act()
    assert not dialog.main.isEnabled()
    program.lock()
    assert unlocked(program, LI, qtbot) is window
    assert dialog.isVisible()
    qtbot.waitUntil(dialog.main.isEnabled)
    dialog.act()
    with qtbot.waitSignal(window.backing.ended, timeout=10_000):
        pass
    assert "已备份并核对" in dialog.outcome.text()
    program.lock()
    window.backing.ended.emit(StorageError("backup-not-made", "备份没有做成。"))  # one that ended in the same moment
    assert unlocked(program, LI, qtbot) is window
    assert "备份没有做成" in dialog.outcome.text()
    dialog.leave()
