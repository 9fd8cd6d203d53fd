"""What the main window asks of a page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.runner import Runner


class AnyPage(QWidget):
    """A page reads in `refresh`, when it is shown and after every change; `arrive` sets the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def refresh(self) -> None:
        raise NotImplementedError

    def arrive(self) -> None:
        """Put the focus where work on this page begins."""
        raise NotImplementedError


class Page(AnyPage):
    """A page of a desk.

    `opened` carries the number of a petition to show, `step_wanted` that and the step whose dialog is to open.
    """

    opened = Signal(str)
    step_wanted = Signal(str, str)

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.runner = runner
