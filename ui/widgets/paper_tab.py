"""文书: which papers there are, the chosen one beside, print and save."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.domain.errors import RuleBroken
from app.domain.papers import title_of
from ui import messages
from ui.papers import CASE_FILE, CASE_TITLE, Papers
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.pdf_preview import PdfPreview

CODE = Qt.ItemDataRole.UserRole


class PaperTab(QWidget):
    """Draws a paper only when it is looked at; says in words why one cannot be drawn yet."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._papers: Papers | None = None
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = QListWidget()
        self.list.setAccessibleName("文书")
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.print_button = Button("打印(&P)")
        self.print_button.clicked.connect(lambda: self.print())
        self.save_button = Button("存为PDF(&S)")
        self.save_button.clicked.connect(lambda: self.save())
        self.preview = PdfPreview()
        self.reason = label("", "refusal", wrap=True)
        self.right = QStackedWidget()
        self.right.addWidget(self.preview)
        reason = QWidget()
        reason.setLayout(column(self.reason, None, margin=16))
        self.right.addWidget(reason)
        left = column(self.list, row(self.print_button, self.save_button, None))
        inside = row(left, self.right, margin=12, spacing=12)
        inside.setStretch(0, 2)
        inside.setStretch(1, 5)
        self.setLayout(inside)

    def show_papers(self, number: str, codes: tuple[str, ...]) -> None:
        """List the papers of a petition and its whole case file, staying on the one in view."""
        current = self.code
        self._papers = Papers(self._runner, number)
        self.list.blockSignals(True)
        self.list.clear()
        shown = (*codes, CASE_FILE)
        for code in shown:
            item = QListWidgetItem(f"{CASE_TITLE}（PDF）" if code == CASE_FILE else title_of(code))
            item.setData(CODE, code)
            self.list.addItem(item)
        self.list.setCurrentRow(shown.index(current) if current in shown else len(codes) - 1)
        self.list.blockSignals(False)
        self._show()

    def choose(self, code: str) -> None:
        """Show a paper, with the focus on printing it."""
        for place in range(self.list.count()):
            if self.list.item(place).data(CODE) == code:
                self.list.setCurrentRow(place)
                self.print_button.setFocus()

    @property
    def code(self) -> str:
        item = self.list.currentItem()
        return str(item.data(CODE)) if item else ""

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._show()

    def print(self) -> None:
        if self._papers is not None and self.code:
            self._papers.print(self.code, self)

    def save(self) -> None:
        if self._papers is not None and self.code:
            self._papers.save(self.code, self)

    def _show(self) -> None:
        if self._papers is None or not self.code or not self.isVisible():
            return
        pdf = self._papers.draw(self.code, self, self._refuse)
        for button in (self.print_button, self.save_button):
            button.setEnabled(pdf is not None)
        if pdf is not None and pdf != self.preview.pdf:
            self.preview.show_pdf(pdf)
        self.right.setCurrentIndex(0 if pdf is not None else 1)

    def _refuse(self, error: RuleBroken) -> None:
        self.reason.setText(messages.refusal(error))
