"""A day that may stay empty: typed as it stands on a paper, or taken from the calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCalendarWidget, QWidget

from ui.widgets.button import Button
from ui.widgets.day import calendar_below
from ui.widgets.editors import WrittenDay, aside
from ui.widgets.layout import row


class DayEntry(QWidget):
    """`latest` is the last day that may be meant, None where days to come are meant too."""

    def __init__(self, latest: date | None = None) -> None:
        super().__init__()
        self.latest = latest
        self.line = WrittenDay()
        self.line.setPlaceholderText("如 2026-03-02")
        self.pick = aside(Button("日历"))
        self.pick.clicked.connect(lambda: self.open_calendar())
        inner = row(self.line, self.pick)
        inner.setStretch(0, 1)
        self.setLayout(inner)
        self.setFocusProxy(self.line)

    @property
    def value(self) -> date | str | None:
        """The day; the text itself where it is no day; None while nothing was typed."""
        return self.line.day or self.line.value or None

    @property
    def objection(self) -> str:
        """What is wrong with what was typed, "" when nothing is."""
        if self.line.value and self.line.day is None:
            return "不是有效的日期，应如 2026-03-02。"
        if self.line.day and self.latest and self.line.day > self.latest:
            return f"不能晚于今天（{self.latest}）。"
        return ""

    def open_calendar(self) -> QCalendarWidget:
        """The calendar below the line; a click or Enter takes the day."""

        def take(day: date) -> None:
            self.line.setText(day.isoformat())
            self.line.setFocus()

        return calendar_below(self, self.line.day, self.latest, take)
