"""A page of the handbook: shown, printed, saved. It is nothing of the register, so nothing is recorded."""

from __future__ import annotations

from ui.dialogs.pdf import PdfDialog
from ui.printing import Print


class HandbookPaper(PdfDialog):
    """As any paper, but not of the register."""

    recorded = False

    def act(self) -> None:
        wanted = Print(pdf=self.pdf, name=self.file_name, goes=None, kind=self.kind)
        self.runner.printing.print(wanted, self)
