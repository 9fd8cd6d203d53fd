"""延期."""

from __future__ import annotations

from datetime import timedelta

from app.domain.steps.extension import MOST_DAYS, Extend
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Count, Line, TextArea
from ui.widgets.layout import label

EXPLANATION = (
    "情况复杂的，经本单位负责人批准可以延长一次，不超过30日，延期理由要告知信访人。理由写具体，不能只写“情况复杂”。"
)


class ExtendDialog(StepDialog):
    """Why, for how many days, who has agreed; the new last day is shown while the days are chosen."""

    step_type = Extend
    verb = "延期"
    day_title = "批准日期"

    def fill(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.reason = self.add("reason", "延期理由(&S)", TextArea(3), required=True)
        self.days = self.add("days", "延长天数(&Y)", Count(1, MOST_DAYS, MOST_DAYS), required=True)
        self.until = label("", "strong", wrap=True)
        self.form.addWidget(self.until)
        self.approver = self.add("approver", "批准的单位负责人(&R)", Line(), required=True)
        self.days.valueChanged.connect(lambda _days: self._tell())
        self._tell()

    def step(self) -> Extend:
        return Extend(on=self.on.value, reason=self.reason.value, days=self.days.value(), approver=self.approver.value)

    def _tell(self) -> None:
        """The new last day, counted from the last of the 60 days."""
        clocks = self.runner.desk.view(self.petition.number).deadlines
        ends = next((clock.nominal for clock in clocks if clock.code == "D5"), None)
        if ends is not None:
            self.until.setText(f"原办理期限至 {ends}，延长后至 {ends + timedelta(days=self.days.value())}。")
