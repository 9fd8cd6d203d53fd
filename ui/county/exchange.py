"""交换 (F9): one key for the stick, what became of each file, what was not taken in and why, the same by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.county.runner import CountyPage, CountyRunner
from ui.models.table import Column, Table
from ui.widgets.button import Button
from ui.widgets.editors import Choice
from ui.widgets.layout import card, column, label, row
from ui.widgets.stick_bar import MARKS, WRITTEN, StickBar
from ui.widgets.table_view import TableView
from ui.widgets.tabs import PlainTabs

if TYPE_CHECKING:
    from app.county.status import CountyStatus, Held
    from app.exchange.visit import StickDone, StickLine

PACKAGES = "数据包 (*.swt);;所有文件 (*)"
READING = "正在读取未收下的数据包"
ABOUT = "读入U盘上各接待台的数据包，并把给它们的回执和下发件写到同一个U盘。一个文件有问题，不影响其他文件。"
NOTHING = "插入U盘按键以后，这里逐个写明每个文件的结果。"
NONE_HELD = "没有未收下的数据包。"
BY_HAND = "只读入所选的文件，不写回执。"
ANSWER = "回执写明收到第几号，并带上没有送达的下发件。对方读入后即知已送达。"
LEAST_LINES = 5


class CountyStickBar(StickBar):
    """The bar; what became of each file is told by the page, for there may be a hundred."""

    def __init__(self, runner: CountyRunner, page: ExchangePage) -> None:
        super().__init__(runner)
        self._page = page

    def tell_done(self, done: StickDone) -> None:
        self.tell(done.words)
        self._page.show_lines(done.lines)


class LineList(QWidget):
    """What became of each file; the words of the chosen one in full below."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__()
        self.lines: tuple[StickLine, ...] = ()
        columns: list[Column[StickLine]] = [
            Column("结果", lambda one: MARKS.get(one.state, WRITTEN), 8, tone=_tone),
            Column("文件", lambda one: one.file, 17, why=lambda one: one.file),
            Column("说明", lambda one: one.words, why=lambda one: one.words),
        ]
        model = Table(columns, self._fetch, lambda one: (one.file, one.words), runner.look.colour, self)
        self.table = TableView(model, "本次结果")
        self.table.setMinimumHeight(self.fontMetrics().height() * LEAST_LINES)
        self.words = label(NOTHING, wrap=True, select=True)
        self.table.chosen.connect(lambda one: self.words.setText(one.words if one else NOTHING))
        inside = column(self.table, self.words, margin=12)
        inside.setStretch(0, 1)
        self.setLayout(inside)

    def show_lines(self, lines: tuple[StickLine, ...]) -> None:
        """Those that need somebody first."""
        self.lines = tuple(sorted(lines, key=lambda one: one.state not in ("held", "unwritten", "person")))
        self.table.reload()

    def _fetch(self, offset: int, limit: int) -> Sequence[StickLine]:
        return self.lines[offset : offset + limit]


