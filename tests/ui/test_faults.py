"""The disk full or gone, the stick pulled, two programs, the clock set back: a sentence in the window, nothing lost."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.errors import ExchangeError
from app.exchange.visit import PULLED
from tests.app.faults.test_disk import fill, small_disk
from tests.helpers import PASSPHRASE, STATION, FixedClock, Paired, registered
from tests.ui.helpers import Answers, commit, show
from tests.ui.test_register import dialog_of
from ui import settings
from ui.dialogs.register import RegisterDialog
from ui.dialogs.restore import RestoreDialog
from ui.drafts import KIND
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.unlock import UnlockWindow
from ui.working import Work

__all__ = ["small_disk"]


def window_on(desk: Desk, asked: Answers, look: Look, qtbot: QtBot, place: Path) -> MainWindow:
    made = MainWindow(Runner(desk, asked, look), settings.open_settings(place))
    qtbot.addWidget(made)
    show(made, qtbot)
    return made


def half(window: MainWindow, qtbot: QtBot) -> RegisterDialog:
    """A registration that could be registered, not kept yet."""
    window.register()
    form = dialog_of(window, RegisterDialog, qtbot)
    commit(form.people.rows[0].name, "张建国")
    commit(form.people.rows[0].address, "红星村三组")
    commit(form.requests.add(), "硬化村道")
    commit(form.facts, "村道没有硬化，雨天不能通行。")
    commit(form.reasons, "多年反映没有修")
    return form


def ticks(form: RegisterDialog) -> None:
    """What the keeper does in two seconds."""
    assert form.keeper is not None
    form.keeper.look()
    form.keeper.look()


def test_a_full_disk_is_said_in_the_form_and_what_was_typed_is_kept_once_there_is_room(
    desk_folder: Path, small_disk: Path, asked: Answers, look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(desk_folder, small_disk / "desk"))
    with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as desk:
        window = window_on(desk, asked, look, qtbot, tmp_path / "config")
        form = half(window, qtbot)
        filler = fill(small_disk, 0)
        ticks(form)
        assert "草稿没有存成" in form.below.text()
        assert "磁盘" in form.below.text()
        form.act()
        assert "没有保存" in asked.said[-1]
        assert form.isVisible()
        assert form.facts.value == "村道没有硬化，雨天不能通行。"
        window.go("petitions")
        window.go("reception")
        filler.unlink()
        ticks(form)
        assert form.below.text().startswith("草稿已存")
        assert "村道没有硬化" in desk.remembered(KIND)[0].body
        form.act()
        assert desk.count() == 1
        desk.verify(rebuild=True)
        window.leave()


def test_a_desk_whose_disk_is_pulled_out_says_so_and_goes_on_when_it_is_there_again(
    window: MainWindow, desk: Desk, asked: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    registered(desk)
    form = half(window, qtbot)
    gone = desk.folder.rename(tmp_path / "pulled")
    ticks(form)
    assert "草稿没有存成" in form.below.text()
    form.act()
    assert "已被移走" in asked.said[-1]
    window.runner.work(lambda twin, _work: twin.count(), window, "统计")
    assert "已被移走" in asked.said[-1]
    for page in ("petitions", "deadlines", "exchange", "settings", "reception"):
        window.go(page)
    gone.rename(desk.folder)
    form.act()
    assert desk.count() == 2
    desk.verify(rebuild=True)


def at_the_county(paired: Paired) -> None:
    """The stick was there and comes back."""
    for package in paired.stick.glob("*.swt"):
        with contextlib.suppress(ExchangeError):  # its own answer of the time before
            paired.county.receive(package)
    paired.county.reply(paired.desk.station, paired.stick)


def test_a_stick_pulled_in_the_midst_of_an_exchange_is_said_and_the_next_one_delivers_all(
    window: MainWindow, paired: Paired, asked: Answers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window.go("exchange")
    bar = window.exchange.stick
    vars(bar)["_find"] = lambda: [(paired.stick, "U盘")]
    first = registered(paired.desk)
    bar.go.click()
    at_the_county(paired)
    number = registered(paired.desk)
    tell, pulled = Work.tell, list[Path]()

    def pull(work: Work, done: int, total: int) -> None:
        if not pulled:
            pulled.append(paired.stick.rename(tmp_path / "pulled"))
        tell(work, done, total)

    with monkeypatch.context() as at_once:
        at_once.setattr(Work, "tell", pull)
        bar.go.click()
    assert pulled
    told = "\n".join((*asked.said, bar.told.text()))
    assert "没有收下 1 个，没有写出。" in told
    assert PULLED in told
    assert paired.desk.refused() == ()  # nothing is known of the file: it waits on the stick
    assert [paired.desk.delivery(one).state for one in (first, number)] == ["sent", "waiting"]
    shutil.move(pulled[0], paired.stick)
    bar.go.click()
    at_the_county(paired)
    bar.go.click()
    assert [paired.desk.delivery(one).state for one in (first, number)] == ["delivered", "delivered"]
    paired.desk.verify(rebuild=True)


def test_a_clock_set_back_is_asked_about_and_nothing_typed_is_lost(
    desk_folder: Path, asked: Answers, look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    clock = FixedClock()
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as before:
        registered(before)
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, careful=True) as desk:
        window = window_on(desk, asked, look, qtbot, tmp_path / "config")
        form = half(window, qtbot)
        clock.pass_by(days=-40)
        asked.yes = False
        form.act()
        assert "日期对吗" in asked.said[-2]
        assert "改正日期" in asked.said[-1]
        assert form.isVisible()
        assert desk.count() == 1
        clock.pass_by(days=40)
        ticks(form)
        form.act()
        assert desk.count() == 2
        desk.verify(rebuild=True)
        window.leave()


@pytest.fixture
def unlock(desk: Desk, look: Look, asked: Answers, qtbot: QtBot) -> UnlockWindow:
    """A second program's first window, on the desk that the first one has open."""
    made = UnlockWindow(look, asked, desk.folder)
    qtbot.addWidget(made)
    show(made, qtbot)
    return made


def test_a_second_program_is_told_who_has_the_desk_and_can_neither_open_nor_replace_it(
    unlock: UnlockWindow, desk: Desk, asked: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    registered(desk)
    backup = desk.backup(tmp_path).file
    unlock.passphrase.setText(PASSPHRASE)
    unlock.unlock()
    qtbot.waitUntil(unlock.note.isVisible)
    assert "请先关闭" in unlock.note.text()
    assert unlock.go.isEnabled()
    unlock.from_backup.click()
    dialog = unlock.findChild(RestoreDialog)
    assert isinstance(dialog, RestoreDialog)
    asked.chosen_files = [Path(str(backup))]
    dialog.choose_file()
    dialog.passphrase.setText(PASSPHRASE)
    dialog.reason.setText("试一试")
    dialog.none_later.setChecked(True)
    dialog.main.click()
    assert "请先关闭" in asked.said[-1]
    assert registered(desk) == f"{STATION}-2026-000002"
    assert not list(desk.folder.parent.glob("desk-*"))
    desk.verify(rebuild=True)
    dialog.leave()
