"""Several texts of one kind, such as the requests: a text area or a line each, and a button for one more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.button import Button
from ui.widgets.editors import Line, TextArea, aside
from ui.widgets.layout import column, tab_as_seen


class TextList(QWidget):
    """At least one text; empty ones do not count beyond the first. `more` is for the head of its field.

    Texts of one line have a line each.
    """

    changed = Signal()

    def __init__(self, name: str, more: str, lines: int = 2) -> None:
        super().__init__()
        self._name = name
        self._lines = lines
        self.areas: list[TextArea | Line] = []
        self._areas = column()
        self.more = aside(Button(more))
        self.more.clicked.connect(lambda: self.add().setFocus())
        self.setLayout(self._areas)
        self.add()
        self.setFocusProxy(self.areas[0])

    def add(self) -> TextArea | Line:
        """One more text."""
        made = TextArea(self._lines) if self._lines > 1 else Line()
        made.setAccessibleName(f"{self._name}{len(self.areas) + 1}")
        made.textChanged.connect(self.changed)
        self._areas.addWidget(made)
        self.areas.append(made)
        tab_as_seen(self)
        return made

    def put(self, texts: Sequence[str]) -> None:
        """These texts in place of what stands there."""
        for area in self.areas:
            area.clear()
        for place, text in enumerate(texts):
            area = self.areas[place] if place < len(self.areas) else self.add()
            area.setPlainText(text) if isinstance(area, TextArea) else area.setText(text)

    @property
    def value(self) -> tuple[str, ...]:
        return tuple(a.value for a in self.areas if a.value) or ("",)
