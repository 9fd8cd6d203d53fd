"""Which keys a window has at this moment: read from the window itself, so that what is told cannot differ from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLineEdit, QPlainTextEdit, QTabWidget, QWidget

from ui.widgets.table_view import TableView

MNEMONIC = re.compile(r"\(&.\)")
EVERYWHERE, HERE = "整个窗口", "本页"
LOCK = ("Ctrl+L", "锁定", EVERYWHERE)  # heard by ui/idle.py, in every window of an open desk


@dataclass(frozen=True)
class KeyHere:
    """A key as it is pressed, what it does, and whether it is the window's or of the page in view."""

    key: str
    words: str
    where: str


def keys_here(window: QWidget) -> list[KeyHere]:
    """All that work now, those without a modifier first; keys that do the same stand together."""
    found = [*_told(window), *_of_fields(window)]
    together: dict[tuple[str, str], list[str]] = {}
    for one in sorted(found, key=_order):
        keys = together.setdefault((one.words, one.where), [])
        if one.key not in keys:
            keys.append(one.key)
    return [KeyHere("、".join(keys), words, where) for (words, where), keys in together.items()]


def _order(one: KeyHere) -> tuple[int, int, str]:
    number = re.fullmatch(r"F(\d+)", one.key)
    kind = 0 if number else 1 if "+" not in one.key else 2 if one.key.startswith("Ctrl") else 3
    return kind, int(number[1]) if number else 0, one.key


def keys_of(window: QWidget) -> list[tuple[str, str, QWidget]]:
    """(key, words, part) of what answers to a key from anywhere in the window: two that do, and Qt answers neither."""
    anywhere = Qt.ShortcutContext.WindowShortcut
    shortcuts = ((one.key(), one.whatsThis(), part) for one, part in _shortcuts(window) if one.context() == anywhere)
    return [(_exact(key), words, part) for key, words, part in (*shortcuts, *_mnemonics(window))]


def _told(window: QWidget) -> Iterator[KeyHere]:
    for one, part in _shortcuts(window):
        yield KeyHere(_name(one.key()), one.whatsThis(), EVERYWHERE if part is window else HERE)
    for key, words, _part in _mnemonics(window):
        yield KeyHere(_name(key), words, HERE)


def _shortcuts(window: QWidget) -> Iterator[tuple[QShortcut, QWidget]]:
    """Those that work now, with the part whose they are."""
    shortcuts: list[QShortcut] = window.findChildren(QShortcut)  # type: ignore[assignment]
    for one in shortcuts:
        part = one.parent()
        if isinstance(part, QWidget) and one.isEnabled() and _in_view(part, window):
            yield one, part


def _mnemonics(window: QWidget) -> Iterator[tuple[QKeySequence, str, QWidget]]:
    """The underlined letters of buttons, of labels with a field, and of tabs."""
    for widget in _seen(window):
        texts: list[str] = []
        if isinstance(widget, QAbstractButton) and widget.isEnabled() and not widget.shortcut().isEmpty():
            yield widget.shortcut(), _plain(widget.text()), widget
        elif isinstance(widget, QLabel) and (buddy := widget.buddy()) is not None and buddy.isEnabled():
            texts = [widget.text()]
        elif isinstance(widget, QTabWidget):
            texts = [widget.tabText(place) for place in range(widget.count())]
        yield from ((key, _plain(text), widget) for text in texts if not (key := QKeySequence.mnemonic(text)).isEmpty())


def _of_fields(window: QWidget) -> Iterator[KeyHere]:
    """What the kinds of fields that are to be seen do with keys of their own (`own_keys` where only they have them)."""
    seen = _seen(window)
    yield KeyHere("Tab", "到下一处", HERE)
    yield KeyHere(*LOCK)
    for widget in seen:
        yield from (KeyHere(key, words, HERE) for key, words in getattr(widget, "own_keys", ()))
    if any(isinstance(widget, TableView) for widget in seen):
        yield KeyHere("Enter", "打开或者办理所选的一行", HERE)
        yield KeyHere("↑ ↓", "选择一行", HERE)
    if isinstance(window, QDialog):
        yield KeyHere("Esc", "返回", HERE)
        if any(isinstance(widget, QLineEdit) for widget in seen):
            yield KeyHere("Enter", "到下一项", HERE)
    if any(isinstance(widget, QPlainTextEdit) and not widget.isReadOnly() for widget in seen):
        yield KeyHere("Shift+Enter", "换行", HERE)


def _seen(window: QWidget) -> list[QWidget]:
    widgets: list[QWidget] = window.findChildren(QWidget)  # type: ignore[assignment]
    return [widget for widget in widgets if _in_view(widget, window)]


def _in_view(widget: QWidget, window: QWidget) -> bool:
    return widget.window() is window and widget.isVisibleTo(window)


def _exact(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.PortableText)


def _name(key: QKeySequence) -> str:
    """As it stands on the keyboard, where there is one Enter for all that."""
    return _exact(key).replace("Return", "Enter").replace("Del", "Delete")


def _plain(text: str) -> str:
    """A caption without its letter and without the key that it names itself."""
    return re.sub(r"\s{2,}\S.*$", "", MNEMONIC.sub("", text)).replace("&", "").strip()
