"""One table model for every list: columns are definitions, rows come in pages."""

from __future__ import annotations

import html
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
PAGE = 60
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ROLES = Qt.ItemDataRole
TOLD = frozenset({ROLES.DisplayRole, ROLES.ToolTipRole, ROLES.TextAlignmentRole, ROLES.ForegroundRole})


def _tip(text: str) -> str:
    """A tooltip that wraps; what visitors said is never read as HTML."""
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>")


@dataclass(frozen=True)
class Column(Generic[T]):
    """`show` gives the cell's text; `why` a longer text on demand; `tone` a colour of the theme or "".

    `width` is in Chinese characters, 0 for the column that takes what is left. Columns with a `spare` number
    give way when the window is too narrow, 1 first. `order` is what the rows are put in order by at a click on the
    head, "" for a column that cannot be sorted by; `name` is what the column is remembered by.
    """

    title: str
    show: Callable[[T], str]
    width: int = 0
    right: bool = False
    why: Callable[[T], str] | None = None
    tone: Callable[[T], str] | None = None
    spare: int = 0
    order: str = ""
    name: str = ""


class Cells(QAbstractTableModel, Generic[T]):
    """What the columns show of rows of T; where the rows come from is a matter of the subclass."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        key: Callable[[T], Hashable],
        colour: Callable[[str], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._colour = colour

    def reload(self) -> None:
        """Forget all rows and ask again."""
        raise NotImplementedError

    def stop(self) -> None:
        """Ask for no more: the source is about to be closed."""
        raise NotImplementedError

    def at(self, index: Index) -> T | None:
        """The row behind an index."""
        raise NotImplementedError

    def place_of(self, key: Hashable) -> QModelIndex:
        """The first cell of the row with this key, invalid when it isn't loaded."""
        raise NotImplementedError

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in TOLD:  # a view asks for each cell by many roles
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else LEFT
        row = self.at(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.show(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(column.why(row) if column.why else column.show(row))
        if column.tone and (tone := column.tone(row)):
            return QColor(self._colour(tone))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.columns[section].right else LEFT
        return None


class Table(Cells[T]):
    """Rows of T, fetched by `fetch(offset, limit)` as the view asks for more."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        fetch: Callable[[int, int], Sequence[T]],
        key: Callable[[T], Hashable],
        colour: Callable[[str], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, key, colour, parent)
        self._fetch = fetch
        self._rows: list[T] = []
        self._more = True

    def reload(self) -> None:
        """Forget all rows and fetch the first page again."""
        self.beginResetModel()
        self._rows = list(self._fetch(0, PAGE))
        self._more = len(self._rows) == PAGE
        self.endResetModel()

    def stop(self) -> None:
        """Fetch no more: the source is about to be closed."""
        self._more = False

    def at(self, index: Index) -> T | None:
        """The row behind an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def place_of(self, key: Hashable) -> QModelIndex:
        """The first cell of the row with this key, invalid when it isn't loaded."""
        for number, row in enumerate(self._rows):
            if self._key(row) == key:
                return self.index(number, 0)
        return QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        if parent.isValid():
            return
        page = list(self._fetch(len(self._rows), PAGE))
        self._more = len(page) == PAGE
        if page:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page) - 1)
            self._rows.extend(page)
            self.endInsertRows()
