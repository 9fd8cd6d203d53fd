"""python -m tests.ui.print_into_file FILE [MOOD]: what prints (ui/print_here.py), on a real QPrinter that writes a PDF.

Its mood is that of the print service and the driver: `gone`, `dead` and `crashing` before there is a page, `dead-late`
and `crashing-late` when it is handed over.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from PySide6.QtPrintSupport import QPrinter

from ui import print_here


def main(file: str, mood: str) -> None:
    """One print in this mood."""

    def suffer(late: str = "") -> None:
        if mood == f"dead{late}":
            threading.Event().wait()
        if mood == f"crashing{late}":
            os.kill(os.getpid(), signal.SIGABRT)

    class Printer(QPrinter):
        """Asked how it went once everything was handed to it."""

        def printerState(self) -> QPrinter.PrinterState:
            suffer("-late")
            return super().printerState()

    def opened(_name: str) -> QPrinter | None:
        suffer()
        if mood == "gone":
            return None
        printer = Printer(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(file)
        printer.setResolution(150)
        return printer

    print_here.run(opened)


if __name__ == "__main__":
    main(*sys.argv[1:])
