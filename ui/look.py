"""Type size and colours of all windows: Ctrl + and Ctrl - from anywhere, remembered per desk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import isValid

from ui import theme
from ui.icons import SIDE, SIDE_PX
from ui.shortcuts import shortcut

POLISHED = Qt.WidgetAttribute.WA_WState_Polished
OWN_STYLE = Qt.WidgetAttribute.WA_SetStyle
AT_ONCE = 300  # hidden widgets that are styled in one turn of the loop


class Look(QObject):
    """The scale in percent and the colour set in force; `changed` after each change."""

    changed = Signal()

    def __init__(self, app: QApplication, settings: QSettings | None = None) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self.percent = 100
        self.high_contrast = False
        self._still: list[QWidget] = []  # windows that are not painted while they are styled anew
        self._first: list[QWidget] = []  # what is hidden and still has the old sheet
        self._later: list[QWidget] = []  # what is hidden and not styled anew yet
        self._handed_on = (0, False)
        self._read()

    @property
    def colours(self) -> theme.Colours:
        return theme.HIGH_CONTRAST if self.high_contrast else theme.LIGHT

    def colour(self, name: str) -> str:
        """The colour of this name in the set in force, as "#RRGGBB"."""
        return str(getattr(self.colours, name))

    def apply(self) -> None:
        """Put font, palette and stylesheet on the application, at once."""
        self._keep_from_qt(self._later, POLISHED, kept=False)
        self._later = []
        self._undress()
        self._hand_on()
        self._dress()
        self._mend_fonts()

    def set(self, *, percent: int | None = None, high_contrast: bool | None = None) -> None:
        """Change what is given, show it at once and remember it."""
        self._remember(percent, high_contrast)
        self.apply()
        self.changed.emit()

    def change(self, *, percent: int | None = None, high_contrast: bool | None = None) -> None:
        """As `set`, by somebody at work, in several turns of the loop: the sheet in force is taken off what is hidden
        and what is seen, font and palette come, what is seen gets the new sheet, and last what is hidden. Nothing is
        painted in between."""
        self._remember(percent, high_contrast)
        if self._still:
            return
        self._still = [one for one in self._app.topLevelWidgets() if one.isVisible() and one.updatesEnabled()]
        for window in self._still:
            window.setUpdatesEnabled(False)
        self._keep_from_qt(self._later, POLISHED, kept=False)
        self._later = [one for one in self._app.allWidgets() if one.testAttribute(POLISHED) and not one.isVisible()]
        self._first = list(self._later)
        QTimer.singleShot(0, self, self._undress_some)

    def _undress_some(self) -> None:
        """What is hidden, a part of it."""
        now, self._first = self._first[:AT_ONCE], self._first[AT_ONCE:]
        style = self._app.style()
        for widget in filter(isValid, now):
            style.unpolish(widget)
        self._keep_from_qt(now, POLISHED)
        QTimer.singleShot(0, self, self._undress_some if self._first else self._undress_what_is_seen)

    def _undress_what_is_seen(self) -> None:
        self._keep_from_qt(self._later, OWN_STYLE)
        self._undress()
        self._keep_from_qt(self._later, OWN_STYLE, kept=False)
        QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        self._hand_on()
        QTimer.singleShot(0, self, self._dress_what_is_seen)

    def _dress_what_is_seen(self) -> None:
        self._keep_from_qt(self._later, POLISHED, OWN_STYLE)
        self._dress()
        self._keep_from_qt(self._later, OWN_STYLE, kept=False)
        for window in filter(isValid, self._still):
            window.setUpdatesEnabled(True)
        self._still = []
        self.changed.emit()
        if self._handed_on != (self.percent, self.high_contrast):  # changed again meanwhile
            self.change()
            return
        QTimer.singleShot(0, self, self._mend_fonts)
        QTimer.singleShot(0, self, self._dress_some)

    def _dress_some(self) -> None:
        """What was hidden when the look changed, a part of it."""
        now, self._later = self._later[:AT_ONCE], self._later[AT_ONCE:]
        style = self._app.style()
        for widget in filter(isValid, now):
            style.polish(widget)
            self._app.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        self._keep_from_qt(now, POLISHED, kept=False)
        if self._later:
            QTimer.singleShot(0, self, self._dress_some)

    def _keep_from_qt(self, widgets: Sequence[QWidget], *attributes: Qt.WidgetAttribute, kept: bool = True) -> None:
        """While the whole application is styled Qt passes by what is not POLISHED yet or has its OWN_STYLE."""
        for widget in filter(isValid, widgets):
            for attribute in attributes:
                widget.setAttribute(attribute, kept == (attribute == OWN_STYLE))

    def _hand_on(self) -> None:
        """Font and palette. Qt hands them on to the widgets in no order, so that some keep the old font."""
        self._handed_on = (self.percent, self.high_contrast)
        self._app.setFont(QFont(theme.FAMILY, round(theme.BASE_PT * self.percent / 100)))
        self._app.setPalette(theme.palette(self.colours))

    def _undress(self) -> None:
        """Where one sheet replaces another, Qt styles each widget anew as many times as it has parents, which takes
        four times as long as to take the first one off."""
        self._app.setStyleSheet("")

    def _dress(self) -> None:
        self._app.setProperty(SIDE, SIDE_PX * self.percent // 100)
        self._app.setStyleSheet(theme.stylesheet(self.colours, self.percent))

    def _mend_fonts(self) -> None:
        """What has kept the old font gets the new one; what stands around others comes before them."""
        wanted = self._app.font().pointSize()
        for window in self._app.topLevelWidgets():
            for part in (window, *window.findChildren(QWidget)):
                if part.font().pointSize() != wanted and not isinstance(part, QLabel):  # labels have sizes of their own
                    part.setFont(QFont())

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
