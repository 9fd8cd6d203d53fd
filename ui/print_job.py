"""One print in a thread of its own: pages drawn by pypdfium2 at the printer's own resolution, up to 600 dpi."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.printers import Way
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.pdf_preview import page_sizes, page_strips

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_DPI = 600
STRIP = 128  # lines of dots that are drawn at a time
PATIENCE_MS = 500  # before a window tells that it is printing
Outcome = Literal["printed", "refused", "stopped"]


def draw_on(
    printer: QPrinter,
    sheets: Sequence[bytes],
    way: Way,
    told: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Draw PDFs one after the other, every page on a side of its own, to the edges; so often as there are copies.

    The printer makes the copies where it can; else none begins on the back of another. May run in any thread; `told`
    hears of pages done.
    """
    from PySide6.QtPrintSupport import QPrinter

    copies, two_sided = way.copies, way.duplex != "none"
    if copies > 1 and printer.supportsMultipleCopies():
        printer.setCopyCount(copies)
        printer.setCollateCopies(True)
        copies = 1
    every = [pdf for _copy in range(copies) for pdf in sheets]
    total, done, sides = sum(len(page_sizes(pdf)) for pdf in every), 0, 0
    painter = QPainter()
    if not painter.begin(printer):
        return "refused"
    try:
        for pdf in every:
            if done and not (printer.newPage() and (not (two_sided and sides % 2) or printer.newPage())):
                return "refused"
            sides = 0
            for place in range(len(page_sizes(pdf))):
                if stopped():
                    printer.abort()
                    return "stopped"
                if place and not printer.newPage():
                    return "refused"
                sheet = printer.paperRect(QPrinter.Unit.DevicePixel).toRect()
                _draw(painter, pdf, place, min(printer.resolution(), MOST_DPI), sheet)
                done, sides = done + 1, sides + 1
                told(done, total)
    finally:
        ended = painter.end()
    gone = printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
    return "printed" if ended and not gone else "refused"


def _draw(painter: QPainter, pdf: bytes, number: int, dots_per_inch: int, sheet: QRect) -> None:
    """A page at its true size: PDF and sheet have the same size, so it only has to fill the sheet.

    In strips: while Qt draws one, nothing else of Python's runs, and the window must not stand still for a page.
    """
    for strip, above, height in page_strips(pdf, number, dots_per_inch, STRIP):
        top, bottom = (round(line * sheet.height() / height) for line in (above, above + strip.height()))
        painter.drawImage(QRect(0, top, sheet.width(), bottom - top), strip)


class PrintJob(QObject):
    """Tells of its pages with `told`, of its end with `ended` (an Outcome)."""

    told = Signal(int, int)
    ended = Signal(str)
    _came = Signal(str)  # from the thread

    def __init__(self, printer: QPrinter, sheets: Sequence[bytes], way: Way, parent: QObject) -> None:
        super().__init__(parent)
        self._printer: QPrinter | None = printer
        self._sheets, self._way = sheets, way
        self._came.connect(self._take_in)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """No further page."""
        self._stop.set()

    def _run(self) -> None:
        printer = self._printer
        assert printer is not None, "a job runs once"
        outcome = draw_on(printer, self._sheets, self._way, self.told.emit, self._stop.is_set)
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._came.emit(outcome)

    def _take_in(self, outcome: str) -> None:
        """In the window's thread."""
        self._printer = None
        self.ended.emit(outcome)


class PrintingNow(QWidget):
    """Shown when a print takes longer than a moment; the work in the windows goes on."""

    def __init__(self, job: PrintJob, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("正在打印")
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("打印进度")
        self.bar.setFormat("第%v页，共%m页")
        self.stopping = Button("停止打印(&T)")
        self.stopping.clicked.connect(lambda: job.stop())
        words = label(name, wrap=True)
        words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 20)
        self.setLayout(column(words, self.bar, row(None, self.stopping), margin=16, spacing=12))
        job.told.connect(self.tell)

    def tell(self, done: int, total: int) -> None:
        """So many pages are drawn."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
