"""The look and keys of every table: 36 px rows, Enter opens, selection survives a reload."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.models.table import Table

LEAST = 12  # Chinese characters for the column that takes the rest


class TableView(QTableView):
    """Shows a Table; `opened` carries the row on Enter or double click, `chosen` the current row."""

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(self, model: Table[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self._fit()
        self.doubleClicked.connect(lambda index: self.opened.emit(model.at(index)))
        self.selectionModel().currentChanged.connect(lambda now, _before: self.chosen.emit(model.at(now)))

    def reload(self, key: Hashable | None = None) -> None:
        """Fetch again and stay on the row with `key`, else on the first one."""
        self.table.reload()
        place = self.table.place_of(key) if key is not None else QModelIndex()
        if not place.isValid():
            place = self.table.index(0, 0)
        if place.isValid():
            self.setCurrentIndex(place)
        else:
            self.chosen.emit(None)

    @property
    def current(self) -> Any:
        """The current row, None when there is none."""
        return self.table.at(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """Hide spare columns until the one that takes the rest has room for a few words."""
        one = self.fontMetrics().horizontalAdvance("汉")
        room = self.viewport().width() - LEAST * one
        wanted = {n: c.width * one + 20 for n, c in enumerate(self.table.columns) if c.width}
        spares = sorted((c.spare, n) for n, c in enumerate(self.table.columns) if c.spare)
        hidden: set[int] = set()
        for _order, number in spares:
            if sum(width for n, width in wanted.items() if n not in hidden) > room:
                hidden.add(number)
        for _order, number in spares:
            self.setColumnHidden(number, number in hidden)

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(round(metrics.height() * 1.7))
        one = metrics.horizontalAdvance("汉")
        header = self.horizontalHeader()
        for number, column in enumerate(self.table.columns):
            if column.width:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(number, one * column.width + 20)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        self._give_way()
