"""文书: which papers there are, the chosen one beside, print and save."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QStackedWidget, QWidget

from app.domain.errors import DeskError, RuleBroken
from app.domain.papers import title_of
from ui import messages, words
from ui.papers import CASE_FILE, CASE_TITLE, EDITABLE, Papers
from ui.printers import kind_of
from ui.runner import Runner
from ui.sealing import seal_material
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.pdf_preview import PdfPreview

CODE = Qt.ItemDataRole.UserRole
LETTER = "F08"


class PaperTab(QWidget):
    """Draws a paper only when it is looked at; says in words why one cannot be drawn yet."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._papers: Papers | None = None
        self._sealed = False
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = QListWidget()
        self.list.setWordWrap(True)  # a long name takes a second line, never a bar to push it along
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("文书")
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.print_button = Button("打印(&P)")
        self.print_button.clicked.connect(lambda: self.print())
        self.save_button = Button("存为PDF(&S)")
        self.save_button.clicked.connect(lambda: self.save())
        self.editable = Button("可编辑文档(&T)")
        menu = QMenu(self.editable)  # a menu: at large type there is no room for a button each
        self.docx_action = menu.addAction("另存为可编辑文档(&E)", self.save_docx)
        self.read_action = menu.addAction("读回修改稿(&B)", self.read_back)
        self.editable.setMenu(menu)
        self.sealing = Button("导出密封材料(&X)")
        self.sealing.clicked.connect(self.seal_material)
        self.sealing.hide()
        self.preview = PdfPreview()
        self.reason = label("", "refusal", wrap=True)
        self.right = QStackedWidget()
        self.right.addWidget(self.preview)
        reason = QWidget()
        reason.setLayout(column(self.reason, None, margin=16))
        self.right.addWidget(reason)
        self.state = label("", "small", wrap=True)
        left = column(
            self.list,
            row(self.print_button, self.save_button, None),
            row(self.editable, None),
            row(self.sealing, None),
        )
        runner.printing.done.connect(self._was_printed)
        runner.printing.found.connect(self._tell_where)
        shown = column(self.right, self.state, spacing=4)
        shown.setStretch(0, 1)
        inside = row(left, shown, margin=12, spacing=12)
        inside.setStretch(0, 2)
        inside.setStretch(1, 5)
        self.setLayout(inside)

    def show_papers(self, number: str, codes: tuple[str, ...], *, sealed: bool = False) -> None:
        """List the papers of a petition and its whole case file, staying on the one in view.

        `sealed` says that its material goes to the competent body under seal, with the letter F08.
        """
        self._sealed = sealed
        current = self.code
        self._papers = Papers(self._runner, number)
        self.list.blockSignals(True)
        self.list.clear()
        shown = (*codes, CASE_FILE)
        for code in shown:
            item = QListWidgetItem()
            item.setData(CODE, code)
            self.list.addItem(item)
        self._name_papers()
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
    def number(self) -> str:
        """Of the petition whose papers these are."""
        return self._papers.number if self._papers is not None else ""

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

    def save_docx(self) -> None:
        if self._papers is not None:
            self._papers.save_docx(self)

    def read_back(self) -> None:
        """Choose an edited opinion; what was changed in it is shown before anything is taken over."""
        told = self._papers.read_back(self) if self._papers is not None else None
        if told is not None:
            from ui.dialogs.read_back import ReadBackDialog  # loaded when first opened, as the others

            ReadBackDialog(self._runner, told, self).open()

    def seal_material(self) -> None:
        """Write the material for the competent body."""
        if self._papers is not None:
            seal_material(self._runner, self._papers.number, self)

    def _was_printed(self, number: str, code: str) -> None:
        """A further copy of it may look otherwise, and the list says how often it was printed."""
        if self._papers is None or self.number != number or self._runner.desk.locked:
            return
        self._papers.forget(code)
        self._name_papers()
        self._show()

    def _name_papers(self) -> None:
        """Each paper by its name, below it how often it was printed."""
        try:
            told = {one.paper: one for one in self._runner.desk.printed(self.number)}
        except DeskError:  # the page says that the log of looking cannot be read
            told = {}
        for place in range(self.list.count()):
            item = self.list.item(place)
            code = str(item.data(CODE))
            name = f"{CASE_TITLE}（PDF）" if code == CASE_FILE else title_of(code)
            item.setText(f"{name}\n{words.printed(told[code], self._runner.desk.today())}" if code in told else name)

    def _tell_where(self) -> None:
        """Where it would go."""
        self.state.setText(self._runner.printing.state(kind_of(self.code)) if self.code else "")

    def _show(self) -> None:
        self._tell_where()
        self.editable.setVisible(self.code == EDITABLE)
        self.sealing.setVisible(self._sealed and self.code == LETTER)
        if self._papers is None or not self.code or not self.isVisible():
            return
        code = self.code
        pdf = self._papers.draw(code, self, self._refuse)
        if code != self.code:  # while all of them were being drawn another was chosen
            return
        for button in (self.print_button, self.save_button):
            button.setEnabled(pdf is not None)
        if pdf is not None and pdf != self.preview.pdf:
            self.preview.show_pdf(pdf)
        self.right.setCurrentIndex(0 if pdf is not None else 1)

    def _refuse(self, error: RuleBroken) -> None:
        self.reason.setText(messages.refusal(error))
