"""Drafts: nothing half-filled is lost, nothing comes back unasked, nothing is kept that must not be."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.rights import FIRST, GIVEN
from app.domain.steps.officers import ChangeOfficer
from tests.app.faults.killing import needs_fork
from tests.helpers import PASSPHRASE, FixedClock, person, registered
from tests.ui.helpers import Answers, commit, freed, press, show
from tests.ui.test_journey import activate
from tests.ui.test_levels import village
from tests.ui.test_register import dialog_of
from tests.ui.test_sent_down import met
from tests.ui.test_working import when_waiting
from ui import settings, working
from ui.dialogs.attach import AttachDialog
from ui.dialogs.contact import ContactDialog
from ui.dialogs.dialog import Dialog
from ui.dialogs.number_patterns import NumberPatternsDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.send_down import SendMatterDialog
from ui.drafts import KIND, Draft, Kept, Opens
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.widgets.editors import Line
from ui.widgets.filled import filled
from ui.widgets.layout import column
from ui.widgets.progress import Waiting
from ui.working import Work

__all__ = ["village"]

CTRL = Qt.KeyboardModifier.ControlModifier
ROOT = Path(__file__).parents[2]
TYPING = """
import os, signal, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.desk import Desk
from tests.app.faults.killing import needs_fork
from tests.helpers import PASSPHRASE, FixedClock, FixedClock
from tests.ui.helpers import Answers, commit
from ui import settings
from ui.dialogs.register import RegisterDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner

app = QApplication([])
window = MainWindow(
    Runner(Desk.open(Path(sys.argv[1]), PASSPHRASE, clock=FixedClock()), Answers(), Look(app)),
    settings.open_settings(Path(sys.argv[2])),
)
window.show()
window.register()
form = window.findChild(RegisterDialog)
commit(form.people.rows[0].name, "张建国")
for letter in "道路没有硬化，雨天不能走，孩子上学要绕行三公里。":
    commit(form.facts, letter)
    form.keeper.look()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def form(runner: Runner, qtbot: QtBot) -> Iterator[RegisterDialog]:
    made = RegisterDialog(runner)
    show(made, qtbot)
    yield made
    if not freed(made):
        made.leave()


def kept(runner: Runner) -> tuple[str, ...]:
    """The bodies of the drafts that lie in the desk."""
    return tuple(one.body for one in runner.desk.remembered(KIND))


def half(window: MainWindow, qtbot: QtBot) -> RegisterDialog:
    """A registration with a little of everything, by the keeper's own clock kept."""
    window.register()
    form = dialog_of(window, RegisterDialog, qtbot)
    commit(form.people.rows[0].name, "张建国")
    second = form.people.add()
    commit(second.name, "德国公司")
    second.organisation.setChecked(True)
    form.origin.kind.choose("hotline")
    commit(form.origin.lines["body"], "县热线办")
    commit(form.requests.add(), "先铺碎石")
    commit(form.materials.add().name, "照片")
    form.head_count.setValue(7)
    commit(form.title, "自拟标题")
    form.title.textEdited.emit("自拟标题")
    return form


def cut_power(form: Dialog, window: MainWindow) -> None:
    """The form is gone and nobody was asked."""
    window.runner.drafts.save_all()
    assert form.keeper is not None
    form.keeper.end(keep=True)
    form.keeper = None
    form.leave()


def test_typing_that_pauses_is_kept_and_what_the_form_filled_in_itself_is_not(
    form: RegisterDialog, runner: Runner
) -> None:
    commit(form.facts, "路灯坏了三个月")
    assert form.keeper is not None
    form.keeper.look()
    assert kept(runner) == ()
    form.keeper.look()
    assert "路灯坏了三个月" in kept(runner)[0]
    assert str(form.today) not in kept(runner)[0]
    assert "草稿已存" in form.below.text()
    form.facts.clear()
    form.keeper.save()
    assert kept(runner) == ()


