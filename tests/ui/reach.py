"""What can be read in a window, and what opens when a word of it is pressed: for tests that hold where a command is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QListWidget, QMenu, QTabBar, QWidget

from ui.dialogs.dialog import Dialog

Bearers = dict[str, QWidget]  # what bears a word, by the word


def missing(shown: QWidget, wanted: str, there: Bearers | None = None, *, in_view: bool = False) -> list[str]:
    """Which of these words are not there. The one before "→" is pressed; what follows is looked for in what it opens.

    `there`: the window's words, where they were read already; `in_view` as in `words`.
    """
    there = words(shown, in_view=in_view) if there is None else there
    here, pressed, after = wanted.partition("→ ")
    lost = _not_among(there, here)
    if not pressed:
        return lost
    last = next((name for name in there if name and f"、{here}".endswith(f"、{name}")), "")
    if last:
        _press(there[last], last)
    dialog = next((one for one in dialogs(shown) if one is not shown), None)
    lost += missing(dialog or shown, after, in_view=in_view)
    if dialog is not None:
        dialog.leave()
    return lost


def words(shown: QWidget, *, in_view: bool = False) -> Bearers:
    """Whatever can be read in a window, without keys, and what bears it; `in_view`: only what is seen and not grey.

    What a menu has and a tab are seen where the menu or the tabs are.
    """
    found: Bearers = {}
    for part in (shown, *shown.findChildren(QWidget)):
        seen = part.parentWidget() if isinstance(part, QMenu) else part
        if not in_view or (seen.isVisibleTo(shown) and seen.isEnabled()):
            for text in _texts(part):
                found.setdefault(_plain(text), part)
    return found


def dialogs(shown: QWidget) -> Iterator[Dialog]:
    """The dialogs above a window, the uppermost first."""
    return (one for one in reversed(shown.findChildren(Dialog)) if one.isVisible())


def leave(*windows: QWidget) -> None:
    """Close every dialog above these windows."""
    for window in windows:
        for dialog in dialogs(window):
            dialog.leave()


def _press(part: QWidget, word: str) -> None:
    if isinstance(part, QAbstractButton):
        part.click()
    elif isinstance(part, QComboBox):
        part.setCurrentIndex(part.findText(word))
    elif isinstance(part, QMenu):
        next(action for action in part.actions() if _plain(action.text()) == word).trigger()
    elif isinstance(part, QTabBar):
        part.setCurrentIndex(next(at for at in range(part.count()) if _plain(part.tabText(at)) == word))


def _plain(text: str) -> str:
    return re.sub(r"\(&.\)|&", "", text).split("  ")[0].strip()


def _not_among(there: Bearers, wanted: str) -> list[str]:
    """A name may hold the mark that stands between names."""
    left = wanted
    for name in sorted(there, key=len, reverse=True):
        if name and f"、{name}、" in f"、{left}、":
            left = f"、{left}、".replace(f"、{name}、", "、、").strip("、").replace("、、", "、")
    return [one for one in left.split("、") if one]


def _texts(part: QWidget) -> Iterator[str]:
    yield part.accessibleName()
    if isinstance(part, QAbstractButton | QLabel):
        yield part.text()
    elif isinstance(part, QTabBar):
        yield from (part.tabText(at) for at in range(part.count()))
    elif isinstance(part, QComboBox):
        yield from (part.itemText(at) for at in range(part.count()))
    elif isinstance(part, QListWidget):
        yield from (part.item(at).text() for at in range(part.count()))
    elif isinstance(part, QMenu):
        part.aboutToShow.emit()  # some are filled only then
        yield from (action.text() for action in part.actions())
