"""为什么查看: asked once for a petition before its details may be held in full view."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.looks import LEAST_PURPOSE, MOST_PURPOSE
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.editors import Line
from ui.widgets.layout import label

TOLD = "证件号码、联系电话、住址在按住期间显示完整，松开即遮住。每次显示都连同事由记入查阅记录。"


class PurposeDialog(Dialog):
    """`given` carries what was typed."""

    verb = "继续"
    hint = ""
    told = TOLD
    given = Signal(str)

    def __init__(self, hands: Hands, parent: QWidget | None = None) -> None:
        super().__init__(hands, "显示完整信息", parent)

    def build(self) -> None:
        self.form.addWidget(label(self.told, "quiet", wrap=True))
        self.ask_more()
        self.purpose = self.add("purpose", "为什么查看(&S)", Line(), required=True)
        self.purpose.setPlaceholderText("如：电话联系信访人")
        self.purpose.setMaxLength(MOST_PURPOSE)

    def ask_more(self) -> None:
        """What is asked before the purpose."""

    def answers(self) -> object:
        return self.purpose.value

    def act(self) -> None:
        if len(self.purpose.value) < LEAST_PURPOSE:
            self.refuse_at("purpose", "请写明为什么要看完整信息。")
            return
        purpose = self.purpose.value
        self.leave()
        self.given.emit(purpose)
