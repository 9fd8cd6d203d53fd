"""未收下的文件: what was refused and why, until it is right or somebody has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.models.table import Column, Table
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.storage.refusals import Refused

NONE = "没有被拒收的文件。"


class HeldList(QWidget):
    """The reason of the chosen file stands in full under the list."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self.rows: tuple[Refused, ...] = ()
        columns: list[Column[Refused]] = [
            Column("时间", lambda one: one.at[:16].replace("T", " "), 9),
            Column("文件", lambda one: one.name, 14, why=lambda one: one.name),
            Column("原因", lambda one: one.words, why=lambda one: one.words),
        ]
        model = Table(
            columns,
            lambda at, n: self.rows[at : at + n],
            lambda one: (one.sha256, one.code),
            runner.look.colour,
            self,
        )
        self.table = TableView(model, "未收下的文件")
        self.reason = label(NONE, wrap=True, select=True)
        self.table.chosen.connect(lambda one: self.reason.setText(one.words if one else NONE))
        self.seen = Button("已处理，不再提示(&Z)")
        self.seen.clicked.connect(lambda: self._settle())
        inside = column(self.table, self.reason, row(self.seen, None), margin=12)
        inside.setStretch(0, 1)
        self.setLayout(inside)

    def refresh(self) -> None:
        """Read them anew."""
        self.rows = self._runner.desk.refused()
        self.table.reload()
        self.seen.setEnabled(bool(self.rows))

    def _settle(self) -> None:
        one = self.table.current
        if one is not None:
            self._runner.read(lambda: self._runner.desk.settle_refused(one.sha256), self)
            self.refresh()
