"""Type size and colours of all windows: Ctrl + and Ctrl - from anywhere, remembered per desk."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ui import theme
from ui.icons import SIDE, SIDE_PX
from ui.shortcuts import shortcut


class Look(QObject):
    """The scale in percent and the colour set in force; `changed` after each change."""

    changed = Signal()

    def __init__(self, app: QApplication, settings: QSettings | None = None) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self.percent = 100
        self.high_contrast = False
        self._read()

    @property
    def colours(self) -> theme.Colours:
        return theme.HIGH_CONTRAST if self.high_contrast else theme.LIGHT

    def colour(self, name: str) -> str:
        """The colour of this name in the set in force, as "#RRGGBB"."""
        return str(getattr(self.colours, name))

    def apply(self) -> None:
        """Put font, palette and stylesheet on the application. In one turn of the loop: between two, what waits for its
        style may be gone."""
        self._undress()
        self._hand_on()
        self._dress()
        self._mend_fonts()

    def set(self, *, percent: int | None = None, high_contrast: bool | None = None) -> None:
        """Change what is given, show it at once and remember it."""
        self._remember(percent, high_contrast)
        self.apply()
        self.changed.emit()

    def _hand_on(self) -> None:
        """Font and palette. Qt hands them on to the widgets in no order, so that some keep the old font."""
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
        self.set(percent=next((s for s in theme.SCALES if s > self.percent), theme.SCALES[-1]))

    def smaller(self) -> None:
        self.set(percent=next((s for s in reversed(theme.SCALES) if s < self.percent), theme.SCALES[0]))

    def add_keys(self, window: QWidget) -> None:
        """Ctrl +, Ctrl - and Ctrl 0 in `window`, which may be a dialog that blocks the others."""
        for keys, words, act in (
            (("Ctrl++", "Ctrl+="), "字放大", self.bigger),
            (("Ctrl+-",), "字缩小", self.smaller),
            (("Ctrl+0",), "字恢复原来大小", lambda: self.set(percent=100)),
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
