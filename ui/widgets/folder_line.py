"""Where something lies or is to lie: a folder, or a file, typed or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.ask import Ask
from ui.widgets.button import Button
from ui.widgets.editors import Line, aside
from ui.widgets.layout import row


class FolderLine(QWidget):
    """A line with the path, and a button that asks for a folder with the words `title`."""

    def __init__(self, ask: Ask, title: str, button: str = "选择(&O)") -> None:
        super().__init__()
        self._ask, self._title = ask, title
        self.line = Line()
        self.browse = aside(Button(button))
        self.browse.clicked.connect(lambda: self._choose())
        inside = row(self.line, self.browse)
        inside.setStretch(0, 1)
        self.setLayout(inside)
        self.setFocusProxy(self.line)

    @property
    def value(self) -> str:
        return self.line.value

    def setText(self, text: str) -> None:
        """Name the folder."""
        self.line.setText(text)

    def selectAll(self) -> None:
        """As of a line: what is typed next takes the place of the path."""
        self.line.selectAll()

    def asked(self) -> Path | None:
        """What the person chooses."""
        return self._ask.folder(self, self._title)

    def _choose(self) -> None:
        chosen = self.asked()
        if chosen is not None:
            self.line.setText(str(chosen))


class FileLine(FolderLine):
    """The same of a file, of these `kinds`."""

    def __init__(self, ask: Ask, title: str, kinds: str, button: str = "选择(&O)") -> None:
        super().__init__(ask, title, button)
        self._kinds = kinds

    def asked(self) -> Path | None:
        files = self._ask.files(self, self._title, self._kinds)
        return files[0] if files else None
