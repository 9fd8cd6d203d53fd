"""A PDF to be looked at closely: the preview with its keys as buttons, and which page is in view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.widgets.button import Button
from ui.widgets.editors import aside
from ui.widgets.layout import column, label, row
from ui.widgets.pdf_preview import PdfPreview


class PdfViewer(QWidget):
    """The buttons do what the keys of the preview do; Tab passes them by."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.preview = PdfPreview()
        self.preview.setAccessibleName(name)
        self.preview.moved.connect(self._tell)
        self.told = label("", "small")
        preview = self.preview
        self.back = self._button("上页", "上一页（PageUp）", lambda: preview.go_to(preview.page - 1))
        self.on = self._button("下页", "下一页（PageDown）", lambda: preview.go_to(preview.page + 1))
        self.larger = self._button("放大", "放大（+）", lambda: preview.zoom(1))
        self.smaller = self._button("缩小", "缩小（-，0 恢复）", lambda: preview.zoom(-1))
        self.turned = self._button("转动", "向右转（R），向左转（L）；只转看的，不改文件", lambda: preview.turn(90))
        keys = row(self.back, self.on, self.larger, self.smaller, self.turned, None, spacing=4)
        inside = column(keys, self.told, self.preview, spacing=4)
        inside.setStretch(2, 1)
        self.setLayout(inside)
        self._tell()

    def _button(self, text: str, tip: str, act: Callable[[], None]) -> Button:
        made = aside(Button(text))
        made.setToolTip(tip)
        made.clicked.connect(lambda: act())
        return made

    def _tell(self) -> None:
        page, pages = self.preview.page, self.preview.pages
        self.told.setText(f"第{page}页，共{pages}页    {self.preview.percent}%" if pages else "")
        self.back.setEnabled(page > 1)
        self.on.setEnabled(page < pages)
        self.smaller.setEnabled(self.preview.percent > 100)
