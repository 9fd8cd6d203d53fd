"""Which text of a window is cut off: what a widget needs against what it has."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

from ui.widgets.editors import WrittenDay
from ui.widgets.eliding import ElidingLabel


def clipped(window: QWidget) -> list[str]:
    """A line for every label, button, day or list of choices that shows less than its text."""
    return [told for widget in window.findChildren(QWidget) if widget.isVisible() for told in _problems(widget)]


def _problems(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidingLabel):
        return
    if isinstance(widget, QLabel) and widget.text():
        yield from _label(widget)
    elif (isinstance(widget, QAbstractButton) and widget.text()) or isinstance(widget, QComboBox):
        wanted = widget.minimumSizeHint() if isinstance(widget, QComboBox) else widget.sizeHint()
        if widget.width() < wanted.width() - 1 or widget.height() < wanted.height() - 1:
            yield f"{name_of(widget)}: {widget.size().toTuple()} of {wanted.toTuple()}"
    elif isinstance(widget, WrittenDay) and (missing := _missing(widget)) > 0:
        yield f"{name_of(widget)}: “{widget.text()}” lacks {missing}"
    elif isinstance(widget, QLineEdit) and widget.height() < widget.sizeHint().height() - 1:
        yield f"{name_of(widget)}: height {widget.height()} of {widget.sizeHint().height()}"
    yield from _outside(widget)


def _missing(line: QLineEdit) -> int:
    """By how many pixels the text of a line is wider than what is seen of it."""
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    inside = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line).width()
    margins = line.textMargins()
    return line.fontMetrics().horizontalAdvance(line.text()) - (inside - margins.left() - margins.right())


def _label(label: QLabel) -> Iterator[str]:
    if label.wordWrap():
        longest = label.minimumSizeHint().width()  # of its words: what has no place to break
        if label.width() < longest - 1:
            yield f"{name_of(label)}: a word of {longest} in {label.width()}"
        wanted = label.heightForWidth(label.width())
        if label.height() < wanted - 1:
            yield f"{name_of(label)}: height {label.height()} of {wanted}"
    elif label.pixmap().isNull() and label.width() < label.sizeHint().width() - 1:
        yield f"{name_of(label)}: width {label.width()} of {label.sizeHint().width()}"


def _outside(widget: QWidget) -> Iterator[str]:
    """Sticks out of its parent sideways, where nothing can scroll it into view."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(parent, QAbstractScrollArea | QLineEdit | QComboBox):
        return
    if isinstance(parent.parentWidget(), QAbstractScrollArea) and not isinstance(parent.parentWidget(), QScrollArea):
        return
    if widget.geometry().right() > parent.width() + 1:
        yield f"{name_of(widget)}: ends at {widget.geometry().right()} of {parent.width()}"


def name_of(widget: QWidget) -> str:
    """A widget as a report names it."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()
    return f"{type(widget).__name__} “{text[:20]}”"
