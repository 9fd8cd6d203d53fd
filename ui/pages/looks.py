"""查阅记录 (更多, 谁看过): who looked at which petition, when and what for; of a desk, and what a county has of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Signal

from app.domain.looks import Look
from app.domain.rights import Right
from ui.list_columns import short_number
from ui.models.table import Column, Table
from ui.pages.page import AnyPage
from ui.runner import Runner
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.day_entry import DayEntry
from ui.widgets.editors import Choice, Line
from ui.widgets.flow import flowing
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.table_view import LEAST_LINES, TableView

EVERYBODY = "全部人员"
NOTHING = "没有符合条件的查阅记录。"


class LooksList(AnyPage):
    """Filter by petition, name and day; `opened` carries the petition of the line on which Enter was pressed. What is
    asked of the store is its subclass's."""

    opened = Signal(str)
    hint: ClassVar[str]

    def __init__(self, runner: StoreRunner[Any]) -> None:
        super().__init__()
        self.number = Line()
        self.number.setPlaceholderText("事项编号")
        self.number.setAccessibleName("事项编号")
        self.number.setClearButtonEnabled(True)
        self.officer = Choice({"": EVERYBODY})
        self.officer.setAccessibleName("查看的人")
        self.day = DayEntry()
        self.day.line.setAccessibleName("日期")
        self.asking = Button("查询(&Q)", "main")
        self.asking.clicked.connect(lambda: self.refresh())
        for line in (self.number, self.day.line):
            line.editingFinished.connect(lambda: self.refresh())
        self.officer.currentIndexChanged.connect(lambda _at: self.refresh())
        self.table = TableView(Table(columns(), self._fetch, lambda one: one.seq, runner.look.colour, self), "查阅记录")
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._tell)
        self.told = label("", "quiet", wrap=True, select=True)
        inside = column(
            row(label("查阅记录", "title"), None),
            flowing(self.number, self.officer, self.day, self.asking),
            label(self.hint, "quiet", wrap=True),
            self.table,
            self.told,
            margin=16,
            spacing=12,
        )
        inside.setStretch(3, 1)
        self.table.least_lines = LEAST_LINES
        self.area = scrolled(inside, yields=True)
        self.setLayout(column(self.area))
        self.number.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 14)

    def of_petition(self, number: str) -> None:
        """Ask for one petition, "" for all; officer and day are cleared."""
        self.number.setText(number)
        self.day.line.clear()
        self.officer.choose("")

    def refresh(self) -> None:
        self._offer_officers()
        current = self.table.current
        self.table.reload(current.seq if current else None)

    def arrive(self) -> None:
        self.table.setFocus()
        self.area.ensureWidgetVisible(self.table, 0, 0)

    def ask(self, number: str, officer: str, day: dt.date | None, offset: int, limit: int) -> Sequence[Look]:
        """Some of the looks that are wanted."""
        raise NotImplementedError

    def ask_names(self) -> Sequence[str]:
        """Whoever ever looked."""
        raise NotImplementedError

    def _fetch(self, offset: int, limit: int) -> Sequence[Look]:
        return self.ask(self.number.value, self.officer.value, self.day.line.day, offset, limit)

    def _offer_officers(self) -> None:
        """Whoever ever looked, staying on the one that is chosen."""
        kept = self.officer.value
        self.officer.blockSignals(True)
        self.officer.clear()
        for code, word in {"": EVERYBODY, **{name: name for name in self.ask_names()}}.items():
            self.officer.addItem(word, code)
        self.officer.choose(kept)
        self.officer.blockSignals(False)

    def _open(self, look: Look) -> None:
        number = look.petition or (look.found[0] if len(look.found) == 1 else "")
        if number:
            self.opened.emit(number)

    def _tell(self, look: Look | None) -> None:
        if look is None:
            self.told.setText(NOTHING)
            return
        about = "、".join(filter(None, (look.petition, *look.found)))
        parts = (f"第{look.seq}条", look.sentence, f"事项 {about}" if about else "", look.purpose)
        self.told.setText("    ".join(filter(None, parts)))


class LooksPage(LooksList):
    """Of a desk, for who has the right to see it."""

    hint = "记录打开事项、检索、显示完整信息、出文书、打印、导出；不能修改、不能删除，只报送次数。"

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        super().__init__(runner)

    def ask(self, number: str, officer: str, day: dt.date | None, offset: int, limit: int) -> Sequence[Look]:
        desk = self.runner.desk
        if not desk.may(Right.LOOKS):  # the table fills while the page is hidden, too
            return ()
        found = self.runner.read(
            lambda: desk.looked(number, officer=officer, day=day, offset=offset, limit=limit), self
        )
        return found or ()

    def ask_names(self) -> Sequence[str]:
        return self.runner.desk.looked_by() if self.runner.desk.may(Right.LOOKS) else ()


def columns() -> list[Column[Look]]:
    return [
        Column("时间", lambda look: look.at[:16].replace("T", " "), 9),
        Column("谁", lambda look: look.officer, 5),
        Column("看了什么", lambda look: look.sentence),
        Column("事项", _about, 8),
        Column("从何处、为何", lambda look: look.purpose, 12, spare=1),
    ]


def _about(look: Look) -> str:
    """The petition, or how many a search found."""
    if look.petition:
        return short_number(look.petition)
    return f"{len(look.found)}件" if look.found else ""
