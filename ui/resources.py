"""Where fonts, icons and styles lie, in the tree and in a frozen build alike."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"

FONT = ROOT / "fonts" / "NotoSansSC-Regular.ttf"
RARE_FONT = ROOT / "fonts" / "HanaMinB.ttf"
STYLE = ROOT / "styles" / "main.qss"
ICONS = ROOT / "icons"
