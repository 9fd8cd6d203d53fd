"""Puts a set phrase in where somebody types: for its abbreviation, or chosen from the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QMenu, QWidget

from ui.shortcuts import shortcut
from ui.snippets import KEY, Snippets
from ui.widgets.editors import Line, TextArea

MOST_LISTED = 20
MANAGE = "管理常用语…"


class SnippetMenu:
    """The key of one dialog. `manage` opens the list to be changed."""

    def __init__(self, dialog: QWidget, snippets: Snippets, manage: Callable[[], None]) -> None:
        self._dialog, self._snippets, self._manage = dialog, snippets, manage
        self.menu: QMenu | None = None
        shortcut(KEY, dialog, "填入常用语", self.put_in)

    def put_in(self) -> None:
        """For the letters before the cursor; where they are no abbreviation, from a list below it."""
        editor = self._dialog.focusWidget()
        if not isinstance(editor, Line | TextArea) or not editor.takes_text:
            return
        meant = self._snippets.meant(editor.before_cursor())
        if meant is not None:
            editor.put_in(meant.text, instead=meant.key)
        else:
            self._list(editor)

    def _list(self, editor: Line | TextArea) -> None:
        menu = self.menu = QMenu(self._dialog)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self._snippets.usable()[:MOST_LISTED]:
            action = menu.addAction(one.words.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, text=one.text: editor.put_in(text))
        menu.addSeparator()
        menu.addAction(MANAGE).triggered.connect(lambda: self._manage())
        cursor = editor.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        below = cursor.bottomLeft() if isinstance(cursor, QRect) else cursor.toRect().bottomLeft()
        menu.popup(editor.mapToGlobal(below))
        menu.setActiveAction(menu.actions()[0])
