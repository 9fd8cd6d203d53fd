"""按键 (F11): every key that the screen below has, read from it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog, Hands
from ui.keys_here import KeyHere, keys_here
from ui.models.table import Column, Table
from ui.widgets.table_view import TableView

LINES = 14  # of the list that are to be seen at once


class KeysDialog(Dialog):
    """A list to be read; any of its own keys goes back."""

    verb = "知道了"
    hint = ""
    characters = 46

    def __init__(self, hands: Hands, window: QWidget) -> None:
        self.rows = keys_here(window)
        super().__init__(hands, f"按键：{window.windowTitle()}", window)
        self.table.setFocus()

    def build(self) -> None:
        columns: list[Column[KeyHere]] = [
            Column("按键", lambda one: one.key, 11),
            Column("作用", lambda one: one.words),
            Column("在哪里", lambda one: one.where, 5, spare=1),
        ]
        model = Table(columns, lambda at, n: self.rows[at : at + n], lambda one: one.key, self.hands.look.colour, self)
        self.table = TableView(model, "按键")
        self.table.opened.connect(lambda _row: self.leave())
        self.table.reload()
        lines = LINES * self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(min(lines, self.screen().availableGeometry().height() * 3 // 5))
        self.form.addWidget(self.table)

    def act(self) -> None:
        self.leave()
