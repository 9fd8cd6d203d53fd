"""Whether one sees where the keyboard is: a part with the focus against the same part without, pixel by pixel."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QLineEdit, QScrollArea, QTabBar, QWidget

from tests.ui.clipping import name_of
from ui.theme import contrast

AROUND = 4  # pixels: where a frame may stand outside its part
LEAST_CONTRAST = 3.0  # of a pixel with the focus against the same pixel without it: WCAG 2.2, 2.4.13
THICK = 2  # pixels, of the frame that would be large enough
GROUNDS = ("ground", "paper", "card", "bar", "foot", "rail", "paper-card")
SETTLED_MS = 200
SLACK = 0.9  # rounded corners, and where a caption interrupts the frame

Kind = tuple[object, ...]


def unseen(window: QWidget, stops: list[QWidget], known: set[Kind]) -> Iterator[str]:
    """A line for every part of those where Tab stops of which too little changes when it does; only kinds of parts not
    yet `known`, which grows."""
    new = {}
    for part in stops:
        new.setdefault(_kind(part), part)
    new = {kind: part for kind, part in new.items() if kind not in known}
    if not new:
        return
    known.update(new)
    before = window.focusWidget()
    window.activateWindow()
    for part in new.values():
        yield from _too_little(window, part)
    if before is not None:
        before.setFocus(Qt.FocusReason.OtherFocusReason)


def _kind(part: QWidget) -> Kind:
    """What the stylesheet makes a difference by."""
    on = part.isChecked() if isinstance(part, QAbstractButton) else None
    own = tuple(part.property(name) for name in ("role", "chosen", "wrong"))
    return (type(part), on, _ground(part), *own)


def _ground(part: QWidget) -> str:
    around = part.parentWidget()
    while around is not None and around.property("role") not in GROUNDS:
        around = around.parentWidget()
    return "" if around is None else str(around.property("role"))


def _too_little(window: QWidget, part: QWidget) -> Iterator[str]:
    told = _told(window, part)
    if told:
        QTest.qWait(SETTLED_MS)  # the form may still have been settling, or been answered by a thread
        told = _told(window, part)
    if told:
        yield told


def _told(window: QWidget, part: QWidget) -> str:
    """What is wrong with how the part shows the focus, "" for nothing."""
    taken = _with_and_without(window, part)
    if taken is None:
        return f"{name_of(part)} moves when it takes the focus"
    changed, wanted = _changed(*taken), THICK * _length(part) * SLACK
    return (
        "" if changed >= wanted else f"{name_of(part)} {_kind(part)[1:]}: {changed} pixels change, {wanted:.0f} would"
    )


def _with_and_without(window: QWidget, part: QWidget) -> tuple[QImage, QImage] | None:
    """The part and its surroundings in both states; None where it is not in the same place in both."""
    if (focused := window.focusWidget()) is not None:
        focused.clearFocus()
    _bring_into_view(part)
    place = _place(part, window)
    without = _picture(window, place)
    part.setFocus(Qt.FocusReason.TabFocusReason)
    _without_marks(part)
    _bring_into_view(part)
    return (without, _picture(window, place)) if _place(part, window) == place else None


def _bring_into_view(part: QWidget) -> None:
    around = part.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(part)
        around = around.parentWidget()
    QApplication.processEvents()


def _frame(part: QWidget) -> QRect:
    """What a frame would go around: of tabs the one in front, of what is larger than its view what one sees."""
    if isinstance(part, QTabBar):
        return part.tabRect(part.currentIndex())
    return part.visibleRegion().boundingRect()


def _length(part: QWidget) -> int:
    """Of a frame around the part, as far as one sees it: an edge that is scrolled out of the view is not there.
    Where all of them are, what one sees has to have a frame."""
    frame, whole = _frame(part), part.rect()
    if isinstance(part, QTabBar):
        whole = frame
    level = (frame.top() == whole.top()) + (frame.bottom() == whole.bottom())
    upright = (frame.left() == whole.left()) + (frame.right() == whole.right())
    return (level * frame.width() + upright * frame.height()) or 2 * (frame.width() + frame.height())


def _place(part: QWidget, window: QWidget) -> QRect:
    frame = _frame(part)
    around = QRect(part.mapTo(window, frame.topLeft()), frame.size())
    return around.adjusted(-AROUND, -AROUND, AROUND, AROUND).intersected(QRect(QPoint(), window.size()))


def _without_marks(part: QWidget) -> None:
    """Text that Tab marks as a whole tells of the focus only where there is text."""
    line = part.findChild(QLineEdit) if isinstance(part, QAbstractSpinBox) else part
    if isinstance(line, QLineEdit):
        line.deselect()


def _picture(window: QWidget, place: QRect) -> QImage:
    return window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)


def _changed(one: QImage, other: QImage) -> int:
    """How many pixels stand out against what they were."""
    width = one.width() * 4
    pairs: Counter[tuple[int, int]] = Counter()
    for before, after in zip(_rows(one, width), _rows(other, width), strict=True):
        if before != after:
            pairs.update(zip(before.cast("I"), after.cast("I"), strict=True))
    return sum(times for (before, after), times in pairs.items() if _stands_out(before, after))


def _rows(image: QImage, width: int) -> Iterator[memoryview]:
    bits, step = memoryview(image.constBits()), image.bytesPerLine()
    return (bits[n * step : n * step + width] for n in range(image.height()))


@functools.cache
def _stands_out(before: int, after: int) -> bool:
    names = [f"#{pixel & 0xFFFFFF:06X}" for pixel in (before, after)]
    return contrast(*names) >= LEAST_CONTRAST
