"""不予受理."""

from __future__ import annotations

from app.domain.petition import DECLINE_REASONS
from app.domain.steps.notice import Decline
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Choice, Line, TextArea
from ui.widgets.layout import label

EXPLANATION = "不属于本单位职权的不用本告知书，请用“告知向有权机关提出”。理由写具体，印在告知书上。"
UNCHOSEN = {"": "请选择", **DECLINE_REASONS}


class DeclineDialog(StepDialog):
    """The reason by its code and in words, and who is competent."""

    step_type = Decline
    verb = "出具不予受理告知书"
    day_title = "决定日期"
    characters = 48

    def fill(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.reason_code = self.add("reason_code", "不予受理的情形(&Q)", Choice(UNCHOSEN), required=True)
        self.reason = self.add("reason", "具体理由(&S)", TextArea(3), required=True)
        self.competent = self.add("body", "有权处理的机关、单位(&B)", Line(), required=True)

    def step(self) -> Decline:
        return Decline(
            on=self.on.value,
            reason_code=self.reason_code.value,  # type: ignore[arg-type]
            reason=self.reason.value,
            body=self.competent.value,
        )

    def act(self) -> None:
        if self.reason_code.value:
            super().act()
        else:
            self.refuse_at("reason_code", "请先选择不予受理的情形。")
