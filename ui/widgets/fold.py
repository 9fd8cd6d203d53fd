"""A heading that folds its content away."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.button import Button
from ui.widgets.layout import column


class Fold(QWidget):
    """Content under a heading with a count; Space or Enter on the heading opens and closes it."""

    def __init__(self, title: str, content: QWidget, *, opened: bool = False) -> None:
        super().__init__()
        self._title = title
        self.content = content
        self.head = Button("", "plain")
        self.head.setCheckable(True)
        self.head.toggled.connect(self._show)
        self.setLayout(column(self.head, content, spacing=4))
        self.head.setChecked(opened)
        self._show(opened)

    def rename(self, title: str) -> None:
        self._title = title
        self._show(self.head.isChecked())

    def _show(self, opened: bool) -> None:
        self.content.setVisible(opened)
        self.head.setText(f"{'▾' if opened else '▸'} {self._title}")
