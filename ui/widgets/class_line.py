"""建议分类: the class that words of the text speak for, with these words. One key takes it, nothing else does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError
from app.domain.suggesting import ClassRules, ClassSuggested, suggested
from ui import messages
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.editors import aside
from ui.widgets.eliding import ElidingLabel
from ui.widgets.layout import column, label, line, row

if TYPE_CHECKING:
    from app.desk import Desk

KEY = "Alt+0"


class ClassLine(QWidget):
    """`taken` carries the class that was accepted. Hidden while nothing is suggested."""

    taken = Signal(str)

    def __init__(self, rules: ClassRules | None, classes: Collection[str], problem: str = "") -> None:
        super().__init__()
        self._rules, self._classes = rules, frozenset(classes)
        self.found: tuple[ClassSuggested, ...] = ()
        self.told = label(problem, "warn" if problem else "", wrap=True)
        self.other = label("", "small", wrap=True)
        self.take = aside(Button(f"采用  {KEY}"))
        self.take.clicked.connect(lambda: self._take())
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._low = self._away = False
        self._problem = problem
        self._heading = label("建议分类", "lead")
        self.line = ElidingLabel("")
        head = row(self._heading, self.line, self.take)
        head.setStretch(1, 1)
        self._inside = column(head, self.told, self.other, spacing=4)
        self._above = line()
        self.setLayout(column(self._above, self._inside, spacing=0))
        self._arrange()
        self.take.hide()
        self._show()
        shortcut(KEY, self, "采用建议的分类", self._take)

    def look(self, texts: Sequence[str], chosen: str) -> None:
        """Suggest from what was typed; nothing while what is suggested is chosen already."""
        if self._rules is None:
            return
        self.found = suggested(self._rules, "\n".join(texts), self._classes)
        if self.found and self.found[0].content_class == chosen:
            self.found = ()
        first, others = self.found[:1], self.found[1:]
        self.told.setText("".join(map(_told, first)))
        self.other.setText("".join(f"也可能是：{_told(one)}" for one in others))
        self.take.setVisible(bool(first))
        self._arrange()
        self._show()

    def stand_low(self, low: bool) -> None:
        """Below the form, which needs the room: one line."""
        self._low = low
        self._arrange()

    def give_way(self, away: bool) -> None:
        """Hidden while the room is needed for something else."""
        self._away = away
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self.found or self._problem) and not self._away)

    def _arrange(self) -> None:
        one_line = self._low and bool(self.found)
        self.line.setText(f"建议分类：{self.found[0].content_class.split('／')[-1]}" if one_line else "")
        self.line.setToolTip(self.told.text())
        self._above.setVisible(not self._low)
        self._heading.setVisible(not one_line)
        self.told.setVisible(not one_line)
        self.other.setVisible(not self._low and bool(self.other.text()))
        self._inside.setContentsMargins(16, *((4, 16, 4) if self._low else (8, 16, 8)))

    def _take(self) -> None:
        if self.found:
            self.taken.emit(self.found[0].content_class)


def class_line(desk: Desk) -> ClassLine:
    """By the desk's words; what is wrong with an own file of words is said in their place."""
    classes = [one.words for one in desk.content_classes_now()]
    try:
        return ClassLine(desk.class_rules(), classes)
    except DeskError as error:
        return ClassLine(None, classes, messages.refusal(error))


def _told(one: ClassSuggested) -> str:
    return f"{one.content_class}（文中有“{'”“'.join(one.words)}”）"
