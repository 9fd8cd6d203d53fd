"""Type size and colours of all windows: Ctrl + and Ctrl - from anywhere, remembered per desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QWidget

from ui import theme
from ui.icons import SIDE, SIDE_PX
from ui.shortcuts import shortcut

POLISHED: Final = Qt.WidgetAttribute.WA_WState_Polished
OWN_STYLE: Final = Qt.WidgetAttribute.WA_SetStyle
WAITS: Final = "waits_for_its_style"  # the property of what is hidden between the old sheet and the new one
AT_ONCE: Final = 100  # widgets that are styled in one turn of the loop, which may run on into the next one
DONE: Final = object()


class Look(QObject):
    """The scale in percent and the colour set in force; `changed` after each change."""

    changed = Signal()

    def __init__(self, app: QApplication, settings: QSettings | None = None) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self.percent = 100
        self.high_contrast = False
        self._left: Iterator[None] = iter(())
        self._timer = QTimer(self)  # of no time: as soon as all that waits was heard
        self._timer.timeout.connect(self._turn)
        self._read()

    @property
    def colours(self) -> theme.Colours:
        return theme.HIGH_CONTRAST if self.high_contrast else theme.LIGHT

    def colour(self, name: str) -> str:
        """The colour of this name in the set in force, as "#RRGGBB"."""
        return str(getattr(self.colours, name))

    def set(self, *, percent: int | None = None, high_contrast: bool | None = None) -> None:
        """Change what is given, show it before this returns and remember it."""
        self._remember(percent, high_contrast)
        self.apply()

    def apply(self) -> None:
        """Put font, palette and stylesheet on the application."""
        self._timer.stop()
        for _turn in self._turns():
            pass

    def change(self, *, percent: int | None = None, high_contrast: bool | None = None) -> None:
        """As `set`, by somebody at work: in several turns of the loop, so that none of them is long. Nothing is painted
        until all that is seen is styled anew."""
        self._remember(percent, high_contrast)
        self._left = self._turns()  # what is left of a change before this one comes with it
        self._timer.start()

    @property
    def settled(self) -> bool:
        """Whether everything has the style that was wished last."""
        return not self._timer.isActive()

    def _turn(self) -> None:
        if next(self._left, DONE) is DONE:
            self._timer.stop()

    def _turns(self) -> Iterator[None]:
        """The old sheet is taken off what is hidden and off what is seen, font and palette come, what is seen gets the
        new sheet, and last what is hidden. Where one sheet replaces another, Qt styles each widget anew as many times
        as it has parents, which takes four times as long as to take the first one off.

        No widget is held from one turn to the next: it may be gone by then, and of what Qt has made by itself nobody
        would tell. So what waits for its style is marked.
        """
        self._paint(False)
        while self._undress_some_hidden():
            yield
        self._show_sheet("")
        yield
        self._hand_on()
        yield
        self._app.setProperty(SIDE, SIDE_PX * self.percent // 100)
        self._show_sheet(theme.stylesheet(self.colours, self.percent))
        yield
        self._paint(True)
        self.changed.emit()
        yield
        while self._dress_some_that_wait():
            yield
        self._mend()

    def _paint(self, painted: bool) -> None:
        """Whether windows are painted."""
        for window in self._app.topLevelWidgets():
            window.setUpdatesEnabled(painted)

    def _undress_some_hidden(self) -> bool:
        """Whether there were any."""
        hidden = [one for one in self._app.allWidgets() if one.testAttribute(POLISHED) and not one.isVisible()]
        for widget in hidden[:AT_ONCE]:
            self._app.style().unpolish(widget)
            widget.setAttribute(POLISHED, False)
            widget.setProperty(WAITS, True)
        return bool(hidden)

    def _dress_some_that_wait(self) -> bool:
        """What is seen by now first. Whether there were any."""
        waiting = [one for one in self._app.allWidgets() if one.property(WAITS)]
        for widget in sorted(waiting, key=QWidget.isVisible, reverse=True)[:AT_ONCE]:
            widget.setProperty(WAITS, None)
            self._app.style().polish(widget)
            widget.setAttribute(POLISHED)
            self._app.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        return bool(waiting)

    def _show_sheet(self, sheet: str) -> None:
        """On what is polished: the others are passed by, as Qt does with what has a style of its own."""
        everything = self._app.allWidgets()
        passed = [one for one in everything if not (one.testAttribute(POLISHED) or one.testAttribute(OWN_STYLE))]
        for widget in passed:
            widget.setAttribute(OWN_STYLE)
        self._app.setStyleSheet(sheet)
        for widget in passed:
            widget.setAttribute(OWN_STYLE, on=False)

    def _hand_on(self) -> None:
        """Font and palette. Qt hands them on to the widgets in no order, so that some keep the old font."""
        self._app.setFont(QFont(theme.FAMILY, round(theme.BASE_PT * self.percent / 100)))
        self._app.setPalette(theme.palette(self.colours))

    def _mend(self) -> None:
        """What has kept the old font gets the new one; what stands around others comes before them. How large each
        has to be is asked again: what is hidden has not told what it stands in."""
        wanted = self._app.font().pointSize()
        for window in self._app.topLevelWidgets():
            for part in (window, *window.findChildren(QWidget)):
                if part.font().pointSize() != wanted and not isinstance(part, QLabel):  # labels have sizes of their own
                    part.setFont(QFont())
                part.updateGeometry()
            layouts: list[QLayout] = window.findChildren(QLayout)  # type: ignore[assignment]
            for layout in layouts:
                layout.invalidate()

    def _remember(self, percent: int | None, high_contrast: bool | None) -> None:
        self.percent = self.percent if percent is None else percent
        self.high_contrast = self.high_contrast if high_contrast is None else high_contrast
        if self._settings is not None:
            self._settings.setValue("look/percent", self.percent)
            self._settings.setValue("look/high_contrast", int(self.high_contrast))

    def bigger(self) -> None:
        self.change(percent=next((s for s in theme.SCALES if s > self.percent), theme.SCALES[-1]))

    def smaller(self) -> None:
        self.change(percent=next((s for s in reversed(theme.SCALES) if s < self.percent), theme.SCALES[0]))

    def add_keys(self, window: QWidget) -> None:
        """Ctrl +, Ctrl - and Ctrl 0 in `window`, which may be a dialog that blocks the others."""
        for keys, words, act in (
            (("Ctrl++", "Ctrl+="), "字放大", self.bigger),
            (("Ctrl+-",), "字缩小", self.smaller),
            (("Ctrl+0",), "字恢复原来大小", lambda: self.change(percent=100)),
        ):
            for key in keys:
                shortcut(key, window, words, act)

    def _read(self) -> None:
        if self._settings is None:
            return
        percent = str(self._settings.value("look/percent", "100"))
        if percent.isdigit() and int(percent) in theme.SCALES:
            self.percent = int(percent)
        self.high_contrast = str(self._settings.value("look/high_contrast", "0")) == "1"
