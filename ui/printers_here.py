"""What the system says of its printers, written into a file: a process of its own, since the system may not answer."""

from __future__ import annotations

import faulthandler
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TextIO

QUEUES = "lpstat"  # of CUPS: Qt takes a queue for ready that refuses every file, and says nothing when it does
SECONDS = 3.0  # within which it has to answer
REFUSING = " not accepting requests"
LONGEST = 20.0  # seconds: who asked has waited for less, or is not there any more


def tell(file: Path, longest: float = LONGEST) -> None:
    """A line with all names, the usual printer's first, then a line for each of what it can do. The process ends
    after so many seconds whatever it waits for."""
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(longest, exit=True, file=nowhere)
        _tell(file)
        faulthandler.cancel_dump_traceback_later()


def _tell(file: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtPrintSupport import QPrinterInfo

    app = QGuiApplication([])
    usual = QPrinterInfo.defaultPrinterName()
    names = sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: name != usual)
    with file.open("w", encoding="utf-8") as out:
        _write(out, names)
        refusing = read_queues(_queues()) if names else frozenset()
        for name in names:
            _write(out, {**_about(name), "refuses": name in refusing})
    del app


def read_queues(told: str) -> frozenset[str]:
    """The queues that refuse files, from what lpstat tells of each in a line."""
    lines = (line for line in told.splitlines() if REFUSING in line and not line[0].isspace())  # reasons are indented
    return frozenset(line.partition(REFUSING)[0] for line in lines)


def _queues() -> str:
    """What CUPS says of its queues, "" where there is none or it does not answer."""
    program = shutil.which(QUEUES)
    if program is None:
        return ""
    words = {**os.environ, "LC_ALL": "C", "LANGUAGE": "C"}
    try:
        done = subprocess.run([program, "-a"], capture_output=True, timeout=SECONDS, env=words, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")


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
