"""What a list is filtered by: a calm row of choices, each a menu that says what is chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.answers import ListValue
from app.domain.codes import CHANNELS, STAGES
from app.domain.listing import CLOCKS, Selection
from ui.widgets.button import Button
from ui.widgets.flow import Flow

# Field of a selection -> its word and the letter behind Alt.
FILTERS = {
    "stage": ("进展", "J"),
    "clock": ("期限", "Q"),
    "office": ("承办", "C"),
    "place": ("属地", "S"),
    "content_class": ("分类", "F"),
    "channel": ("形式", "X"),
    "person": ("人员", "R"),
}
PERIOD = ("收到", "D")
MOST_OFFERED = 60  # values of a menu, those of most petitions
LONGEST = 10  # characters of a value on a button
ALL = "不限"
OTHER_DAYS = "其他日期…"

Values = dict[str, tuple[ListValue, ...]]


class FilterBar(QWidget):
    """`changed` carries the selection after each choice, `period_wanted` asks for other days, `cleared` for everything.

    `values` is asked when a menu is opened.
    """

    changed = Signal(object)
    period_wanted = Signal()
    cleared = Signal()

    def __init__(self, values: Callable[[], Values], today: Callable[[], dt.date]) -> None:
        super().__init__()
        self.selection = Selection()
        self._values = values
        self._today = today
        self.buttons: dict[str, Button] = {}
        for field in FILTERS:
            self._add(field, partial(self._fill, field))
        self._add("period", self._fill_period)
        self.clear = Button("清除筛选  Esc")
        self.clear.clicked.connect(lambda: self.cleared.emit())
        self.setLayout(Flow(*self.buttons.values(), self.clear))
        self.show_selection(Selection())

    def show_selection(self, selection: Selection) -> None:
        """Let the buttons say what is chosen."""
        self.selection = selection
        for field, button in self.buttons.items():
            word, letter = FILTERS.get(field, PERIOD)
            value = self._chosen(field)
            short = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
            tip = f"{word}：{value}" if value else f"按{word}筛选"
            if tip != button.toolTip():  # what has not changed needs no new look
                button.setText(f"{word}：{_plain(short)}(&{letter})" if value else f"{word}(&{letter})")
                button.setToolTip(tip)
                button.setProperty("chosen", bool(value))
                button.style().polish(button)
        filtered = bool(selection.sentence)
        self.clear.setEnabled(filtered)
        self.clear.setToolTip("" if filtered else "没有筛选，也没有搜索")
        self.updateGeometry()

    def choose(self, **given: object) -> None:
        """Filter by other values."""
        self.show_selection(msgspec.structs.replace(self.selection, **given))
        self.changed.emit(self.selection)

    def _add(self, field: str, fill: Callable[[QMenu], None]) -> None:
        button = Button("", "menu")
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: fill(menu))
        button.setMenu(menu)
        self.buttons[field] = button

    def _chosen(self, field: str) -> str:
        """The value of a filter in words."""
        told = dict(self.selection.filters)
        return told.get({"office": "承办单位"}.get(field, FILTERS.get(field, PERIOD)[0]), "")

    def _fill(self, field: str, menu: QMenu) -> None:
        menu.clear()
        group = QActionGroup(menu)
        chosen = str(getattr(self.selection, field))
        for value, text in (("", ALL), *self._offered(field)):
            action = self._entry(menu, group, text, value == chosen)
            action.triggered.connect(partial(self._chose, field, value))

    def _offered(self, field: str) -> Iterable[tuple[str, str]]:
        if field == "clock":
            return CLOCKS.items()
        values = self._values()
        if field == "person":
            found = _merged((*values.get("handler", ()), *values.get("first_contact", ())))
        else:
            found = values.get(field, ())
        words = {"stage": STAGES, "channel": CHANNELS}.get(field, {})
        often = {one.value for one in sorted(found, key=lambda one: -one.count)[:MOST_OFFERED]}
        return [(one.value, _told(one, words, counted=field != "person")) for one in found if one.value in often]

    def _fill_period(self, menu: QMenu) -> None:
        menu.clear()
        group = QActionGroup(menu)
        now = (self.selection.first, self.selection.last)
        for word, days in periods(self._today()).items():
            action = self._entry(menu, group, word, days == now)
            action.triggered.connect(partial(self._chose_days, days))
        menu.addSeparator()
        menu.addAction(OTHER_DAYS).triggered.connect(lambda: self.period_wanted.emit())

    def _entry(self, menu: QMenu, group: QActionGroup, text: str, chosen: bool) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(chosen)
        group.addAction(action)
        return action

    def _chose(self, field: str, value: str, _ticked: bool = False) -> None:
        self.choose(**{field: value})

    def _chose_days(self, days: tuple[dt.date | None, dt.date | None], _ticked: bool = False) -> None:
        self.choose(first=days[0], last=days[1])


def periods(today: dt.date) -> dict[str, tuple[dt.date | None, dt.date | None]]:
    """What is offered of days of receipt, seen from a day."""
    monday = today - dt.timedelta(days=today.weekday())
    month = today.replace(day=1)
    before = month - dt.timedelta(days=1)
    year = today.replace(month=1, day=1)
    last_year = year.replace(year=year.year - 1)
    return {
        ALL: (None, None),
        "今天": (today, today),
        "本周": (monday, today),
        "本月": (month, today),
        "上月": (before.replace(day=1), before),
        "今年": (year, today),
        "去年": (last_year, year - dt.timedelta(days=1)),
    }


def _merged(values: Iterable[ListValue]) -> tuple[ListValue, ...]:
    """Each value once."""
    return tuple({one.value: one for one in values}.values())


def _told(one: ListValue, words: dict[str, str], *, counted: bool) -> str:
    letter = f"(&{one.letter})" if one.letter else ""
    many = f"\t{one.count}件" if counted else ""
    return f"{_plain(words.get(one.value, one.value))}{letter}{many}"


def _plain(text: str) -> str:
    """A text in which no letter is meant as a key."""
    return text.replace("&", "&&")
