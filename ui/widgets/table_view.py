"""The look and keys of every table: 36 px rows, Enter opens, selection survives a reload."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.models.table import Cells

MOST_PICKED = 5000  # rows that Ctrl+A picks
LEAST_LINES = 4  # of a page's list that are to be seen
LEAST = 12  # Chinese characters for the column that takes the rest


class TableView(QTableView):
    """Shows a Table; `opened` carries the row on Enter or double click, `chosen` the current row, `order_wanted` what a
    click on the head of a column puts the rows in order by.

    With `several` more than one row can be picked, with Shift and Ctrl; `too_many` says that Ctrl+A would pick more
    than MOST_PICKED.
    """

    opened = Signal(object)
    chosen = Signal(object)
    order_wanted = Signal(str)
    too_many = Signal()

    def __init__(self, model: Cells[Any], name: str, parent: QWidget | None = None, *, several: bool = False) -> None:
        super().__init__(parent)
        self.table = model
        self.least_lines = 0  # that are to be seen below the heads, however large the type is; 0: as Qt has it
        self._left_out: set[int] = set()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(any(column.order for column in model.columns))
        head.sectionClicked.connect(self._ask_order)
        self._fit()
        self.doubleClicked.connect(lambda index: self.opened.emit(model.at(index)))
        self.selectionModel().currentChanged.connect(lambda now, _before: self.chosen.emit(model.at(now)))

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        if not self.least_lines:
            return least
        heads, one = self.horizontalHeader().sizeHint().height(), self.verticalHeader().defaultSectionSize()
        return QSize(least.width(), heads + self.least_lines * one + 2 * self.frameWidth())

    def reload(self, key: Hashable | None = None) -> None:
        """Fetch again and stay on the row with `key`, else on the first one."""
        row = self.currentIndex().row()
        self.table.reload()
        for near in (row, row + 1) if key is not None else ():  # where it may be now: those far away are not held
            self.table.at(self.table.index(near, 0))
        place = self.table.place_of(key) if key is not None else QModelIndex()
        if not place.isValid():
            place = self.table.index(0, 0)
        if place.isValid():
            self.setCurrentIndex(place)
        else:
            self.chosen.emit(None)

    @property
    def picked(self) -> tuple[tuple[int, int], ...]:
        """The places that are picked where it is more than one: first and last of each stretch, in order."""
        selection = self.selectionModel().selection()
        ranges = (selection.at(n) for n in range(selection.count()))
        found = sorted((one.top(), one.bottom()) for one in ranges)
        return tuple(found) if sum(last - first + 1 for first, last in found) > 1 else ()

    def show_order(self, order: str, *, descending: bool) -> None:
        """Mark the column by which the rows are in order."""
        place = next((n for n, column in enumerate(self.table.columns) if order and column.order == order), -1)
        head = self.horizontalHeader()
        head.setSortIndicatorShown(place >= 0)
        down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
        head.setSortIndicator(place, down if descending else up)

    def show_columns(self, names: Collection[str]) -> None:
        """Show these columns alone, of those that have a name."""
        self._left_out = {n for n, column in enumerate(self.table.columns) if column.name and column.name not in names}
        self._give_way()

    def selectAll(self) -> None:
        """Pick every row, where there are not too many of them."""
        if self.table.rowCount() > MOST_PICKED:
            self.too_many.emit()
        else:
            super().selectAll()

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
        shown = [(n, column) for n, column in enumerate(self.table.columns) if n not in self._left_out]
        wanted = {n: c.width * one + 20 for n, c in shown if c.width}
        spares = sorted((c.spare, n) for n, c in shown if c.spare)
        hidden = set(self._left_out)
        for _order, number in spares:
            if sum(width for n, width in wanted.items() if n not in hidden) > room:
                hidden.add(number)
        for number in range(len(self.table.columns)):
            if self.isColumnHidden(number) != (number in hidden):
                self.setColumnHidden(number, number in hidden)

    def _ask_order(self, place: int) -> None:
        if order := self.table.columns[place].order:
            self.order_wanted.emit(order)

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
