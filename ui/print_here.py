"""One print, in a process of its own: a print service that does not answer, or a driver that crashes, takes nothing
else with it.

What is to be printed comes by the input, how it goes by the output: what is printed is named on no command line and
stands in no file. A line each: ["page", done, of], ["leaving"] from when paper may come out, at last ["end", outcome].
A further byte of input stops it. Where the output is heard no more it goes on: whoever began it counts it as printed.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from io import FileIO
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter

from ui.pdf_pages import page_sizes, page_strips
from ui.printers import AUTOMATIC, MM_PER_POINT, Way

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_DPI = 600
STRIP = 1024  # lines of dots that are drawn at a time
LONGEST = 600.0  # seconds without a page done after which it ends: whoever began it is not there any more
PAGE_BY_PAGE = sys.platform == "win32"  # the system takes each page as it is drawn, elsewhere all of them at the end
CUPS, CUPS_FAILED = "libcups.so.2", 0x300  # from here on the words of IPP say that it was not done


def pack(way: Way, name: str, sheets: Sequence[bytes]) -> tuple[bytes, ...]:
    """A print as the process takes it: `name` in the queue, PDFs one after the other; the parts in their order."""
    head = {"way": asdict(way), "name": name, "sizes": [len(pdf) for pdf in sheets]}
    return json.dumps(head).encode() + b"\n", *sheets  # not put together: a file with scans has a hundred megabytes


def run(opened: Callable[[str], QPrinter | None] | None = None) -> None:
    """Print what comes by the input; the process ends with it. `opened` is what tests open a printer with."""
    _be_quiet()
    _last_at_most()
    tell = partial(_tell, _own_output())
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with open(0, "rb", buffering=0, closefd=False) as source:
        way, name, sheets = _taken(source)
    stop = threading.Event()
    threading.Thread(target=_wait_for_stop, args=(stop,), daemon=True).start()
    _app, painter = QGuiApplication([]), QPainter()
    printer = (opened or open_printer)(way.printer)
    if printer is None:
        tell("end", "gone")
    else:
        prepare(printer, way, name, page_sizes(sheets[0])[0])
        tell("end", print_on(printer, painter, sheets, way, tell, stop.is_set))
    os._exit(0)  # a painter that is let go would print what it has, and a driver may crash when it is


def open_printer(name: str) -> QPrinter | None:
    """A printer of this PC, None when it is not there any more."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    found = QPrinterInfo.printerInfo(name)
    if found.isNull():
        return None
    made = QPrinter(found, QPrinter.PrinterMode.HighResolution)
    return made if made.isValid() else None


def prepare(printer: QPrinter, way: Way, name: str, page: tuple[float, float]) -> None:
    """Set a printer for one print: its name in the queue, sides, tray, and sheets of this size in points."""
    from PySide6.QtPrintSupport import QPrinter

    printer.setDocName(name)
    modes = QPrinter.DuplexMode
    printer.setDuplex({"long": modes.DuplexLongSide, "short": modes.DuplexShortSide}.get(way.duplex, modes.DuplexNone))
    if way.tray != AUTOMATIC:
        printer.setPaperSource(QPrinter.PaperSource(way.tray))
    a4 = QPageSize(QPageSize.PageSizeId.A4)
    sizes = QSizeF(page[0] * MM_PER_POINT, page[1] * MM_PER_POINT)
    near = abs(sizes.width() - 210) < 2 and abs(sizes.height() - 297) < 2
    printer.setFullPage(True)
    printer.setPageSize(a4 if near else QPageSize(sizes, QPageSize.Unit.Millimeter))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setPageMargins(QMarginsF())


def print_on(
    printer: QPrinter,
    painter: QPainter,
    sheets: Sequence[bytes],
    way: Way,
    tell: Callable[..., None],
    stopped: Callable[[], bool],
) -> Literal["printed", "refused", "stopped"]:
    """Draw PDFs one after the other, every page on a side of its own, to the edges; so often as there are copies.

    The printer makes the copies where it can; else none begins on the back of another. What was stopped is not let go:
    `painter` still holds it.
    """
    from PySide6.QtPrintSupport import QPrinter

    copies, two_sided = way.copies, way.duplex != "none"
    if copies > 1 and printer.supportsMultipleCopies():
        printer.setCopyCount(copies)
        printer.setCollateCopies(True)
        copies = 1
    every = [pdf for _copy in range(copies) for pdf in sheets]
    total, done, sides = sum(len(page_sizes(pdf)) for pdf in every), 0, 0
    if not painter.begin(printer):
        return "refused"
    for pdf in every:
        if done and not (printer.newPage() and (not (two_sided and sides % 2) or printer.newPage())):
            return "refused"
        sides = 0
        for place in range(len(page_sizes(pdf))):
            tell("page", done, total)
            if stopped():
                printer.abort()
                return "stopped"
            if place and not printer.newPage():
                return "refused"
            sheet = printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
            _draw(painter, pdf, place, min(printer.resolution(), MOST_DPI), sheet)
            done, sides = done + 1, sides + 1
            if PAGE_BY_PAGE:
                tell("leaving")
    tell("page", done, total)
    tell("leaving")
    ended = painter.end()
    gone = printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
    return "printed" if ended and not gone and not _cups_failed(printer) else "refused"


def _draw(painter: QPainter, pdf: bytes, number: int, dots_per_inch: int, sheet: QRect) -> None:
    """A page at its true size: PDF and sheet have the same size, so it only has to fill the sheet."""
    for strip, above, height in page_strips(pdf, number, dots_per_inch, STRIP):
        top, bottom = (round(line * sheet.height() / height) for line in (above, above + strip.height()))
        painter.drawImage(QRect(0, top, sheet.width(), bottom - top), strip)


def _cups_failed(printer: QPrinter) -> bool:
    """What CUPS says of what it was just handed; Qt does not ask it."""
    from PySide6.QtPrintSupport import QPrinter

    if sys.platform == "win32" or printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
        return False
    try:
        said = int(ctypes.CDLL(CUPS, mode=os.RTLD_NOLOAD | os.RTLD_NOW).cupsLastError())
    except OSError:  # another print service
        return False
    return not 0 <= said < CUPS_FAILED


def _tell(out: int, *words: object) -> None:
    _last_at_most()
    with contextlib.suppress(OSError):  # nobody hears any more
        os.write(out, json.dumps(words).encode() + b"\n")


def _own_output() -> int:
    """The output, out of the reach of a driver that writes something of its own."""
    own, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return own


def _last_at_most() -> None:
    """From now, whatever it waits for."""
    faulthandler.dump_traceback_later(LONGEST, exit=True, file=2)


def _taken(source: FileIO) -> tuple[Way, str, list[bytes]]:
    """What `pack` made; not a byte beyond it."""
    head = json.loads(source.readline())
    return Way(**head["way"]), head["name"], [_whole(source, size) for size in head["sizes"]]


def _wait_for_stop(stop: threading.Event) -> None:
    if os.read(0, 1):  # else it has ended, and the print goes on
        stop.set()


def _whole(source: FileIO, size: int) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        more = source.read(size - len(taken))
        if not more:
            raise EOFError
        taken += more
    return bytes(taken)


def _be_quiet() -> None:
    """A driver that crashes shows no window of the system's, and leaves no memory on the disk with what it printed."""
    if sys.platform == "win32":
        import msvcrt

        ctypes.windll.kernel32.SetErrorMode(3)  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX
        for stream in (0, 1):
            msvcrt.setmode(stream, os.O_BINARY)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
