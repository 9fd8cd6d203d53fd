"""What the visitor takes home: number, query code, the promised date, and the receipt to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui import words
from ui.dialogs.dialog import Dialog
from ui.papers import Papers
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import label
from ui.widgets.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from app.answers import Changes

PAPER, SHEET = "F02", "F01"
SIGNING = ("visit", "outreach")  # who came, or was visited, signs what was recorded


class ReceiptDialog(Dialog):
    """Shown after a registration. Printing does not close it: a second copy may be wanted."""

    verb = "打印回执"
    characters = 80
    hint = ""
    tall = True
    opened = Signal(str)

    def __init__(self, runner: Runner, registered: Changes, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.registered = registered
        self.papers = Papers(runner, registered.number)
        self._drawn = self._wanted = False
        super().__init__(runner, "已登记", parent)
        self.back.setText("完成  Esc")
        self._add_buttons()
        runner.printing.done.connect(self._was_printed)
        runner.printing.found.connect(self._tell_where)
        QTimer.singleShot(0, self, self._draw)  # number and query code are seen before

    def beside(self) -> QWidget:
        self.preview = PdfPreview()
        return self.preview

    def build(self) -> None:
        done = self.registered
        for title, text, role in (
            ("编号", done.number, "title"),
            ("查询码（请告知信访人妥善保管）", done.query_code, "display"),
        ):
            self.form.addWidget(label(title, "quiet"))
            self.form.addWidget(label(text, role, wrap=True, select=True))
        for clock in done.deadlines:
            self.form.addWidget(label(f"{clock.title}：最迟 {clock.effective}", "lead", wrap=True))
            self.form.addWidget(label(clock.why, "quiet", wrap=True))
        for notice in done.notices:
            self.form.addWidget(label(notice, "warn", wrap=True))
        self.printed = label("", "strong", wrap=True)
        self.state = label("", "quiet", wrap=True)
        self.form.addWidget(self.printed)
        self.form.addWidget(self.state)

    def act(self) -> None:
        if self._drawn:
            self.papers.print(PAPER, self)
        else:
            self._wanted = True

    def _draw(self) -> None:
        """What was to be printed before it was drawn is printed now."""
        self._show()
        self._drawn = True
        if self._wanted:
            QTimer.singleShot(0, self, self.act)

    def _show(self) -> None:
        """The receipt as it would be printed now, where it would go, and how often it was printed."""
        self.preview.show_pdf(self.papers.draw(PAPER, self) or b"")
        self._tell_where()
        told = self.runner.read(lambda: self.runner.desk.printed(self.registered.number), self) or ()
        mine = next((one for one in told if one.paper == PAPER), None)
        self.printed.setText(words.printed(mine, self.runner.desk.today()) if mine else "")
        self.printed.setVisible(mine is not None)

    def _tell_where(self) -> None:
        self.state.setText(self.runner.printing.state(PAPER))

    def _was_printed(self, number: str, paper: str) -> None:
        if (number, paper) == (self.registered.number, PAPER) and not self.runner.desk.locked:
            self.papers.forget(PAPER)
            self._show()

    def _add_buttons(self) -> None:
        self.save = Button("存为PDF(&S)")
        self.save.clicked.connect(lambda: self.papers.save(PAPER, self))
        self.open_page = Button("打开事项(&O)")
        self.open_page.clicked.connect(lambda: self._open())
        self.sheet = Button("打印登记表(&R)", with_icon=False)  # there is no room for it at 200 %
        self.sheet.setToolTip("由信访人签名、按指印，存档")
        self.sheet.clicked.connect(lambda: self.papers.print(SHEET, self))
        self.buttons.insertWidget(1, self.save)
        self.buttons.insertWidget(2, self.open_page)
        self.buttons.insertWidget(3, self.sheet)
        self.sheet.setVisible(self._here)

    @property
    def _here(self) -> bool:
        """Whether there is somebody here to sign the registration form."""
        petition = self.registered.petition
        return petition is not None and petition.channel in SIGNING

    def _open(self) -> None:
        self.leave()
        self.opened.emit(self.registered.number)
