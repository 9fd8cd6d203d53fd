"""Widgets of one width in as many columns as there is room for: one below the other in a narrow column."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.layout import WITHIN


class Tiles(QGridLayout):
    """Filled with `add`, put in columns by `fit`."""

    def __init__(self, spacing: int = WITHIN) -> None:
        super().__init__()
        self._columns = 1
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget) -> None:
        """One more, behind the others."""
        self.addWidget(widget, *divmod(self.count(), self._columns))

    def fit(self, width: int) -> None:
        """As many columns as there is room for the widest one in each."""
        widgets = [self.itemAt(place).widget() for place in range(self.count())]
        if not widgets:
            return
        margins = self.contentsMargins()
        room = width - margins.left() - margins.right() + self.spacing()
        widest = max(one.sizeHint().width() for one in widgets) + self.spacing()
        columns = max(1, min(len(widgets), room // widest))
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self.setColumnStretch(column, int(column < columns))
        self._columns = columns
        for widget in widgets:
            self.removeWidget(widget)
        for widget in widgets:
            self.add(widget)
