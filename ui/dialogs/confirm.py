"""确认接收移交."""

from __future__ import annotations

from app.domain.steps.first_contact import Confirm
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Line, TextArea
from ui.widgets.layout import label


class ConfirmDialog(StepDialog):
    """The receiver says that the matter has arrived."""

    step_type = Confirm
    verb = "确认接收"
    day_title = "接收日期"

    def fill(self) -> None:
        waiting = self.petition.open_hand_over
        if waiting is not None:
            told = f"{waiting.on} {waiting.by} 移交{waiting.to_office}{waiting.to_officer}：{waiting.reason}"
            self.form.addWidget(label(told, wrap=True))
        self.receiver = self.add("receiver", "接收人(&R)", Line())
        self.receiver.setText(waiting.to_officer if waiting is not None else "")
        self.note = self.add("note", "备注(&N)", TextArea(2))

    def step(self) -> Confirm:
        return Confirm(on=self.on.value, receiver=self.receiver.value, note=self.note.value)
