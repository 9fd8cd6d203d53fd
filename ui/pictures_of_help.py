"""python -m ui.pictures --help-pages: the pictures of the handbook, cut out of the windows of the practice desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.handbook.book import FOLDER

PLACE = FOLDER / "pictures"
RAIL = 0.087  # share of the width that the rail of the main window has
QUALITY = 82  # of WebP: letters stay sharp, a picture takes some 25 KB
MOST_BYTES = 3_000_000  # of all of them together


@dataclass(frozen=True)
class Cut:
    """Which window (its name in ui/pictures.py), and which part of it, in shares of its width and height."""

    window: str
    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def of(self, size: QRect) -> QRect:
        """The part in pixels."""
        x, y = round(size.width() * self.left), round(size.height() * self.top)
        return QRect(x, y, round(size.width() * self.right) - x, round(size.height() * self.bottom) - y)


CUTS: dict[str, Cut] = {
    "setup": Cut("wizard-1"),
    "practice": Cut("practice"),
    "reception": Cut("reception-waiting", left=RAIL, top=0.11, bottom=0.885),
    "register": Cut("register", right=0.6, top=0.04, bottom=0.91),
    "earlier": Cut("register", left=0.6, top=0.04, bottom=0.52),
    "scan": Cut("scans"),
    "sheets": Cut("sheet-in"),
    "petition": Cut("petition-matter", left=RAIL, top=0.12, right=0.72, bottom=0.93),
    "accept": Cut("route-question", bottom=0.6),
    "leader": Cut("reception_days", left=RAIL, top=0.11, right=0.75, bottom=0.45),
    "handle": Cut("step-draft_opinion"),
    "serve": Cut("step-serve"),
    "extend": Cut("step-extend"),
    "archive": Cut("step-archive"),
    "list": Cut("petitions", left=RAIL, top=0.11, right=0.72, bottom=0.6),
    "periods": Cut("deadlines", left=RAIL, top=0.11, right=0.75, bottom=0.6),
    "clocks": Cut("petition-clocks", left=0.283, top=0.36, right=0.85, bottom=0.93),
    "receipt": Cut("receipt", right=0.605),
    "printers": Cut("printers"),
    "report": Cut("report", left=RAIL, top=0.11, right=0.75, bottom=0.65),
    "proof": Cut("register-page", bottom=0.6),
    "exchange": Cut("exchange", left=RAIL, top=0.13, right=0.65, bottom=0.6),
    "settings": Cut("settings", left=RAIL, top=0.11, right=0.8, bottom=0.75),
    "officers": Cut("officers"),
    "unlock": Cut("unlock-officers", left=0.15, right=0.85),
    "backup": Cut("backups"),
}


def write(windows: Iterable[tuple[str, QWidget]], place: Path = PLACE) -> list[str]:
    """Cut every picture out of the windows as they pass by; the names of those whose window did not come."""
    place.mkdir(parents=True, exist_ok=True)
    wanted: dict[str, list[str]] = {}
    for name, cut in CUTS.items():
        wanted.setdefault(cut.window, []).append(name)
    for window, widget in windows:
        for name in wanted.pop(window, ()):
            _settle(widget)
            widget.grab(CUTS[name].of(widget.rect())).save(str(place / f"{name}.webp"), "WEBP", QUALITY)
    return [name for names in wanted.values() for name in names]


def _settle(widget: QWidget) -> None:
    widget.activateWindow()
    QTest.qWait(100)
    QApplication.processEvents()
