"""The band on every window of the practice desk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.practice import TOLD, is_practice
from ui.widgets.layout import label


def practice_band(station: str) -> tuple[QLabel, ...]:
    """The band for the top of a window, nothing at a desk for work: to be put into a `column`."""
    if not is_practice(station):
        return ()
    made = label(TOLD, "practice", wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return (made,)
