"""告知向有权机关提出."""

from __future__ import annotations

from app.domain.steps.notice import NotifyElsewhere
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Line, TextArea
from ui.widgets.field import Field
from ui.widgets.layout import label

EXPLANATION = "不属于本单位职权范围的，书面告知向有权处理的机关、单位提出，不作不予受理。"


class NotifyElsewhereDialog(StepDialog):
    """Who is competent, and how the petitioner finds them."""

    step_type = NotifyElsewhere
    verb = "出具告知书"
    day_title = "告知日期"

    def fill(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.competent = self.add("body", "有权处理的机关、单位(&B)", Line(), required=True)
        self.body_address, self.body_phone = Line(), Line()
        self.pair(
            ("body_address", Field("该单位地址(&A)", self.body_address)),
            ("body_phone", Field("该单位电话(&T)", self.body_phone)),
        )
        self.reason = self.add("reason", "不属于本单位职权的理由(&S)", TextArea(2))

    def step(self) -> NotifyElsewhere:
        return NotifyElsewhere(
            on=self.on.value,
            body=self.competent.value,
            body_address=self.body_address.value,
            body_phone=self.body_phone.value,
            reason=self.reason.value,
        )
