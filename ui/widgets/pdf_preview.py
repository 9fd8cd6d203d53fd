"""A PDF on the screen, page under page, drawn by pypdfium2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.layout import clear


def images(pdf: bytes, *, dots_per_inch: float) -> Iterator[QImage]:
    """Every page as an image of its own, at a resolution.

    One after the other: a case file of 60 pages at a printer's resolution would not fit the memory.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield _image(page, dots_per_inch / 72)
    finally:
        document.close()


def page_image(pdf: bytes, number: int, width: int) -> QImage:
    """One page, counted from 0, at a width in pixels."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number]
        return _image(page, width / page.get_width())
    finally:
        document.close()


def _image(page: Any, scale: float) -> QImage:
    bitmap = page.render(scale=scale)
    shared = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888)
    return shared.copy()  # the renderer's buffer goes with `bitmap`


class PdfPreview(QScrollArea):
    """Pages fitted to the width, scrolled with the arrow keys; only those near the view are held as images."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pdf = b""
        self._drawn_at = 0
        self._labels: list[QLabel] = []
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
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._fill())

    @property
    def pdf(self) -> bytes:
        return self._pdf

    @property
    def drawn(self) -> tuple[int, ...]:
        """The numbers of the pages that are held as images, from 1."""
        return tuple(number for number, page in enumerate(self._labels, 1) if not page.pixmap().isNull())

    def show_pdf(self, pdf: bytes) -> None:
        """Show these pages from the top; b"" shows none."""
        self._pdf = pdf
        self._drawing.start()
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if abs(self._room() - self._drawn_at) > 8:
            self._drawing.start()
        self._fill()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._drawing.start()
        return super().event(event)

    def _room(self) -> int:
        return max(120, self.viewport().width() - 16)

    def _draw(self) -> None:
        self._labels = []
        clear(self._pages)
        self._drawn_at = self._room()
        self._labels = [self._place(number, height) for number, height in enumerate(self._heights(), 1)]
        self._pages.addStretch(1)
        self._fill()

    def _heights(self) -> list[int]:
        """How high each page stands at the width there is."""
        import pypdfium2

        if not self._pdf:
            return []
        document = pypdfium2.PdfDocument(self._pdf)
        try:
            return [round(page.get_height() * self._drawn_at / page.get_width()) for page in document]
        finally:
            document.close()

    def _place(self, number: int, height: int) -> QLabel:
        page = QLabel()
        page.setFixedSize(self._drawn_at, height)
        page.setAccessibleName(f"第{number}页")
        self._pages.addWidget(page, alignment=Qt.AlignmentFlag.AlignHCenter)
        return page

    def _fill(self) -> None:
        """Draw the pages in view and a windowful around them, forget the others: a case file has sixty."""
        if self._drawing.isActive():  # the places still belong to what was shown before
            return
        ratio, spacing = self.devicePixelRatioF(), self._pages.spacing()
        first = self.verticalScrollBar().value() - self.viewport().height()
        last = first + 3 * self.viewport().height()
        top = self._pages.contentsMargins().top()
        for number, page in enumerate(self._labels):
            near = top < last and top + page.height() > first
            if near and page.pixmap().isNull():
                image = page_image(self._pdf, number, round(self._drawn_at * ratio))
                image.setDevicePixelRatio(ratio)
                page.setPixmap(QPixmap.fromImage(image))
            elif not near and not page.pixmap().isNull():
                page.setPixmap(QPixmap())
            top += page.height() + spacing
