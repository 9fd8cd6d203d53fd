"""A name for the view of the list that is shown."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.saved_views import LONGEST
from ui.widgets.editors import Line
from ui.widgets.layout import label


class SaveViewDialog(Dialog):
    """`named` carries the name; a view that has it already is replaced, which is said while it is typed."""

    verb = "保存"
    characters = 30
    hint = ""
    named = Signal(str)

    def __init__(self, runner: Runner, told: str, taken: Collection[str], parent: QWidget | None = None) -> None:
        self._told = told
        self._taken = taken
        super().__init__(runner, "保存视图", parent)

    def build(self) -> None:
        self.form.addWidget(label(f"保存当前的筛选、排序和列：{self._told}", "quiet", wrap=True))
        self.name = self.add("name", "名称(&N)", Line(), required=True)
        self.name.setMaxLength(LONGEST)
        self.name.textChanged.connect(self._look)

    def act(self) -> None:
        name = " ".join(self.name.value.split())
        if not name:
            self.refuse_at("name", "请填写名称，如“本周到期”。")
            return
        self.named.emit(name)
        self.leave()

    def _look(self, text: str) -> None:
        taken = " ".join(text.split()) in self._taken
        self.fields["name"].say("已有这个名称的视图，保存后替换。" if taken else "", "warn")
