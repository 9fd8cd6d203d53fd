"""试口令: what a passphrase opens and how many seconds it takes; the desk stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError
from ui import messages
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.editors import Line
from ui.widgets.layout import label, row
from ui.widgets.secret import hide_text, show_button
from ui.working import Work

if TYPE_CHECKING:
    from app.desk.trying import SlotTried

TOLD = "试一个口令能打开什么、要多少秒，不打开接待台。试错与解锁时输错一样计次。"
NONE = "这个口令打不开本台。"


class TryPassphraseDialog(Dialog):
    """Stays open: one after the other."""

    verb = "试一试"
    hint = ""
    characters = 46

    def __init__(self, hands: Hands, folder: Path, parent: QWidget | None = None) -> None:
        self._folder = folder
        super().__init__(hands, "试口令", parent)

    def build(self) -> None:
        self.form.addWidget(label(TOLD, wrap=True))
        self.passphrase = self.add("passphrase", "口令(&P)", Line(), required=True)
        hide_text(self.passphrase)
        self.form.addLayout(row(show_button(self.passphrase), None))
        self.outcome = label("", wrap=True)
        self.form.addWidget(self.outcome)

    def act(self) -> None:
        from app.desk.trying import try_passphrase

        self.clear_refusals()
        typed = self.passphrase.text()
        if not typed:
            self.refuse_at("passphrase", "请输入口令。")
            return
        try:
            found = Work().run(lambda _work: try_passphrase(self._folder, typed), self, "正在试口令")
        except DeskError as error:
            self.outcome.setText(messages.refusal(error))
        else:
            self.outcome.setText("\n".join(_told(one) for one in found if one.opens) or NONE)


def _told(one: SlotTried) -> str:
    return f"是{one.words}，能打开本台，用时{one.seconds:.1f}秒（设定约{one.aim:g}秒）。"
