"""转送."""

from __future__ import annotations

from app.domain.steps.notice import Forward
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Line, TextArea
from ui.widgets.layout import label

EXPLANATION = "材料连同转送函送有权处理的机关、单位，转送去向书面告知信访人。"


class ForwardDialog(StepDialog):
    """Makes the letter to the body and the notice to the petitioner."""

    step_type = Forward
    verb = "转送"
    day_title = "转送日期"

    def fill(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.competent = self.add("body", "转送哪个机关、单位(&B)", Line(), required=True)
        self.reason = self.add("reason", "转送理由(&S)", TextArea(3))

    def step(self) -> Forward:
        return Forward(on=self.on.value, body=self.competent.value, reason=self.reason.value)
