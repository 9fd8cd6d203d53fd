"""An attachment as large as the screen: page by page, larger, turned."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.layout import label
from ui.widgets.pdf_viewer import PdfViewer


class LookCloserDialog(Dialog):
    """Shows sheets that were read already; saving is left to whoever opened it."""

    verb = "另存为"
    characters = 70
    hint = "PageUp PageDown 翻页    + - 0 大小    R L 转动"
    gap = 4
    tall = yields = True

    def __init__(
        self, hands: Hands, title: str, pages: bytes, save: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        self._title, self._pages, self._save = title, pages, save
        super().__init__(hands, "查看附件", parent)

    def build(self) -> None:
        self.viewer = PdfViewer("附件")
        self.viewer.preview.show_pdf(self._pages)
        self.form.addWidget(label(self._title, "strong", wrap=True))
        self.form.addWidget(self.viewer, 100)
        self.viewer.preview.setProperty("aside", False)  # the keys go there first

    def act(self) -> None:
        self._save()