def test_the_whole_form_comes_back_when_asked_and_goes_when_registered(
    window: MainWindow, runner: Runner, qtbot: QtBot
) -> None:
    window.go("reception")
    assert not window.reception.drafts.isVisible()
    before = half(window, qtbot)
    registered(runner.desk, person("张建国"))
    before.look_up()
    before.candidates.cards[0].join.click()
    before.candidates.cards[0].reason.setText("同一条路")
    wanted = filled(before.body), before.answers(), before.candidates.links()
    cut_power(before, window)
    window.go("reception")
    line = window.reception.drafts
    assert line.isVisible()
    assert line.words.text() == "未完成：登记来访（张建国，09:00）"
    activate(window, qtbot)
    press(Qt.Key.Key_R, CTRL)
    form = dialog_of(window, RegisterDialog, qtbot)
    assert (filled(form.body), form.answers(), form.candidates.links()) == wanted
    assert len(runner.drafts.waiting()) == 0
    form.people.rows[1].organisation.setChecked(False)
    form.leave()
    assert kept(runner) == ()
    assert not line.isVisible()


def test_an_empty_form_offers_the_draft_and_takes_nothing_before_it_is_asked(
    window: MainWindow, runner: Runner, asked: Answers, qtbot: QtBot
) -> None:
    cut_power(half(window, qtbot), window)
    window.register()
    form = dialog_of(window, RegisterDialog, qtbot)
    assert form.drafts.isVisible()
    assert form.people.value[0].name == ""
    commit(form.people.rows[0].name, "李春生")
    asked.yes = False
    press(Qt.Key.Key_R, CTRL)
    assert form.people.value[0].name == "李春生"
    asked.yes = True
    press(Qt.Key.Key_R, CTRL)
    assert form.people.value[0].name == "张建国"
    assert not form.drafts.isVisible()
    press(Qt.Key.Key_Escape)
    assert "不保留" in asked.said[-1]
    assert kept(runner) == ()


def test_kept_by_key_and_left_it_waits_until_it_is_discarded_on_purpose(
    window: MainWindow, runner: Runner, asked: Answers, qtbot: QtBot
) -> None:
    window.register()
    form = dialog_of(window, RegisterDialog, qtbot)
    commit(form.people.rows[0].name, "张建国")
    press(Qt.Key.Key_S, CTRL)
    press(Qt.Key.Key_Escape)
    assert freed(form)
    assert asked.said == []
    line = window.reception.drafts
    assert line.isVisible()
    asked.yes = False
    line.discard.click()
    assert line.isVisible()
    asked.yes = True
    line.discard.click()
    assert kept(runner) == ()
    assert not line.isVisible()


def test_the_draft_of_a_step_opens_its_form_on_its_petition(
    window: MainWindow, runner: Runner, asked: Answers, qtbot: QtBot
) -> None:
    number = registered(runner.desk)
    window.open_petition(number)
    window.petition.take("contact")
    commit(dialog_of(window, ContactDialog, qtbot).note, "询问进度")
    dialog = dialog_of(window, ContactDialog, qtbot)
    cut_power(dialog, window)
    window.go("reception")
    window.reception.drafts.restore.click()
    assert window.petition.number == number
    again = dialog_of(window, ContactDialog, qtbot)
    assert again.note.value == "询问进度"
    again.leave()


def test_a_draft_of_a_step_that_is_not_possible_any_more_is_told_and_stays(
    window: MainWindow, runner: Runner, asked: Answers, qtbot: QtBot
) -> None:
    opens = Opens(form="step", number=registered(runner.desk), step="issue_opinion")
    runner.drafts.keep("x", Draft(opens=opens, title="签发", filled={"备注": "先不发"}))
    window.go("reception")
    window.reception.drafts.restore.click()
    assert "备注：先不发" in asked.said[-1]
    assert len(kept(runner)) == 1


