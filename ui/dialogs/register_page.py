"""当日登记簿 (F36): the register of a day with the end of the chain, shown and printed at the end of the day."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.pdf import PdfDialog
from ui.papers import Goes
from ui.printing import print_made
from ui.runner import Runner
from ui.widgets.day import Day

CODE, TITLE = "F36", "当日登记簿"


class RegisterPageDialog(PdfDialog):
    """Today's page; another day is chosen above it."""

    kind = CODE

    def __init__(self, runner: Runner, pdf: bytes, parent: QWidget | None = None) -> None:
        self.runner: Runner = runner
        super().__init__(runner, TITLE, pdf, parent)
        self._name()

    def build(self) -> None:
        today = self.runner.desk.today()
        self.day = self.add("day", "哪一天(&D)", Day(today, latest=today))
        super().build()
        self.day.changed.connect(lambda _day: self._draw())

    def act(self) -> None:
        print_made(self.runner, self.pdf, self.file_name, self, Goes(CODE))

    def _draw(self) -> None:
        pdf = drawn(self.runner, self, self.day)
        if pdf is not None:
            self.pdf = pdf
            self.preview.show_pdf(pdf)
            self._name()

    def _name(self) -> None:
        self.file_name = f"{TITLE}-{self.day.value}.pdf"


def drawn(runner: Runner, parent: QWidget, day: Day | None = None) -> bytes | None:
    """The page of a day, today's where none is chosen; None when it was refused and said so."""
    desk = runner.desk
    return runner.read(lambda: desk.desk_paper(CODE, desk.day_register(day.value if day else None)), parent)
