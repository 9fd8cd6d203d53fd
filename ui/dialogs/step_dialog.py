"""A dialog that takes one step on one petition. Each step's own dialog only says which fields it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.petition import Petition
from app.domain.steps.step import Step
from ui.dialogs.act_dialog import ActDialog
from ui.runner import Runner
from ui.widgets.layout import label

if TYPE_CHECKING:
    from app.answers import Changes


class StepDialog(ActDialog):
    """Subclasses name their `step_type`, add fields in `fill` and build the step in `step`.

    `instead` carries the name of another step that is needed in its place.
    """

    instead = Signal(str)
    step_type: type[Step] = Step

    def __init__(self, runner: Runner, petition: Petition, parent: QWidget | None = None) -> None:
        self.petition = petition
        super().__init__(runner, parent)

    def head(self) -> None:
        head = label(f"{self.petition.who} · {self.petition.title}", "lead", wrap=True)
        self.form.addWidget(head)
        below = label(f"{self.petition.number}    依据：{self.step_type.article}", "small", wrap=True)
        below.setToolTip("\n".join(self.runner.desk.articles.words(self.step_type.article)))
        self.form.addWidget(below)

    def step(self) -> Step:
        """The step as filled in."""
        raise NotImplementedError

    def take(self) -> Changes:
        return self.runner.desk.run(self.petition.number, self.step())
