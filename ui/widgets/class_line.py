"""建议分类: the class that words of the text speak for, with these words. One key takes it, nothing else does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.suggesting import ClassRules, ClassSuggested, suggested
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.editors import aside
from ui.widgets.layout import column, label, row

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
        head = row(label("建议分类", "lead"), None, self.take)
        inside = column(head, self.told, self.other, spacing=4)
        inside.setContentsMargins(16, 8, 16, 8)
        self.setLayout(inside)
        for part in (self.take, self.other):
            part.hide()
        self.setVisible(bool(problem))
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
        self.other.setVisible(bool(others))
        self.setVisible(bool(first))

    def _take(self) -> None:
        if self.found:
            self.taken.emit(self.found[0].content_class)


def _told(one: ClassSuggested) -> str:
    return f"{one.content_class}（文中有“{'”“'.join(one.words)}”）"
