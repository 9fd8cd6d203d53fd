"""放假安排: taken in from a file, and what it moved is read in the same dialog."""

from __future__ import annotations

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.acceptance import Accept
from tests.helpers import MORNING, FixedClock, registered
from tests.ui.helpers import Answers, freed
from ui.dialogs.schedule import ScheduleDialog
from ui.main_window import MainWindow


def file_of(folder: Path, **given: object) -> Path:
    off = {f"2027-02-{day:02d}": "春节" for day in range(5, 12)}
    told = {"year": 2027, "notice": "试验用通知", "source": "试验用", "off": off, "work": {}, **given}
    path = folder / "2027.json"
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


def test_what_a_schedule_moved_is_listed_and_the_dialog_stays(
    window: MainWindow, desk: Desk, asked: Answers, clock: FixedClock, tmp_path: Path, qtbot: QtBot
) -> None:
    clock.set(MORNING.replace(month=12, day=7))
    number = registered(desk)
    desk.run(number, Accept())
    window.schedules()
    (dialog,) = window.findChildren(ScheduleDialog)
    assert "2027年：尚未导入" in dialog.sheet.text()
    asked.chosen_files = [file_of(tmp_path)]
    dialog.main.click()
    assert f"{number} D5：2027-02-09 改为 2027-02-12" in dialog.sheet.text()
    assert "2027年：试验用通知" in dialog.sheet.text()
    dialog.main.click()
    assert "没有变化" in dialog.sheet.text()
    dialog.close()
    assert freed(dialog)


def test_a_schedule_with_mistakes_is_refused_in_the_dialog(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    window.schedules()
    (dialog,) = window.findChildren(ScheduleDialog)
    asked.chosen_files = [file_of(tmp_path, work={"2027-02-22": "春节"})]
    dialog.main.click()
    assert "2027-02-22" in dialog.refusal.text()
    assert dialog.isVisible()
    dialog.close()
    assert freed(dialog)


def test_going_back_from_the_file_dialog_changes_nothing(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.schedules()
    (dialog,) = window.findChildren(ScheduleDialog)
    dialog.main.click()
    assert [entry.kind for entry in desk.journal()] == ["opened"]
    dialog.close()
    assert freed(dialog)
