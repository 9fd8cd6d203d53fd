"""Editors whose keys suit a form: Enter goes on, a wheel over a closed list changes nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from ui.widgets.layout import column

W = TypeVar("W", bound=QWidget)
CALENDAR_LINES = 14  # height of the calendar, in lines of text
# With signs between them, else all eight digits: 2026-12 and 2026112 may be several days.
CURSOR = 4  # pixels at either end of a text
WRITTEN_DAY = re.compile(r"(\d{4})[-./。年](\d{1,2})[-./。月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)", re.ASCII)
MOST_COUNTED = 2**31 - 1  # that Qt can hold
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def go_on(widget: QWidget) -> None:
    """Put the focus on the next field of the form. Widgets marked `aside` are for Tab only: Enter passes them by."""
    order_tabs = getattr(widget.window(), "order_tabs", None)
    if order_tabs is not None:
        order_tabs()
    following = widget.nextInFocusChain()
    while following is not widget:
        if _takes_enter(following) and not _is_part(following, widget):
            following.setFocus(Qt.FocusReason.TabFocusReason)
            _scroll_to(following)
            return
        following = following.nextInFocusChain()


def _scroll_to(widget: QWidget) -> None:
    """Qt brings into view what Tab reaches; Enter must do so too."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def _is_part(inner: QWidget, editor: QWidget) -> bool:
    """True for the inner parts of an editor, such as the line inside a list of choices."""
    return editor.focusPolicy() != Qt.FocusPolicy.NoFocus and editor.isAncestorOf(inner)


def _takes_enter(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    usable = widget.isEnabled() and widget.isVisible() and not widget.isWindow()
    return by_tab and usable and not widget.property("aside") and widget.focusProxy() is None


def aside(widget: W) -> W:
    """Mark a widget whose preset mostly holds, so that Enter does not stop there."""
    widget.setProperty("aside", True)
    return widget


def goes_on(event: QKeyEvent) -> bool:
    """True for a plain Enter: the next field, not a button."""
    return event.key() in ENTER and event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )


class Line(QLineEdit):
    """One line of text."""

    composing = False  # an input method holds letters that are no text yet

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.textChanged.connect(self._keep_seen)

    def _keep_seen(self, text: str) -> None:
        """What was pasted is what is seen of it, so that nothing is refused that nobody sees."""
        if text.isprintable() or self.echoMode() != QLineEdit.EchoMode.Normal:
            return
        from app.domain.shape import seen  # nothing of app before the first window is painted

        kept = seen(text)
        if kept != text:
            behind = len(text) - self.cursorPosition()
            super().setText(kept)
            self.setCursorPosition(max(0, len(kept) - behind))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.composing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing and event.key() in ENTER:
            event.accept()  # it is meant for the input method
        elif goes_on(event):
            go_on(self)
        else:
            super().keyPressEvent(event)

    def setText(self, text: str | None) -> None:
        """What is put in is shown from its beginning; where somebody types, the cursor stays at the end."""
        super().setText(text or "")
        if not self.hasFocus():
            self.setCursorPosition(0)

    @property
    def value(self) -> str:
        return self.text().strip()

    @property
    def takes_text(self) -> bool:
        """Whether a set phrase may be put in: nothing is composed, no letters are hidden."""
        plain = self.echoMode() == QLineEdit.EchoMode.Normal
        return plain and self.isEnabled() and not self.isReadOnly() and not self.composing

    def before_cursor(self) -> str:
        """What stands before the cursor."""
        return _cut(self.text(), self.cursorPosition())

    def put_in(self, text: str, instead: str = "") -> None:
        """Put a text in at the cursor, in the place of these letters before it."""
        if instead:
            self.setSelection(self.cursorPosition() - _length(instead), _length(instead))
        self.insert(" ".join(text.split("\n")))


class WrittenDay(Line):
    """A day copied from a paper, typed: 2026-03-02, 2026.3.2, 20260302 or 2026年3月2日; also in wide digits."""

    whole = "如 2026-03-02"  # the longest that is to be seen without moving the cursor

    @property
    def day(self) -> date | None:
        """The day, None when nothing was typed or it is no day."""
        found = WRITTEN_DAY.fullmatch(unicodedata.normalize("NFKC", self.text()).strip())
        try:
            return date(*(int(part) for part in found.groups() if part)) if found else None
        except ValueError:
            return None

    def minimumSizeHint(self) -> QSize:
        """A whole day, and what stands beside it, are always seen."""
        least, metrics, margins = super().minimumSizeHint(), self.fontMetrics(), self.textMargins()
        around = least.width() - metrics.maxWidth() - margins.left() - margins.right()
        return QSize(around + metrics.horizontalAdvance(self.whole) + self.beside() + 2 * CURSOR, least.height())

    def beside(self) -> int:
        """Pixels that stand beside the day."""
        return 0


