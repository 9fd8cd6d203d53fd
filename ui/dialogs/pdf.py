"""A paper of the desk itself: shown, printed, saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.papers import PDF, Goes, save_made
from ui.printing import Print
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.layout import label
from ui.widgets.pdf_preview import PdfPreview


class PdfDialog(Dialog):
    """Printing does not close it: a second copy may be wanted. `title` is also the name of the file."""

    verb = "打印"
    kind = "desk"  # of paper, as the printers are remembered
    paper_only = False  # it belongs on no disk
    recorded = True  # what goes out of the register is told to the log of looking
    characters = 60
    hint = ""
    tall = yields = True

    def __init__(self, runner: StoreRunner[Any], title: str, pdf: bytes, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.pdf = pdf
        self.title = title
        self.file_name = f"{title}.pdf"
        super().__init__(runner, title, parent)
        self.save = Button("存为PDF(&S)")
        self.save.clicked.connect(
            lambda: save_made(self.runner, self.pdf, self, "存为PDF", self.file_name, PDF, self._goes)
        )
        self.buttons.insertWidget(1, self.save)

    def build(self) -> None:
        self.preview = PdfPreview()
        self.preview.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        self.preview.show_pdf(self.pdf)
        self.form.addWidget(self.preview, 100)
        self.state = label("", "small", wrap=True)
        self.form.addWidget(self.state)
        self._tell()
        for told in (self.runner.printing.done, self.runner.printing.found):
            told.connect(self._tell)

    @property
    def _goes(self) -> Goes | None:
        return Goes(self.title) if self.recorded else None

    def _tell(self) -> None:
        """Where it would go."""
        self.state.setText(self.runner.printing.state(self.kind))

    def act(self) -> None:
        wanted = Print(pdf=self.pdf, name=self.file_name, goes=self._goes, kind=self.kind, paper_only=self.paper_only)
        self.runner.printing.print(wanted, self)
