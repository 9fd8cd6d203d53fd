"""接待台 (F5): every station below, those that need somebody first, in the words of the store's own status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.county.runner import CountyPage, CountyRunner
from ui.county.station import StationDialog, more_of
from ui.models.table import Column, Table
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.county.status import CountyStatus, StationStatus

NONE = "还没有登记接待台。"
READING = "正在读取各接待台的情况"
QUIET_DAYS = 7  # without anything from a station, after which it is marked


class StationsPage(CountyPage):
    """What is read is kept until the next change; the words of the chosen station stand in full below the list."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__(runner)
        self.status: CountyStatus | None = None
        self.head = label("", wrap=True)
        self.table = TableView(Table(columns(), self._fetch, lambda one: one.code, runner.look.colour, self), "接待台")
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._tell)
        self.words = label("", wrap=True, select=True)
        self.show_one = Button("查看(&V)  Enter")
        self.show_one.clicked.connect(lambda: self._open(self.table.current))
        below = row(self.words, self.show_one, spacing=12)
        below.setStretch(0, 1)
        inside = column(row(label("接待台", "title"), None), self.head, self.table, below, margin=16, spacing=12)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    def refresh(self) -> None:
        found = self.runner.work(lambda county, _work: county.status(), self, READING)
        if found is not None:
            self.show_status(found)

    def show_status(self, found: CountyStatus) -> None:
        """Fill the list; the row that was chosen stays chosen."""
        self.status = found
        self.head.setText(_head(found))
        current: StationStatus | None = self.table.current
        self.table.reload(current.code if current else None)
        if not found.stations:
            self.words.setText(NONE)
        self.show_one.setEnabled(bool(found.stations))

    def arrive(self) -> None:
        self.table.setFocus()

    def _fetch(self, offset: int, limit: int) -> Sequence[StationStatus]:
        return self.status.stations[offset : offset + limit] if self.status else ()

    def _tell(self, one: StationStatus | None) -> None:
        self.words.setText("".join(one.words) if one else NONE)

    def _open(self, one: StationStatus | None) -> None:
        if one is None:
            return
        more = self.runner.work(lambda county, _work: more_of(county, one.code), self, READING)
        if more is not None:
            StationDialog(self.runner, one, more, self).open()


def columns() -> list[Column[StationStatus]]:
    return [
        Column("状态", lambda one: _state(one)[0], 5, tone=lambda one: _state(one)[1]),
        Column("接待台", lambda one: one.name, 11, why=lambda one: one.name),
        Column("台号", lambda one: one.code, 8, spare=2),
        Column("已收至", _last, 5),
        Column("最近收到", _since, 6, spare=1),
        Column("情况", lambda one: "".join(one.words), why=lambda one: "".join(one.words)),
    ]


def _state(one: StationStatus) -> tuple[str, str]:
    """A shape with a word, and its colour."""
    if one.revoked_at:
        return "○ 已停用", "quiet"
    if one.forks:
        return "■ 不一致", "late"
    if one.gaps:
        return "■ 缺记载", "late"
    if one.days_since is None:
        return "◇ 未收到", "quiet"
    return ("◆ 多日无", "warn") if one.days_since > QUIET_DAYS else ("● 正常", "ink")


def _last(one: StationStatus) -> str:
    return f"第{one.lines[-1].last}号" if one.lines else ""


def _since(one: StationStatus) -> str:
    if one.days_since is None:
        return ""
    return "今天" if one.days_since <= 0 else f"{one.days_since}天前"


def _head(status: CountyStatus) -> str:
    needing = sum(1 for one in status.stations if one.gaps or one.forks)
    told = f"其中{needing}个须处理，排在前面。" if needing else ""
    held = f"未采用的数据包{len(status.held)}个。" if status.held else ""
    return f"{status.words[0]}{told}{held}"
