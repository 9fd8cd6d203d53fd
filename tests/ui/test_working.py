"""Long work goes on in a thread: told, stopped without a trace, and never in the way of the window or of locking."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.answers import Changes
from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.records.attachment import FileGiven
from tests.helpers import registered, registration
from tests.ui.helpers import Answers
from tests.ui.test_lock import LI, program, shared, unlocked  # noqa: F401 - fixtures
from ui import application, working
from ui.application import Program
from ui.runner import Runner
from ui.widgets.progress import STOPPING, Waiting
from ui.working import Work


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small window is shown at once."""
    monkeypatch.setattr(working, "PATIENCE_MS", 0)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def when_waiting(act: Callable[[Waiting], None]) -> None:
    """Do it as soon as the small window is there."""

    def look() -> None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, Waiting) and one.isVisible()]
        if shown:
            act(shown[0])
        else:
            QTimer.singleShot(1, look)

    QTimer.singleShot(0, look)


def until_stopped(work: Work) -> None:
    """What a long piece of work does: tell, and look whether it is wanted no more."""
    waiting = threading.Event()
    while not work.stopped():
        work.tell(1, 2)
        waiting.wait(0.001)
    work.tell(2, 2)


def test_the_answer_comes_back_and_the_window_goes_on_meanwhile(
    runner: Runner, desk: Desk, parent: QWidget, qtbot: QtBot
) -> None:
    registered(desk)
    here, seen, told, go_on = threading.get_ident(), [], threading.Event(), threading.Event()

    def job(twin: Desk, work: Work) -> Changes:
        assert threading.get_ident() != here
        work.tell(1, 4)
        told.set()
        assert go_on.wait(30)
        return twin.register(registration())

    def look(waiting: Waiting) -> None:
        assert told.wait(30)
        QApplication.processEvents()
        seen.append((waiting.bar.value(), waiting.words.text(), len(runner.desk.page())))
        assert runner.work(job, parent, "第二件") is None  # one at a time
        go_on.set()

    when_waiting(look)
    with qtbot.waitSignal(runner.changed) as heard:
        done = runner.work(job, parent, "正在登记", changes=True)
    assert seen == [(250, "正在登记", 1)]
    assert heard.args == [done]
    assert [row.number[-6:] for row in desk.page()] == ["000002", "000001"]
    desk.verify(rebuild=True)


def test_cancelled_by_key_it_leaves_nothing_half_done(
    runner: Runner, desk: Desk, parent: QWidget, asked: Answers, tmp_path: Path
) -> None:
    number = registered(desk)
    files = []
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text("道路照片说明。" * 200, "utf-8")
        files.append(FileGiven(path=str(tmp_path / f"{name}.txt"), title=name))
    told = []

    def press_escape(waiting: Waiting) -> None:
        QTest.keyClick(waiting, Qt.Key.Key_Escape)
        told.append((waiting.isVisible(), waiting.words.text(), waiting.cancel.isEnabled()))

    def job(twin: Desk, work: Work) -> Changes:
        return twin.attach(number, tuple(files), progress=lambda _done, _total: until_stopped(work))

    when_waiting(press_escape)
    assert runner.work(job, parent, "正在添加附件", changes=True) is None
    assert told == [(True, STOPPING, False)]  # it stays until the work has stopped
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, Waiting) and one.isVisible()]
    assert (desk.petition(number).attachments, asked.said) == ((), [])
    assert [entry.kind for entry in desk.journal()] == ["opened", "registered"]
    desk.verify(rebuild=True)


def test_a_statement_that_takes_for_ever_is_cut_short(runner: Runner, parent: QWidget) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    when_waiting(lambda waiting: waiting.cancel.click())
    assert runner.work(lambda twin, _work: vars(twin)["_db"].conn.execute(endless).fetchone(), parent, "统计") is None
    assert runner.desk.count() == 0


def test_what_it_refuses_or_breaks_reaches_whoever_waits(runner: Runner, parent: QWidget) -> None:
    caught: list[RuleBroken] = []
    assert runner.work(lambda twin, _work: twin.view("1"), parent, "查看", caught.append) is None
    assert caught[0].code == "no-such-petition"
    with pytest.raises(ZeroDivisionError):
        runner.work(lambda _twin, _work: 1 // 0, parent, "计算")


def test_locking_stops_it_and_closes_the_desk_after_it(program: Program, qtbot: QtBot) -> None:  # noqa: F811
    window = unlocked(program, LI, qtbot)
    number = registered(window.runner.desk)
    asked_to_lock = []

    def lock(waiting: Waiting) -> None:
        program.lock()
        asked_to_lock.append((waiting.isVisible(), window.runner.desk.locked))

    when_waiting(lock)
    assert window.runner.work(lambda _twin, work: until_stopped(work), window, "正在核验") is None
    assert asked_to_lock == [(False, False)]
    qtbot.waitUntil(lambda: window.runner.desk.locked)
    assert unlocked(program, LI, qtbot) is window
    assert window.runner.desk.view(number).petition.number == number


def test_what_the_first_registration_needs_is_read_ahead(
    program: Program,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(application, "PAPERS_MS", 0)
    desk = unlocked(program, LI, qtbot).runner.desk
    qtbot.waitUntil(lambda: {"divisions", "content_classes"} <= vars(desk).keys())
