"""A table over very many rows: it knows how many there are, and holds only those near what was shown last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QObject

from ui.models.table import NOWHERE, Cells, Column, Index

T = TypeVar("T")
PART = 30  # rows that are fetched together: about a screen
MOST_PARTS = 40  # held at once


class Windowed(Cells[T]):
    """Rows of T by their place: `count()` says how many, `fetch(offset, limit)` gives any part of them."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        count: Callable[[], int],
        fetch: Callable[[int, int], Sequence[T]],
        key: Callable[[T], Hashable],
        colour: Callable[[str], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, key, colour, parent)
        self._count = count
        self._fetch = fetch
        self._total = 0
        self._pages: OrderedDict[int, Sequence[T]] = OrderedDict()
        self._asking = True

    def reload(self) -> None:
        """Ask how many there are; rows are fetched when they are shown."""
        self._asking = True
        self.beginResetModel()
        self._pages.clear()
        self._total = self._count()
        self.endResetModel()

    def stop(self) -> None:
        self._asking = False

    def at(self, index: Index) -> T | None:
        if not index.isValid() or index.row() >= self._total:
            return None
        page, place = divmod(index.row(), PART)
        rows = self._page(page)
        return rows[place] if place < len(rows) else None

    def place_of(self, key: Hashable) -> QModelIndex:
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if self._key(row) == key:
                    return self.index(page * PART + place, 0)
        return QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def _page(self, page: int) -> Sequence[T]:
        """One page, fetched when it is not held; the one that was not asked for longest goes."""
        if page not in self._pages:
            if not self._asking:
                return ()
            self._pages[page] = self._fetch(page * PART, PART)
            if len(self._pages) > MOST_PARTS:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return self._pages[page]
