"""审批处理意见."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.domain.codes import RESULTS
from app.domain.records.opinion import Draft
from app.domain.records.review import REVIEW_RESULTS
from app.domain.steps.opinion import ApproveOpinion
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Choice, Line, TextArea
from ui.widgets.layout import card, column, label


class ApproveOpinionDialog(StepDialog):
    """The head reads the draft and agrees, or sends it back with remarks."""

    step_type = ApproveOpinion
    verb = "审批"
    day_title = "审批日期"
    characters = 48

    def fill(self) -> None:
        if self.petition.opinion:
            self.form.addWidget(card(column(*self._draft(self.petition.opinion.draft), margin=12)))
        self.agreed = self.add("agreed", "审批结论(&A)", Choice({"yes": "同意签发", "no": "退回修改"}), required=True)
        self.approver = self.add("approver", "审批人(&R)", Line(), hint="不填为当前登录人")
        self.remarks = self.add("remarks", "审批意见(&S)", TextArea(2), hint="退回修改的必须写明")

    def step(self) -> ApproveOpinion:
        return ApproveOpinion(
            on=self.on.value,
            approver=self.approver.value,
            agreed=self.agreed.value == "yes",
            remarks=self.remarks.value,
        )

    def _draft(self, draft: Draft) -> list[QLabel]:
        lines = [label("查明的事实和理由", "strong"), label(draft.facts_found or "（未写）", wrap=True)]
        for given in draft.results:
            lines.append(
                label(f"诉求{given.request}：{self.petition.requests[given.request - 1]}", "strong", wrap=True)
            )
            lines.append(label(f"{RESULTS[given.result]}。{given.opinion}", wrap=True))
        if draft.conclusion:
            lines.append(label(f"结果：{REVIEW_RESULTS[draft.conclusion]}", "strong"))
            lines.append(label(draft.conclusion_words or "（未写）", wrap=True))
            if draft.redo_by:
                lines.append(label(f"要求于 {draft.redo_by} 前重新作出意见", wrap=True))
        lines.append(label("依据", "strong"))
        lines.append(label("；".join(f"{b.law}{b.article}" for b in draft.basis) or "（未写）", wrap=True))
        return lines
