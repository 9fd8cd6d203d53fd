"""The keys of the main window: a new one is a line here. The pages bring their own (ui/places.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.parts import HELP, LAST_KEYS, Key, page_keys
from ui.places import PLACES

if TYPE_CHECKING:
    from ui.main_window import MainWindow


KEYS: tuple[Key[MainWindow], ...] = (
    HELP,
    Key(("F2",), "登记来访", lambda window: window.register()),
    Key(("F3", "Ctrl+F"), "搜索", lambda window: window.to_search()),
    Key(("F4",), "接待下一位", lambda window: window.registering.receive()),
    Key(("Shift+F4",), "记入等候", lambda window: window.registering.note_waiting()),
    *LAST_KEYS,
)


def keys() -> tuple[Key[MainWindow], ...]:
    """All of them, those of the pages included."""
    return (*KEYS, *page_keys(PLACES))
