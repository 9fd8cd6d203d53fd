"""What stands beside the registration form: earlier petitions and the suggested class; below it where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from ui.widgets.candidates import CandidatePanel
from ui.widgets.class_line import ClassLine
from ui.widgets.layout import column

DIRECTIONS = QBoxLayout.Direction


class Known(QWidget):
    """`turned` tells that it takes another share of the room."""

    turned = Signal()

    def __init__(self, candidates: CandidatePanel, suggestion: ClassLine) -> None:
        super().__init__()
        self._candidates, self._suggestion = candidates, suggestion
        self._inside = column(candidates, suggestion, spacing=0)
        self.setLayout(self._inside)
        self.low = self.opened = False
        candidates.opened.connect(self._open)

    def stand_low(self, low: bool) -> None:
        """Below the form: both in one line, until the petitions are unfolded."""
        self.low, self.opened = low, False
        for part in (self._candidates, self._suggestion):
            part.stand_low(low)
        self._arrange()
        self.turned.emit()

    def share(self, middle: QBoxLayout) -> None:
        """Of the room of form and this: one line below the form, more when it is unfolded."""
        shares = ((1, 4) if self.opened else (1, 0)) if self.low else (3, 2)
        for place, share in enumerate(shares):
            middle.setStretch(place, share)

    def _open(self, opened: bool) -> None:
        self.opened = opened
        self._arrange()
        self.turned.emit()

    def _arrange(self) -> None:
        flat = self.low and not self.opened
        self._inside.setDirection(DIRECTIONS.LeftToRight if flat else DIRECTIONS.TopToBottom)
        for part, share in ((self._candidates, 3), (self._suggestion, 2)):
            self._inside.setStretchFactor(part, share if flat else 0)
            self._inside.setAlignment(part, Qt.AlignmentFlag.AlignVCenter if flat else Qt.AlignmentFlag(0))
        self._suggestion.give_way(self.opened)
        height = QSizePolicy.Policy.Maximum if flat else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, height)
