"""更换本台密钥: why, and what it does not help against."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.editors import Line
from ui.widgets.layout import label

TOLD = (
    "更换后照常交换即可：新公钥由旧密钥签名后随数据包告知对方，对方签收前仍用旧密钥，不必再核对指纹。\n"
    "电脑或者U盘被盗、怀疑密钥泄露的，更换密钥不够：请立即电话告知对方停用本台公钥，再交换新公钥卡。"
)


class RenewKeysDialog(Dialog):
    """`renewed` carries what to say afterwards."""

    verb = "更换"
    hint = "Enter 下一项"
    renewed = Signal(str)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "更换本台密钥", parent)

    def build(self) -> None:
        self.form.addWidget(label(TOLD, "quiet", wrap=True))
        self.reason = self.add("reason", "更换的事由(&S)", Line(), required=True)
        self.reason.setPlaceholderText("如：电脑更换")

    def answers(self) -> object:
        return self.reason.value

    def act(self) -> None:
        reason = self.reason.value
        if self.runner.run(lambda: self.runner.desk.renew_keys(reason), self, self.refuse) is None:
            return
        told = f"已更换本台密钥，新公钥指纹：{self.runner.desk.fingerprint()}"
        self.leave()
        self.renewed.emit(told)
