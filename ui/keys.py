"""The keys of the main window: a new one is a line here. The pages bring their own (ui/places.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ui.places import PLACES
from ui.shortcuts import shortcut

if TYPE_CHECKING:
    from ui.main_window import MainWindow


@dataclass(frozen=True)
class Key:
    """Keys that do the same, as Qt writes them, and what they do, in words."""

    keys: tuple[str, ...]
    words: str
    act: Callable[[MainWindow], None]


KEYS: tuple[Key, ...] = (
    Key(("F1",), "使用手册", lambda window: window.show_help()),
    Key(("F2",), "登记来访", lambda window: window.register()),
    Key(("F3", "Ctrl+F"), "搜索", lambda window: window.to_search()),
    Key(("F4",), "接待下一位", lambda window: window.registering.receive()),
    Key(("Shift+F4",), "记入等候", lambda window: window.registering.note_waiting()),
    Key(("F11", "Ctrl+/"), "显示本屏的全部按键", lambda window: window.show_keys()),
    Key(("F12",), "锁定", lambda window: window.lock()),
)


def keys() -> tuple[Key, ...]:
    """All of them, those of the pages included."""
    return (*KEYS, *(Key((place.key,), place.word, partial(_go, name)) for name, place in PLACES.items() if place.key))


def add_keys(window: MainWindow) -> None:
    """As shortcuts of the window. Ctrl+L is not among them: `Idle` hears it, and F12, in dialogs too."""
    for one in keys():
        for key in one.keys:
            shortcut(key, window, one.words, partial(one.act, window))


def _go(name: str, window: MainWindow) -> None:
    window.go(name)
