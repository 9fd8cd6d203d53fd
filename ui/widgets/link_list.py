"""The petitions that belong to this one, each with a key to go there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.widgets.button import Button
from ui.widgets.layout import clear, column, label

if TYPE_CHECKING:
    from app.answers import LinkSeen

KEYS = "BNMK"  # free on the petition page
LONGEST = 9  # Chinese characters of a title


class LinkList(QWidget):
    """`wanted` carries the number of the petition to go to. Hidden while there is none."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.setLayout(column(label("关联事项", "lead"), self._list, spacing=8))
        self.hide()

    @property
    def note(self) -> str:
        """A few words for the head of the page, where the list itself may be below the screen; "" for none."""
        return f"    关联事项 {len(self.buttons)} 件（Alt+{KEYS[0]}）" if self.buttons else ""

    def show_links(self, links: Iterable[LinkSeen]) -> None:
        """Those that stand; what was undone is told in the text beside."""
        clear(self._list)
        self.buttons = []
        for place, link in enumerate(link for link in links if link.undone_on is None):
            key = f"(&{KEYS[place]})" if place < len(KEYS) else ""
            title = link.title if len(link.title) <= LONGEST else f"{link.title[:LONGEST]}…"
            made = Button(f"{title.replace('&', '&&')}{key}", "step")
            made.setToolTip(f"{link.number}\n{link.title}")
            made.clicked.connect(partial(self.wanted.emit, link.number))
            self._list.addWidget(label(f"{link.words}，{link.received_on}", "small", wrap=True))
            self._list.addWidget(made)
            made.show()  # at once, so that its key works before the layout would show it
            self.buttons.append(made)
        self.setVisible(bool(self.buttons))
