"""打印: the printer of a kind of paper is remembered, what was printed is told, nothing is lost."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.documents.papers import render
from tests.app.documents.sample import sample_context
from tests.ui.helpers import PRINTER, Answers, printed, show
from tests.ui.test_working import when_waiting
from ui import settings, working
from ui.application import Program
from ui.dialogs.passphrases import SheetDialog
from ui.dialogs.printers import PrintersDialog
from ui.dialogs.printing import PrintDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.printers import (
    ALL,
    INTO_PDF,
    LOOKING,
    NO_ANSWER,
    Found,
    Printer,
    Printers,
    Way,
    Ways,
    kind_of,
    read_told,
)
from ui.printers_here import read_queues
from ui.runner import Runner
from ui.widgets.paper_tab import PaperTab

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def dialog_of(runner: Runner) -> PrintDialog:
    found = runner.printing.dialog
    assert isinstance(found, PrintDialog)
    return found


def pages(file: Path) -> int:
    document = pdfium.PdfDocument(file)
    try:
        return len(document)
    finally:
        document.close()


def test_it_is_asked_once_then_one_key_prints_and_what_was_printed_is_told(
    papers: PaperTab, runner: Runner, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    asked.paper = tmp_path / "one.pdf"
    papers.choose("F02")
    QTest.keyClick(papers.print_button, Qt.Key.Key_Return)
    asking = dialog_of(runner)
    asking.duplex.choose("long")
    asking.tray.choose("1")
    asking.main.click()
    printed(runner, qtbot)
    assert pages(tmp_path / "one.pdf") == 1
    assert runner.printing.ways.of("F02") == Way(PRINTER, duplex="long", tray=1)
    told = [papers.list.item(place).text() for place in range(papers.list.count())]
    assert told[0] == "登记表"
    assert told[1] == "登记回执\n已打印1次，最近 3月2日 李明"
    asked.paper = tmp_path / "two.pdf"
    QTest.keyClick(papers.print_button, Qt.Key.Key_Return)
    assert runner.printing.dialog is asking  # nothing more was asked
    printed(runner, qtbot)
    assert "已打印2次" in papers.list.item(1).text()
    assert papers.preview.pdf == desk.paper(papers.number, "F02")  # marked as the third copy now
    papers.choose("F01")  # without a way of its own it goes the same way
    assert f"打印到：{PRINTER}，1份，双面（沿长边翻），下纸盒。" in papers.state.text()
    asked.paper = tmp_path / "form.pdf"
    papers.print_button.click()
    printed(runner, qtbot)
    assert (tmp_path / "form.pdf").exists()
    assert [look.sentence for look in desk.looked() if look.act == "print"] == [
        "打印：登记表",
        "打印：登记回执",
        "打印：登记回执",
    ]


def test_with_shift_it_is_asked_again_and_each_copy_of_a_receipt_is_its_own(
    papers: PaperTab, runner: Runner, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    asked.paper = tmp_path / "three.pdf"
    runner.printing.ways.remember(ALL, Way(PRINTER))
    QTest.mouseClick(papers.print_button, Qt.MouseButton.LeftButton, SHIFT)
    asking = dialog_of(runner)
    QTest.mouseClick(asking, Qt.MouseButton.LeftButton)  # Shift is let go
    assert not asking.others.isChecked()
    asking.copies.setValue(3)
    asking.main.click()
    printed(runner, qtbot)
    document = pdfium.PdfDocument(tmp_path / "three.pdf")
    corners = [page.render(scale=1).to_pil().crop((480, 45, 560, 65)) for page in document]  # where it is marked
    assert [corner.convert("L").getextrema()[0] > 200 for corner in corners] == [True, False, False]
    assert corners[1] != corners[2]  # 第2份, 第3份
    assert [(one.times, one.copies) for one in desk.printed(papers.number)] == [(1, 3)]
    assert "已打印1次（共3份）" in papers.list.item(1).text()
    assert runner.printing.ways.all == {ALL: Way(PRINTER), "F02": Way(PRINTER, copies=3)}


def test_without_a_printer_that_is_said_and_the_paper_is_saved(
    papers: PaperTab, runner: Runner, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    assert papers.state.text() == "本机没有打印机，可另存为PDF。"
    assert papers.print_button.isEnabled()
    papers.print_button.click()
    asking = dialog_of(runner)
    assert asking.none_here.isVisible()
    assert asking.printer.value == INTO_PDF
    assert asking.main.text().startswith("存为PDF")
    asked.chosen_name = tmp_path / "回执.pdf"
    asking.main.click()
    assert (tmp_path / "回执.pdf").read_bytes() == desk.paper(papers.number, "F02")
    assert asked.said == []
    assert desk.printed(papers.number) == ()
    assert runner.printing.ways.all == {}  # a printer that is connected later is asked for


def test_a_printer_that_is_gone_offline_or_refuses_says_so_and_nothing_counts_as_printed(
    papers: PaperTab, runner: Runner, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    runner.printing.ways.remember(ALL, Way("旧打印机"))
    asked.paper = tmp_path / "nowhere" / "paper.pdf"  # the system has a printer that takes nothing
    papers.choose("F01")
    papers.choose("F02")
    assert papers.state.text() == "打印机“旧打印机”不在了，打印时另选。"
    papers.print_button.click()
    asking = dialog_of(runner)
    assert asking.gone.isVisible()
    assert asking.printer.value == PRINTER
    asking.main.click()
    printed(runner, qtbot)
    assert "没有接受“登记回执-" in asked.said[-1]
    assert "没有丢失" in asked.said[-1]
    assert desk.printed(papers.number) == ()
    assert papers.list.item(1).text() == "登记回执"
    assert "补打" not in text_on(desk, papers.number)
    runner.printing.ways.remember("F02", Way(PRINTER))
    asked.paper, asked.printers.good, asked.yes = tmp_path / "paper.pdf", False, False
    papers.print_button.click()
    assert "脱机" in asked.said[-1]
    assert not runner.printing.busy
    asked.yes = True
    papers.print_button.click()
    printed(runner, qtbot)
    assert (tmp_path / "paper.pdf").exists()


def text_on(desk: Desk, number: str) -> str:
    return str(pdfium.PdfDocument(desk.paper(number, "F02"))[0].get_textpage().get_text_range())


def test_ways_are_kept_on_this_pc_and_a_damaged_setting_is_none(tmp_path: Path) -> None:
    kept = settings.open_settings(tmp_path)
    Ways(kept).remember("F02", Way(PRINTER, copies=2, duplex="short"))
    kept.sync()
    again = settings.open_settings(tmp_path)
    assert Ways(again).of("F02") == Way(PRINTER, copies=2, duplex="short")
    assert Ways(again).of("F12") is None
    for damaged in ("{", "[]", '{"F02": {"printer": 1}}', '{"F02": {"printer": "甲", "duplex": "三面"}}'):
        again.setValue("print/ways", damaged)
        assert Ways(again).all == {}
    assert [kind_of(what) for what in ("F24-F03", "F27.2", "F01a", "信访情况年度报告（2026年）")] == [
        "F24",
        "F27",
        "F01a",
        "desk",
    ]


def test_the_program_remembers_printers_beside_the_size_of_its_window(
    qapp: QApplication, desk: Desk, asked: Answers, look: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    program = Program(qapp, desk.folder, tmp_path / "config", asked)
    program.enter(desk)
    assert isinstance(program.window, MainWindow)
    program.window.runner.printing.ways.remember(ALL, Way(PRINTER))
    kept = QSettings(str(tmp_path / "config" / "window.ini"), QSettings.Format.IniFormat)
    qtbot.waitUntil(lambda: PRINTER in str(kept.value("print/ways", "")))
    program.window.close()


def test_this_machine_is_asked_for_its_printers_once_in_a_while() -> None:
    now = [0.0]
    here = Printers(lambda: now[0])
    assert here.known() is None
    found = here.look()
    assert found.answered
    assert here.known() is found
    now[0] = 60.0
    assert here.known() is None
    assert here.known(math.inf) is found
    assert found.of("没有这台打印机") == Printer("没有这台打印机")


@pytest.mark.usefixtures("dead_service")
def test_a_print_service_that_never_answers_keeps_no_window_waiting(
    papers: PaperTab, runner: Runner, asked: Answers, qtbot: QtBot
) -> None:
    vars(asked)["printers"] = Printers(limit=0.6)
    begun = time.monotonic()
    papers.choose("F01")
    assert papers.state.text() == LOOKING
    assert time.monotonic() - begun < 0.5
    qtbot.waitUntil(lambda: papers.state.text() == f"{NO_ANSWER}。")
    papers.print_button.click()
    asking = dialog_of(runner)
    assert asking.none_here.text().startswith(NO_ANSWER)
    assert asking.main.text().startswith("存为PDF")
    asking.leave()


@pytest.mark.usefixtures("dead_service")
def test_who_does_not_want_to_wait_for_the_printers_goes_on_without(
    runner: Runner, window: MainWindow, asked: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "PATIENCE_MS", 0)
    vars(asked)["printers"] = Printers(limit=60)
    when_waiting(lambda waiting: waiting.cancel.click())
    assert runner.printing.find(window) == Found(answered=False)


@pytest.mark.usefixtures("dead_service")
def test_what_asks_for_the_printers_does_not_outlive_the_program_that_asked(tmp_path: Path) -> None:
    asking = "import sys; from pathlib import Path; from ui.printers_here import tell; tell(Path(sys.argv[1]), 0.5)"
    command = [sys.executable, "-c", asking, str(tmp_path / "printers")]
    child = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, timeout=30, check=False)
    assert child.returncode == 1
    assert (child.stdout, child.stderr) == (b"", b"")


def test_what_was_told_of_the_printers_before_the_time_was_up_counts() -> None:
    told = ['["甲", "乙"]', '{"name": "甲", "duplex": ["none", "long"], "trays": [1], "ready": false}', '{"name": "乙"']
    assert read_told(told) == Found((Printer("甲", ("none", "long"), (1,), ready=False), Printer("乙")))
    assert read_told([]) == Found(answered=False)


def test_a_queue_that_takes_no_files_is_said_before_anything_is_lost(
    papers: PaperTab, runner: Runner, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    """As CUPS says it (cupsreject): Qt would call it printed."""
    told = (
        "A4 accepting requests since Sun Nov 22 08:44:53 2026\nReceipt not accepting requests since Sun Nov 22 08:44:37"
        " 2026 -\n\tno paper, not accepting requests\n"
    )
    assert read_queues(told) == {"Receipt"}
    lines = ['["Receipt"]', '{"name": "Receipt", "duplex": [], "trays": [], "ready": true, "refuses": true}']
    assert read_told(lines).of("Receipt").refuses
    asked.paper = tmp_path / "F01.pdf"
    asked.printers.refusing = True
    runner.printing.ways.remember("F01", Way(PRINTER))
    papers.choose("F01")
    papers.print_button.click()
    assert "已停止接收文件，没有打印" in asked.said[-1]
    (row,) = desk.page()
    assert desk.printed(row.number) == ()
    asked.printers.refusing = False
    papers.print_button.click()
    printed(runner, qtbot)
    assert [one.paper for one in desk.printed(row.number)] == ["F01"]


def test_ways_are_changed_and_taken_back_and_a_test_page_is_printed(
    runner: Runner, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    asked.paper = tmp_path / "test.pdf"
    ways = runner.printing.ways
    ways.remember("F02", Way(PRINTER, copies=2))
    dialog = PrintersDialog(runner)
    show(dialog, qtbot)
    listed = [dialog.list.item(place).text() for place in range(dialog.list.count())]
    assert listed == ["其他文书：还没有设置，第一次打印时选择", f"登记回执：{PRINTER}，2份，单面"]
    assert not dialog.forgetting.isEnabled()
    dialog.changing.click()
    assert dialog.dialog is not None
    dialog.dialog.copies.setValue(4)
    dialog.dialog.main.click()
    assert ways.all == {ALL: Way(PRINTER, copies=4), "F02": Way(PRINTER, copies=2)}
    dialog.list.setCurrentRow(1)
    dialog.forgetting.click()
    assert ways.all == {ALL: Way(PRINTER, copies=4)}
    dialog.sheet.choose("80mm")
    dialog.main.click()
    printed(runner, qtbot)
    sheet = pdfium.PdfDocument(tmp_path / "test.pdf")[0]
    assert [round(side * 25.4 / 72) for side in sheet.get_size()] == [80, 190]
    drawn = pdfium.PdfDocument(desk.test_page("a4", PRINTER))[0].get_textpage().get_text_range()
    assert drawn.count("䶮㛃𠅤𬭚𫖯𪩘") == 5
    assert PRINTER in drawn
    assert desk.looked() == ()
    dialog.leave()


def test_the_recovery_sheet_goes_to_a_printer_or_nowhere(runner: Runner, asked: Answers, qtbot: QtBot) -> None:
    runner.printing.ways.remember(ALL, Way(INTO_PDF))
    sheet = SheetDialog(runner, "恢复表（第1号）", render("F03", sample_context()))
    show(sheet, qtbot)
    sheet.main.click()
    asking = dialog_of(runner)
    assert asking.printer.count() == 0
    assert "不能存盘" in asking.none_here.text()
    assert not asking.main.isEnabled()
    asking.leave()
    sheet.leave()
