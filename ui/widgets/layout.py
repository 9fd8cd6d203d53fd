"""Rows and columns on the 4 px grid: 8 within a group, 24 between groups."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

ENDLESS = re.compile(r"([!-~]{14,29}[-/_]|[!-~]{30})(?=[!-~])")  # names of files are broken after a hyphen
WITHIN = 8
BETWEEN = 24


def column(*items: QWidget | QLayout | None, spacing: int = WITHIN, margin: int = 0) -> QVBoxLayout:
    """Items from top to bottom; None stands for stretch."""
    box = QVBoxLayout()
    _fill(box, items, spacing, margin)
    return box


def row(*items: QWidget | QLayout | None, spacing: int = WITHIN, margin: int = 0) -> QHBoxLayout:
    """Items from left to right; None stands for stretch."""
    box = QHBoxLayout()
    _fill(box, items, spacing, margin)
    return box


def abreast(*items: tuple[QWidget, int], spacing: int = 12) -> QHBoxLayout:
    """Fields side by side with their shares of the width, heads level whatever notes stand below."""
    box = QHBoxLayout()
    box.setSpacing(spacing)
    box.setContentsMargins(0, 0, 0, 0)
    for item, share in items:
        box.addWidget(item, share, Qt.AlignmentFlag.AlignTop)
    return box


def _fill(
    box: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout | None, ...], spacing: int, margin: int
) -> None:
    box.setSpacing(spacing)
    box.setContentsMargins(margin, margin, margin, margin)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)


class Words(QLabel):
    """Plain text, never read as HTML. An endless word without a break must not widen the window."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(ENDLESS.sub("\\1\u200b", text))


def label(text: str, role: str = "", *, wrap: bool = False, select: bool = False) -> QLabel:
    """A line of plain text in the look `role`."""
    made = Words(text)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if select:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def card(layout: QLayout, role: str = "card") -> QFrame:
    """A framed group on paper."""
    made = QFrame()
    made.setProperty("role", role)
    made.setLayout(layout)
    return made


class Area(QScrollArea):
    """Where it gets lower, what has the focus stays in view."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        here = QApplication.focusWidget()
        lower = event.size().height() < event.oldSize().height()
        if lower and here is not None and self.isAncestorOf(here):
            self.ensureWidgetVisible(here)


class Yielding(QWidget):
    """Its tables and previews give way down to their least height before it is scrolled."""

    def heightForWidth(self, width: int) -> int:
        return self.layout().totalMinimumHeightForWidth(width)


def scrolled(
    layout: QLayout, role: str = "ground", parent: QWidget | None = None, *, yields: bool = False
) -> QScrollArea:
    """What may be higher than the window at large type: scrolled, never cut off; one that `yields` not before its
    parts have given way."""
    inner = Yielding() if yields else QWidget()
    inner.setProperty("role", role)
    inner.setLayout(layout)
    area = Area(parent)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def line() -> QFrame:
    """A hairline across."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


def clear(layout: QLayout, first: int = 0) -> None:
    """Take every item from the `first` on out of a layout and free its widgets."""
    while (item := layout.takeAt(first)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def width_of(widget: QWidget, characters: int) -> int:
    """Pixels that so many Chinese characters take in the widget's font, without its frame."""
    widget.ensurePolished()
    return widget.fontMetrics().horizontalAdvance("汉") * characters


def tab_as_seen(root: QWidget) -> None:
    """Let Tab walk through a widget as its layout reads: from top to bottom, from left to right."""
    tab_along(list(tab_stops(root)))


def tab_along(stops: Sequence[QWidget]) -> None:
    """Let Tab walk from each of these to the next."""
    for one, following in itertools.pairwise(stops):
        QWidget.setTabOrder(one, following)


def tab_stops(root: QWidget | QLayout) -> Iterator[QWidget]:
    """Where Tab may stop, as the layout reads."""
    if isinstance(root, QLayout):
        for item in (root.itemAt(place) for place in range(root.count())):
            inside = item.widget() or item.layout()
            if inside is not None:
                yield from tab_stops(inside)
    elif isinstance(root, QTabWidget):
        yield root.tabBar()
        for place in range(root.count()):
            yield from tab_stops(root.widget(place))
    elif root.focusPolicy() & Qt.FocusPolicy.TabFocus and root.focusProxy() is None:
        yield root
    elif isinstance(root, QScrollArea):
        yield from tab_stops(root.widget())
    elif (layout := root.layout()) is not None:
        yield from tab_stops(layout)
