"""调查核实记录."""

from __future__ import annotations

from app.domain.steps.investigation import Investigate
from ui.dialogs.step_dialog import StepDialog, listed
from ui.widgets.editors import Line, TextArea


class InvestigateDialog(StepDialog):
    """Where, with whom, what was found, what proves it."""

    step_type = Investigate
    verb = "记录"
    day_title = "调查日期"

    def fill(self) -> None:
        self.record = self.add("record", "调查情况(&J)", TextArea(5), required=True)
        self.place = self.add("place", "地点(&P)", Line())
        self.participants = self.add("participants", "参加人(&R)", Line(), hint="几个人用顿号分开")
        self.evidence = self.add("evidence", "证据(&Z)", Line(), hint="几份用顿号分开")

    def step(self) -> Investigate:
        return Investigate(
            on=self.on.value,
            record=self.record.value,
            place=self.place.value,
            participants=listed(self.participants.value),
            evidence=listed(self.evidence.value),
        )
