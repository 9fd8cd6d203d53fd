"""A dialog that takes one step on one petition. Each step's own dialog only says which fields it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QWidget

from app.domain.petition import Petition
from app.domain.steps.at_desk import AT_ONCE, AtDesk, here_on
from app.domain.steps.step import Step
from ui.dialogs.act_dialog import ActDialog
from ui.drafts import Opens
from ui.runner import Runner
from ui.widgets.editors import Tick, aside
from ui.widgets.layout import label

if TYPE_CHECKING:
    from app.answers import Changes


class StepDialog(ActDialog):
    """Subclasses name their `step_type`, add fields in `fill` and build the step in `step`."""

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

    def fill_last(self) -> None:
        """Whether the paper goes into the visitor's hands at once: asked only on the day of a visit."""
        self.serve_now: Tick | None = None
        if issubclass(self.step_type, AtDesk) and here_on(self.petition, self.today):
            self.serve_now = aside(Tick("当场送达，信访人在场签收(&0)"))
            self.add(AT_ONCE, "", self.serve_now, hint="打印后当面交给信访人，在送达回证上签名")

    def whole(self) -> Step:
        """The step as filled in, with what every dialog asks alike."""
        step = self.step()
        if self.serve_now is None or not self.serve_now.isChecked():
            return step
        return msgspec.structs.replace(step, serve_now=True)

    def opens(self) -> Opens | None:
        return Opens(form="step", number=self.petition.number, step=self.step_type.name)

    def who(self) -> str:
        return self.petition.number

    def step(self) -> Step:
        """The step as filled in."""
        raise NotImplementedError

    def take(self) -> Changes:
        return self.runner.desk.run(self.petition.number, self.whole())
