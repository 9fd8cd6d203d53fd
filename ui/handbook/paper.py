"""A page of the handbook: shown, printed, saved. It is nothing of the register, so nothing is recorded."""

from __future__ import annotations

from ui.dialogs.pdf import PdfDialog


class HandbookPaper(PdfDialog):
    """As any paper, but not of the register."""

    recorded = False
