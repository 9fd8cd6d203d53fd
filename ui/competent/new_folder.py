"""新建密封材料接收: the key folder of a competent body, made and opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.county.competent import Competent
from app.setup import machine_clock
from ui.dialogs.dialog import Hands
from ui.dialogs.passphrase import NewPassphrase
from ui.widgets.editors import Line
from ui.widgets.field import Field
from ui.widgets.folder_line import FolderLine
from ui.widgets.layout import label, row
from ui.widgets.secret import show_button

ABOUT = (
    "由有权处理检举控告的机关（纪检监察、公安等）使用：建立本机关的密钥，取出接待台密封转来的材料。"
    "材料只有本机关能打开，本程序不保存、不显示其内容。"
)
KEEP = (
    "建立后请在“更多”中制作恢复表，打印封存。忘记口令又没有恢复表的，谁也不能打开，"
    "须新建文件夹，并把新的公钥卡重新交给各接待台。"
)


class NewBodyDialog(NewPassphrase):
    """`opened` carries the Competent that was made. `unlock_seconds` as everywhere: how long one unlocking takes."""

    verb = "新建"
    hint = "Enter 下一项"
    characters = 52

    def __init__(self, hands: Hands, parent: QWidget | None = None, *, unlock_seconds: float = 1.0) -> None:
        self._unlock_seconds = unlock_seconds
        super().__init__(hands, "新建密封材料接收", parent)

    def build(self) -> None:
        self.form.addWidget(label(ABOUT, wrap=True))
        self.folder = FolderLine(self.hands.ask, "密钥存放在哪里（空文件夹）")
        self.folder.setText(str(Path.home() / "密封材料接收"))
        self.add("folder", "存放文件夹(&F)", self.folder, required=True)
        self.name, self.code = Line(), Line()
        self.pair(
            ("name", Field("机关名称(&M)", self.name, required=True)),
            ("code", Field("机关代码(&D)", self.code, required=True, hint="数字、拉丁字母")),
        )
        self.add_new("口令(&N)", "再输一次口令(&G)")
        self.form.addLayout(row(show_button(self.new, self.again), None))
        self.form.addWidget(label(KEEP, "warn", wrap=True))

    def answers(self) -> object:
        return self.folder.value, self.name.value, self.code.value, super().answers()

    def act(self) -> None:
        if not self.folder.value:
            self.refuse_at("folder", "请选择存放文件夹。")
        elif self.long_enough() and self.agreed():
            folder, code, name, passphrase = Path(self.folder.value), self.code.value, self.name.value, self.new.text()
            self.try_opening(
                lambda: Competent.create(
                    folder,
                    code=code,
                    name=name,
                    passphrase=passphrase,
                    clock=machine_clock,
                    unlock_seconds=self._unlock_seconds,
                )
            )
