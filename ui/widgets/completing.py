"""One line of text that proposes what a list knows: typed parts or initials find it, Down shows all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRect, QStringListModel, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter

from app.desk import initials
from app.domain.divisions import Division
from ui.widgets.editors import ENTER, Line

MOST_SHOWN = 12  # rows of the list at once
PARENT = re.compile(r".*?(?:镇|乡|街道|苏木|／)(?=.)")  # what stands above the last part, by which a thing is called
INITIALS = re.compile(r"[a-z]{1,12}", re.IGNORECASE | re.ASCII)


def proposed(villages: Iterable[Division]) -> dict[str, str]:
    """Villages as a line proposes them: those that are, then those that were, which put in what they became."""
    known = tuple(villages)
    now = {one.name: one.name for one in known if one.open}
    return now | {one.told: one.became[0] if len(one.became) == 1 else one.name for one in known if not one.open}


class CompletingLine(Line):
    """`proposals`: what is shown -> what is put in. Anything else may be typed all the same.

    Letters alone are initials (hx: 红星村); the first that they find is chosen already: nobody means the letters.
    While an input method composes, the list stays away.
    """

    def __init__(self, proposals: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._spelt: dict[str, tuple[str, str]] = {}
        self._found = QStringListModel(self)
        self.propose(proposals or {})
        self.list = QCompleter(self._found, self)
        self.list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.list.setMaxVisibleItems(MOST_SHOWN)
        self.list.setWidget(self)
        self.list.activated.connect(self._take)
        self.textEdited.connect(self._offer)

    def propose(self, proposals: Mapping[str, str]) -> None:
        """Other words from now on."""
        self.proposals = dict(proposals)
        self._spelt = {}

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.preeditString():
            self.list.popup().hide()
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self.list.popup()
        if popup.isVisible() and event.key() in ENTER:
            if popup.currentIndex().isValid():
                event.ignore()  # the list takes what was chosen in it
                return
            popup.hide()  # nothing was chosen: what was typed stands
        if event.key() == Qt.Key.Key_Down and self.proposals and not popup.isVisible():
            self._offer(self.text())
        else:
            super().keyPressEvent(event)

    def found(self, text: str) -> list[str]:
        """What is proposed for a text: everything for none, else what contains it, by its letters or by initials."""
        typed = text.strip()
        if INITIALS.fullmatch(typed):
            wanted = typed.lower()
            spelt = self._initials()
            begins = [one for one in self.proposals if spelt[one][1].startswith(wanted)]
            inside = [one for one in self.proposals if wanted in spelt[one][0] or typed in one]
            return list(dict.fromkeys((*begins, *inside)))
        return [one for one in self.proposals if typed.casefold() in one.casefold()]

    def _initials(self) -> dict[str, tuple[str, str]]:
        """Of the whole and of its last part; spelt when letters are first typed."""
        if not self._spelt:
            self._spelt = {one: (initials(one)[0], initials(PARENT.sub("", one))[0]) for one in self.proposals}
        return self._spelt

    def _offer(self, text: str) -> None:
        """Show what is found; hide where nothing is left to choose."""
        found = self.found(text)
        popup = self.list.popup()
        if not found or found == [text.strip()]:
            popup.hide()
            return
        self._found.setStringList(found)
        self.list.complete(self._below())
        by_initials = bool(text.strip()) and INITIALS.fullmatch(text.strip()) is not None
        popup.setCurrentIndex(self._found.index(0) if by_initials else self._found.index(-1))

    def _below(self) -> QRect:
        """Where the list opens: as wide as its longest words, inside the window."""
        wanted = self.list.popup().sizeHintForColumn(0) + self.list.popup().verticalScrollBar().sizeHint().width() + 8
        place = self.rect()
        place.setWidth(max(place.width(), min(wanted, self.window().width())))
        return place

    def _take(self, shown: str) -> None:
        self.setText(self.proposals.get(shown, shown))
        self.setFocus()
