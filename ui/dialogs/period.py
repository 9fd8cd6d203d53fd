"""From which day to which day: of a list that is filtered by days of receipt."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.day_entry import DayEntry
from ui.widgets.field import Field


class PeriodDialog(Dialog):
    """`chosen` carries both days, None for an end that stays open."""

    verb = "按此筛选"
    characters = 36
    hint = ""
    chosen = Signal(object, object)

    def __init__(
        self, runner: Runner, first: dt.date | None, last: dt.date | None, parent: QWidget | None = None
    ) -> None:
        self._days = (first, last)
        super().__init__(runner, "收到日期", parent)

    def build(self) -> None:
        self.first, self.last = DayEntry(), DayEntry()
        for entry, day in zip((self.first, self.last), self._days, strict=True):
            entry.line.setText(str(day) if day else "")
        self.pair(
            ("first", Field("从(&D)", self.first, hint="不填不限")),
            ("last", Field("到(&T)", self.last, hint="当日计入")),
        )

    def act(self) -> None:
        for name, entry in (("first", self.first), ("last", self.last)):
            if entry.objection:
                self.refuse_at(name, entry.objection)
                return
        first, last = self.first.line.day, self.last.line.day
        if first and last and last < first:
            self.refuse_at("last", f"截止日期早于起始日期 {first}，请核对。")
            return
        self.chosen.emit(first, last)
        self.leave()
