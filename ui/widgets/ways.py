"""A choice between a few ways, each with a sentence below it: all can be read before one is taken."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QRadioButton, QWidget

from ui import theme
from ui.widgets.editors import go_on, goes_on
from ui.widgets.layout import Words, column


class Ways(QWidget):
    """`ways` is code -> (word, sentence). Nothing is chosen at first; Alt+1, Alt+2 and so on choose."""

    chosen = Signal(str)

    def __init__(self, ways: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        self.radios: dict[str, Radio] = {}
        self._sentences: dict[str, Sentence] = {}
        inside = column(spacing=0)
        for place, (code, (word, sentence)) in enumerate(ways.items(), 1):
            self.radios[code] = made = Radio(f"{word}(&{place})")
            made.setAccessibleDescription(sentence)
            made.toggled.connect(lambda on, code=code: self._take(code) if on else None)
            self._sentences[code] = below = Sentence(sentence, made)
            inside.addWidget(made)
            if sentence:
                inside.addWidget(below)
            else:
                below.hide()
        self.setLayout(inside)

    @property
    def value(self) -> str:
        """The code of what is chosen, "" for nothing."""
        return next((code for code, radio in self.radios.items() if radio.isChecked()), "")

    def choose(self, code: str) -> None:
        """Choose a way; the focus goes with it, unless it has gone on to what that way asks."""
        self.radios[code].setChecked(True)
        if any(radio.hasFocus() for radio in self.radios.values()):
            self.radios[code].setFocus()

    def _take(self, code: str) -> None:
        """Enter and Tab come to the chosen way, so that Enter goes on and does not choose the first instead."""
        for other, radio in self.radios.items():
            radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == code else Qt.FocusPolicy.ClickFocus)
        self.chosen.emit(code)

    def fold(self) -> None:
        """Show the chosen way only: what it asks for has the room."""
        for code, radio in self.radios.items():
            radio.setVisible(radio.isChecked())
            self._sentences[code].setVisible(radio.isChecked())

    def unfold(self) -> None:
        """Show all again, none chosen."""
        for code, radio in self.radios.items():
            radio.setAutoExclusive(False)
            radio.setChecked(False)
            radio.setAutoExclusive(True)
            radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            radio.show()
            self._sentences[code].show()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.radios[self.value or next(iter(self.radios))].setFocus(reason)


class Radio(QRadioButton):
    """One of several: the arrows walk, Space takes, Enter takes and goes on."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if goes_on(event):
            self.setChecked(True)
            go_on(self)
        else:
            super().keyPressEvent(event)


class Sentence(Words):
    """The words below a radio button: a click on them takes it."""

    def __init__(self, text: str, radio: Radio) -> None:
        super().__init__(text)
        self._radio = radio
        self.setWordWrap(True)
        theme.role(self, "below")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._radio.setFocus()
        self._radio.setChecked(True)
