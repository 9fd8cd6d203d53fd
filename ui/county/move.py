"""改用新的数据库地址: the server, its user or password changed; the data are there already."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError, RuleBroken
from ui import messages
from ui.county.create import URL
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.editors import Line
from ui.widgets.layout import label, row
from ui.widgets.secret import hide_text, show_button
from ui.working import Work

TOLD = (
    "服务器、用户或者口令变了，用新的地址。数据须已由管理员移到新地址；程序核对确是本库的数据以后才采用，"
    "不是的不作改动。原地址不必还能连上。"
)


class MoveDialog(Dialog):
    """`moved` says that the store has another address from now on; whatever holds it open still has the old one."""

    verb = "核对并采用"
    hint = "Enter 下一项"
    moved = Signal()

    def __init__(self, hands: Hands, folder: Path, parent: QWidget | None = None) -> None:
        self.folder = folder
        super().__init__(hands, "改用新的数据库地址", parent)

    def build(self) -> None:
        self.form.addWidget(label(f"县级接收库：{self.folder.name}", "lead", wrap=True))
        self.form.addWidget(label(TOLD, wrap=True))
        self.url = self.add("url", "新的数据库地址(&U)", Line(), required=True)
        self.url.setPlaceholderText(URL)
        self.passphrase = self.add("passphrase", "本库口令(&P)", Line(), required=True)
        hide_text(self.passphrase)
        self.form.addLayout(row(show_button(self.passphrase), None))

    def answers(self) -> object:
        return self.url.value, self.passphrase.text()

    def act(self) -> None:
        self.clear_refusals()
        url, passphrase, folder = self.url.value, self.passphrase.text(), self.folder
        if not url:
            self.refuse_at("url", "请填写新的数据库地址。")
            return
        if not passphrase:
            self.refuse_at("passphrase", "请输入口令。")
            return

        def move(_work: Work) -> None:
            from app.county import moving
            from app.setup import machine_clock

            moving.move(folder, passphrase, url, clock=machine_clock)

        try:
            Work(between=True).run(move, self, "正在核对新的数据库")
        except RuleBroken as error:
            self.refuse(error)
        except DeskError as error:
            self.hands.ask.warn(self, "没有采用", messages.refusal(error))
        else:
            self.leave()
            self.hands.ask.tell(self.parentWidget(), "已经采用", "已改用新的数据库地址，请用口令解锁。")
            self.moved.emit()
