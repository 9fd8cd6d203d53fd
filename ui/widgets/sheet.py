"""A column of headings and paragraphs that scrolls: for reading, not for filling in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.layout import clear, label

LONGEST = 40  # Chinese characters in a line
AT_ONCE, MORE = 60, 60  # lines that are made before the first look, and each time the end comes into view


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
        self._told: list[tuple[str, str]] = []
        self._made = 0
        self._select = True
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(lambda _value: self._go_on())
        bar.rangeChanged.connect(lambda _least, _most: self._go_on())

    def show_lines(self, lines: list[tuple[str, str]], *, select: bool = True) -> None:
        """(role, text) from top to bottom; the role "gap" leaves a space. Without `select` nothing can be copied."""
        scrolled = self.verticalScrollBar().value() > 0  # whoever has scrolled stays there
        count = max(AT_ONCE, self._made) if scrolled else AT_ONCE
        self._told, self._made, self._select = lines, 0, select
        clear(self.lines)
        self._make(count)
        self._fit()
        QTimer.singleShot(0, self, self._go_on)

    def _make(self, count: int) -> None:
        """The next lines: a story of hundreds would keep the window busy, and hardly anybody reads to its end."""
        if self._made:
            clear(self.lines, self.lines.count() - 2)  # the line that says how many come, and the stretch
        for role, text in self._told[self._made : self._made + count]:
            if role == "gap":
                self.lines.addSpacing(12)
            else:
                self.lines.addWidget(label(text, role, wrap=True, select=self._select))
        self._made = min(len(self._told), self._made + count)
        left = len(self._told) - self._made
        if left:
            self.lines.addWidget(label(f"还有{left}行，继续向下滚动显示。", "small"))
        self.lines.addStretch(1)
        self._lay_out()

    def _lay_out(self) -> None:
        """At once: lines that wait a turn of the loop for their room are painted pressed together before."""
        for place in range(self.lines.count()):
            if (line := self.lines.itemAt(place).widget()) is not None:
                line.show()
        self.lines.activate()
        QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _go_on(self) -> None:
        """Make more when the end is near."""
        bar = self.verticalScrollBar()
        if self._made < len(self._told) and self.isVisible() and bar.value() >= bar.maximum() - bar.pageStep():
            self._make(MORE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._go_on)  # a tall window has room for more

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """No line longer than the eye finds back from."""
        self._inner.setMaximumWidth(self.fontMetrics().horizontalAdvance("汉") * LONGEST + 32)

    def text(self) -> str:
        """Everything that is told, for tests and for reading aloud; also what is made only when one scrolls to it."""
        return "\n".join(text for role, text in self._told if role != "gap")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step * self.fontMetrics().lineSpacing() * 2)
