"""A day: typed as it stands on a paper, moved by the arrow keys, or taken from the calendar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QWidget

from ui.widgets.editors import WrittenDay, dress_calendar

THIS_YEAR = re.compile(r"(\d{1,2})[-./。月](\d{1,2})日?", re.ASCII)
STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class Day(WrittenDay):
    """A day that must be there, `day` at first; never later than `latest`, where it is given.

    What is typed stays as it is until it is left, and is a day or is refused: nothing is guessed from half of one.
    Without a year (11.20) the last such day is meant. `changed` carries a day once it is whole.
    """

    changed = Signal(object)
    own_keys = (("↑ ↓", "日期：后一天、前一天"), ("Alt+↓", "日期：打开日历"))
    takes_text = False
    whole = "2026-12-28"

    def __init__(self, day: date, latest: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # digits only, and at once
        self._last, self._latest = day, latest
        self.pick = QToolButton(self)
        self.pick.setProperty("role", "calendar")
        self.pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Alt+Down does the same
        self.pick.setCursor(Qt.CursorShape.ArrowCursor)
        self.pick.setToolTip("日历  Alt+↓")
        self.pick.setAccessibleName("日历")
        self.pick.clicked.connect(lambda: self.open_calendar())
        self.textChanged.connect(lambda _text: self._tell())
        self.put(day)

    @property
    def day(self) -> date | None:
        written = super().day
        if written is not None:
            return written
        found = THIS_YEAR.fullmatch(unicodedata.normalize("NFKC", self.text()).strip())
        return self._last_such(int(found[1]), int(found[2])) if found else None

    @property
    def value(self) -> date:  # type: ignore[override]  # of a line that is a day
        """The day; the text itself where it is none, which the desk refuses beside the field."""
        return self.day or cast("date", self.text().strip())

    @property
    def objection(self) -> str:
        """What is wrong with what was typed, "" when nothing is."""
        day = self.day
        if day is None:
            return "不是有效的日期，应如 2026-03-02。"
        return f"不能晚于今天（{self._latest}）。" if self._latest and day > self._latest else ""

    def put(self, day: date) -> None:
        """This day in place of what stands there."""
        self.setText(day.isoformat())

    def open_calendar(self) -> QCalendarWidget:
        """The calendar below the line."""
        return calendar_below(self, self.day, self._latest, self._take)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif self.day is not None:
            self._move(step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.day is not None:
            self.put(self.day)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.beside()
        self.pick.setGeometry(self.width() - wide - 4, 2, wide, self.height() - 4)
        self.setTextMargins(0, 0, wide, 0)

    def beside(self) -> int:
        return (self.sizeHint().height() - 4) * 2 // 3

    def _move(self, days: int) -> None:
        moved = self.value + timedelta(days)
        if self._latest is None or moved <= self._latest:
            self.put(moved)
        self.selectAll()

    def _take(self, day: date) -> None:
        self.put(day)
        self.setFocus()

    def _tell(self) -> None:
        """Nothing that is typed halfway, and nothing twice."""
        day = self.day
        if day is not None and day != self._last:
            self._last = day
            self.changed.emit(day)

    def _last_such(self, month: int, day: int) -> date | None:
        until = self._latest or self._last
        for year in (until.year, until.year - 1):
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            if found <= until:
                return found
        return None


def calendar_below(
    editor: QWidget, day: date | None, latest: date | None, take: Callable[[date], None]
) -> QCalendarWidget:
    """A calendar below an editor; a click or Enter takes the day."""
    calendar = QCalendarWidget(editor)
    calendar.setWindowFlag(Qt.WindowType.Popup)
    calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dress_calendar(calendar, editor)
    if latest is not None:
        calendar.setMaximumDate(QDate(latest.year, latest.month, latest.day))
    if day is not None:
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))

    def chosen(found: QDate) -> None:
        calendar.close()
        take(date(found.year(), found.month(), found.day()))

    calendar.clicked.connect(chosen)
    calendar.activated.connect(chosen)
    calendar.move(editor.mapToGlobal(QPoint(0, editor.height())))
    calendar.show()
    return calendar