def test_of_a_denunciation_nothing_is_kept_without_the_right_and_with_it_only_for_the_officer(
    window: MainWindow, runner: Runner, asked: Answers, qtbot: QtBot
) -> None:
    desk = runner.desk
    window.register()
    form = dialog_of(window, RegisterDialog, qtbot)
    commit(form.people.rows[0].name, "张建国")
    form.save_draft()
    assert len(kept(runner)) == 1
    form.category.choose("denunciation")
    assert kept(runner) == ()
    form.save_draft()
    assert kept(runner) == ()
    desk.change_officer(ChangeOfficer(officer="李明", roles=(*FIRST, GIVEN)))
    form.save_draft()
    cut_power(form, window)
    window.go("reception")
    assert window.reception.drafts.words.text() == "未完成：登记来访（检举控告，09:00）"
    window.officer.choose("王芳")
    assert not window.reception.drafts.isVisible()


def test_letters_that_are_hidden_are_never_read(qapp: QApplication) -> None:
    box = QWidget()
    secret = Line()
    secret.setEchoMode(Line.EchoMode.Password)
    secret.setText("口令")
    box.setLayout(column(secret, Line("可见")))
    assert list(filled(box).values()) == ["可见"]


def test_a_field_that_is_gone_is_told_and_the_rest_comes_back(form: RegisterDialog, runner: Runner) -> None:
    opens = Opens(form="register")
    told = {"职业": "农民", "发生了什么（事实）": "路灯坏了", "信访形式": "飞鸽"}
    form.put_back(Kept(name="x", at="2026-03-02T09:00:00", draft=Draft(opens=opens, title="登记来访", filled=told)))
    assert form.facts.value == "路灯坏了"
    assert form.channel.value == "visit"
    assert "职业：农民" in form.refusal.text()


