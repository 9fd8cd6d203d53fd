"""What a main window is made of: its pages, the entries of 更多, its keys. Each has tables of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.icons import icon_of
from ui.shortcuts import shortcut

if TYPE_CHECKING:
    from app.domain.rights import Right
    from ui.frame import Frame
    from ui.pages.page import AnyPage

W = TypeVar("W", bound="Frame", contravariant=True)
R = TypeVar("R", contravariant=True)
Kind = TypeVar("Kind", bound="AnyPage")


@dataclass(frozen=True)
class Place(Generic[R]):
    """A page, made with the runner of its window: its name on the rail and in the log of looking, and its function
    key. One without a key has no place on the rail; it is opened from the menu.
    """

    word: str
    page: Callable[[R], AnyPage]
    key: str = ""


class Pages(Mapping[str, "AnyPage"]):
    """The pages of one window by their names; each is built when it is first asked for, by `build`."""

    def __init__(self, places: Mapping[str, Place[Any]], build: Callable[[str], AnyPage]) -> None:
        self._places = places
        self._build = build
        self._built: dict[str, AnyPage] = {}

    def __getitem__(self, name: str) -> AnyPage:
        if name not in self._built:
            self._built[name] = self._build(name)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def of(self, kind: type[Kind]) -> Kind:
        """The page of this kind."""
        page = self[next(name for name, place in self._places.items() if place.page is kind)]
        assert isinstance(page, kind)
        return page

    @property
    def built(self) -> tuple[AnyPage, ...]:
        """Those that were asked for by now."""
        return tuple(self._built.values())


@dataclass(frozen=True)
class Entry(Generic[W]):
    """An entry of 更多: name, words, act, the rights one of which it needs.

    `ticked` says whether an entry that is switched on and off is on.
    """

    name: str
    words: str
    act: Callable[[W], None]
    rights: tuple[Right, ...] = ()
    ticked: Callable[[W], bool] | None = None


@dataclass(frozen=True)
class Key(Generic[W]):
    """Keys that do the same, as Qt writes them, and what they do, in words."""

    keys: tuple[str, ...]
    words: str
    act: Callable[[W], None]


LINE = None  # between groups


def _change_passphrase(window: Frame) -> None:
    """One's own, or the one that all share."""
    from ui.dialogs.passphrase import ChangePassphraseDialog

    ChangePassphraseDialog(window.runner, window, who=window.who).open()


def _contrast(window: Frame) -> None:
    look = window.runner.look
    look.change(high_contrast=not look.high_contrast)


def _store_sheet(window: Frame) -> None:
    """The recovery sheet of what has one passphrase and no officers."""
    from ui.dialogs.store_sheet import StoreSheetDialog

    StoreSheetDialog(window.runner, window).open()


STORE_SHEET: Entry[Frame] = Entry("recovery_sheet", "恢复表", _store_sheet)
CHANGE_PASSPHRASE: Entry[Frame] = Entry("change_passphrase", "更换口令", _change_passphrase)
HANDBOOK: Entry[Frame] = Entry("handbook", "使用手册    F1", lambda window: window.show_help())
LOOKS: tuple[Entry[Frame], ...] = (
    Entry("bigger", "字放大    Ctrl +", lambda window: window.runner.look.bigger()),
    Entry("smaller", "字缩小    Ctrl -", lambda window: window.runner.look.smaller()),
    Entry("usual_size", "原来大小    Ctrl 0", lambda window: window.runner.look.change(percent=100)),
    Entry("contrast", "高对比显示", _contrast, ticked=lambda window: window.runner.look.high_contrast),
)
HELP: Key[Frame] = Key(("F1",), "使用手册", lambda window: window.show_help())
LAST_KEYS: tuple[Key[Frame], ...] = (
    Key(("F11", "Ctrl+/"), "显示本屏的全部按键", lambda window: window.show_keys()),
    Key(("F12",), "锁定", lambda window: window.lock()),
)


def page_keys(places: Mapping[str, Place[Any]]) -> tuple[Key[Frame], ...]:
    """A key for each page that has one."""
    return tuple(Key((place.key,), place.word, partial(_go, name)) for name, place in places.items() if place.key)


def make_menu(window: W, menu: QMenu, entries: Sequence[Entry[W] | None]) -> dict[str, QAction]:
    """Fill the menu; the actions by the names of their entries."""
    actions: dict[str, QAction] = {}
    menu.setToolTipsVisible(True)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        action = actions[entry.name] = menu.addAction(entry.words)
        if entry.ticked is not None:
            action.setCheckable(True)
        action.triggered.connect(partial(_act, entry.act, window))
    tick(window, actions, entries)
    menu.aboutToShow.connect(partial(_show_icons, actions))
    return actions


def _show_icons(actions: Mapping[str, QAction]) -> None:
    """Those of the look in force. What is ticked has its tick there."""
    for action in actions.values():
        if not action.isCheckable():
            action.setIcon(icon_of(action.text()))


def tick(window: W, actions: dict[str, QAction], entries: Sequence[Entry[W] | None]) -> None:
    """Let the entries that are switched on and off show how things are."""
    for entry in entries:
        if entry is not None and entry.ticked is not None:
            actions[entry.name].setChecked(entry.ticked(window))


def add_keys(window: W, keys: Iterable[Key[W]]) -> None:
    """As shortcuts of the window. Ctrl+L is not among them: `Idle` hears it, and F12, in dialogs too."""
    for one in keys:
        for key in one.keys:
            shortcut(key, window, one.words, partial(one.act, window))


def _act(act: Callable[[W], None], window: W, _ticked: bool = False) -> None:
    act(window)


def _go(name: str, window: Frame) -> None:
    window.go(name)
