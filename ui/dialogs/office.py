"""单位资料: what stands at the head and foot of the papers, and who works here."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.editors import Line
from ui.widgets.layout import label
from ui.widgets.office_form import OfficeForm
from ui.words import joined, listed


class OfficeDialog(Dialog):
    """Changes hold from now on; papers made before keep what stood on them."""

    verb = "保存"
    hint = "Enter 下一项"

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "单位资料", parent)

    def build(self) -> None:
        desk = self.runner.desk
        self.form.addWidget(label(f"台号 {desk.station}。修改只影响以后出具的文书。", "quiet", wrap=True))
        self.office_form = OfficeForm(self, desk.office)
        self.officers = self.add("officers", "接访人(&J)", Line(), required=True, hint="几个人用顿号分开")
        self.officers.setText(joined(desk.officers))

    def answers(self) -> object:
        return self.office_form.value(self.runner.desk.office), self.officers.value

    def act(self) -> None:
        officers = listed(self.officers.value)
        if not officers:
            self.fields["officers"].refuse("至少填写一位接访人。")
            return
        desk = self.runner.desk
        done = self.runner.run(lambda: desk.describe(self.office_form.value(desk.office), officers), self, self.refuse)
        if done is not None:
            self.leave()
