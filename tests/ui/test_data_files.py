"""数据文件: taken in from a file, and what it moved is read in the same dialog."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.answers import DataLoaded
from app.county.store import County
from app.desk import Desk
from app.domain.recompute import Moved
from app.domain.steps.acceptance import Accept
from tests.app.domain.test_code_lists import LIST as CODES
from tests.app.domain.test_divisions import FILE as DIVISIONS
from tests.app.domain.test_regional import D5
from tests.app.domain.test_regional import FILE as PERIODS
from tests.helpers import MORNING, FixedClock, registered
from tests.ui.helpers import Answers, commit, freed, press, show
from ui import telling
from ui.dialogs.correct import CorrectDialog
from ui.dialogs.data_files import DataFilesDialog
from ui.dialogs.office import OfficeDialog
from ui.dialogs.register import RegisterDialog
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
    window.rare["data_files"].trigger()
    (dialog,) = window.findChildren(DataFilesDialog)
    assert "2027年放假安排：尚未导入" in dialog.sheet.text()
    dialog.days.click()
    assert "10月1日（国庆节）" in dialog.sheet.text()
    asked.chosen_files = [file_of(tmp_path)]
    dialog.only_look.click()
    assert "2027年放假安排：请逐条核对后再采用" in dialog.sheet.text()
    dialog.reject()
    assert all(known.schedule.notice != "试验用通知" for known in desk.schedules())
    dialog.main.click()
    assert f"{number} D5：2027-02-09 改为 2027-02-12" in dialog.sheet.text()
    assert "2027年放假安排：试验用通知" in dialog.sheet.text()
    dialog.main.click()
    assert "没有变化" in dialog.sheet.text()
    dialog.close()
    assert freed(dialog)


def test_a_schedule_signed_by_the_county_says_so(
    window: MainWindow, desk: Desk, county: County, asked: Answers, clock: FixedClock, tmp_path: Path, qtbot: QtBot
) -> None:
    clock.set(MORNING.replace(month=12, day=7))
    desk.trust(county.card())
    window.rare["data_files"].trigger()
    (dialog,) = window.findChildren(DataFilesDialog)
    asked.chosen_files = [file_of(tmp_path)]
    dialog.main.click()
    assert "手工录入，请与国务院办公厅通知核对" in dialog.sheet.text()
    asked.chosen_files = [Path(county.sign_schedule(file_of(tmp_path), tmp_path).file)]
    dialog.main.click()
    assert "由岳阳县信访局签发，签名有效。" in dialog.sheet.text()
    assert (
        "2027年放假安排：试验用通知（由岳阳县信访局签发，签名有效）\n2026-12-07导入：日期没有变化。"
        in dialog.sheet.text()
    )
    asked.chosen_files = [file_of(tmp_path, work={"2027-02-20": "春节"})]
    dialog.main.click()
    assert "与岳阳县信访局签发的放假安排不同：2027-02-20" in dialog.sheet.text()
    dialog.close()
    assert freed(dialog)


def test_a_signed_schedule_of_an_unknown_county_is_refused_with_its_fingerprint(
    window: MainWindow, desk: Desk, county: County, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    window.rare["data_files"].trigger()
    (dialog,) = window.findChildren(DataFilesDialog)
    asked.chosen_files = [Path(county.sign_schedule(file_of(tmp_path), tmp_path).file)]
    dialog.main.click()
    assert county.fingerprint() in asked.said[-1]
    assert [entry.kind for entry in desk.journal()] == ["opened"]
    dialog.close()
    assert freed(dialog)


def data_loaded(moved: tuple[Moved, ...]) -> DataLoaded:
    return DataLoaded(kind="holiday_schedule", title="2027年放假安排", new=True, taken=True, moved=moved)


def test_very_many_moved_clocks_are_all_listed(window: MainWindow, qtbot: QtBot) -> None:
    window.rare["data_files"].trigger()
    (dialog,) = window.findChildren(DataFilesDialog)
    moved = tuple(Moved(f"no-{n}", "D1", "", dt.date(2027, 2, 9), dt.date(2027, 2, 12), "试验") for n in range(1, 5001))
    dialog.show_told(data_loaded(moved))
    assert dialog.many.isVisible()
    assert dialog.many.blockCount() == 5000
    assert "no-5000 D1：2027-02-09 改为 2027-02-12。试验" in dialog.many.toPlainText()
    assert "5000个期限有变动" in dialog.sheet.text()
    dialog.show_told(data_loaded(moved[:3]))
    assert not dialog.many.isVisible()
    assert "no-3 D1" in dialog.sheet.text()
    dialog.close()


def test_a_schedule_with_mistakes_is_refused_in_the_dialog(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    window.rare["data_files"].trigger()
    (dialog,) = window.findChildren(DataFilesDialog)
    asked.chosen_files = [file_of(tmp_path, work={"2027-02-22": "春节"})]
    dialog.main.click()
    assert "2027-02-22" in dialog.refusal.text()
    assert dialog.isVisible()
    dialog.close()
    assert freed(dialog)


def test_going_back_from_the_file_dialog_changes_nothing(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.rare["data_files"].trigger()
    (dialog,) = window.findChildren(DataFilesDialog)
    dialog.main.click()
    assert [entry.kind for entry in desk.journal()] == ["opened"]
    dialog.close()
    assert freed(dialog)


def test_periods_are_read_by_a_person_before_they_are_adopted(
    window: MainWindow, desk: Desk, county: County, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.trust(county.card())
    typed = tmp_path / "typed.json"
    typed.write_text(json.dumps({**PERIODS, "periods": [{**D5, "length": 90}]}, ensure_ascii=False), "utf-8")
    signed = Path(county.sign_data("periods", typed, tmp_path).file)
    window.rare["data_files"].trigger()
    (dialog,) = window.findChildren(DataFilesDialog)
    asked.chosen_files = [signed]
    dialog.main.click()
    assert "对信访人不利" in dialog.sheet.text()
    assert dialog.main.text().startswith("核对无误，采用")
    dialog.back.click()
    assert "没有采用" in dialog.sheet.text()
    assert dialog.isVisible()
    assert [entry.kind for entry in desk.journal()] == ["opened", "paired"]
    dialog.main.click()
    dialog.main.click()
    assert "已导入某省期限规定，0个期限有变动" in dialog.sheet.text()
    assert [*desk.journal()][-1].kind == "periods_loaded"
    dialog.close()
    assert freed(dialog)
    window.rare["office"].trigger()
    (office,) = window.findChildren(OfficeDialog)
    office.office_form.region.choose("mou")
    assert office.office_form.region.currentText() == "某省"
    office.close()


def test_registration_and_correction_propose_what_the_lists_of_the_county_know(
    window: MainWindow, desk: Desk, county: County, tmp_path: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    desk.trust(county.card())
    for kind, told in (("codes", CODES), ("divisions", DIVISIONS)):
        (tmp_path / kind).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        desk.load_data(Path(county.sign_data(kind, tmp_path / kind, tmp_path).file))
    clock.set(MORNING.replace(month=7, day=2))
    form = RegisterDialog(window.runner, window)
    form.open()
    show(form, qtbot)
    form.place.setFocus()
    commit(form.place, "石桥村")
    assert form.place.list.popup().isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(form.place.list.popup(), key)
    assert form.place.value == "新桥村"  # what became of it
    form.content_class.setFocus()
    press(Qt.Key.Key_Down)
    assert form.content_class.list.completionCount() == 3
    QTest.keyClick(form.content_class.list.popup(), Qt.Key.Key_Escape)
    commit(form.content_class, "0102")
    assert not form.content_class.list.popup().isVisible()
    assert (form.step().content_class, form.step().place) == ("0102", "新桥村")
    form.leave()
    number = registered(desk, content_class="0102", place="石桥村")
    correct = CorrectDialog(window.runner, desk.petition(number), window)
    correct.place.choose("content_class 0")
    assert "农村农业／土地承包" in correct.value.proposals
    correct.place.choose("title 0")
    assert correct.value.proposals == {}
    correct.leave()
    lines = telling.matter(desk.view(number))
    assert ("", "问题属地：石桥村，内容分类：农村农业／村务管理") in lines
    assert ("quiet", "石桥村已于2026-07-01并入新桥村。") in lines
