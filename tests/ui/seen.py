"""What a person meets in a window besides clipped text: what covers what, where Tab goes, which keys there are."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QScrollArea, QTabBar, QWidget

from tests.ui.clipping import name_of
from ui.dialogs.dialog import Dialog
from ui.keys_here import keys_of
from ui.widgets.layout import tab_stops as in_layout
from ui.widgets.person import PersonRow
from ui.widgets.table_view import TableView

SHOWS_TEXT = (QLabel, QAbstractButton, QLineEdit, QComboBox)
SLACK = 2  # pixels


def covered(window: QWidget) -> Iterator[str]:
    """Two parts of the same frame that lie one over the other."""
    frames: dict[QWidget, list[QWidget]] = defaultdict(list)
    for widget in window.findChildren(QWidget):
        if (
            isinstance(widget, SHOWS_TEXT)
            and widget.isVisible()
            and not isinstance(widget.parent(), QLineEdit | QTabBar)
        ):
            frames[widget.parentWidget()].append(widget)
    for parts in frames.values():
        for one, other in itertools.combinations(parts, 2):
            both = one.geometry().intersected(other.geometry())
            if both.width() > SLACK and both.height() > SLACK:
                yield f"{name_of(one)} and {name_of(other)}: {both.size().toTuple()}"


def tab_stops(window: QWidget) -> list[QWidget]:
    """Where Tab stops, from the first part of the window on; put in order as pressing Tab does."""
    order_tabs = getattr(window, "order_tabs", None)
    if order_tabs is not None:
        order_tabs()
    found, widget = [], window.nextInFocusChain()
    while widget is not window:
        by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if by_tab and widget.isEnabled() and widget.isVisible() and not isinstance(widget.parent(), QTabBar):
            found.append(widget)
        widget = widget.nextInFocusChain()
    if order_tabs is not None:  # the ring begins where reading does
        first = next(stop for stop in in_layout(window) if stop in found)
        found = found[found.index(first) :] + found[: found.index(first)]
    return found


def against_reading(window: QWidget, stops: list[QWidget]) -> Iterator[str]:
    """Where Tab goes back: to what stands above in the same column, or to the left in the same line."""
    for one, following in itertools.pairwise(stops):
        if isinstance(window, Dialog) and one is window.main:
            continue  # what one came to do is met before the other keys of the foot
        around, other = _scrolled_apart(one, following)
        here, there = _place(around or one, window), _place(other or following, window)
        above = there.bottom() <= here.top() and _share(here.left(), here.right(), there.left(), there.right()) > SLACK
        left = there.right() <= here.left() and _share(here.top(), here.bottom(), there.top(), there.bottom()) > SLACK
        if above or left:
            yield f"{name_of(one)} {here.getRect()} to {name_of(following)} {there.getRect()}"


def _scrolled_apart(one: QWidget, other: QWidget) -> tuple[QWidget | None, QWidget | None]:
    """What each of two scrolls in, where it may lie out of sight, and the other does not."""
    around, beside = _scrolled_in(one), _scrolled_in(other)
    while around and beside and around[-1] is beside[-1]:
        around.pop()
        beside.pop()
    return around[-1] if around else None, beside[-1] if beside else None


def _scrolled_in(widget: QWidget) -> list[QWidget]:
    """What the widget scrolls in, from the inside to the outside."""
    found = []
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            found.append(around)
        around = around.parentWidget()
    return found


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def _share(low: int, high: int, other_low: int, other_high: int) -> int:
    return min(high, other_high) - max(low, other_low)


def keys_twice(window: QWidget) -> Iterator[str]:
    """Keys that more than one part of the window answers to, so that Qt answers to none."""
    keys = [(key, words) for key, words, part in keys_of(window) if not _repeated(part)]
    for key, how_often in Counter(key for key, _words in keys).items():
        if how_often > 1:
            yield f"{key}: {[words for one, words in keys if one == key]}"


def _repeated(part: QWidget) -> bool:
    """In a form of a further person: there the letters go round among the persons."""
    while part is not None and not isinstance(part, PersonRow):
        part = part.parentWidget()
    return part is not None and part is not part.parentWidget().findChild(PersonRow)


def keys_without_words(window: QWidget) -> Iterator[str]:
    for one in window.findChildren(QShortcut):
        if not any("一" <= sign <= "鿿" for sign in one.whatsThis()):
            yield one.key().toString()


def larger_than_the_screen(window: QWidget) -> Iterator[str]:
    room = QGuiApplication.primaryScreen().availableGeometry()
    if window.width() > room.width() or window.height() > room.height():
        yield f"{window.size().toTuple()} of {room.size().toTuple()}"


def wider_than_its_room(window: QWidget) -> Iterator[str]:
    """A list that has to be scrolled sideways."""
    for view in window.findChildren(TableView):
        if view.isVisible() and view.horizontalScrollBar().maximum():
            yield view.accessibleName()
