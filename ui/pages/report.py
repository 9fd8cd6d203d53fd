"""统计报表 (更多): the figures of a month or a year with their calibers, the numbers behind each, the report (F31)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.domain.codes import CHANNELS
from app.domain.counted import Counts, DueMatter, Occasion
from app.domain.dealings import Evaluated, Happened
from app.domain.records.follow_up import SATISFACTION
from ui.models.table import Column, Table
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.day_entry import DayEntry
from ui.widgets.editors import Choice
from ui.widgets.flow import flowing
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.table_view import LEAST_LINES, TableView
from ui.widgets.year import Year

if TYPE_CHECKING:
    from app.domain.report import Report
    from ui.dialogs.pdf import PdfDialog

T = TypeVar("T")
WHOLE_YEAR, OWN_DAYS = "0", "days"
NO_REPORT = "月报、年度报告按月、按年出，请选月份或者全年。"
HIDDEN = "—"


class Behind(msgspec.Struct, frozen=True):
    """A row behind a figure: the number of a petition, a day, and what happened in a few words."""

    number: str
    on: str
    words: str


class Shown(msgspec.Struct, frozen=True):
    """One figure as the list shows it, with its caliber and the rows behind it."""

    part: str
    title: str
    value: str
    caliber: str
    rows: Callable[[], tuple[Behind, ...]]  # asked for when the figure is chosen: there may be very many


class ReportPage(Page):
    """Choose a figure to see its caliber and what it is made of; Enter on a number opens it."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self.report: Report | None = None
        self._all: list[Shown] = []
        self._rows: tuple[Behind, ...] = ()
        self.dialog: PdfDialog | None = None
        today = runner.desk.today()
        self.year = Year(today.year, today.year)
        months = {WHOLE_YEAR: "全年", **{str(month): f"{month}月" for month in range(1, 13)}, OWN_DAYS: "自定起止"}
        self.month = self._choice(months, "月份")
        self.month.choose(str(today.month))
        self.part = self._choice({}, "表")
        self.part.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)  # the tables are offered later
        self.print = Button("月报、年度报告(&P)", "main")
        self.print.clicked.connect(lambda: self._show_report())
        self.year.valueChanged.connect(lambda _year: self.refresh())
        self.month.currentIndexChanged.connect(lambda _at: self.refresh())
        self.part.currentIndexChanged.connect(lambda _at: self._list())
        self.first, self.last = DayEntry(), DayEntry()
        for entry, name in ((self.first, "统计期首日"), (self.last, "统计期末日")):
            entry.line.setAccessibleName(name)
            entry.line.editingFinished.connect(lambda: self.refresh())
            entry.hide()
        self.span = label("", "quiet", wrap=True)
        self.caliber = label("", wrap=True, select=True)
        self.figures, self.behind = self._figure_table(), self._behind_table()
        for table in (self.figures, self.behind):
            table.least_lines = LEAST_LINES
        tables = row(self.figures, self.behind, spacing=12)
        tables.setStretch(0, 1)
        tables.setStretch(1, 1)
        head = row(flowing(label("统计报表", "title"), self.year, self.month, self.part), self.print)
        head.setStretch(0, 1)
        inside = column(
            head,
            row(self.first, self.last, self.span),
            tables,
            self.caliber,
            margin=16,
            spacing=12,
        )
        inside.setStretch(2, 1)
        self.setLayout(column(scrolled(inside, yields=True)))

    def refresh(self) -> None:
        own = self.month.value == OWN_DAYS
        for part in (self.first, self.last):
            part.setVisible(own)
        self.year.setEnabled(not own)
        self.print.setEnabled(not own)
        self.print.setToolTip(NO_REPORT if own else "")
        counts = self._of_own_days() if own else self._of_month()
        if counts is None:
            return
        self.span.setText(f"统计期：{counts.first} 至 {counts.last}，按 {counts.as_of} 的台账统计。只统计事和次数。")
        self._all = list(shown(counts))
        self._offer_parts()
        self._list()

    def _of_month(self) -> Counts | None:
        year, month = self.year.value(), int(self.month.value) or None
        self.report = self.runner.work(lambda desk, work: desk.report(year, month, work.tell), self, "正在统计")
        return self.report.counts if self.report else None

    def _of_own_days(self) -> Counts | None:
        """From one day to another, both counted; None while they are not both there."""
        self.report = None
        first, last = self.first.line.day, self.last.line.day
        if first is None or last is None:
            self.span.setText("请填写统计期首日和末日，末日计入。")
            return None
        return self.runner.work(lambda desk, work: desk.counts(first, last, work.tell), self, "正在统计")

    def arrive(self) -> None:
        self.figures.setFocus()

    def _offer_parts(self) -> None:
        """The tables to choose from, staying on the one in view."""
        kept = self.part.value
        self.part.blockSignals(True)
        self.part.clear()
        for part in dict.fromkeys(one.part for one in self._all):
            self.part.addItem(part, part)
        self.part.choose(kept)
        self.part.blockSignals(False)

    def _list(self) -> None:
        current = self.figures.current
        self.figures.reload(current.title if current else None)

    def _tell(self, figure: Shown | None) -> None:
        self.caliber.setText(f"口径：{figure.caliber}" if figure else "")
        self._rows = figure.rows() if figure else ()
        self.behind.reload()

    def _show_report(self) -> None:
        from ui.dialogs.pdf import PdfDialog  # loaded when first opened, as the others

        report = self.report
        draw = self.runner.work
        pdf = draw(lambda desk, _work: desk.desk_paper("F31", report), self, "正在生成报告") if report else None
        if report is not None and pdf is not None:
            title = f"信访情况{'月报' if report.month else '年度报告'}（{report.name}）"
            self.dialog = PdfDialog(self.runner, title, pdf, self)
            self.dialog.open()

    def _figure_table(self) -> TableView:
        columns: list[Column[Shown]] = [
            Column("项目", lambda one: one.title, why=lambda one: one.caliber),
            Column("数", lambda one: one.value, 5, right=True),
        ]
        model = Table(columns, self._in_part, lambda one: one.title, self.runner.look.colour, self)
        view = TableView(model, "统计数")
        view.chosen.connect(self._tell)
        view.opened.connect(lambda _one: self.behind.setFocus())
        return view

    def _behind_table(self) -> TableView:
        columns: list[Column[Behind]] = [
            Column("组成该数的事项", lambda one: one.number),
            Column("日期", lambda one: one.on, 7, spare=2),
            Column("情况", lambda one: one.words, 9, spare=1),
        ]
        model = Table(columns, self._behind_it, lambda one: one, self.runner.look.colour, self)
        view = TableView(model, "组成该数的事项")
        view.opened.connect(lambda one: self.opened.emit(one.number))
        return view

    def _in_part(self, at: int, count: int) -> list[Shown]:
        return [one for one in self._all if one.part == self.part.value][at : at + count]

    def _behind_it(self, at: int, count: int) -> tuple[Behind, ...]:
        return self._rows[at : at + count]

    def _choice(self, words: dict[str, str], name: str) -> Choice:
        made = Choice(words)
        made.setAccessibleName(name)
        return made


