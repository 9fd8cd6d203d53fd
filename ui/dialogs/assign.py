"""交承办."""

from __future__ import annotations

from app.domain.steps.assignment import Assign
from ui.dialogs.step_dialog import StepDialog, joined, listed
from ui.widgets.editors import Line, TextArea


class AssignDialog(StepDialog):
    """Which office handles the matter, and who answers for it there."""

    step_type = Assign
    verb = "交承办"
    day_title = "交办日期"

    def fill(self) -> None:
        self.office = self.add("office", "承办单位(&B)", Line(), required=True)
        self.handler = self.add("handler", "承办人(&R)", Line(), required=True)
        self.co_handlers = self.add("co_handlers", "协办人(&X)", Line(), hint="几个人用顿号分开")
        self.note = self.add("note", "拟办意见(&N)", TextArea(3))
        self.office.setText(self.petition.office)
        self.handler.setText(self.petition.handler)
        if self.petition.assignments:
            self.co_handlers.setText(joined(self.petition.assignments[-1].co_handlers))

    def step(self) -> Assign:
        return Assign(
            on=self.on.value,
            office=self.office.value,
            handler=self.handler.value,
            co_handlers=listed(self.co_handlers.value),
            note=self.note.value,
        )
