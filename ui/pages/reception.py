"""接待 (F5): what is to be done now, and who was here today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain.codes import CHANNELS
from app.domain.rights import Right
from ui import messages, todo, words
from ui.models.table import Column, Table
from ui.models.windowed import Windowed
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.columns import Columns
from ui.widgets.draft_line import DraftLine
from ui.widgets.exchange_line import ExchangeKeys
from ui.widgets.layout import card, column, label, row, scrolled
from ui.widgets.table_view import TableView
from ui.widgets.troubles import Troubles
from ui.widgets.waiting_card import WaitingCard

if TYPE_CHECKING:
    from app.answers import Visit


def visit_columns() -> list[Column[Visit]]:
    return [
        Column("形式", lambda v: CHANNELS[v.channel], 3, spare=2),
        Column("信访人", lambda v: v.who, 6),
        Column("事项", lambda v: v.title),
        Column("首问", lambda v: v.officer, 4, spare=1),
    ]


class ReceptionPage(Page):
    """The start page. Enter on a line does the thing; F2 registers."""

    register_wanted = Signal()
    backup_wanted = Signal()
    arrival_wanted = Signal(str)
    aside_wanted = Signal(str)
    draft_wanted = Signal(object)
    receive_wanted = Signal(object)  # who waits, None for the next one
    exchange_wanted = Signal(int)

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self.rows: Sequence[todo.Todo] = ()
        self._visits: tuple[Visit, ...] = ()
        self.date = label("", "title", wrap=True)
        self.register = Button("登记来访  F2", "main")
        self.register.clicked.connect(lambda: self.register_wanted.emit())
        self.receive = Button("接待下一位  F4")
        self.receive.clicked.connect(lambda: self.receive_wanted.emit(None))
        self._today = ""
        top = row(self.date, self.receive, self.register)
        top.setStretch(0, 1)
        self.wrong = label("", "refusal", wrap=True)
        self.wrong.hide()
        self.troubles = Troubles(runner)
        self.drafts = DraftLine(runner.drafts, runner.ask)
        self.drafts.wanted.connect(self.draft_wanted)
        self.waiting = WaitingCard(runner)
        self.waiting.received.connect(self.receive_wanted)
        self.exchange = ExchangeKeys(runner)
        self.exchange.wanted.connect(self.exchange_wanted)
        here = column(self.waiting, self._visit_card(), spacing=16)
        here.setStretch(1, 1)
        self.lists = Columns(self._todo_card(), here, shares=(2, 1))
        self.lists.turned.connect(self._fit)
        shown = (top, self.troubles, self.wrong, self.drafts, self.lists, self._backup_line())
        inside = column(*shown, spacing=16, margin=16)
        inside.setStretch(4, 1)
        self.area = scrolled(inside, yields=True)
        self.setLayout(column(self.area))

    def _backup_line(self) -> QHBoxLayout:
        """What stands between this desk and the loss of its disk."""
        self.backup = label("", "quiet", wrap=True)
        self.back_up = Button("备份(&B)")
        self.back_up.clicked.connect(lambda: self.backup_wanted.emit())
        line = row(self.backup, self.exchange, self.back_up)
        line.setStretch(0, 1)
        return line

    def _todo_card(self) -> QFrame:
        self.counts = label("", "quiet")
        model = Windowed(
            todo.columns(),
            lambda: len(self.rows),
            lambda at, n: self.rows[at : at + n],
            todo.key,
            self.runner.look.colour,
            self,
        )
        self.todos = TableView(model, "现在要做")
        self.todos.chosen.connect(self._explain)
        self.todos.opened.connect(self._do)
        self.why = label("", "quiet", wrap=True)
        self.go = Button("去办  Enter")
        self.go.clicked.connect(lambda: self._do(self.todos.current))
        self.aside = Button("不另行办理(&X)")
        self.aside.setToolTip("已按纸质来文登记的，或者不需要办理的下发件，写明理由")
        self.aside.clicked.connect(lambda: self._put_aside(self.todos.current))
        self.aside.hide()
        foot = row(self.why, self.aside, self.go)
        foot.setStretch(0, 1)
        inside = column(row(label("现在要做", "lead"), None, self.counts), self.todos, foot, margin=12)
        inside.setStretch(1, 1)
        return card(inside)

    def _visit_card(self) -> QFrame:
        self.visit_count = label("", "quiet")
        model = Table(
            visit_columns(),
            lambda at, n: self._visits[at : at + n],
            lambda visit: visit.number,
            self.runner.look.colour,
            self,
        )
        self.visits = TableView(model, "今日接待")
        self.visits.opened.connect(lambda visit: self.opened.emit(visit.number))
        inside = column(row(label("今日接待", "lead"), None, self.visit_count), self.visits, margin=12)
        inside.setStretch(1, 1)
        return card(inside)

    def refresh(self) -> None:
        desk = self.runner.desk
        today = desk.today()
        self._today = messages.long_date(today) + ("" if desk.calendar.is_workday(today) else "（休息日）")
        self._tell_day()
        problems = desk.wording_problems()
        self.wrong.setText(words.wording_line(problems))
        self.wrong.setVisible(bool(problems))
        self.troubles.refresh()
        self._show_backups()
        self.exchange.refresh()
        self.waiting.refresh()
        self.drafts.refresh()
        current = self.todos.current
        self.rows = found = todo.todos(self.runner)
        self.counts.setText(words.counts(found.counts))
        self.todos.reload(todo.key(current) if current else None)
        self._visits = desk.visits()
        people = sum(visit.head_count for visit in self._visits)
        self.visit_count.setText(f"{len(self._visits)}批次 {people}人次")
        self.visits.reload()

    def _show_backups(self) -> None:
        state = self.runner.desk.backup_state()
        self.backup.setText("\n".join((f"{state.words}。", *state.problems)))
        role = "refusal" if state.problems else "warn" if state.urgent else "quiet"
        self.backup.setProperty("role", role)
        self.backup.style().polish(self.backup)

    def _tell_day(self) -> None:
        """At large type without the year, for one line."""
        self.date.setText(f"今天 {self._today.partition('年')[2] if self.lists.stacked else self._today}")

    def _fit(self) -> None:
        """A few lines of each list are to be seen, however large the type is."""
        self._tell_day()
        for table, lines in ((self.todos, 5), (self.visits, 2)):
            table.setMinimumHeight(table.verticalHeader().defaultSectionSize() * lines)

    def arrive(self) -> None:
        (self.todos if self.rows else self.register).setFocus()

    def _explain(self, chosen: todo.Todo | None) -> None:
        nothing = "没有到期要办的事项。" if not self.rows else ""
        self.why.setText(f"{chosen.what}：{chosen.why}" if chosen else nothing)
        self.go.setEnabled(chosen is not None)
        may = self.runner.desk.may(Right.REGISTER)
        self.aside.setVisible(chosen is not None and bool(chosen.arrival) and may)

    def _put_aside(self, chosen: Any) -> None:
        if chosen is not None and chosen.arrival:
            self.aside_wanted.emit(chosen.arrival)

    def _do(self, chosen: Any) -> None:
        """The step that meets the duty; where none is possible the petition's page says why."""
        if chosen is None:
            return
        if chosen.arrival:
            self.arrival_wanted.emit(chosen.arrival)
            return
        step = todo.step_for(self.runner, chosen.number, chosen.clock, self)
        if step:
            self.step_wanted.emit(chosen.number, step)
        elif step is not None:
            self.opened.emit(chosen.number)
