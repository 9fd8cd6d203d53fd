"""收到的下发件: everything that came down, the newest first, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.records.dispatch import TAKEN
from ui.dialogs.dialog import Dialog
from ui.models.table import Column, Table
from ui.runner import Runner
from ui.widgets.layout import label
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.answers import ArrivalSeen

TOLD = "等待办理的在“接待”页“现在要做”中办理，或者写明理由不另行办理。"
NOTHING = "没有收到过下发件。"
LINES = 7


class ArrivalsDialog(Dialog):
    """To be read."""

    verb = "知道了"
    hint = ""
    characters = 62

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "收到的下发件", parent)

    def build(self) -> None:
        found = self.runner.read(lambda: self.runner.desk.arrivals(all_of_them=True), self) or ()
        self.rows = sorted(found, key=lambda one: (one.arrival.on, one.arrival.issued_at), reverse=True)
        waiting = sum(one.arrival.taken is None for one in self.rows)
        told = f"共{len(self.rows)}件，等待办理{waiting}件。{TOLD}" if self.rows else NOTHING
        self.form.addWidget(label(told, wrap=True))
        columns: list[Column[ArrivalSeen]] = [
            Column("收到日期", lambda one: str(one.arrival.on), 6),
            Column("下发件", lambda one: one.what, 7),
            Column("标题、事项", lambda one: one.title or one.number, why=lambda one: one.title or one.number),
            Column("下发单位", lambda one: one.arrival.sender_name, 9, spare=1),
            Column("结果", result, 14, tone=lambda one: "" if one.arrival.taken else "warn", why=result),
        ]
        model = Table(columns, lambda at, n: self.rows[at : at + n], lambda one: one.ref, self.runner.look.colour)
        self.table = TableView(model, "收到的下发件")
        self.table.setMinimumHeight(LINES * self.fontMetrics().lineSpacing())
        self.full = label("", wrap=True, select=True)
        self.table.chosen.connect(lambda one: self.full.setText(f"{result(one)}。{one.why}" if one else ""))
        self.form.addWidget(self.table, 100)
        self.form.addWidget(self.full)
        self.table.reload()

    def act(self) -> None:
        self.leave()


def result(one: ArrivalSeen) -> str:
    """What became of it, in words."""
    taken = one.arrival.taken
    if taken is None:
        return "等待办理"
    about = taken.note if taken.how == "set_aside" else taken.number
    return f"{taken.on} {TAKEN[taken.how]}" + (f"：{about}".rstrip("。") if about else "")
