"""不再受理."""

from __future__ import annotations

from app.domain.petition import FINAL_REASONS
from app.domain.steps.notice import DeclineFinal
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Choice, Line, TextArea, WrittenDay
from ui.widgets.field import Field
from ui.widgets.layout import label

EXPLANATION = "复核终结或者依法终结后，仍以同一事实和理由提出的，不再受理。请对照终结文书填写。"
UNCHOSEN = {"": "请选择", **FINAL_REASONS}


class DeclineFinalDialog(StepDialog):
    """Which paper has ended the matter: number, body, day."""

    step_type = DeclineFinal
    verb = "出具不再受理告知书"
    day_title = "决定日期"
    characters = 48

    def fill(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.reason_code = self.add("reason_code", "不再受理的情形(&Q)", Choice(UNCHOSEN), required=True)
        self.original_body = self.add("original_body", "复核（终结）机关(&B)", Line(), required=True)
        self.original_number, self.original_on = Line(), WrittenDay()
        self.pair(
            ("original_number", Field("文号(&W)", self.original_number, required=True)),
            ("original_on", Field("日期(&R)", self.original_on, required=True, hint="如 2025-03-02")),
        )
        self.reason = self.add("reason", "具体理由(&S)", TextArea(2))

    def step(self) -> DeclineFinal:
        return DeclineFinal(
            on=self.on.value,
            reason_code=self.reason_code.value,  # type: ignore[arg-type]
            original_body=self.original_body.value,
            original_number=self.original_number.value,
            original_on=self.original_on.day,  # type: ignore[arg-type]
            reason=self.reason.value,
        )

    def answers(self) -> object:
        return self.step(), self.original_on.value

    def act(self) -> None:
        if self.reason_code.value:
            super().act()
        else:
            self.refuse_at("reason_code", "请先选择不再受理的情形。")
