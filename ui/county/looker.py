"""谁查看、为什么: asked before a petition's details or attachments may be seen at the county."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.looks import MOST_NAME
from ui.county.runner import CountyRunner
from ui.dialogs.purpose import PurposeDialog
from ui.widgets.editors import Line

TOLD = "每次显示完整信息、查看或者另存附件，都连同姓名、事由记入查阅记录。"


class LookerDialog(PurposeDialog):
    """The store has no officers: who looks says so, once until it is locked; the purpose is asked once a petition."""

    told = TOLD

    def __init__(self, runner: CountyRunner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, parent)

    def ask_more(self) -> None:
        self.name = self.add("name", "查看人姓名(&X)", Line(), required=True)
        self.name.setMaxLength(MOST_NAME)
        self.name.setText(self.runner.looker)

    def answers(self) -> object:
        return self.name.value, super().answers()

    def act(self) -> None:
        if not self.name.value:
            self.refuse_at("name", "请填写查看人的姓名。")
            return
        self.runner.looker = self.name.value
        super().act()
