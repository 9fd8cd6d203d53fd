"""期限 (F7): every running clock by its last day, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui import messages, words
from ui.models.table import Column, Table
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.layout import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.answers import Duty


def _what(duty: Duty) -> str:
    subject = duty.deadline.subject
    return f"{duty.what}（{subject}）" if subject else duty.what


class DeadlinesPage(Page):
    """Enter opens the petition, where 期限说明 counts the days."""

    opened = Signal(str)
    step_wanted = Signal(str, str)

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self._rows: list[Duty] = []
        self.counts = label("", "quiet")
        model = Table(
            self._columns(),
            lambda at, n: self._rows[at : at + n],
            lambda d: (d.number, d.deadline.code, d.deadline.subject),
            runner.look.colour,
            self,
        )
        self.table = TableView(model, "期限")
        self.table.opened.connect(lambda duty: self.opened.emit(duty.number))
        self.table.chosen.connect(self._explain)
        self.why = label("", wrap=True, select=True)
        head = row(label("期限", "title"), None, self.counts)
        inside = column(head, self.table, self.why, margin=16, spacing=12)
        inside.setStretch(1, 1)
        self.setLayout(inside)

    def refresh(self) -> None:
        current = self.table.current
        self._rows = sorted(self.runner.desk.due(), key=lambda duty: duty.deadline.effective)
        self.counts.setText(words.counts([duty.urgency for duty in self._rows]))
        key = (current.number, current.deadline.code, current.deadline.subject) if current else None
        self.table.reload(key)

    def arrive(self) -> None:
        self.table.setFocus()

    def _columns(self) -> list[Column[Duty]]:
        desk = self.runner.desk
        return [
            Column("状态", words.urgency, 4, tone=words.tone),
            Column("最后一天", lambda d: words.last_day(d.deadline), 10, why=lambda d: d.deadline.why),
            Column("还有", lambda d: messages.days_left(desk.today(), d.deadline.effective), 5, spare=3),
            Column("期限内要做", _what, 14, spare=2),
            Column("事项", lambda d: f"{d.title}（{d.who}）"),
            Column("负责", lambda d: d.responsible, 5, spare=1),
        ]

    def _explain(self, chosen: Duty | None) -> None:
        self.why.setText(f"{chosen.what}：{chosen.deadline.why}" if chosen else "没有正在计算的期限。")
