"""练习台: a desk of invented people and matters in a folder of its own, made while the window goes on answering."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app import demo
from app.desk import Desk
from app.domain.errors import DeskError
from app.domain.practice import PASSPHRASE
from ui import messages
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.button import Button
from ui.widgets.editors import Line, aside
from ui.widgets.field import Field
from ui.widgets.layout import label, row
from ui.working import Work

ABOUT = "练习台里的人物、单位、事项、电话、证件号码都是编造的，各个环节都有。可以随意登记、办理、打印，弄错了不要紧。"
APART = "每个窗口和每页文书都标明“练习台·样件”。练习台与正式的接待台分开存放，不能与县级交换公钥，练习的内容不会上报。"
MAKING = "正在建练习台，一般不超过半分钟……"


class Making(QObject):
    """Makes it in a thread; `made` carries the folder, or the error that it was refused with."""

    made = Signal(object)

    def start(self, folder: Path) -> None:
        threading.Thread(target=self._run, args=(folder,), daemon=True).start()

    def _run(self, folder: Path) -> None:
        try:
            demo.make(folder)
        except DeskError as error:
            told: object = error
        else:
            told = folder
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile; the desk may be opened later
            self.made.emit(told)


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
        self.folder = Line()
        self.folder.setText(str(Path.home() / "首问台练习台"))
        self.browse = aside(Button("选择(&O)"))
        self.browse.clicked.connect(lambda: self._choose())
        chosen = QWidget()
        chosen.setLayout(row(self.folder, self.browse))
        chosen.setFocusProxy(self.folder)
        self.fields["folder"] = Field("存放文件夹(&F)", chosen, required=True)
        self.form.addWidget(self.fields["folder"])
        self.progress = label(MAKING, "quiet")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("建练习台的进度")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        for shown in (self.progress, self.bar):
            room = shown.sizePolicy()
            room.setRetainSizeWhenHidden(True)
            shown.setSizePolicy(room)
            shown.hide()
            self.form.addWidget(shown)
        self.making = Making(self)
        self.making.made.connect(self._made)

    def act(self) -> None:
        self.clear_refusals()
        if not self.folder.value:
            self.refuse_at("folder", "请选择存放文件夹。")
            return
        folder = Path(self.folder.value)
        if (folder / "desk.key").exists():
            self._open(folder)
            return
        self._busy(True)
        self.making.start(folder)

    def _made(self, told: object) -> None:
        self._busy(False)
        if isinstance(told, DeskError):
            self.refuse_at("folder", messages.refusal(told))
        elif isinstance(told, Path):
            self._open(told)

    def _open(self, folder: Path) -> None:
        """Its passphrase is told to everybody; a desk for work is not opened by it."""
        try:
            desk = Work().run(lambda _work: Desk.open(folder, PASSPHRASE), self, "")
        except DeskError as error:
            self.refuse_at("folder", messages.refusal(error))
            return
        self.leave()
        self.created.emit(desk)

    def _busy(self, busy: bool) -> None:
        self.main.setEnabled(not busy)
        self.progress.setVisible(busy)
        self.bar.setVisible(busy)

    def _choose(self) -> None:
        chosen = self.hands.ask.folder(self, "练习台存放在哪里（空文件夹）")
        if chosen is not None:
            self.folder.setText(str(chosen))