@needs_fork
def test_a_form_killed_while_somebody_types_is_offered_back(
    desk_template: Path, tmp_path: Path, asked: Answers, look: Look, qtbot: QtBot
) -> None:
    folder = Path(shutil.copytree(desk_template, tmp_path / "desk"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", TYPING, str(folder), str(tmp_path)]
    killed = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as desk:
        window = MainWindow(Runner(desk, asked, look), settings.open_settings(tmp_path))
        qtbot.addWidget(window)
        show(window, qtbot)
        assert "张建国" in window.reception.drafts.words.text()
        window.reception.drafts.restore.click()
        form = dialog_of(window, RegisterDialog, qtbot)
        assert form.facts.value.startswith("道路没有硬化")
        form.leave()
        window.leave()


def test_pages_that_no_draft_keeps_are_told_before_they_are_lost_and_when_it_comes_back(
    form: RegisterDialog, runner: Runner, asked: Answers, qtbot: QtBot
) -> None:
    picture = QBuffer()
    QImage(9, 9, QImage.Format.Format_RGB32).save(picture, "PNG")
    commit(form.facts, "路灯坏了")
    form.scanning.gathered.add_picture(bytes(picture.data().data()))
    qtbot.waitUntil(lambda: not form.scanning.gathered.reading)
    form.save_draft()
    asked.yes = False
    form.reject()
    assert "粘贴的1张图片不在其中" in asked.said[-1]
    assert form.isVisible()
    asked.yes = True
    form.reject()
    again = RegisterDialog(runner)
    show(again, qtbot)
    again.put_back(runner.drafts.waiting()[0])
    assert again.facts.value == "路灯坏了"
    assert "没有随草稿保存" in again.refusal.text()
    again.leave()


def test_typing_while_a_thread_writes_waits_for_no_lock_and_is_kept_afterwards(
    window: MainWindow, runner: Runner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "PATIENCE_MS", 0)
    window.register()
    form = dialog_of(window, RegisterDialog, qtbot)
    commit(form.facts, "路灯坏了三个月")
    writing, go_on, took = threading.Event(), threading.Event(), list[float]()

    def job(twin: Desk, _work: Work) -> None:
        connection = vars(twin)["_db"].conn
        connection.execute("BEGIN IMMEDIATE")
        writing.set()
        assert go_on.wait(30)
        connection.execute("ROLLBACK")

    def look(_waiting: Waiting) -> None:
        assert writing.wait(30)
        assert form.keeper is not None
        begun = time.monotonic()
        for _tick in range(5):
            form.keeper.look()
        form.save_draft()
        window.rest()
        took.append(time.monotonic() - begun)
        assert kept(runner) == ()
        assert "没有存成" not in form.below.text()
        go_on.set()

    when_waiting(look)
    runner.work(job, form, "正在读入")
    assert took[0] < 0.5
    assert form.keeper is not None
    form.keeper.look()
    form.keeper.look()
    assert "路灯坏了三个月" in kept(runner)[0]
    form.leave()


def test_what_has_waited_for_a_month_tells_its_age_and_goes_only_after_it_was_named(
    window: MainWindow, runner: Runner, desk: Desk, clock: FixedClock, asked: Answers
) -> None:
    line, opens = window.reception.drafts, Opens(form="register")
    runner.drafts.keep("old", Draft(opens=opens, title="登记来访", who="张建国"))
    clock.pass_by(days=30)
    line.refresh()
    assert "天" not in line.words.text()
    clock.pass_by(days=1)
    line.refresh()
    assert "已放31天" in line.words.text()
    assert not line.tidy.isVisible()  # 丢弃 is enough for one
    runner.drafts.keep("older", Draft(opens=opens, title="登记来信"))
    runner.drafts.keep("new", Draft(opens=opens, title="登记来电", who="李春生"))
    clock.pass_by(days=29)
    runner.drafts.keep("new", Draft(opens=opens, title="登记来电", who="李春生"))
    clock.pass_by(days=2)
    line.refresh()
    assert line.tidy.isVisible()
    asked.yes = False
    line.tidy.click()
    assert "张建国" in asked.said[-1]
    assert "登记来信" in asked.said[-1]
    assert "李春生" not in asked.said[-1]
    assert len(kept(runner)) == 3
    asked.yes = True
    line.tidy.click()
    assert ["李春生" in body for body in kept(runner)] == [True]


def test_the_forms_of_number_patterns_dispatches_and_attachments_come_back(
    window: MainWindow, runner: Runner, desk: Desk, village: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    patterns = NumberPatternsDialog(runner, window)
    patterns.open()
    series, line = next(iter(patterns.lines.items()))
    line.setText("新信访〔{年份}〕{序号}号")
    cut_power(patterns, window)
    window.reception.drafts.restore.click()
    again = dialog_of(window, NumberPatternsDialog, qtbot)
    assert again.lines[series].value == "新信访〔{年份}〕{序号}号"
    again.leave()

    met(desk, village)
    window.go("exchange")
    window.exchange.down.send_matter()
    form = dialog_of(window, SendMatterDialog, qtbot)
    commit(form.editors["facts"].editor, "井水发黄已有半年")
    cut_power(form, window)
    window.go("reception")
    window.reception.drafts.restore.click()
    form = dialog_of(window, SendMatterDialog, qtbot)
    assert form.editors["facts"].get() == "井水发黄已有半年"
    form.leave()

    (tmp_path / "证明.txt").write_text("村委会证明", "utf-8")
    window.open_petition(registered(desk))
    window.petition.take("attach")
    attach = dialog_of(window, AttachDialog, qtbot)
    attach.put_files([tmp_path / "证明.txt"])
    title = attach.rows.rows[0].answers["title"].editor
    title.setText("村委会的证明（原件已核对）")
    cut_power(attach, window)
    window.go("reception")
    window.reception.drafts.restore.click()
    attach = dialog_of(window, AttachDialog, qtbot)
    (row,) = attach.rows.value
    assert (row.path, row.title) == (str(tmp_path / "证明.txt"), "村委会的证明（原件已核对）")
    attach.leave()
