"""查阅记录 (更多, 谁看过): who looked at which petition, when and what for."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.looks import Look
from app.domain.rights import Right
from ui.list_columns import short_number
from ui.models.table import Column, Table
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.day_entry import DayEntry
from ui.widgets.editors import Choice, Line
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.table_view import LEAST_LINES, TableView

EVERYBODY = "全部人员"
NOTHING = "没有符合条件的查阅记录。"
HINT = "记录打开事项、检索、显示完整信息、出文书、打印、导出；不能修改、不能删除，只报送次数。"


class LooksPage(Page):
    """Filter by petition, officer and day; Enter opens the petition of the chosen line."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
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
            row(self.number, self.officer, self.day, self.asking, None),
            label(HINT, "quiet", wrap=True),
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

    def _fetch(self, offset: int, limit: int) -> Sequence[Look]:
        day = self.day.line.day
        if not self.runner.desk.may(Right.LOOKS):  # the table fills while the page is hidden, too
            return ()

        def ask() -> Sequence[Look]:
            number, officer = self.number.value, self.officer.value
            return self.runner.desk.looked(number, officer=officer, day=day, offset=offset, limit=limit)

        return self.runner.read(ask, self) or ()

    def _offer_officers(self) -> None:
        """Whoever ever looked, staying on the one that is chosen."""
        names = self.runner.desk.looked_by() if self.runner.desk.may(Right.LOOKS) else ()
        kept = self.officer.value
        self.officer.blockSignals(True)
        self.officer.clear()
        for code, word in {"": EVERYBODY, **{name: name for name in names}}.items():
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
