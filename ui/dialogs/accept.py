"""受理."""

from __future__ import annotations

from app.domain.steps.acceptance import Accept
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Line, Tick, aside
from ui.widgets.layout import label

EXPLANATION = (
    "受理后出具《受理告知书》，自受理之日起60日内办结。"
    "涉法涉诉、仲裁、行政复议等法定途径的事项（条例第三十一条第一至五项）不走本程序。"
)
SIMPLE = "初次提出、事实清楚、责任明确、争议不大的勾选；集体访和涉及几个单位的不适用"


class AcceptDialog(StepDialog):
    """Accept by the ordinary procedure, or by the simplified one where the office has switched it on."""

    step_type = Accept
    verb = "受理"
    day_title = "受理日期"

    def fill(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.office = self.add("office", "承办单位(&B)", Line(), hint="不填为本单位")
        self.handler = self.add("handler", "承办人(&R)", Line(), hint="可在交承办时再定")
        self.simplified = aside(Tick("适用简易办理(&J)"))
        if self.runner.desk.office.simplified:
            self.add("simplified", "", self.simplified, hint=SIMPLE)
        receiver = [h for h in self.petition.hand_overs if h.confirmed_on is not None]
        if receiver:
            self.office.setText(receiver[-1].to_office)
            self.handler.setText(receiver[-1].confirmed_by)

    def step(self) -> Accept:
        return Accept(
            on=self.on.value,
            office=self.office.value,
            handler=self.handler.value,
            simplified=self.simplified.isChecked(),
        )
