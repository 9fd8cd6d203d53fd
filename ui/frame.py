"""The frame of every main window: rail, bar, foot, 更多, keys; what it shows are its pages (ui/parts.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QStackedWidget, QWidget

from app.domain.errors import DeskError
from ui import messages
from ui.backing_up import Backing
from ui.pages.page import AnyPage
from ui.parts import Entry, Key, Pages, Place, add_keys, make_menu, tick
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.eliding import ElidingLabel
from ui.widgets.layout import card, column, row, tab_as_seen
from ui.widgets.practice_band import practice_band
from ui.widgets.table_view import TableView

PRESET_MINUTES = 10  # without a touch, until it locks
REST_MS = 4000  # after the last change, before the store is folded into its main file

Shown = TypeVar("Shown", bound=AnyPage)


class Frame(QWidget):
    """Only the frame: pages and dialogs do the work. `locked` asks for the unlock window, `closed` says that the
    person is done; the store itself is closed by `close_store`, when whoever opened it says so.

    Subclasses have the tables, and call `go` with their first page.
    """

    locked = Signal()
    closed = Signal()

    places: ClassVar[Mapping[str, Place[Any]]]
    entries: ClassVar[tuple[Entry[Any] | None, ...]]
    all_keys: ClassVar[tuple[Key[Any], ...]]
    remembered: ClassVar[str]  # under which name this PC remembers the size

    def __init__(self, runner: StoreRunner[Any], settings: QSettings) -> None:
        super().__init__()
        self.runner: StoreRunner[Any] = runner
        self.backing: Backing | None = None  # what makes backups of the store, where there are any
        self._settings = settings
        self._left = False
        self.may_close: Callable[[], bool] = lambda: True
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown = next(iter(self.places))
        self.pages = Pages(self.places, self._build_page)  # each when it is asked for: all of them would take too long
        self.stack = QStackedWidget()
        self.make_first()
        self._arrange()
        runner.look.add_keys(self)
        add_keys(self, self.all_keys)
        self.grey()
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST_MS)
        self._resting.timeout.connect(lambda: self.rest())
        runner.changed.connect(self._refresh)
        self._restore_size()

    # What a subclass says

    @property
    def headline(self) -> str:
        """Whose window it is, in the bar."""
        raise NotImplementedError

    def make_first(self) -> None:
        """Make what is there from the beginning."""

    def connect_page(self, page: AnyPage) -> None:
        """A page was built: hear what it says."""

    def in_bar(self) -> tuple[tuple[QWidget, int], ...]:
        """What stands in the bar between the headline, which has 2 shares of what is left of the width, and 更多."""
        return ()

    def also_greyed(self) -> Mapping[str, QWidget]:
        """What is greyed besides the keys of the rail and the entries of 更多."""
        return {}

    def foot_line(self) -> str:
        """The line at the bottom."""
        raise NotImplementedError

    def why_not(self, name: str) -> str:
        """Why a page, entry or key may not be used, "" where it may."""
        return ""

    def going(self, name: str) -> None:
        """A page is about to be shown."""

    def stop_asking(self) -> None:
        """Nothing more is to be asked of the store by what runs by itself; what is half done is kept."""

    @property
    def who(self) -> str:
        """Whose window it is of those who use this store."""
        return ""

    @property
    def lock_after(self) -> int:
        """Minutes without a touch until it locks."""
        return PRESET_MINUTES

    def entered(self) -> None:
        """The store was opened and is in view: tell what has to be known."""
        self.runner.printing.settle()

    def warm_up(self) -> None:
        """Load beside the work what it will need."""

    def close_store(self) -> None:
        """Let what is being printed go, back up what is new, then let the store go. That it failed is said: nobody
        looks at a page now."""
        self.runner.printing.finish()
        told = self.backing.finish() if self.backing else None
        self.runner.store.close()
        if isinstance(told, DeskError):
            self.runner.ask.warn(None, "备份没有做成", messages.refusal(told))
        elif told is not None and told.problems:
            self.runner.ask.warn(None, "备份没有做全", "\n".join(told.problems))

    # What is the same

    def page(self, kind: type[Shown]) -> Shown:
        """The page of this kind."""
        return self.pages.of(kind)

    def _build_page(self, name: str) -> AnyPage:
        page = self.places[name].page(self.runner)
        self.connect_page(page)
        self.stack.addWidget(page)
        return page

    def _arrange(self) -> None:
        self.foot = ElidingLabel("", "quiet")
        foot = card(row(self.foot, margin=8), "foot")
        middle = row(self._rail(), column(self.stack, foot, spacing=0), spacing=0)
        middle.setStretch(1, 1)
        self.setLayout(column(*practice_band(self.runner.code), self._bar(), middle, spacing=0))

    def _bar(self) -> QFrame:
        self.lock_button = self.button("锁定  F12", self.lock)
        inside = row(ElidingLabel(self.headline, "lead"), spacing=12, margin=8)
        inside.setStretch(0, 2)
        for part, share in (*self.in_bar(), (self._menu(), 0), (self.lock_button, 0)):
            inside.addWidget(part, share)
        return card(inside, "bar")

    def _menu(self) -> QPushButton:
        """What is wanted rarely."""
        self.more = Button("更多(&G)")
        self.more.setProperty("role", "menu")  # it stands alone: with its icon
        shown = QMenu(self.more)
        self.rare = make_menu(self, shown, self.entries)
        shown.aboutToShow.connect(self.grey)
        self.more.setMenu(shown)
        return self.more

    def grey(self) -> None:
        """What may not be used is greyed and says why."""
        parts: dict[str, QWidget | QAction] = {**self.rail, **self.rare, **self.also_greyed()}
        for name, part in parts.items():
            why = self.why_not(name)
            part.setEnabled(not why)
            part.setToolTip(why)
        tick(self, self.rare, self.entries)

    def _rail(self) -> QFrame:
        self.rail: dict[str, QPushButton] = {}
        for name, place in self.places.items():
            if not place.key:
                continue
            made = self.button(f"{place.word}  {place.key}", partial(self.go, name))
            made.setProperty("role", "rail")
            made.setCheckable(True)
            self.rail[name] = made
        frame = card(column(*self.rail.values(), None, spacing=0), "rail")
        frame.layout().setContentsMargins(0, 12, 0, 12)
        return frame

    def button(self, text: str, act: Callable[[], None]) -> QPushButton:
        made = Button(text)
        made.clicked.connect(lambda: act())
        return made

    def go(self, name: str) -> None:
        """Show a page, freshly read, and put the focus where its work begins."""
        page = self.pages[name]
        self.mark(name)
        self.going(name)
        self.refresh_foot()
        page.refresh()
        self.stack.setCurrentWidget(page)
        page.arrive()

    def mark(self, name: str) -> None:
        """Let the rail say which page is in view."""
        self._shown = name
        for other, button in self.rail.items():
            button.setChecked(other == name)

    def back(self) -> None:
        """To the page that was shown last."""
        self.go(self._shown)

    def show_keys(self) -> None:
        """Every key of the screen (F11)."""
        from ui.dialogs.keys_shown import KeysDialog

        KeysDialog(self.runner, self).open()

    def order_tabs(self) -> None:
        """Tab goes as one reads, whatever was added since."""
        tab_as_seen(self)

    def focusNextPrevChild(self, following: bool) -> bool:
        self.order_tabs()
        return super().focusNextPrevChild(following)

    def show_help(self) -> None:
        """The handbook at the page of what is in view (F1)."""
        self.runner.ask.handbook.open(self.runner, self)

    def lock(self) -> None:
        self.locked.emit()

    @property
    def tables(self) -> tuple[TableView, ...]:
        """Every list of the pages that were built by now."""
        return tuple(view for page in self.pages.built for view in _tables_of(page))

    def leave(self) -> None:
        """Ask nothing more of the store, and remember the size of the window."""
        if self._left:
            return
        self._left = True
        self.runner.changed.disconnect(self._refresh)
        self.set_aside()

    def set_aside(self) -> None:
        """The store is being locked: nothing more is asked of it; the pages mask again what they showed in full."""
        self.stop_asking()
        self._resting.stop()
        for view in self.tables:
            view.table.stop()
        self._settings.setValue(self.remembered, self.saveGeometry())
        self.hide()

    def come_back(self) -> None:
        """The same person has unlocked the store: the page in view is read again."""
        self.show()
        self.activateWindow()
        self._refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.leave()
        super().closeEvent(event)
        self.closed.emit()

    def _refresh(self, _changes: object = None) -> None:
        """After a change: the page in view reads again, the others when they are shown."""
        self.refresh_foot()
        self.grey()
        self._resting.start()
        if self.why_not(self._shown):
            self.go(self._shown)
        shown: QWidget = self.stack.currentWidget()
        if isinstance(shown, AnyPage):
            shown.refresh()

    def refresh_foot(self) -> None:
        self.foot.setText(self.foot_line())

    def rest(self) -> None:
        """The store into its main file; not while a thread may be writing, which would have the window wait for it."""
        if self.runner.working is None:
            self.runner.store.rest()
        else:
            self._resting.start()

    def _restore_size(self) -> None:
        kept = self._settings.value(self.remembered)
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            room = self.screen().availableGeometry()
            self.resize(min(1366, room.width()), min(740, room.height()))


def _tables_of(page: AnyPage) -> list[TableView]:
    found: list[TableView] = page.findChildren(TableView)  # type: ignore[assignment]
    return found
