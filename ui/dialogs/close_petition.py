"""办结."""

from __future__ import annotations

from app.domain.steps.closing import Close
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Choice, TextArea

SETTLED = {"": "暂不判断", "yes": "问题已化解", "no": "问题尚未化解"}


class CloseDialog(StepDialog):
    """Closed is not the same as solved: both are asked."""

    step_type = Close
    verb = "办结"
    day_title = "办结日期"

    def fill(self) -> None:
        self.settled = self.add("settled", "是否化解(&H)", Choice(SETTLED), hint="办结不等于化解，请据实选择")
        self.summary = self.add("summary", "办结情况(&S)", TextArea(3))

    def step(self) -> Close:
        settled = {"": None, "yes": True, "no": False}[self.settled.value]
        return Close(on=self.on.value, summary=self.summary.value, settled=settled)
