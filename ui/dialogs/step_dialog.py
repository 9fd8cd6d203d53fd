"""A dialog that takes one step on one petition. Each step's own dialog only says which fields it has."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.petition import Petition
from app.domain.steps.step import Step
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.editors import Day, aside
from ui.widgets.layout import label


class StepDialog(Dialog):
    """Subclasses name their `step_type`, add fields in `fill` and build the step in `step`.

    `taken` carries the name of the step once it is done, `instead` that of another step that is needed in its place.
    """

    taken = Signal(str)
    instead = Signal(str)
    step_type: type[Step] = Step
    day_title = "日期"

    def __init__(self, runner: Runner, petition: Petition, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.petition = petition
        self.today = runner.desk.today()
        super().__init__(runner, self.step_type.label, parent)

    def build(self) -> None:
        head = label(f"{self.petition.who} · {self.petition.title}", "lead", wrap=True)
        self.form.addWidget(head)
        self.form.addWidget(label(f"{self.petition.number}    依据：{self.step_type.article}", "small", wrap=True))
        self.fill()
        hint = "默认今天；补记以前办的，改为当天日期"
        self.on = self.add("on", f"{self.day_title}(&D)", aside(Day(self.today, self.today)), hint=hint)

    def fill(self) -> None:
        """Add the step's own fields."""
        raise NotImplementedError

    def step(self) -> Step:
        """The step as filled in."""
        raise NotImplementedError

    def answers(self) -> object:
        return self.step()

    def act(self) -> None:
        done = self.runner.run(lambda: self.runner.desk.run(self.petition.number, self.step()), self, self.refuse)
        if done is not None:
            self.leave()
            self.taken.emit(self.step_type.name)
