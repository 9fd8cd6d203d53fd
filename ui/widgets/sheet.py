"""A column of headings and paragraphs that scrolls: for reading, not for filling in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.widgets.layout import clear, label

LONGEST = 40  # Chinese characters in a line


class Sheet(QScrollArea):
    """Takes the focus so that the arrow keys scroll it; its text can be selected with the mouse."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._inner = QWidget()
        self._inner.setProperty("role", "paper")
        self.lines = QVBoxLayout(self._inner)
        self.lines.setContentsMargins(16, 16, 16, 16)
        self.lines.setSpacing(6)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def show_lines(self, lines: list[tuple[str, str]], *, select: bool = True) -> None:
        """(role, text) from top to bottom; the role "gap" leaves a space. Without `select` nothing can be copied."""
        clear(self.lines)
        for role, text in lines:
            if role == "gap":
                self.lines.addSpacing(12)
            else:
                self.lines.addWidget(label(text, role, wrap=True, select=select))
        self._fit()
        self.lines.addStretch(1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """No line longer than the eye finds back from."""
        self._inner.setMaximumWidth(self.fontMetrics().horizontalAdvance("汉") * LONGEST + 32)

    def text(self) -> str:
        """Everything that is shown, for tests and for reading aloud."""
        found = (self.lines.itemAt(n).widget() for n in range(self.lines.count()))
        return "\n".join(widget.text() for widget in found if widget is not None)  # type: ignore[attr-defined]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step * self.fontMetrics().lineSpacing() * 2)
