"""答复: to a suggestion or a question (F14), or on what was done under route 31(5) (F13)."""

from __future__ import annotations

from app.domain.codes import OUTCOMES
from app.domain.errors import RuleBroken
from app.domain.steps.reply import Reply
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.basis_list import BasisList
from ui.widgets.editors import Choice, Line, TextArea
from ui.widgets.field import Field
from ui.widgets.layout import label

# The fields that the rule names by their titles.
FIELD_OF = {
    "调查（研究论证）情况": "findings",
    "法律法规依据": "basis",
    "行政复议机关": "review_body",
    "管辖法院": "court",
}
UNCHOSEN = {"": "请选择", **OUTCOMES}
INTEREST = {
    "yes": "有利害关系：告知行政复议、行政诉讼",
    "no": "没有利害关系：告知可以继续反映新的线索",
}
ON_DUTY = "出具《处理情况告知书》。不出具处理意见书，不告知复查；有利害关系的，告知行政复议、行政诉讼。"
ON_SUGGESTION = "合理可行的建议意见应当采纳或者部分采纳，并予以回复；未采纳的，写明理由。"
ON_QUESTION = "就信访人咨询的事项书面回复。"


class ReplyDialog(StepDialog):
    """Asks what the paper of this kind of matter needs, nothing else."""

    step_type = Reply
    verb = "答复"
    day_title = "答复日期"
    characters = 50

    def fill(self) -> None:
        notice = self.petition.notice
        self.on_duty = notice is not None and notice.route == "31-5"
        suggestion = self.petition.category == "suggestion"
        told = ON_DUTY if self.on_duty else ON_SUGGESTION if suggestion else ON_QUESTION
        self.form.addWidget(label(told, "quiet", wrap=True))
        self.outcome = Choice(UNCHOSEN if suggestion else {"": ""})
        if suggestion:
            self.add("outcome", "采纳情况(&Q)", self.outcome, required=True)
        self.findings = self.add("findings", "调查（研究论证）情况(&J)", TextArea(3), required=self.on_duty)
        self.findings.setPlainText("\n".join(i.record for i in self.petition.investigations))
        self.handling = self.add("handling", "处理（答复）情况(&S)", TextArea(3), required=True)
        self.basis = self.add(
            "basis", "法律法规依据(&L)", BasisList((), self.runner.desk.articles), required=self.on_duty
        )
        self._add_remedy()

    def step(self) -> Reply:
        interest = self.on_duty and self.interest.value == "yes"
        return Reply(
            on=self.on.value,
            findings=self.findings.value,
            handling=self.handling.value,
            basis=self.basis.value,
            outcome=self.outcome.value,  # type: ignore[arg-type]
            interest=interest,
            review_body=self.review_body.value if interest else "",
            court=self.court.value if interest else "",
        )

    def refuse(self, error: RuleBroken) -> None:
        """What is missing is said beside its field; nothing is said of what this kind of reply does not ask for."""
        missing, problems = error.facts.get("missing"), error.facts.get("problems")
        if isinstance(missing, list):
            problems = [{"field": FIELD_OF[title], "title": title, "problem": "必填，不能为空"} for title in missing]
        if isinstance(problems, list):
            asked = [problem for problem in problems if self.field_at(problem["field"])]
            error = RuleBroken(error.code, error.message, problems=asked or problems)
        super().refuse(error)

    def act(self) -> None:
        if self.outcome.value or "outcome" not in self.fields:
            super().act()
        else:
            self.refuse_at("outcome", "请先选择采纳情况。")

    def _add_remedy(self) -> None:
        """Route 31(5) has remedies of its own, where the petitioner has an interest in law."""
        self.interest, self.review_body, self.court = Choice(INTEREST), Line(), Line()
        if not self.on_duty:
            return
        self.add("interest", "信访人与处理结果的利害关系(&H)", self.interest, required=True)
        self.pair(
            ("review_body", Field("行政复议机关(&F)", self.review_body, required=True)),
            ("court", Field("管辖法院(&Y)", self.court, required=True, hint="写全称")),
        )
        self.interest.currentIndexChanged.connect(lambda _: self._offer_remedy())

    def _offer_remedy(self) -> None:
        for name in ("review_body", "court"):
            self.fields[name].setVisible(self.interest.value == "yes")
