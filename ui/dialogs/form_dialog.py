"""The dialog of every step that needs no more than a form: made from the fields of the step itself.

`Form` is the form alone, `FormDialog` that of a step on a petition, `DeskFormDialog` that of an act of the desk.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.domain.asked import fields_asked
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.steps.at_desk import AT_ONCE
from app.domain.steps.step import Act, DeskStep, Step
from ui.dialogs.act_dialog import ActDialog
from ui.dialogs.asking import Asking
from ui.dialogs.step_dialog import StepDialog
from ui.drafts import Opens
from ui.runner import Runner
from ui.widgets.layout import label
from ui.widgets.suitable import Suitable

if TYPE_CHECKING:
    from app.answers import Changes

APART = ("on", AT_ONCE)  # asked by every dialog of a step in its own place


class Form(Asking, ActDialog):
    """One editor for each field of `step_type`, filled with what is suggested."""

    characters = 48
    petition_asked: Petition | None = None  # whose petitioners are offered where one is to be chosen

    def ask_for(self, step_type: type[Act]) -> None:
        """Before the dialog is built: what it asks for."""
        self.step_type = step_type
        self.verb = step_type.verb or step_type.label
        self.day_title = step_type.day_title
        self.begin_asking(step_type.hints)

    def told(self) -> str:
        """What the form says before it asks, besides the hint; "" for nothing."""
        return ""

    def suggested(self) -> Mapping[str, object]:
        """What is filled in before anybody types. Raises RuleBroken where that can't be said."""
        return {}

    def build(self) -> None:
        super().build()
        with contextlib.suppress(RuleBroken):  # what can't be suggested now is typed
            self.fill_in(self.suggested())

    def fill(self) -> None:
        for text, role in ((self.step_type.hint, "quiet"), (self.told(), "")):
            if text:
                self.form.addWidget(label(text, role, wrap=True))
        suitable = Suitable(self.petition_asked, self.today)
        asked = {one.name: one for one in fields_asked(self.step_type) if one.name not in APART}
        self.ask(asked, {name: suitable.editor(one) for name, one in asked.items()})

    def fill_in(self, values: Mapping[str, object]) -> None:
        super().fill_in(values)
        if "on" in values:
            self.on.setText(str(values["on"]))

    def filled(self) -> dict[str, Any]:
        return {"on": self.on.value, **super().filled()}

    def step(self) -> Act:
        return self.step_type(**self.filled())

    def value(self) -> Act:
        return self.step()

    def act(self) -> None:
        if not self.refused():
            super().act()


class FormDialog(Form, StepDialog):
    """The form of a step on a petition."""

    step_type: type[Step] = Step

    def __init__(
        self,
        runner: Runner,
        petition: Petition,
        step_type: type[Step],
        parent: QWidget | None = None,
        *,
        arrival: str = "",
    ) -> None:
        self.petition_asked = petition
        self.arrival = arrival  # what came down that this step takes up
        self.ask_for(step_type)
        super().__init__(runner, petition, parent)

    def told(self) -> str:
        return self.step_type.told(self.petition)

    def suggested(self) -> Mapping[str, object]:
        return self.runner.desk.suggest(self.petition.number, self.step_type.name, arrival=self.arrival)

    def step(self) -> Step:
        return self.step_type(**self.filled())

    def opens(self) -> Opens | None:
        return Opens(form="step", number=self.petition.number, step=self.step_type.name, arrival=self.arrival)

    def take(self) -> Changes:
        return self.runner.desk.run(self.petition.number, self.whole(), arrival=self.arrival)


class DeskFormDialog(Form):
    """The form of an act of the desk itself (DESK_STEPS), filled with what is `given`."""

    step_type: type[DeskStep] = DeskStep

    def __init__(
        self, runner: Runner, step_type: type[DeskStep], given: Mapping[str, object], parent: QWidget | None = None
    ) -> None:
        self._given = given
        self.ask_for(step_type)
        super().__init__(runner, parent)

    def head(self) -> None:
        if self.step_type.article:
            self.form.addWidget(label(f"依据：{self.step_type.article}", "small", wrap=True))

    def suggested(self) -> Mapping[str, object]:
        return self._given

    def opens(self) -> Opens | None:
        return Opens(form="desk", step=self.step_type.name)

    def step(self) -> DeskStep:
        return self.step_type(**self.filled())

    def take(self) -> Changes:
        return self.runner.desk.run_desk(self.step())
