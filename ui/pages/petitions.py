"""事项 (F6): every petition, newest first, or those that are found as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.codes import CHANNELS, STAGES
from ui.models.table import Column, Table
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.layout import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.desk import Row

MOST_FOUND = 200


def short_number(number: str) -> str:
    """The part that is spoken: year and serial, without the station's 14 digits."""
    return number.partition("-")[2] or number


def columns() -> list[Column[Row]]:
    return [
        Column("编号", lambda r: short_number(r.number), 7, why=lambda r: r.number),
        Column("收到日期", lambda r: str(r.received_on), 6, spare=3),
        Column("形式", lambda r: CHANNELS[r.channel], 3, spare=1),
        Column("信访人", lambda r: r.who, 8),
        Column("标题", lambda r: r.title),
        Column("进展", lambda r: STAGES.get(r.stage, r.stage), 6),
        Column("承办", lambda r: f"{r.office} {r.handler}".strip() or f"首问 {r.first_contact}", 10, spare=2),
    ]


class PetitionsPage(Page):
    """The list follows the search field of the window; Enter opens the petition."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self.wanted = ""
        self.heading = label("全部事项", "title")
        self.counted = label("", "quiet")
        self.table = TableView(Table(columns(), self._fetch, lambda r: r.number, runner.look.colour, self), "事项")
        self.table.opened.connect(lambda chosen: self.opened.emit(chosen.number))
        self.table.chosen.connect(self._preview)
        self.preview = label("", "quiet", wrap=True, select=True)
        inside = column(row(self.heading, None, self.counted), self.table, self.preview, margin=16, spacing=12)
        inside.setStretch(1, 1)
        self.setLayout(inside)

    def search(self, text: str) -> None:
        """Show what is found; an empty text shows everything."""
        self.wanted = text.strip()
        self.refresh()

    def refresh(self) -> None:
        current = self.table.current
        self.table.reload(current.number if current else None)
        found = self.table.table.rowCount()
        self.heading.setText(f"搜索“{self.wanted}”" if self.wanted else "全部事项")
        if self.wanted:
            more = "以上" if found >= MOST_FOUND else ""
            self.counted.setText(f"找到{found}件{more}" if found else "没有找到")
        else:
            self.counted.setText(f"共{self.runner.desk.count()}件")

    def arrive(self) -> None:
        self.table.setFocus()

    def _fetch(self, offset: int, limit: int) -> Sequence[Row]:
        desk = self.runner.desk
        if not self.wanted:
            return desk.page(offset=offset, limit=limit)
        return desk.search(self.wanted, limit=MOST_FOUND) if offset == 0 else []

    def _preview(self, chosen: Row | None) -> None:
        if chosen is None:
            hint = "换一个词，或者只输姓名、电话、编号的一部分。" if self.wanted else "还没有登记事项，按 F2 登记。"
            self.preview.setText(hint)
            return
        self.preview.setText(f"{chosen.number}    {chosen.who}    {chosen.title}")
