"""Several texts of one kind, such as the requests: a text area each, and a button for one more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.button import Button
from ui.widgets.editors import TextArea, aside
from ui.widgets.layout import column, tab_as_seen


class TextList(QWidget):
    """At least one text; empty ones do not count beyond the first. `more` is for the head of its field."""

    changed = Signal()

    def __init__(self, name: str, more: str, lines: int = 2) -> None:
        super().__init__()
        self._name = name
        self._lines = lines
        self.areas: list[TextArea] = []
        self._areas = column()
        self.more = aside(Button(more))
        self.more.clicked.connect(lambda: self.add().setFocus())
        self.setLayout(self._areas)
        self.add()
        self.setFocusProxy(self.areas[0])

    def add(self) -> TextArea:
        """One more text."""
        made = TextArea(self._lines)
        made.setAccessibleName(f"{self._name}{len(self.areas) + 1}")
        made.textChanged.connect(self.changed)
        self._areas.addWidget(made)
        self.areas.append(made)
        tab_as_seen(self)
        return made

    @property
    def value(self) -> tuple[str, ...]:
        return tuple(a.value for a in self.areas if a.value) or ("",)
