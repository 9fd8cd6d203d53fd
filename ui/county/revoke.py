"""停用一个接待台的公钥: stolen, lost or closed down."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.county.runner import CountyRunner
from ui.dialogs.dialog import Dialog
from ui.widgets.editors import Line
from ui.widgets.layout import label

TOLD = (
    "停用后不再收取该台的数据包，也不再向其出具回执，已收的记载不变。用于电脑或者U盘被盗、遗失、接待台撤销。"
    "该台恢复往来时，用电话核对指纹，重新登记公钥卡。"
)


class RevokeDialog(Dialog):
    """The reason is kept in the store."""

    verb = "停用"
    hint = "Enter 下一项"

    def __init__(self, runner: CountyRunner, code: str, name: str, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.code, self.name = code, name
        super().__init__(runner, f"停用公钥：{name}", parent)

    def build(self) -> None:
        self.form.addWidget(label(f"接待台：{self.name}（{self.code}）", "lead", wrap=True))
        self.form.addWidget(label(TOLD, "quiet", wrap=True))
        self.reason = self.add("reason", "停用的事由(&S)", Line(), required=True)
        self.reason.setPlaceholderText("如：电脑被盗")

    def answers(self) -> object:
        return self.reason.value

    def act(self) -> None:
        reason = self.reason.value
        if not reason:
            self.refuse_at("reason", "请填写停用的事由。")
            return
        text = f"停用“{self.name}”的公钥后，不再收取该台的数据包。"
        if not self.runner.ask.confirm(self, "停用公钥", text, "停用"):
            return
        if self.runner.run(lambda: self._revoked(reason), self, self.refuse):
            self.leave()

    def _revoked(self, reason: str) -> bool:
        self.runner.county.revoke(self.code, reason)
        return True
