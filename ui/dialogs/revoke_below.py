"""停用村级代办点公钥: why, and what becomes of its matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.editors import Line
from ui.widgets.layout import label

if TYPE_CHECKING:
    from app.answers import BelowSeen

TOLD = (
    "电脑或者U盘被盗、怀疑密钥泄露、撤点的，停用其公钥：此后该密钥签名的数据包一律不收，也不再给它出具回执、"
    "下发和移交。已收的内容不变，照常转报县级；该点同时直接向县级报送的，请另告知县级停用。\n"
    "换用新电脑、更换密钥后，用电话核对新公钥卡的指纹，再登记即恢复往来。"
)


class RevokeBelowDialog(Dialog):
    """`revoked` carries what to say afterwards."""

    verb = "停用"
    hint = "Enter 下一项"
    revoked = Signal(str)

    def __init__(self, runner: Runner, station: BelowSeen, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.station = station
        super().__init__(runner, "停用村级代办点公钥", parent)

    def build(self) -> None:
        one = self.station
        self.form.addWidget(label(f"{one.name}（{one.code}）", "lead", wrap=True))
        self.form.addWidget(label(f"指纹：{one.fingerprint}", "small", wrap=True, select=True))
        self.form.addWidget(label(TOLD, "quiet", wrap=True))
        held = f"该点登记 {one.petitions} 件，办理本台移交的 {one.handed} 件。"
        self.form.addWidget(label(f"{held}仍由该点办理的，恢复往来后才能移交回本台；期限照常计算。", wrap=True))
        self.reason = self.add("reason", "停用的事由(&S)", Line(), required=True)
        self.reason.setPlaceholderText("如：村里的电脑被盗")

    def answers(self) -> object:
        return self.reason.value

    def act(self) -> None:
        code, reason = self.station.code, self.reason.value
        if self.runner.run(lambda: self.runner.desk.revoke_below(code, reason), self, self.refuse) is None:
            return
        self.leave()
        self.revoked.emit(f"已停用{self.station.name}的公钥，此后不再收其数据包。已收的内容不变。")
