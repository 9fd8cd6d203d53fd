"""签发处理意见书."""

from __future__ import annotations

from app.domain.steps.opinion import IssueOpinion
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.layout import label

EXPLANATION = "签发后编定文号，意见书内容不能再改。意见书写明：信访人自收到之日起30日内可以向复查机关请求复查。"


class IssueOpinionDialog(StepDialog):
    """Number the opinion and let it go."""

    step_type = IssueOpinion
    verb = "签发"
    day_title = "签发日期"

    def fill(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        approval = self.petition.opinion.approval if self.petition.opinion else None
        if approval is not None:
            self.form.addWidget(label(f"{approval.on} {approval.by} 审批同意。", "quiet", wrap=True))

    def step(self) -> IssueOpinion:
        return IssueOpinion(on=self.on.value)
