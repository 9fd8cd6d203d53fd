"""A year: typed, or moved by the arrow keys; any that there may be figures of."""

from __future__ import annotations

from ui.widgets.editors import Count

EARLIEST = 2000


class Year(Count):
    """`valueChanged` tells it once it is whole: after Enter, when it is left, with an arrow key. What is no such year
    goes back to the one before."""

    own_keys = (("↑ ↓", "年份：后一年、前一年"),)

    def __init__(self, year: int, latest: int) -> None:
        super().__init__(EARLIEST, latest, year)
        self.setRange(EARLIEST, latest)
        self.setKeyboardTracking(False)
        self.setSuffix("年")
        self.setAccessibleName("年份")
