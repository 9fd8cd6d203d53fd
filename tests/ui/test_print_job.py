"""Each print runs in a process of its own: what befalls it befalls no window, and the log says what is known."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.documents.binding import Part, bind
from app.documents.papers import render
from tests.app.documents.sample import sample_context
from tests.helpers import PASSPHRASE, FixedClock, registered
from tests.ui.helpers import PRINTER, Answers, printed
from tests.ui.test_printing import CTRL, SHIFT, pages, text_on
from ui import print_job
from ui.main_window import MainWindow
from ui.papers import Papers
from ui.print_here import prepare
from ui.print_job import HANDED, STOPPING_NOW, PrintingNow, PrintJob
from ui.printers import ALL, MM_PER_POINT, Printers, Way
from ui.runner import Runner
from ui.widgets.paper_tab import PaperTab


def ink_on(page: pdfium.PdfPage) -> tuple[int, int, int, int]:
    """The edges of what is written on a sheet, in points."""
    grey = page.render(scale=1).to_pil().convert("L")
    edges = grey.point(lambda dot: 255 if dot < 128 else 0).getbbox()
    assert edges is not None
    return edges


def job_of(runner: Runner, asked: Answers, way: Way, *sheets: bytes) -> PrintJob:
    return PrintJob(asked.printers.print_command, way, "受理告知书.pdf", sheets, runner)


def test_no_copy_begins_on_the_back_of_another_and_a_print_can_be_stopped(
    runner: Runner, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    asked.paper = tmp_path / "both.pdf"
    paper = render("F03", sample_context())
    job = job_of(runner, asked, Way(PRINTER, copies=2, duplex="long"), paper)
    done: list[tuple[int, int]] = []
    job.told.connect(lambda *so_far: done.append(so_far))
    with qtbot.waitSignal(job.ended, timeout=30_000) as heard:
        job.start()
    assert heard.args == ["printed"]
    assert pages(asked.paper) == 3  # front, its empty back, front
    wanted, got = (ink_on(pdfium.PdfDocument(file)[0]) for file in (paper, asked.paper))
    assert max(abs(one - other) for one, other in zip(wanted, got, strict=True)) <= 1  # at its true size, in its place
    assert done == [(0, 2), (1, 2), (2, 2)]
    many = bind([Part(paper, str(place)) for place in range(9)], "卷", "单位")
    asked.paper = tmp_path / "stopped.pdf"
    job = job_of(runner, asked, Way(PRINTER), many)
    waiting = PrintingNow(job, "全部案卷", QApplication.activeWindow() or PaperTab(runner))
    qtbot.addWidget(waiting)
    job.told.connect(lambda *_: waiting.stopping.click())
    with qtbot.waitSignal(job.ended, timeout=30_000) as heard:
        job.start()
    assert heard.args == ["stopped"]
    assert not asked.paper.read_bytes().rstrip().endswith(b"%%EOF")  # what was drawn does not go


def test_tray_size_and_name_reach_the_printer() -> None:
    printer = QPrinter()
    prepare(printer, Way(PRINTER, tray=1), "登记回执-1.pdf", (80 / MM_PER_POINT, 190 / MM_PER_POINT))
    assert printer.paperSource() == QPrinter.PaperSource.Lower
    assert printer.docName() == "登记回执-1.pdf"
    assert printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter).size().toSize() == QSize(80, 190)


@pytest.mark.parametrize(("mood", "said"), [("crashing", "驱动程序出错"), ("dead", "打印服务没有应答")])
def test_what_befalls_a_print_befalls_no_window_and_nothing_counts_as_printed(
    mood: str, said: str, papers: PaperTab, runner: Runner, desk: Desk, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    asked.paper, asked.printers.mood = tmp_path / "paper.pdf", mood
    runner.printing.ways.remember(ALL, Way(PRINTER))
    papers.print_button.click()
    if mood == "dead":
        job = runner.printing.findChild(PrintJob)
        QTimer.singleShot(100, job, job.give_up)
    printed(runner, qtbot)
    assert said in asked.said[-1]
    assert asked.said[-1].endswith("没有丢失。")
    assert desk.printed(papers.number) == ()
    assert [look.sentence for look in desk.looked(limit=2)] == ["未打印成：登记回执", "打印：登记回执"]
    assert not asked.paper.exists()


@pytest.mark.parametrize("came", [True, False])
def test_where_nobody_knows_whether_it_came_out_the_clerk_says_so(
    came: bool,
    papers: PaperTab,
    runner: Runner,
    desk: Desk,
    asked: Answers,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_job, "PATIENCE_MS", 0)
    monkeypatch.setattr(print_job, "STOPPING", 50)
    asked.paper, asked.printers.mood = tmp_path / "paper.pdf", "dead-late" if came else "crashing-late"
    asked.yes = came
    runner.printing.ways.remember(ALL, Way(PRINTER))
    papers.print_button.click()
    if came:
        (waiting,) = papers.window().findChildren(PrintingNow)
        qtbot.waitUntil(lambda: waiting.isVisible() and waiting.state.text() == HANDED, timeout=30_000)
        QTest.keyClick(papers, Qt.Key.Key_P, CTRL | SHIFT)  # whoever works in the windows can stop it
        assert waiting.state.text() == STOPPING_NOW
        QTest.mouseClick(papers, Qt.MouseButton.LeftButton)  # the keys are let go
    printed(runner, qtbot)
    assert "不能确认是否打印" in asked.said[-1]
    told = ["确认已打印：登记回执"] * came + ["不能确认是否打印：登记回执", "打印：登记回执"]
    assert [look.sentence for look in desk.looked(limit=3)][: len(told)] == told
    assert len(desk.printed(papers.number)) == came
    assert ("已打印1次" in papers.list.item(1).text()) == came
    assert ("补打" in text_on(desk, papers.number)) == came


def test_how_a_print_ended_while_the_desk_was_locked_is_told_when_it_is_open_again(
    window: MainWindow, runner: Runner, desk: Desk, clock: FixedClock, asked: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    number = registered(desk)
    asked.paper, asked.printers.mood = tmp_path / "paper.pdf", "gone"
    runner.printing.ways.remember(ALL, Way(PRINTER))
    Papers(runner, number).print("F02", window)
    window.set_aside()
    desk.lock_up()
    printed(runner, qtbot)
    assert asked.said == []
    desk.go_on(Desk.open(desk.folder, PASSPHRASE, clock=clock, officer=desk.officer))
    window.come_back()
    window.entered()
    assert "现在找不到" in asked.said[-1]
    assert desk.printed(number) == ()


def test_the_program_itself_prints_in_a_process_of_its_own(runner: Runner, qtbot: QtBot) -> None:
    paper = render("F03", sample_context())
    job = PrintJob(Printers().print_command, Way("没有这台打印机"), "受理告知书.pdf", (paper,), runner)
    with qtbot.waitSignal(job.ended, timeout=30_000) as heard:
        job.start()
    assert heard.args == ["gone"]


@pytest.mark.usefixtures("dead_service")
def test_a_print_that_the_service_never_takes_ends_without_a_window_standing_still(
    runner: Runner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(print_job.SILENCE, "", 700)
    job = PrintJob(Printers().print_command, Way(PRINTER), "受理告知书.pdf", (b"",), runner)
    with qtbot.waitSignal(job.ended, timeout=30_000) as heard:
        job.start()
    assert heard.args == ["silent"]
