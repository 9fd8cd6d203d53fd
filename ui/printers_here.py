"""What the system says of its printers, written into a file: a process of its own, since the system may not answer."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TextIO


def tell(file: Path) -> None:
    """A line with all names, the usual printer's first, then a line for each of what it can do."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtPrintSupport import QPrinterInfo

    app = QGuiApplication([])
    usual = QPrinterInfo.defaultPrinterName()
    names = sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: name != usual)
    with file.open("w", encoding="utf-8") as out:
        _write(out, names)
        for name in names:
            _write(out, _about(name))
    del app


def _write(out: TextIO, told: object) -> None:
    out.write(json.dumps(told) + "\n")
    out.flush()  # what is known counts when the next one does not answer


def _about(name: str) -> dict[str, object]:
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    from ui.printers import TRAYS

    info = QPrinterInfo.printerInfo(name)
    can = info.supportedDuplexModes()
    modes = {"long": QPrinter.DuplexMode.DuplexLongSide, "short": QPrinter.DuplexMode.DuplexShortSide}
    sources = getattr(QPrinter(info), "supportedPaperSources", None)  # Windows tells them
    found = {getattr(one, "value", one) for one in sources()} if sources else set()
    bad = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
    return {
        "name": name,
        "duplex": ["none", *(key for key, mode in modes.items() if mode in can)],
        "trays": [tray for tray in TRAYS if tray in found],
        "ready": info.state() not in bad,
    }
