"""新建县级接收库: code, name, folder, where the received lines are to lie, the passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Hands
from ui.dialogs.passphrase import NewPassphrase
from ui.widgets.editors import Line
from ui.widgets.folder_line import FolderLine
from ui.widgets.layout import label, row
from ui.widgets.secret import show_button
from ui.widgets.ways import Ways

EXPLANATION = (
    "县级接收库由县级信访部门建立，收取各接待台的数据包，出具回执。镇村接待台不用建立。"
    "建立后请在“更多”中制作恢复表，打印封存：忘记口令又没有恢复表的，谁也不能打开。"
)
WAYS = {
    "folder": ("存放在上面的文件夹", "加密保存，一台电脑使用。一般选这种。"),
    "server": ("存放在 PostgreSQL 数据库", "几台电脑同时使用；数据库由管理员事先建立。本单位的密钥仍在上面的文件夹。"),
}
URL = "postgresql://用户:口令@服务器/数据库名"


class NewCountyDialog(NewPassphrase):
    """`opened` carries the new store, open."""

    verb = "建立"
    hint = "Enter 下一项"
    characters = 48
    unlock_seconds = 1.0  # what opening may cost

    def __init__(self, hands: Hands, parent: QWidget | None = None) -> None:
        super().__init__(hands, "新建县级接收库", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.code = self.add("code", "县级代码(&D)", Line(), required=True, hint="6位行政区划代码")
        self.name = self.add("name", "县级单位名称(&M)", Line(), required=True, hint="如岳阳县信访局")
        self.folder = FolderLine(self.hands.ask, "县级接收库存放在哪里")
        self.folder.setText(str(Path.home() / "县级接收库"))
        self.add("folder", "存放文件夹(&F)", self.folder, required=True)
        self.ways = self.add("ways", "收到的记载存放在哪里", Ways(WAYS), required=True)
        self.url = self.add("url", "数据库地址(&U)", Line(), required=True)
        self.url.setPlaceholderText(URL)
        self.ways.chosen.connect(lambda way: self.fields["url"].setVisible(way == "server"))
        self.ways.choose("folder")
        self.add_new("口令(&P)", "再输一次口令(&A)")
        self.form.addLayout(row(show_button(self.new, self.again), None))

    def answers(self) -> object:
        return self.code.value, self.name.value, self.ways.value, self.url.value, super().answers()

    def act(self) -> None:
        if not self._agreed():
            return
        folder, seconds = Path(self.folder.value), self.unlock_seconds
        code, name, passphrase = self.code.value, self.name.value, self.new.text()
        url = self.url.value if self.ways.value == "server" else ""

        def make() -> object:
            from app.county.store import County
            from app.setup import machine_clock

            given = {"code": code, "name": name, "passphrase": passphrase, "url": url}
            return County.create(folder, **given, clock=machine_clock, unlock_seconds=seconds)

        self.try_opening(make)

    def _agreed(self) -> bool:
        """Whether the form itself has nothing against it; what it has is said beside the field."""
        self.clear_refusals()
        if not self.folder.value:
            self.refuse_at("folder", "请选择存放文件夹。")
        elif self.ways.value == "server" and not self.url.value:
            self.refuse_at("url", "请填写数据库地址。")
        else:
            return self.long_enough() and self.agreed()
        return False