class TextArea(QPlainTextEdit):
    """Several lines: Enter goes on, Shift+Enter breaks the line, Tab moves as everywhere."""

    composing = False  # as of a Line

    def __init__(self, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._fit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.composing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing and event.key() in ENTER:
            event.accept()  # it is meant for the input method
        elif goes_on(event):
            go_on(self)
        elif event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
        elif event.key() in ENTER:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._fit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What was copied comes in as what is seen of it, and as plain text."""
        if source.hasText():
            from app.domain.shape import seen

            self.insertPlainText(seen(source.text(), lines=True))

    @property
    def value(self) -> str:
        return self.toPlainText().strip()

    @property
    def takes_text(self) -> bool:
        """As of a Line."""
        return self.isEnabled() and not self.isReadOnly() and not self.composing

    def before_cursor(self) -> str:
        """What stands before the cursor, in its paragraph."""
        cursor = self.textCursor()
        return _cut(cursor.block().text(), cursor.positionInBlock())

    def put_in(self, text: str, instead: str = "") -> None:
        """As of a Line, with the line breaks of the text."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(instead))
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def _fit(self) -> None:
        height = self.fontMetrics().lineSpacing() * self._lines + 18
        if self.minimumHeight() != height:
            self.setFixedHeight(height)


class Choice(QComboBox):
    """One of a few words; `value` is the code behind the word. A digit chooses the word at its place in the list."""

    own_keys = (("1…9", "下拉框：选第几项"),)

    def __init__(self, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for code, word in words.items():
            self.addItem(word, code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = event.key() - Qt.Key.Key_1
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if goes_on(event):
            go_on(self)
        elif plain and 0 <= place < min(9, self.count()) and not self.currentText()[:1].isdigit():
            self.setCurrentIndex(place)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @property
    def value(self) -> str:
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        self.setCurrentIndex(max(0, self.findData(code)))


class Tick(QCheckBox):
    """Yes or no: Space ticks, Enter goes on."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if goes_on(event):
            go_on(self)
        else:
            super().keyPressEvent(event)


class Count(QSpinBox):
    """A whole number from `low` to `high`. One beyond them stays as it was typed and is refused: cut off after the last
    digit that fits, 45 days would be 4.
    """

    def __init__(self, low: int, high: int, value: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # digits only, and at once
        self.low, self.high = low, high
        self.setRange(min(0, low), min(10 * high + 9, MOST_COUNTED))
        self.setValue(value)

    @property
    def objection(self) -> str:
        """What is wrong with what was typed, "" when nothing is."""
        return "" if self.low <= self.value() <= self.high else f"应为{self.low}至{self.high}，请核对。"

    def stepBy(self, steps: int) -> None:
        self.setValue(max(self.low, min(self.high, self.value() + steps)))
        self.selectAll()

    def validate(self, text: str, position: int) -> object:
        """Wide digits, as an input method may give them, are digits."""
        return super().validate(unicodedata.normalize("NFKC", text), position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if goes_on(event):
            go_on(self)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _cut(text: str, units: int) -> str:
    """The beginning of a text; Qt counts the halves of rare characters."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _length(text: str) -> int:
    """How long Qt takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


def dress_calendar(calendar: QCalendarWidget, editor: QWidget) -> None:
    """Room for six weeks in the type of its editor, and no red: red is for what is overdue."""
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(weekend, calendar.weekdayTextFormat(Qt.DayOfWeek.Monday))
    editor.ensurePolished()
    calendar.setMinimumHeight(editor.fontMetrics().height() * CALENDAR_LINES)


def together(ticks: list[Tick]) -> QWidget:
    """Ticks below each other in one widget that hands the focus to the first."""
    box = QWidget()
    box.setLayout(column(*ticks, spacing=0))
    if ticks:
        box.setFocusProxy(ticks[0])
    return box
