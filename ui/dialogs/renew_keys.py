"""更换密钥: why, and what it does not help against; of a desk here, of a county in ui/county/renew_keys.py."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog, Hands
from ui.runner import Runner
from ui.widgets.editors import Line
from ui.widgets.layout import label

TOLD = (
    "更换后照常交换即可：新公钥由旧密钥签名后随数据包告知对方，对方签收前仍用旧密钥，不必再核对指纹。\n"
    "电脑或者U盘被盗、怀疑密钥泄露的，更换密钥不够：请立即电话告知对方停用本台公钥，再交换新公钥卡。"
)


class RenewKeys(Dialog):
    """`renewed` carries what to say afterwards."""

    verb = "更换"
    hint = "Enter 下一项"
    renewed = Signal(str)
    told = TOLD

    def __init__(self, hands: Hands, title: str, parent: QWidget | None = None) -> None:
        super().__init__(hands, title, parent)

    def build(self) -> None:
        self.form.addWidget(label(self.told, "quiet", wrap=True))
        self.reason = self.add("reason", "更换的事由(&S)", Line(), required=True)
        self.reason.setPlaceholderText("如：电脑更换")

    def answers(self) -> object:
        return self.reason.value

    def renew(self, reason: str) -> str | None:
        """Do it and give the words about it; None when it was refused, which has been said then."""
        raise NotImplementedError

    def act(self) -> None:
        told = self.renew(self.reason.value)
        if told is not None:
            self.leave()
            self.renewed.emit(told)


class RenewKeysDialog(RenewKeys):
    """Those of a desk."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "更换本台密钥", parent)

    def renew(self, reason: str) -> str | None:
        desk = self.runner.desk
        if self.runner.run(lambda: desk.renew_keys(reason), self, self.refuse) is None:
            return None
        return f"已更换本台密钥，新公钥指纹：{desk.fingerprint()}"