def shown(counts: Counts) -> Iterator[Shown]:
    """Every figure of the counts, part by part, in the order of the report."""
    for figure in counts.figures:
        told = f"{figure.column.title}（{figure.column.unit}）"
        rows = partial(_each, _occasion, figure.cell.rows)
        yield Shown("总数", told, _value(figure.cell.value), figure.column.caliber, rows)
    for rate in counts.rates:
        yield Shown("按期率", rate.title, f"{rate.in_time}／{rate.due}", rate.caliber, partial(_each, _due, rate.rows))
    for table in counts.tables:
        for line in table.lines:
            for head, cell in zip(table.columns, line.cells, strict=True):
                title = f"{line.title} · {head.title}（{head.unit}）"
                rows = partial(_each, _occasion, cell.rows)
                yield Shown(table.title, title, _value(cell.value), table.caliber, rows)
    for group in counts.groups:
        for tally in group.tallies:
            title = f"{tally.title}（{group.unit}）"
            rows = partial(_each, _happened, tally.rows)
            yield Shown(group.title, title, str(tally.value), group.caliber, rows)
    for share in counts.shares:
        rows = partial(_each, _evaluated, share.rows)
        yield Shown("参评和满意", share.title, f"{share.part}／{share.whole}", share.caliber, rows)


def _value(value: int | None) -> str:
    return HIDDEN if value is None else str(value)


def _each(tell: Callable[[T], Behind], rows: tuple[T, ...]) -> tuple[Behind, ...]:
    return tuple(map(tell, rows))


def _occasion(one: Occasion) -> Behind:
    words = f"{CHANNELS[one.channel]}，第{one.contact}次，{one.head_count}人"
    return Behind(one.number, str(one.on), words)


def _due(one: DueMatter) -> Behind:
    done = f"{one.met_on} 办到" if one.met_on else "尚未办到"
    return Behind(one.number, str(one.due), f"{'按期' if one.in_time else '超期'}，{done}")


def _happened(one: Happened) -> Behind:
    return Behind(one.number, str(one.on), "")


def _evaluated(one: Evaluated) -> Behind:
    return Behind(one.number, str(one.closed_on), SATISFACTION[one.evaluation or "none"])
