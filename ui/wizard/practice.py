"""练习台: a desk of invented people and matters in a folder of its own, made while the window goes on answering."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import demo
from app.desk import Desk
from app.domain.errors import DeskError
from app.domain.practice import PASSPHRASE
from ui import messages
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.folder_line import FolderLine
from ui.widgets.layout import label
from ui.working import Stopped, Work

ABOUT = "练习台里的人物、单位、事项、电话、证件号码都是编造的，各个环节都有。可以随意登记、办理、打印，弄错了不要紧。"
APART = "每个窗口和每页文书都标明“练习台·样件”。练习台与正式的接待台分开存放，不能与县级交换公钥，练习的内容不会上报。"
MAKING = "正在建练习台，一般不超过半分钟"
STOPPED = "已取消，练习台没有建成，没有留下文件。"


class PracticeDialog(Dialog):
    """`created` carries the practice desk, open; one that lies in the folder already is opened as it is."""

    verb = "打开练习台"
    hint = ""
    created = Signal(object)

    def __init__(self, hands: Hands, parent: QWidget | None = None) -> None:
        super().__init__(hands, "练习台", parent)

    def build(self) -> None:
        self.form.addWidget(label(ABOUT, wrap=True))
        self.form.addWidget(label(APART, wrap=True))
        self.folder = FolderLine(self.hands.ask, "练习台存放在哪里（空文件夹）")
        self.folder.setText(str(Path.home() / "首问台练习台"))
        self.add("folder", "存放文件夹(&F)", self.folder, required=True)

    def act(self) -> None:
        self.clear_refusals()
        if not self.folder.value:
            self.refuse_at("folder", "请选择存放文件夹。")
            return
        folder = Path(self.folder.value)
        if (folder / "desk.key").exists():
            self._open(folder)
            return
        try:
            Work().run(lambda work: demo.make(folder, work.tell), self, MAKING)
        except Stopped:
            self.tell_at("folder", STOPPED)
        except DeskError as error:
            self.refuse_at("folder", messages.refusal(error))
        else:
            self._open(folder)

    def _open(self, folder: Path) -> None:
        """Its passphrase is told to everybody; a desk for work is not opened by it."""
        try:
            desk = Work().run(lambda _work: Desk.open(folder, PASSPHRASE), self, "")
        except DeskError as error:
            self.refuse_at("folder", messages.refusal(error))
            return
        self.leave()
        self.created.emit(desk)
