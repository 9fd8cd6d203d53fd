"""A screen of the size that offices have, for tests and pictures without a display."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

WIDTH, HEIGHT = 1366, 768


def choose() -> None:
    """Make Qt draw offscreen, unless another platform was chosen already. Call before the application is made.

    Plain "offscreen" has a screen of 800x800, on which no office works.
    """
    if os.environ.get("QT_QPA_PLATFORM", "offscreen") != "offscreen":
        return
    if sys.platform == "win32":  # a drive's colon cannot be part of the plugin's argument
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return
    screen = {"name": "desk", "x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, "logicalDpi": 96, "dpr": 1.0}
    file = Path(tempfile.gettempdir()) / f"shouwentai-screen-{os.getuid()}.json"
    file.write_text(json.dumps({"windowFrameMargins": False, "screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"
