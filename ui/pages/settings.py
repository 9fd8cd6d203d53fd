"""设置 (F10): everything that can be set, with its present value; Enter opens the dialog that changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from ui.models.table import Column, Table
from ui.pages.page import Page
from ui.runner import Runner
from ui.setting_list import SETTINGS, Setting, value_of, why_not
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.table_view import LEAST_LINES, TableView

HINT = "上下键选择，Enter 打开更改。修改单位资料只影响以后出具的文书。"


@dataclass(frozen=True)
class Line:
    """A setting as it stands; `group` is said on the first of its group."""

    setting: Setting
    group: str
    now: str
    why_not: str


class SettingsPage(Page):
    """`wanted` carries the setting that is to be changed."""

    wanted = Signal(object)

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self._asked = False
        self.table = TableView(
            Table(columns(), self._fetch, lambda line: line.setting.words, runner.look.colour, self), "设置"
        )
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._tell)
        self.told = label("", "quiet", wrap=True)
        self.change = Button("更改(&E)  Enter")
        self.change.clicked.connect(lambda: self._open(self.table.current))
        below = row(self.told, self.change, spacing=12)
        below.setStretch(0, 1)
        inside = column(
            row(label("设置", "title"), None),
            label(HINT, "quiet", wrap=True),
            self.table,
            below,
            margin=16,
            spacing=12,
        )
        inside.setStretch(2, 1)
        self.table.least_lines = LEAST_LINES
        self.area = scrolled(inside, yields=True)
        self.setLayout(column(self.area))
        for changed in (runner.look.changed, runner.printing.found):
            changed.connect(self._read_again)

    def refresh(self) -> None:
        self._asked = True
        current = self.table.current
        self.table.reload(current.setting.words if current else None)

    def arrive(self) -> None:
        self.table.setFocus()
        self.area.ensureWidgetVisible(self.table, 0, 0)

    def _fetch(self, offset: int, limit: int) -> Sequence[Line]:
        desk = self.runner.desk
        if desk.locked or not self._asked:  # the view asks before anybody has come here
            return ()
        lines = []
        group = ""
        for setting in SETTINGS[offset : offset + limit]:
            named = "" if setting.group == group else setting.group
            group = setting.group
            lines.append(Line(setting, named, value_of(setting, self.runner), why_not(setting, desk)))
        return lines

    def _open(self, line: Line | None) -> None:
        if line is not None and not line.why_not:
            self.wanted.emit(line.setting)

    def _tell(self, line: Line | None) -> None:
        if line is not None:
            self.change.setEnabled(not line.why_not)
            self.change.setToolTip(line.why_not)
            self.told.setText(line.why_not or f"{line.setting.words}：{line.now}")

    def _read_again(self) -> None:
        if self.isVisible():
            self.refresh()


def columns() -> list[Column[Line]]:
    return [
        Column("类别", lambda line: line.group, 7),
        Column("设置", lambda line: line.setting.words, 12, tone=_tone),
        Column("现在", lambda line: line.now, tone=_tone),
    ]


def _tone(line: Line) -> str:
    return "quiet" if line.why_not else ""
