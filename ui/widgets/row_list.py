"""Several things of one kind, each with a few fields of its own: a framed row each, and a button for one more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.answer import Answer
from ui.widgets.button import Button
from ui.widgets.editors import Tick, aside
from ui.widgets.field import Field
from ui.widgets.layout import abreast, card, column, label, row, tab_as_seen

WIDTH = 7  # shares of a line

# Field -> (its title, whether it must be filled in, its editor), made anew for each row.
Parts = Callable[[], Mapping[str, tuple[str, bool, Answer]]]


class OneRow(QWidget):
    """One of the things."""

    removed = Signal(object)

    def __init__(self, parts: Mapping[str, tuple[str, bool, Answer]]) -> None:
        super().__init__()
        self.answers = {name: answer for name, (_title, _must, answer) in parts.items()}
        self.fields = {name: _field(*part) for name, part in parts.items()}
        self.place = label("", "strong")
        self.remove = aside(Button("移除"))
        self.remove.clicked.connect(lambda: self.removed.emit(self))
        inside = column(row(self.place, None, self.remove), margin=8)
        for line in self._lines():
            inside.addLayout(line)
        self.setLayout(column(card(inside)))
        self._empty = self.values

    @property
    def values(self) -> dict[str, Any]:
        return {name: answer.get() for name, answer in self.answers.items()}

    @property
    def counts(self) -> bool:
        """Something was filled in."""
        return self.values != self._empty

    def _lines(self) -> list[QHBoxLayout]:
        """Fields beside each other as far as their shares go, long texts in a line of their own."""
        lines: list[list[str]] = []
        for name, answer in self.answers.items():
            taken = [self.answers[one].share or WIDTH for one in lines[-1]] if lines else [WIDTH]
            if sum(taken) + (answer.share or WIDTH) <= WIDTH:
                lines[-1].append(name)
            else:
                lines.append([name])
        return [abreast(*((self.fields[name], self.answers[name].share or 1) for name in line)) for line in lines]


class RowList(QWidget):
    """At least `least` rows; rows in which nothing was filled in do not count. `more` is for the head of its field."""

    def __init__(self, what: str, parts: Parts, build: Callable[[dict[str, Any]], Any], least: int, most: int) -> None:
        super().__init__()
        self.rows: list[OneRow] = []
        self._what, self._parts, self._build, self._least, self._most = what, parts, build, least, most
        self._rows = column()
        self.more = aside(Button("再加一项"))
        self.more.clicked.connect(lambda: self._add_and_go())
        self.setLayout(self._rows)
        for _ in range(least):
            self.add()

    def add(self) -> OneRow:
        """One more row."""
        made = OneRow(self._parts())
        made.removed.connect(self.take_away)
        self._rows.addWidget(made)
        made.show()  # at once, so that it can be given the focus
        self.rows.append(made)
        self._settle()
        return made

    def take_away(self, gone: OneRow) -> None:
        """Take a row out with what was filled in there."""
        self.rows.remove(gone)
        self._rows.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        self._settle()

    @property
    def value(self) -> tuple[Any, ...]:
        return tuple(self._build(one.values) for one in self._counted())

    def put(self, given: list[dict[str, Any]]) -> None:
        """Rows for what is known, in place of what stands there."""
        for one in list(self.rows):
            self.take_away(one)
        for values in given:
            made = self.add()
            for name, value in values.items():
                made.answers[name].put(value)
        while len(self.rows) < self._least:
            self.add()

    def objections(self) -> dict[str, str]:
        """ "[0].name" -> what is wrong there."""
        return {
            f"[{place}].{name}{path}": told
            for place, one in enumerate(self._counted())
            for name, answer in one.answers.items()
            for path, told in answer.objections().items()
        }

    def field_at(self, place: int, name: str) -> Field | None:
        """The field that a refusal means: rows that do not count are not counted by it either."""
        counted = self._counted()
        return counted[place].fields.get(name) if place < len(counted) else None

    def clear_refusals(self) -> None:
        for one in self.rows:
            for field in one.fields.values():
                field.say("")

    def _counted(self) -> list[OneRow]:
        return [one for one in self.rows if one.counts]

    def _add_and_go(self) -> None:
        made = self.add()
        next(iter(made.answers.values())).editor.setFocus()

    def _settle(self) -> None:
        for place, one in enumerate(self.rows, 1):
            one.place.setText(f"{self._what}{place}")
            one.remove.setVisible(len(self.rows) > self._least)
        self.more.setEnabled(len(self.rows) < self._most)
        tab_as_seen(self)


def _field(title: str, must: bool, answer: Answer) -> Field:
    shown = " " if isinstance(answer.editor, Tick) else title  # a tick says itself what it is, level with the others
    return Field(shown, answer.editor, required=must, hint=answer.hint, more=answer.more)
