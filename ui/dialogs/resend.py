"""重新导出、重新上传: from an earlier entry on, when the county says that it misses some."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.editors import Count
from ui.widgets.layout import label

EXPLANATION = "县级提示缺少某号记载时使用。从该号起的记载全部重新{verb}，县级已有的不会重复。"
MEGABYTE = 1024 * 1024
VOLUME, MOST_VOLUME = 3072, 8000  # MB of one package: what is usual, and the most
VOLUME_HINT = "U盘容量小的改小，超过的分成几个文件"


class AgainDialog(Dialog):
    """Asks from which entry on."""

    hint = "Enter 下一项"
    what = ""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, f"重新{self.what}", parent)

    def build(self) -> None:
        state = self.runner.desk.exchange()
        self.form.addWidget(label(EXPLANATION.format(verb=self.what), wrap=True))
        hint = f"本台已记到第{state.written}号，县级已签收至第{state.acknowledged}号"
        first = Count(1, max(1, state.written), max(1, min(state.acknowledged + 1, state.written)))
        self.first = self.add("first", "从第几号记载起(&N)", first, required=True, hint=hint)

    def answers(self) -> object:
        return self.first.value()


class UploadAgainDialog(AgainDialog):
    """`wanted` carries the entry; the page uploads."""

    verb = what = "上传"
    wanted = Signal(int)

    def act(self) -> None:
        first = self.first.value()
        self.leave()
        self.wanted.emit(first)


class ResendDialog(AgainDialog):
    """`sent` carries what was written."""

    verb = "选择位置并导出"
    what = "导出"
    sent = Signal(object)

    def build(self) -> None:
        super().build()
        volume = Count(1, MOST_VOLUME, VOLUME)
        self.volume = self.add("volume", "每个数据包最多（MB）(&V)", volume, hint=VOLUME_HINT)

    def answers(self) -> object:
        return self.first.value(), self.volume.value()

    def act(self) -> None:
        folder = self.runner.ask.folder(self, "导出到哪里（一般为U盘）")
        if folder is None:
            return
        first, volume = self.first.value(), self.volume.value() * MEGABYTE
        done = self.runner.work(
            lambda desk, _work: desk.export(folder, first=first, volume=volume),
            self,
            "正在导出",
            self.refuse,
            changes=True,
        )
        if done is not None:
            self.leave()
            self.sent.emit(done)
