"""口令和恢复表 (更多): first passphrases for officers, the end of the common one, a new recovery sheet."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.passphrases import Holder
from ui.dialogs.passphrase import NewPassphrase
from ui.dialogs.pdf import PdfDialog
from ui.runner import Runner
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.editors import Choice, aside
from ui.widgets.layout import label, row
from ui.widgets.secret import show_button

ABOUT = "首次口令由您告诉本人，本人第一次解锁时必须换成自己的。忘记口令的，在这里重新设置。"
NO_SHEET = "没有恢复表：所有人都忘记口令时，谁也不能打开本台。请制作恢复表，打印后封存。"
COMMON = "共用口令还能打开本台。每个人都有自己的口令以后，请停用。"
SHEET_MADE = "请立即打印、核对、封存。关闭这个窗口以后，不能再次显示。"


class PassphrasesDialog(NewPassphrase):
    """For administrators. The main action gives a first passphrase; the other two ask before they do what they say."""

    verb = "设置首次口令"
    characters = 54

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.state = runner.desk.passphrases()
        super().__init__(runner, "口令和恢复表", parent)
        self.sheet = aside(Button("制作恢复表(&B)"))
        self.sheet.clicked.connect(lambda: self.make_sheet())
        self.end = aside(Button("停用共用口令(&T)"))
        self.end.clicked.connect(lambda: self.end_common())
        self.end.setVisible(self.state.common)
        self.try_out = aside(Button("试口令(&S)"))
        self.try_out.clicked.connect(lambda: self.try_one())
        self.form.insertLayout(self.form.count() - 1, row(self.sheet, self.end, self.try_out, None))

    def build(self) -> None:
        state = self.state
        sheet = f"第{state.sheet}号恢复表有效。" if state.sheet else NO_SHEET
        self.form.addWidget(label(sheet, "" if state.sheet else "warn", wrap=True))
        if state.common:
            self.form.addWidget(label(COMMON, "warn", wrap=True))
        self.form.addWidget(label(ABOUT, "quiet", wrap=True))
        words = {one.officer: f"{one.officer}（{_state_of(one)}）" for one in state.holders}
        self.officer = self.add("officer", "为谁设置(&J)", Choice(words))
        self.add_new("首次口令(&N)", "再输一次(&G)")
        self.fields["passphrase"] = self.fields["new_passphrase"]
        self.form.addLayout(row(show_button(self.new, self.again), None))

    def act(self) -> None:
        if not self.agreed():
            return
        officer, new = self.officer.value, self.new.text()
        desk = self.runner.desk
        if self.runner.run(lambda: desk.give_passphrase(officer, new), self, self.refuse) is not None:
            self.leave()
            told = f"{officer}的首次口令已经设置。请告诉本人，第一次解锁时会要求更换。"
            self.hands.ask.tell(self.parentWidget(), "已经设置", told)

    def end_common(self) -> None:
        text = "停用以后，共用口令不能再打开本台，每个人用自己的口令。不能撤回。"
        if not self.hands.ask.confirm(self, "停用共用口令", text, "停用"):
            return
        if self.runner.run(self.runner.desk.end_common, self, self.refuse) is not None:
            self.leave()

    def try_one(self) -> None:
        """What a passphrase opens, and how long it takes."""
        from ui.dialogs.try_passphrase import TryPassphraseDialog  # loaded when first opened, as the others

        TryPassphraseDialog(self.runner, self.runner.desk.folder, self).open()

    def make_sheet(self) -> None:
        """A new sheet, shown once."""
        old = f"第{self.state.sheet}号恢复表即作废。" if self.state.sheet else ""
        text = f"恢复表能打开本台，只显示这一次。请确认打印机已备好。{old}"
        if not self.hands.ask.confirm(self, "制作恢复表", text, "制作"):
            return
        desk = self.runner.desk
        made = self.runner.run(desk.make_recovery_sheet, self, self.refuse)
        pdf = self.runner.read(lambda: desk.desk_paper("F35", made), self) if made else None
        if made and pdf:
            self.leave()
            SheetDialog(self.runner, f"恢复表（第{made.sheet}号）", pdf, self.parentWidget()).open()


class SheetDialog(PdfDialog):
    """The sheet, to be printed; it can't be saved, because it belongs on no disk."""

    paper_only = True

    def build(self) -> None:
        self.form.addWidget(label(SHEET_MADE, "warn", wrap=True))
        super().build()

    def __init__(self, runner: StoreRunner[Any], title: str, pdf: bytes, parent: QWidget | None = None) -> None:
        super().__init__(runner, title, pdf, parent)
        self.save.hide()


def _state_of(one: Holder) -> str:
    if not one.own:
        return "没有自己的口令"
    return "首次口令，尚未更换" if one.first else "有自己的口令"
