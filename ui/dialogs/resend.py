"""重新导出: from an earlier entry on, when the county says that it misses some."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.editors import Count
from ui.widgets.layout import label

EXPLANATION = "县级提示缺少某号记载时使用。从该号起的记载全部重新导出，县级已有的不会重复。"


class ResendDialog(Dialog):
    """`sent` carries what was written."""

    verb = "选择位置并导出"
    hint = "Enter 下一项"
    sent = Signal(object)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "重新导出", parent)

    def build(self) -> None:
        state = self.runner.desk.exchange()
        self.form.addWidget(label(EXPLANATION, wrap=True))
        hint = f"本台已记到第{state.written}号，县级已签收至第{state.acknowledged}号"
        first = Count(1, max(1, state.written), max(1, min(state.acknowledged + 1, state.written)))
        self.first = self.add("first", "从第几号记载起(&N)", first, required=True, hint=hint)

    def answers(self) -> object:
        return self.first.value()

    def act(self) -> None:
        folder = self.runner.ask.folder(self, "导出到哪里（一般为U盘）")
        if folder is None:
            return
        first = self.first.value()
        done = self.runner.work(
            lambda desk, _work: desk.export(folder, first=first), self, "正在导出", self.refuse, changes=True
        )
        if done is not None:
            self.leave()
            self.sent.emit(done)
