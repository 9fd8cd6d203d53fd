"""The runner of a county's store, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, QSettings, QTimer
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.ask import Ask
from ui.county.receiving import LOCKED, Receiving
from ui.look import Look
from ui.pages.page import AnyPage
from ui.store_runner import OnRule, StoreRunner
from ui.widgets.layout import WITHIN, column, scrolled

if TYPE_CHECKING:
    from app.county.store import County

T = TypeVar("T")


class CountyRunner(StoreRunner["County"]):
    """The county's store, the questions and the look in one hand: passed to every page and dialog of the county."""

    def __init__(self, county: County, ask: Ask, look: Look, pc: QSettings | None = None) -> None:
        super().__init__(county, ask, look, pc)
        self.county = county
        self.receiving = Receiving(county)
        self.looker = ""  # who looks at details in full, as it was typed; until the store is locked

    def run(self, step: Callable[[], T], parent: QWidget, on_rule: OnRule | None = None) -> T | None:
        """As everywhere; while an upload is being taken in it waits, and the window goes on."""
        return super().run(step, parent, on_rule) if self._free(parent) else None

    def note(self, step: Callable[[], T], parent: QWidget) -> T | None:
        """As `read`, of what the store only writes down that it was asked."""
        return self.read(step, parent) if self._free(parent) else None

    def _free(self, parent: QWidget) -> bool:
        return self.read(lambda: self.receiving.wait_until_free(parent), parent) or False

    @property
    def busy(self) -> bool:
        return super().busy or self.receiving.running

    def stop(self) -> None:
        super().stop()
        self.receiving.stop(LOCKED)
        self.looker = ""

    @property
    def code(self) -> str:
        return self.county.code

    @property
    def elsewhere(self) -> bool:
        """Whether the received lines lie in PostgreSQL, where other programs may write at the same time."""
        return self.county.kept_in == "postgresql"


class CountyPage(AnyPage):
    """A page of the county's window."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__()
        self.runner = runner

    def stop_asking(self) -> None:
        """The store is being locked or left: what was read is forgotten, what runs by itself stops."""

    def lay_out(self, inside: QBoxLayout, list_at: int) -> None:
        """Items from top to bottom; that at `list_at` takes the rest. On a low screen the page scrolls."""
        inside.setStretch(list_at, 1)
        self.area = scrolled(inside)
        self.setLayout(column(self.area))

    def go_to(self, part: QWidget) -> None:
        """The focus; where the page scrolls, the whole of it comes into view, its upper edge at least."""
        part.setFocus()
        QTimer.singleShot(0, part, lambda: self._show_whole(part))

    def _show_whole(self, part: QWidget) -> None:
        inside = part.rect().translated(part.mapTo(self.area.widget(), QPoint()))
        for edge in (inside.bottomLeft(), inside.topLeft()):
            self.area.ensureVisible(edge.x(), edge.y(), 0, WITHIN)
