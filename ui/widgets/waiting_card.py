"""等候: who waits to be received today, the next one first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from app.domain.rights import Right
from ui.models.table import Column, Table
from ui.runner import Runner
from ui.shortcuts import shortcut
from ui.waiting import LONGEST, Queue, Waiting
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.table_view import TableView

NAME = 6  # characters of a name that are to be seen
ROWS = 2  # of the list that are to be seen at once; more are scrolled
NOBODY = "没有人等候"
NO_RIGHT = "需要“登记”权限"


def columns() -> list[Column[Waiting]]:
    return [
        Column("来访人", lambda one: f"第{one.n}位  {one.name}"),
        Column("到达", lambda one: one.since, 4, spare=1),
    ]


class WaitingCard(QFrame):
    """`received` carries the visitor who is to be received now: Enter on a line, F4 for the next one."""

    received = Signal(object)

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.runner = runner
        self.queue = Queue(runner)
        self.rows: tuple[Waiting, ...] = ()
        self.counted = label("", "lead")
        model = Table(columns(), lambda at, n: self.rows[at : at + n], lambda one: one.n, runner.look.colour, self)
        self.table = TableView(model, "等候")
        self.table.opened.connect(self.received)
        self.gone = Button("已离开(&Q)")
        self.gone.setToolTip("来访人没有等到接待就离开了：从等候中删去（Delete）")
        self.gone.clicked.connect(lambda: self._remove(self.table.current))
        shortcut("Del", self.table, "已离开，从等候中删去", self.gone.click, Qt.ShortcutContext.WidgetShortcut)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST)
        self.name.setPlaceholderText("姓名，可不填")
        self.name.setAccessibleName("等候人姓名")
        self.name.setMinimumWidth(self.name.fontMetrics().horizontalAdvance("汉") * NAME)
        self.name.returnPressed.connect(self.note)
        self.add = Button("记入等候(&N)")
        self.add.clicked.connect(lambda: self.note())
        entry = row(self.name, self.add)
        entry.setStretch(0, 1)
        self.setLayout(column(row(self.counted, None, self.gone), self.table, entry, margin=12))

    def refresh(self) -> None:
        """Read who waits, and stay on the line."""
        current = self.table.current
        self.rows = self.runner.read(self.queue.all, self) or ()
        self.counted.setText(f"等候 {len(self.rows)}人" if self.rows else NOBODY)
        self.table.reload(current.n if current else None)
        self._fit()
        for part in (self.table, self.gone):
            part.setVisible(bool(self.rows))
        may = self.runner.desk.may(Right.REGISTER)
        for control in (self.name, self.add, self.gone):
            control.setEnabled(may)
        self.name.setToolTip("" if may else f"{NO_RIGHT}，{self.runner.desk.officer}没有。")

    def note(self) -> None:
        """One more waits, under the name that stands in the field."""
        if self.runner.desk.may(Right.REGISTER):
            self.runner.read(lambda: self.queue.add(self.name.text()), self)
            self.name.clear()
            self.refresh()

    def say_nobody(self) -> None:
        """There is no next one."""
        self.counted.setText(NOBODY)
        (self.name if self.name.isEnabled() else self).setFocus()

    def done(self, one: Waiting) -> None:
        """Received."""
        self.runner.read(lambda: self.queue.remove(one), self)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _remove(self, one: Waiting | None) -> None:
        if one is not None:
            self.done(one)
            if not self.rows:
                self.name.setFocus()

    def _fit(self) -> None:
        """As high as its lines, a few at most: the rest of the page is for what has a clock."""
        shown = min(ROWS, len(self.rows))
        header, one = (
            self.table.horizontalHeader().sizeHint().height(),
            self.table.verticalHeader().defaultSectionSize(),
        )
        self.table.setFixedHeight(header + shown * one + 2 * self.table.frameWidth())
