"""首问移交."""

from __future__ import annotations

from app.domain.steps.first_contact import HandOver
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Line, TextArea


class HandOverDialog(StepDialog):
    """To which office or officer, and why."""

    step_type = HandOver
    verb = "移交"
    day_title = "移交日期"

    def fill(self) -> None:
        self.to_office = self.add("to_office", "接收部门(&B)", Line(), required=True)
        self.to_officer = self.add("to_officer", "接收人(&R)", Line())
        self.reason = self.add("reason", "移交事由(&S)", TextArea(2))
        self.reason.setPlainText("属该部门职责")

    def step(self) -> HandOver:
        return HandOver(
            on=self.on.value,
            to_office=self.to_office.value,
            to_officer=self.to_officer.value,
            reason=self.reason.value,
        )
