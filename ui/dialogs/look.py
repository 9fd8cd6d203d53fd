"""显示: type size and high contrast, shown at once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui import theme
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.editors import Choice, Tick
from ui.widgets.layout import label

TOLD = "在这台电脑上记住。任何窗口都可以用 Ctrl 加号、Ctrl 减号放大缩小，Ctrl 0 还原。"


class LookDialog(Dialog):
    """What is chosen is seen at once; Esc leaves it as it has become."""

    verb = "完成"
    hint = ""
    characters = 30

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(runner, "显示", parent)

    def build(self) -> None:
        look = self.hands.look
        self.size_of_type = Choice({str(percent): f"{percent}%" for percent in theme.SCALES})
        self.size_of_type.choose(str(look.percent))
        self.size_of_type.currentIndexChanged.connect(lambda _at: look.change(percent=int(self.size_of_type.value)))
        self.add("percent", "字的大小(&Z)", self.size_of_type)
        self.contrast = Tick("高对比显示(&G)")
        self.contrast.setChecked(look.high_contrast)
        self.contrast.toggled.connect(lambda on: look.change(high_contrast=on))
        self.add("contrast", "", self.contrast)
        self.form.addWidget(label(TOLD, "quiet", wrap=True))

    def act(self) -> None:
        self.leave()
