"""期限 (F7): every running clock by its last day, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ui import messages, todo, words
from ui.models.table import Column
from ui.models.windowed import Windowed
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.day import Day
from ui.widgets.flow import captioned, flowing
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.table_view import LEAST_LINES, TableView

if TYPE_CHECKING:
    from app.answers import Duty


def _what(duty: Duty) -> str:
    subject = duty.deadline.subject
    return f"{duty.what}（{subject}）" if subject else duty.what


class DeadlinesPage(Page):
    """Enter leads to the step that meets the deadline, above the petition, where 期限说明 counts the days."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self._as_of: tuple[Duty, ...] | None = None  # as they stand on another day than today
        self.counts = label("", "quiet")
        self.on = Day(runner.desk.today())
        self.on.setAccessibleName("按哪一天看")
        self.on.changed.connect(lambda _day: self.refresh())
        self.back = Button("回到今天(&T)")
        self.back.clicked.connect(lambda: self.on.put(runner.desk.today()))
        self.back.hide()
        model = Windowed(
            self._columns(),
            self._count,
            self._fetch,
            lambda d: (d.number, d.deadline.code, d.deadline.subject),
            runner.look.colour,
            self,
        )
        self.table = TableView(model, "期限")
        self.table.opened.connect(self._do)
        self.table.chosen.connect(self._explain)
        self.why = label("", wrap=True, select=True)
        self.go = Button("去办  Enter")
        self.go.clicked.connect(lambda: self._do(self.table.current))
        foot = row(self.why, self.go)
        foot.setStretch(0, 1)
        head = flowing(label("期限", "title"), captioned("按哪一天看(&K)", self.on), self.back, self.counts)
        inside = column(head, self.table, foot, margin=16, spacing=12)
        inside.setStretch(1, 1)
        self.table.least_lines = LEAST_LINES
        self.area = scrolled(inside, yields=True)
        self.setLayout(column(self.area))

    def refresh(self) -> None:
        current = self.table.current
        key = (current.number, current.deadline.code, current.deadline.subject) if current else None
        if self.runner.working is None:
            self._as_of = self._on_another_day()
        self.back.setVisible(self._as_of is not None)
        self.table.reload(key)

    @property
    def day(self) -> date:
        """The day on which the clocks are looked at."""
        return self.on.day or self.runner.desk.today()

    def _on_another_day(self) -> tuple[Duty, ...] | None:
        """Every clock as it stands on the day that was asked for: each open petition is read for it."""
        day = self.day
        if day == self.runner.desk.today():
            return None
        found = self.runner.work(lambda desk, work: desk.due(day, work.tell), self, "正在计算期限")
        if found is None:  # nobody wanted to wait
            self.on.put(self.runner.desk.today())
        return found

    def arrive(self) -> None:
        self.table.setFocus()
        self.area.ensureWidgetVisible(self.table, 0, 0)

    def _count(self) -> int:
        """How many clocks run, told by how they stand."""
        told = self._as_of
        found = self.runner.desk.duty_counts() if told is None else Counter(one.urgency for one in told)
        self.counts.setText(words.counts(found))
        return sum(found.values())

    def _fetch(self, offset: int, limit: int) -> Sequence[Duty]:
        if self._as_of is not None:
            return self._as_of[offset : offset + limit]
        return self.runner.desk.duties(order="day", offset=offset, limit=limit)

    def _columns(self) -> list[Column[Duty]]:
        return [
            Column("状态", words.urgency, 4, tone=words.tone),
            Column("最后一天", lambda d: words.last_day(d.deadline), 10, why=lambda d: d.deadline.why),
            Column("还有", lambda d: messages.days_left(self.day, d.deadline.effective), 5, spare=3),
            Column("期限内要做", _what, 14, spare=2),
            Column("事项", lambda d: f"{d.title}（{d.who}）"),
            Column("负责", lambda d: d.responsible, 5, spare=1),
        ]

    def _explain(self, chosen: Duty | None) -> None:
        self.why.setText(f"{chosen.what}：{chosen.deadline.why}" if chosen else "没有正在计算的期限。")
        self.go.setEnabled(chosen is not None)

    def _do(self, chosen: Duty | None) -> None:
        """The step that meets the deadline; where none is possible the petition's page says why."""
        if chosen is None:
            return
        step = todo.step_for(self.runner, chosen.number, chosen.deadline.code, self)
        if step:
            self.step_wanted.emit(chosen.number, step)
        elif step is not None:
            self.opened.emit(chosen.number)
