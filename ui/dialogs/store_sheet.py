"""恢复表 (更多) of what has one passphrase and no officers: a county's store, a competent body's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.dialogs.passphrases import SheetDialog
from ui.store_runner import StoreRunner
from ui.widgets.layout import label

if TYPE_CHECKING:
    from app.domain.passphrases import RecoverySheet

ABOUT = (
    "忘记口令时，用恢复表打开并设置新口令：在解锁窗口选“用恢复表打开”；由备份恢复时也可以用它。"
    "拿到恢复表和数据文件夹的人就能看到全部内容：打印后装入信封封口，锁入柜子，不与电脑、U盘和备份放在一起。"
)
NO_SHEET = "没有恢复表：忘记口令时，谁也不能打开。请制作恢复表，打印后封存。"
ASKED = "恢复表只显示这一次。请确认打印机已备好。"


class StoreSheetDialog(Dialog):
    """What a sheet is for and whether there is one; a new one is made and shown once."""

    verb = "制作恢复表"
    hint = ""
    characters = 46

    def __init__(self, runner: StoreRunner[Any], parent: QWidget | None = None) -> None:
        self.runner = runner
        self.sheet: int = runner.store.passphrases().sheet
        super().__init__(runner, "恢复表", parent)

    def build(self) -> None:
        there = f"第{self.sheet}号恢复表有效。" if self.sheet else NO_SHEET
        self.form.addWidget(label(there, "lead" if self.sheet else "warn", wrap=True))
        self.form.addWidget(label(ABOUT, wrap=True))

    def act(self) -> None:
        void = f"第{self.sheet}号恢复表即作废。" if self.sheet else ""
        if not self.hands.ask.confirm(self, "制作恢复表", f"{ASKED}{void}", "制作"):
            return
        done = self.runner.work(lambda store, _work: _made(store), self, "正在制作恢复表", self.refuse, changes=True)
        if done is not None:
            told, pdf = done
            self.leave()
            StoreSheet(self.runner, f"恢复表（第{told.sheet}号）", pdf, self.parentWidget()).open()


class StoreSheet(SheetDialog):
    """There is no log of looking that would tell of it."""

    recorded = False


def _made(store: Any) -> tuple[RecoverySheet, bytes]:
    told = store.make_recovery_sheet()
    return told, store.recovery_paper(told)
