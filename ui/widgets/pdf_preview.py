"""A PDF on the screen, page under page, drawn by pypdfium2: made larger, turned, gone through from the keys."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.pdf_pages import page_image, page_sizes
from ui.widgets.layout import clear

ZOOMS = (1.0, 1.25, 1.5, 2.0, 3.0, 4.0)  # of the width that there is


class PdfPreview(QScrollArea):
    """Pages fitted to the width, scrolled with the arrow keys; only those near the view are held as images.

    Page Down and Page Up go from page to page, + and - make them larger and smaller, 0 fits them again, R and L turn
    what is shown, not the file. `moved` tells that another page, size or turn is in view.
    """

    moved = Signal()
    own_keys = (
        ("PageDown", "下一页"),
        ("PageUp", "上一页"),
        ("Home", "第一页"),
        ("End", "最后一页"),
        ("+", "放大"),
        ("-", "缩小"),
        ("0", "合适的大小"),
        ("R", "向右转"),
        ("L", "向左转"),
    )

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pdf = b""
        self._turned = 0  # degrees to the right
        self._zoom = 0  # place in ZOOMS
        self._keep_page = 0  # to be gone to once the pages are laid out anew
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
        # A bar that comes and goes would change the room, and with it the pages, for ever.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._scrolled())

    @property
    def pdf(self) -> bytes:
        return self._pdf

    @property
    def drawn(self) -> tuple[int, ...]:
        """The numbers of the pages that are held as images, from 1."""
        return tuple(number for number, page in enumerate(self._labels, 1) if not page.pixmap().isNull())

    def show_pdf(self, pdf: bytes) -> None:
        """Show these pages from the top, as wide as there is room; b"" shows none."""
        self._pdf = pdf
        self._turned = self._zoom = self._keep_page = 0
        self._drawing.start()
        self.verticalScrollBar().setValue(0)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._labels)

    @property
    def page(self) -> int:
        """The page in view, from 1: the one that fills the middle of it; 0 where there is none."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        above = sum(1 for top in self._tops() if top <= middle)
        return min(max(above, 1), len(self._labels)) if self._labels else 0

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the page in view; (0, 0) where there is none."""
        shown = self._labels[self.page - 1] if self._labels else None
        return (shown.width(), shown.height()) if shown else (0, 0)

    @property
    def percent(self) -> int:
        """How large the pages are, of the width that there is."""
        return round(100 * ZOOMS[self._zoom])

    def go_to(self, page: int) -> None:
        """Put the head of a page, from 1, at the top of the view."""
        if 1 <= page <= len(self._labels):
            self.verticalScrollBar().setValue(self._tops()[page - 1] - self._pages.spacing())

    def zoom(self, steps: int) -> None:
        """Larger or smaller by so many steps; 0 fits the pages to the width again."""
        wanted = min(max(self._zoom + steps, 0), len(ZOOMS) - 1) if steps else 0
        if wanted != self._zoom:
            self._zoom = wanted
            self._draw_again()

    def turn(self, degrees: int) -> None:
        """Turn what is shown to the right."""
        self._turned = (self._turned + degrees) % 360
        self._draw_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._keys().get(Qt.Key(event.key()))
        plain = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if act is None or plain != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
        else:
            act()

    def _keys(self) -> dict[Qt.Key, Callable[[], None]]:
        return {
            Qt.Key.Key_PageDown: lambda: self.go_to(self.page + 1),
            Qt.Key.Key_PageUp: lambda: self.go_to(self.page - 1),
            Qt.Key.Key_Home: lambda: self.go_to(1),
            Qt.Key.Key_End: lambda: self.go_to(self.pages),
            Qt.Key.Key_Plus: lambda: self.zoom(1),
            Qt.Key.Key_Equal: lambda: self.zoom(1),
            Qt.Key.Key_Minus: lambda: self.zoom(-1),
            Qt.Key.Key_0: lambda: self.zoom(0),
            Qt.Key.Key_R: lambda: self.turn(90),
            Qt.Key.Key_L: lambda: self.turn(-90),
        }

    def _draw_again(self) -> None:
        """In another size or turn, with the same page in view."""
        self._keep_page = self.page
        self._drawing.start()

    def _scrolled(self) -> None:
        self._fill()
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if abs(self._room() - self._drawn_at) > 8:
            self._draw_again()
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
        self._pages.activate()
        self._sheet.resize(self._sheet.sizeHint().expandedTo(self.viewport().size()))  # now: the bar must know how far
        kept, self._keep_page = self._keep_page, 0
        if kept > 1:
            self.go_to(kept)
        self._fill()
        self.moved.emit()

    def _tops(self) -> list[int]:
        """Where each page begins, also before the layout has put it there."""
        heights = [page.height() + self._pages.spacing() for page in self._labels[:-1]]
        return list(itertools.accumulate(heights, initial=self._pages.contentsMargins().top()))

    def _width(self) -> int:
        """How wide a page stands."""
        return round(self._drawn_at * ZOOMS[self._zoom])

    def _heights(self) -> list[int]:
        """How high each page stands at its width."""
        shown = [(high, wide) if self._turned % 180 else (wide, high) for wide, high in page_sizes(self._pdf)]
        return [round(high * self._width() / wide) for wide, high in shown]

    def _place(self, number: int, height: int) -> QLabel:
        page = QLabel()
        page.setFixedSize(self._width(), height)
        page.setAccessibleName(f"第{number}页")
        self._pages.addWidget(page, alignment=Qt.AlignmentFlag.AlignHCenter)
        page.show()  # at once: the layout counts only what is shown
        return page

    def _fill(self) -> None:
        """Draw the pages in view and a windowful around them, forget the others: a case file has sixty."""
        if self._drawing.isActive():  # the places still belong to what was shown before
            return
        ratio = self.devicePixelRatioF()
        first = self.verticalScrollBar().value() - self.viewport().height()
        last = first + 3 * self.viewport().height()
        for number, (page, top) in enumerate(zip(self._labels, self._tops(), strict=False)):
            near = top < last and top + page.height() > first
            if near and page.pixmap().isNull():
                image = page_image(self._pdf, number, round(self._width() * ratio), self._turned)
                image.setDevicePixelRatio(ratio)
                page.setPixmap(QPixmap.fromImage(image))
            elif not near and not page.pixmap().isNull():
                page.setPixmap(QPixmap())
