"""记录再次来访（来信、来电）."""

from __future__ import annotations

from app.domain.codes import CHANNELS
from app.domain.steps.register import AddContact
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Choice, Count, TextArea


class ContactDialog(StepDialog):
    """A further contact keeps the number and the thread."""

    step_type = AddContact
    verb = "记录"
    day_title = "来访日期"

    def fill(self) -> None:
        self.note = self.add("note", "反映情况(&N)", TextArea(4))
        self.channel = self.add("channel", "信访形式(&C)", Choice(CHANNELS), required=True)
        self.head_count = self.add("head_count", "人数(&R)", Count(1, 100_000, 1), required=True)

    def step(self) -> AddContact:
        return AddContact(
            on=self.on.value,
            channel=self.channel.value,  # type: ignore[arg-type]
            head_count=self.head_count.value(),
            note=self.note.value,
        )
