"""Colours by name, the type scale, and the one stylesheet; nothing else in ui/ names a colour."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui import resources

FAMILY = "Noto Sans SC"
RARE_FAMILY = "HanaMinB"  # characters of names that the first one has not
BASE_PT = 11.0
SCALES = (100, 110, 125, 150, 175, 200)

# Point sizes of the roles that a label can take, at 100 %.
TYPE_SCALE = {"small": 10.0, "base": BASE_PT, "lead": 13.0, "title": 16.0, "display": 20.0}


@dataclass(frozen=True)
class Colours:
    """One look; every value is "#RRGGBB". `focus` stands out against `line`, so that one sees which frame has it.
    `faint` is what nobody typed yet and what may not be used now. `icons` names the set of icons that shows on
    `paper`."""

    paper: str
    ground: str
    ink: str
    quiet: str
    faint: str
    line: str
    main: str
    main_dark: str
    on_main: str
    tint: str
    ok: str
    warn: str
    late: str
    late_tint: str
    focus: str
    icons: str


LIGHT = Colours(
    paper="#FFFFFF",
    ground="#F4F6F8",
    ink="#1F2933",
    quiet="#52606D",
    faint="#626E7B",
    line="#CBD2D9",
    main="#1F5FA8",
    main_dark="#17477E",
    on_main="#FFFFFF",
    tint="#D6E5F6",
    ok="#1E7B4B",
    warn="#9A5B00",
    late="#B42318",
    late_tint="#FDECEA",
    focus="#1F5FA8",
    icons="dark",
)
HIGH_CONTRAST = Colours(
    paper="#000000",
    ground="#000000",
    ink="#FFFFFF",
    quiet="#FFFFFF",
    faint="#A0A0A0",
    line="#8A8A8A",
    main="#FFFFFF",
    main_dark="#FFFF00",
    on_main="#000000",
    tint="#5B5B5B",
    ok="#8CFFB4",
    warn="#FFD78C",
    late="#FFB4B4",
    late_tint="#000000",
    focus="#FFFF00",
    icons="light",
)

# Every pair of text and ground that the stylesheet uses: the contrast test walks over it.
TEXT_PAIRS = (
    ("ink", "paper"),
    ("ink", "ground"),
    ("ink", "tint"),
    ("quiet", "paper"),
    ("quiet", "ground"),
    ("quiet", "tint"),
    ("faint", "paper"),
    ("faint", "ground"),
    ("main", "paper"),
    ("main", "ground"),
    ("main", "tint"),
    ("on_main", "main"),
    ("on_main", "main_dark"),
    ("ok", "paper"),
    ("ok", "ground"),
    ("warn", "paper"),
    ("warn", "ground"),
    ("late", "paper"),
    ("late", "ground"),
    ("late", "late_tint"),
    ("ink", "late_tint"),
)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours after WCAG 2.1, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def stylesheet(colours: Colours, percent: int) -> str:
    """The stylesheet with `@name` replaced by colours and every px and pt length scaled; `fx` is a px that is not,
    and `5-1px` a scaled 5 less 1.
    """
    text = resources.STYLE.read_text(encoding="utf-8")
    names = {**asdict(colours), "icon_folder": resources.ICONS.as_posix()}
    text = re.sub(r"@(\w+?)@", lambda m: names[m[1]], text)
    text = re.sub(r"(\d+)(?:-(\d+))?px", lambda m: f"{max(1, int(m[1]) * percent // 100 - int(m[2] or 0))}px", text)
    text = re.sub(r"(\d+)fx", r"\1px", text)
    return re.sub(r"([\d.]+)pt", lambda m: f"{float(m[1]) * percent / 100:.2f}pt", text)


def palette(colours: Colours) -> QPalette:
    """The Qt palette for what the stylesheet does not reach (calendars, selections, placeholders): every role of it, so
    that nothing comes from the system, which may be dark."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, colours.ground),
        (roles.WindowText, colours.ink),
        (roles.Base, colours.paper),
        (roles.AlternateBase, colours.ground),
        (roles.Text, colours.ink),
        (roles.Button, colours.paper),
        (roles.ButtonText, colours.ink),
        (roles.ToolTipBase, colours.paper),
        (roles.ToolTipText, colours.ink),
        (roles.PlaceholderText, colours.faint),
        (roles.Highlight, colours.main),
        (roles.HighlightedText, colours.on_main),
        (roles.Link, colours.main),
        (roles.Mid, colours.line),
        (roles.Light, colours.paper),
        (roles.Midlight, colours.ground),
        (roles.Dark, colours.line),
        (roles.Shadow, colours.line),
        (roles.BrightText, colours.ink),
        (roles.LinkVisited, colours.main),
        (roles.Accent, colours.main),
    ):
        made.setColor(role, QColor(name))
    return made


def role(widget: QWidget, name: str, *, key: str = "role") -> None:
    """Give `widget` the look that the stylesheet knows under `name`, also after it was shown."""
    if widget.property(key) == name:
        return
    widget.setProperty(key, name)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))  # so that padding and frame are measured again
