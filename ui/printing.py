"""A PDF onto paper: pages drawn by pypdfium2 at the printer's own resolution, up to 600 dpi."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from ui.widgets.pdf_preview import images

MOST_DPI = 600


def print_pdf(pdf: bytes, printer: QPrinter) -> int:
    """Print every page on a sheet of its own, to the edges; returns how many. 0 when the printer refused."""
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    pages = images(pdf, dots_per_inch=min(printer.resolution(), MOST_DPI))
    painter = QPainter()
    if not painter.begin(printer):
        return 0
    count = 0
    for page in pages:
        if count:
            printer.newPage()
        _draw(painter, page, printer.paperRect(QPrinter.Unit.DevicePixel).toRect())
        count += 1
    painter.end()
    return count


def _draw(painter: QPainter, page: QImage, sheet: QRect) -> None:
    """The page at its true size: PDF and sheet are both A4, so it only has to fill the sheet."""
    painter.drawImage(QRect(0, 0, sheet.width(), sheet.height()), page)
