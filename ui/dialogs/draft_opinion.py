"""拟写处理意见."""

from __future__ import annotations

from app.domain.codes import RESULTS
from app.domain.records.opinion import Draft, RequestResult
from app.domain.steps.opinion import DraftOpinion, evidence_at_hand
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.basis_list import BasisList
from ui.widgets.editors import Choice, Line, TextArea
from ui.widgets.field import Field
from ui.widgets.layout import column, label, line
from ui.words import joined, listed

UNANSWERED = {"": "请选择", **RESULTS}


class DraftOpinionDialog(StepDialog):
    """The four contents of art. 32: requests, facts and reasons, the opinion on each request, its basis."""

    step_type = DraftOpinion
    verb = "保存拟稿"
    day_title = "拟稿日期"
    characters = 52

    def fill(self) -> None:
        draft = self.petition.opinion.draft if self.petition.opinion else None
        self._say_why_returned()
        self.facts_found = self.add("facts_found", "查明的事实和理由(&F)", TextArea(5), required=True)
        self.facts_found.setPlainText(draft.facts_found if draft else self._found())
        self.results: list[tuple[Choice, TextArea]] = []
        for number, request in enumerate(self.petition.requests, 1):
            self._add_request(number, request, draft)
        bases = BasisList(draft.basis if draft else (), self.runner.desk.articles)
        self.basis = self.add("basis", "法律法规依据(&L)", bases, required=True)
        self.evidence = self.add("evidence", "证据(&Z)", Line(), hint="几份用顿号分开")
        self.evidence.setText(joined(evidence_at_hand(self.petition)))

    def step(self) -> DraftOpinion:
        return DraftOpinion(
            on=self.on.value,
            facts_found=self.facts_found.value,
            basis=self.basis.value,
            results=tuple(self._results()),
            evidence=listed(self.evidence.value),
        )

    def _results(self) -> list[RequestResult]:
        """An answer for each request whose result was chosen; an opinion without a result stays with the draft."""
        answered = enumerate(self.results, 1)
        return [
            RequestResult(request=n, result=choice.value, opinion=opinion.value)  # type: ignore[arg-type]
            for n, (choice, opinion) in answered
            if choice.value
        ]

    def _add_request(self, number: int, request: str, draft: Draft | None) -> None:
        result, opinion = Choice(UNANSWERED), TextArea(3)
        given = next((r for r in draft.results if r.request == number), None) if draft else None
        if given:
            result.choose(given.result)
            opinion.setPlainText(given.opinion)
        self.form.addWidget(line())
        asked = label(f"诉求{number}：{request}", "strong", wrap=True)
        chosen = Field(f"诉求{number}的处理结果", result, required=True)
        written = Field(f"诉求{number}的处理意见", opinion, required=True)
        self.fields[f"results[{number - 1}].opinion"] = written
        self.fields.setdefault("results", chosen)
        self.form.addLayout(column(asked, chosen, written))
        self.results.append((result, opinion))

    def act(self) -> None:
        for number, (choice, opinion) in enumerate(self.results):
            if opinion.value and not choice.value:
                self.clear_refusals()
                self.fields[f"results[{number}].opinion"].say("已写处理意见，还没有选择处理结果。", "refusal")
                choice.setFocus()
                return
        super().act()

    def _found(self) -> str:
        return "\n".join(i.record for i in self.petition.investigations)

    def _say_why_returned(self) -> None:
        approval = self.petition.opinion.approval if self.petition.opinion else None
        if approval is not None and not approval.agreed:
            told = f"{approval.on} {approval.by} 退回修改：{approval.remarks}"
            self.form.addWidget(label(told, "warn", wrap=True))
