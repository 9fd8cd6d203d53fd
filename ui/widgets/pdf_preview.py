"""A PDF on the screen, page under page, drawn by pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.layout import clear


def images(pdf: bytes, *, dots_per_inch: float = 0, width: int = 0) -> Iterator[QImage]:
    """Every page as an image of its own, at a resolution or at a width in pixels.

    One after the other: a case file of 60 pages at a printer's resolution would not fit the memory.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield _image(page, dots_per_inch / 72 if dots_per_inch else width / page.get_width())
    finally:
        document.close()


def _image(page: Any, scale: float) -> QImage:
    bitmap = page.render(scale=scale)
    shared = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888)
    return shared.copy()  # the renderer's buffer goes with `bitmap`


class PdfPreview(QScrollArea):
    """Pages fitted to the width, scrolled with the arrow keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pdf = b""
        self._drawn_at = 0
        self._drawing = QTimer(self)  # drawn once the layout has settled, not at every step of it
        self._drawing.setSingleShot(True)
        self._drawing.timeout.connect(self._draw)
        self._sheet = QWidget()
        self._sheet.setProperty("role", "ground")
        self._pages = QVBoxLayout(self._sheet)
        self._pages.setContentsMargins(8, 8, 8, 8)
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("文书预览")
        self.setProperty("aside", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the room, and with it the pages, for ever.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    @property
    def pdf(self) -> bytes:
        return self._pdf

    def show_pdf(self, pdf: bytes) -> None:
        """Show these pages from the top; b"" shows none."""
        self._pdf = pdf
        self._drawing.start()
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if abs(self._room() - self._drawn_at) > 8:
            self._drawing.start()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._drawing.start()
        return super().event(event)

    def _room(self) -> int:
        return max(120, self.viewport().width() - 16)

    def _draw(self) -> None:
        clear(self._pages)
        self._drawn_at = self._room()
        if not self._pdf:
            return
        ratio = self.devicePixelRatioF()
        for number, image in enumerate(images(self._pdf, width=round(self._drawn_at * ratio)), 1):
            page = QLabel()
            page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            page.setAccessibleName(f"第{number}页")
            image.setDevicePixelRatio(ratio)
            page.setPixmap(QPixmap.fromImage(image))
            self._pages.addWidget(page)
        self._pages.addStretch(1)
