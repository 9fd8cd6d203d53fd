"""拍照、扫描 while registering: the pages wait here and are attached as soon as the petition has its number."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.scanning import Gathered
from ui.widgets.layout import label
from ui.widgets.scans import Scans

TOLD = "登记时一并加密存为附件。放好后可以随时再打开增减。"


class ScansDialog(Dialog):
    """Going back keeps the pages as well: they belong to the registration below."""

    verb = "放好"
    characters = 56
    hint = ""
    tall = True

    def __init__(self, runner: Runner, gathered: Gathered, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.gathered = gathered
        super().__init__(runner, "拍照、扫描", parent)
        self.finished.connect(self.scans.stop)

    def build(self) -> None:
        self.form.addWidget(label(TOLD, "quiet", wrap=True))
        self.scans = Scans(self.runner, self.gathered)
        self.form.addWidget(self.scans, 100)

    def act(self) -> None:
        self.leave()
