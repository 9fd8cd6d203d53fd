"""A key with its words, so that a screen can say which keys it has (ui/dialogs/keys_shown.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def shortcut(
    keys: QKeySequence | QKeySequence.StandardKey | str,
    parent: QWidget,
    words: str,
    act: Callable[[], Any],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> QShortcut:
    """A key of `parent` that does `act`; `words` say what, for whoever asks which keys there are."""
    made = QShortcut(QKeySequence(keys), parent)
    made.setContext(context)
    made.setWhatsThis(words)
    made.activated.connect(lambda: act())
    return made
