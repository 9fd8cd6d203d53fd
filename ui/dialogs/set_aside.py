"""不另行办理: nothing is to be done about what came down, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.steps.arrival import SetAside
from ui.dialogs.form_dialog import Form
from ui.runner import Runner
from ui.widgets.layout import label

if TYPE_CHECKING:
    from app.answers import ArrivalSeen, Changes


class SetAsideDialog(Form):
    """Says what it is about, then asks for the reason."""

    step_type: type[SetAside] = SetAside

    def __init__(self, runner: Runner, seen: ArrivalSeen, parent: QWidget | None = None) -> None:
        self.seen = seen
        self.ask_for(SetAside)
        super().__init__(runner, parent)

    def head(self) -> None:
        self.form.addWidget(label(f"{self.seen.what}：{self.seen.title}", "lead", wrap=True))
        self.form.addWidget(label(self.seen.why, "small", wrap=True))

    def step(self) -> SetAside:
        return SetAside(**self.filled())

    def take(self) -> Changes:
        return self.runner.desk.set_aside(self.seen.ref, self.step())