class HeldPackages(QWidget):
    """Every package that was refused, until what it brings is here."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__()
        self.rows: tuple[Held, ...] = ()
        columns: list[Column[Held]] = [
            Column("时间", lambda one: one.at[:16].replace("T", " "), 9),
            Column("台号", lambda one: one.station, 8, spare=1),
            Column("文件", lambda one: one.name, 12, why=lambda one: one.name),
            Column("原因", lambda one: one.words, why=lambda one: one.words),
        ]
        model = Table(columns, self._fetch, lambda one: (one.sha256, one.code), runner.look.colour, self)
        self.table = TableView(model, "未收下的数据包")
        self.table.setMinimumHeight(self.fontMetrics().height() * LEAST_LINES)
        self.reason = label(NONE_HELD, wrap=True, select=True)
        self.table.chosen.connect(lambda one: self.reason.setText(one.words if one else NONE_HELD))
        inside = column(self.table, self.reason, margin=12)
        inside.setStretch(0, 1)
        self.setLayout(inside)

    def show_rows(self, rows: tuple[Held, ...]) -> None:
        self.rows = rows
        self.table.reload()

    def _fetch(self, offset: int, limit: int) -> Sequence[Held]:
        return self.rows[offset : offset + limit]


class ExchangePage(CountyPage):
    """Delivered is only what a station's own line says later."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__(runner)
        self.stick = CountyStickBar(runner, self)
        self.lines = LineList(runner)
        self.held = HeldPackages(runner)
        self.tabs = PlainTabs()
        self.tabs.addTab(self.lines, "本次结果")
        self.tabs.addTab(self.held, "未收下")
        self.tabs.addTab(self._by_hand(), "手工操作")
        head = row(label("交换", "title"), None)
        inside = column(head, label(ABOUT, "quiet", wrap=True), self.stick, self.tabs, margin=16, spacing=12)
        self.lay_out(inside, 3)

    def _by_hand(self) -> QWidget:
        self.receive = Button("读入数据包(&R)")
        self.receive.clicked.connect(lambda: self._receive())
        self.station = Choice({})
        self.station.setAccessibleName("给哪个接待台出具回执")
        self.answer = Button("出具回执(&O)")
        self.answer.clicked.connect(lambda: self._answer())
        reading = card(
            column(label("读入", "lead"), label(BY_HAND, "quiet", wrap=True), row(self.receive, None), margin=12)
        )
        choosing = row(self.station, self.answer, None)
        choosing.setStretch(0, 1)
        answering = card(column(label("出具回执", "lead"), label(ANSWER, "quiet", wrap=True), choosing, margin=12))
        made = QWidget()
        made.setLayout(column(reading, answering, None, margin=12, spacing=12))
        return made

    def refresh(self) -> None:
        self.stick.refresh()
        found = self.runner.work(lambda county, _work: county.status(), self, READING)
        if found is not None:
            self.show_status(found)

    def show_status(self, found: CountyStatus) -> None:
        """What was not taken in, and who may be answered."""
        self.held.show_rows(found.held)
        self.tabs.setTabText(1, f"未收下（{len(found.held)}）" if found.held else "未收下")
        before = self.station.value
        self.station.clear()
        for one in found.stations:
            if not one.revoked_at:
                self.station.addItem(f"{one.name}（{one.code}）", one.code)
        self.station.choose(before)
        self.answer.setEnabled(self.station.count() > 0)

    def show_lines(self, lines: tuple[StickLine, ...]) -> None:
        """What became of each file, in front."""
        self.lines.show_lines(lines)
        self.tabs.setCurrentWidget(self.lines)
        self.go_to(self.lines.table)

    def arrive(self) -> None:
        self.go_to(self.stick.go)

    def _receive(self) -> None:
        files = self.runner.ask.files(self, "读入接待台的数据包", PACKAGES)
        if not files:
            return
        done = self.runner.work(
            lambda county, work: county.take_in(files, progress=work.tell, stop=work.stopped),
            self,
            "正在读入数据包",
            changes=True,
            between=True,
        )
        if done is not None:
            self.stick.tell_done(done)

    def _answer(self) -> None:
        station = self.station.value
        folder = self.runner.ask.folder(self, "回执写到哪里（一般为U盘）")
        if not station or folder is None:
            return
        answered = self.runner.work(
            lambda county, _work: county.answer(station, folder), self, "正在出具回执，请不要拔出U盘", changes=True
        )
        if answered is not None:
            files = (answered.file, *(one.file for one in answered.dispatches))
            names = "、".join(Path(file).name for file in files if file)
            self.stick.tell(f"{self.station.currentText()}：{answered.words}\n{names}")


def _tone(one: StickLine) -> str:
    return {"held": "late", "unwritten": "late", "person": "warn", "taken": "ink"}.get(one.state, "quiet")
