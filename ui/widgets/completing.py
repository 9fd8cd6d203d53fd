"""One line of text that proposes what a list knows: typed parts find it anywhere in the words, Down shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRect, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter

from app.domain.divisions import Division
from ui.widgets.editors import Line

MOST_SHOWN = 12  # rows of the list at once


def proposed(villages: Iterable[Division]) -> dict[str, str]:
    """Villages as a line proposes them: those that are, then those that were, which put in what they became."""
    known = tuple(villages)
    now = {one.name: one.name for one in known if one.open}
    return now | {one.told: one.became[0] if len(one.became) == 1 else one.name for one in known if not one.open}


class CompletingLine(Line):
    """`proposals`: what is shown -> what is put in. Anything else may be typed all the same."""

    def __init__(self, proposals: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._known = QStringListModel(self)
        self.propose(proposals or {})
        self.list = QCompleter(self._known, self)
        self.list.setFilterMode(Qt.MatchFlag.MatchContains)
        self.list.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list.setMaxVisibleItems(MOST_SHOWN)
        self.list.setWidget(self)
        self.list.activated.connect(self._take)
        self.textEdited.connect(self._offer)

    def propose(self, proposals: Mapping[str, str]) -> None:
        """Other words from now on."""
        self.proposals = dict(proposals)
        self._known.setStringList(list(self.proposals))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self.list.popup()
        if popup.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if popup.currentIndex().isValid():
                event.ignore()  # the list takes what was chosen in it
                return
            popup.hide()  # nothing was chosen: what was typed stands
        if event.key() == Qt.Key.Key_Down and self.proposals and not popup.isVisible():
            self._offer(self.text())
        else:
            super().keyPressEvent(event)

    def _offer(self, text: str) -> None:
        """Show what contains the text, with nothing typed everything; hide where nothing is left to choose."""
        self.list.setCompletionPrefix(text.strip())
        found = self.list.completionCount()
        only = found == 1 and self.list.currentCompletion() == text.strip()
        if not found or only:
            self.list.popup().hide()
        else:
            self.list.complete(self._below())

    def _below(self) -> QRect:
        """Where the list opens: as wide as its longest words, inside the window."""
        wanted = self.list.popup().sizeHintForColumn(0) + self.list.popup().verticalScrollBar().sizeHint().width() + 8
        place = self.rect()
        place.setWidth(max(place.width(), min(wanted, self.window().width())))
        return place

    def _take(self, shown: str) -> None:
        self.setText(self.proposals.get(shown, shown))
        self.setFocus()
