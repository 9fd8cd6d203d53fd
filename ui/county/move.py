"""记载存放位置: from the folder into PostgreSQL, to another address of it, or back."""

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
from ui.widgets.ways import Ways
from ui.working import Work

WAYS = {
    "server": (
        "存放到 PostgreSQL 数据库，或者改用新的数据库地址",
        "在文件夹中的，全部复制过去，逐条核对一致以后采用；已在数据库的，核对新地址确是本库的数据以后采用，原地址不必还能连上。",
    ),
    "folder": (
        "改回存放在文件夹",
        "复制以后没有新收、新下发、没有查阅过完整信息的，可以改回。数据库中的不清除。",
    ),
}


class MoveDialog(Dialog):
    """`moved` says that the lines lie elsewhere from now on; whatever holds the store open still has the old place."""

    verb = "核对并采用"
    hint = "Enter 下一项"
    characters = 48
    moved = Signal()

    def __init__(self, hands: Hands, folder: Path, parent: QWidget | None = None) -> None:
        self.folder = folder
        super().__init__(hands, "记载存放位置", parent)

    def build(self) -> None:
        self.form.addWidget(label(f"县级接收库：{self.folder.name}", "lead", wrap=True))
        self.ways = self.add("ways", "收到的记载存放在哪里", Ways(WAYS), required=True)
        self.url = self.add("url", "数据库地址(&U)", Line(), required=True)
        self.url.setPlaceholderText(URL)
        self.passphrase = self.add("passphrase", "本库口令(&P)", Line(), required=True)
        hide_text(self.passphrase)
        self.form.addLayout(row(show_button(self.passphrase), None))
        self.ways.chosen.connect(lambda way: self.fields["url"].setVisible(way == "server"))
        self.ways.choose("server")

    def answers(self) -> object:
        return self.ways.value, self.url.value, self.passphrase.text()

    def act(self) -> None:
        self.clear_refusals()
        back, url = self.ways.value == "folder", self.url.value
        passphrase, folder = self.passphrase.text(), self.folder
        if not (url or back):
            self.refuse_at("url", "请填写数据库地址。")
            return
        if not passphrase:
            self.refuse_at("passphrase", "请输入口令。")
            return

        def move(_work: Work) -> str:
            from app.county import moving
            from app.setup import machine_clock

            if back:
                return moving.move_back(folder, passphrase, clock=machine_clock)
            return moving.move(folder, passphrase, url, clock=machine_clock)

        try:
            told = Work(between=True).run(move, self, "正在核对并复制，请不要关机")
        except RuleBroken as error:
            self.refuse(error)
        except DeskError as error:
            self.hands.ask.warn(self, "没有采用", messages.refusal(error))
        else:
            self.leave()
            self.hands.ask.tell(self.parentWidget(), "已经采用", f"{told}请用口令解锁。")
            self.moved.emit()
