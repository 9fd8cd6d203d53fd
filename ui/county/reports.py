"""报表 (F8): the store's views for reports as tables, and what is seen as a sheet. No view names a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QTabWidget, QWidget

from app.county.report_tables import heads
from ui.county.runner import CountyPage, CountyRunner
from ui.models.table import Column
from ui.models.windowed import Windowed
from ui.pages.petitions import KINDS, SheetKind
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.county.report_tables import ReportTable

# In a narrow window the station's code gives way first; all of it stands in the sheet.
SPARE = {"台号": 1, "信访目的": 2, "最早收到": 2, "由哪个镇级台转报": 3, "停用": 4}

Cells = tuple[str | int, ...]
READING, WRITING = "正在读取报表", "正在导出报表"
NOT_READ = "没有读取完。按“重新读取”再读。"
# View -> tab, and the widths of its columns in Chinese characters, 0 for the one that takes what is left.
TABS = {
    "report_stations": ("各台(&J)", (8, 0, 9, 9, 4, 9)),
    "report_lines": ("记载(&S)", (8, 0, 5, 6, 4, 9, 9, 9)),
    "report_months": ("按月(&Y)", (8, 0, 5, 6, 6, 4)),
    "report_open": ("未办结(&W)", (15, 8, 0, 6, 6, 6)),
    "report_petitions": ("全部事项(&Q)", (15, 8, 0, 6, 6, 6, 4)),
}


class ReportTab(QWidget):
    """One view, read when it is first looked at."""

    def __init__(self, runner: CountyRunner, view: str) -> None:
        super().__init__()
        self.view = view
        self.table: ReportTable | None = None
        self.said = label("", "quiet", wrap=True)
        told = zip(heads(view), TABS[view][1], strict=True)
        columns = [_column(n, head, kind, width) for n, ((head, kind), width) in enumerate(told)]
        model = Windowed(columns, self._count, self._fetch, lambda cells: cells, runner.look.colour, self)
        self.rows = TableView(model, TABS[view][0].partition("(")[0])
        inside = column(self.said, self.rows, margin=12)
        inside.setStretch(1, 1)
        self.setLayout(inside)

    def show_table(self, table: ReportTable | None) -> None:
        """What was read; None: nothing was."""
        self.table = table
        at = f"{datetime.now().astimezone():%H:%M} 读取，"
        self.said.setText(f"{at}共 {len(table.rows)} 行" if table is not None else NOT_READ)
        self.rows.reload()

    def forget(self) -> None:
        """It is read again when it is looked at again."""
        self.table = None
        self.rows.reload()

    def _count(self) -> int:
        return len(self.table.rows) if self.table is not None else 0

    def _fetch(self, offset: int, limit: int) -> Sequence[Cells]:
        return self.table.rows[offset : offset + limit] if self.table is not None else ()


class ReportsPage(CountyPage):
    """What was read stays until something changes."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__(runner)
        self.tabs = QTabWidget()
        self.of_view = {view: ReportTab(runner, view) for view in TABS}
        for view, (title, _widths) in TABS.items():
            self.tabs.addTab(self.of_view[view], title)
        self.tabs.currentChanged.connect(lambda _place: self.refresh())
        runner.changed.connect(lambda _answer: self._changed())
        self.export_button = Button("导出(&X)", "menu")
        menu = QMenu(self.export_button)
        for kind, words in KINDS.items():
            menu.addAction(words).triggered.connect(partial(self._export, kind))
        self.export_button.setMenu(menu)
        self.again = Button("重新读取(&R)")
        self.again.clicked.connect(lambda: self._read())
        self.done = label("", wrap=True, select=True)
        self.done.hide()
        head = row(label("报表", "title"), None, self.again, self.export_button, spacing=12)
        inside = column(head, self.done, self.tabs, margin=16)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    @property
    def tab(self) -> ReportTab:
        """The one that is in view."""
        return self.of_view[list(TABS)[max(0, self.tabs.currentIndex())]]

    def refresh(self) -> None:
        if self.tab.table is None and self.isVisibleTo(self.parentWidget()):
            self._read()

    def arrive(self) -> None:
        self.refresh()
        self.tabs.tabBar().setFocus()

    def stop_asking(self) -> None:
        for tab in self.of_view.values():
            tab.forget()
        self.done.hide()

    def export(self, kind: SheetKind) -> None:
        """What is seen, as a sheet, where the person says."""
        table = self.tab.table
        folder = self.runner.ask.folder(self, "导出到哪里") if table is not None else None
        if table is None or folder is None:
            return
        made = self.runner.work(lambda county, _work: county.export_report(folder, table, kind), self, WRITING)
        if made is not None:
            self.done.setText(f"{made.words}\n文件：{made.file}")
            self.done.show()

    def _changed(self) -> None:
        """Nothing that was read holds any more."""
        self.stop_asking()
        if self.isVisible():
            self.refresh()

    def _export(self, kind: SheetKind, _ticked: bool = False) -> None:
        self.export(kind)

    def _read(self) -> None:
        tab = self.tab
        tab.show_table(self.runner.work(lambda county, work: county.report_table(tab.view, work.tell), self, READING))


def _column(place: int, heading: str, kind: str, width: int) -> Column[Cells]:
    """One of a report, by its place there."""
    spare = SPARE.get(heading, 0)
    return Column(heading, lambda cells: str(cells[place]), width, right=kind == "number", spare=spare)
