"""The frame of a dialog that takes one act, on a petition or of the desk itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.steps.step import Act
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.day import Day
from ui.widgets.editors import aside

if TYPE_CHECKING:
    from app.answers import Changes


class ActDialog(Dialog):
    """Subclasses say what stands at the `head`, add fields in `fill`, build the act in `step` and take it in `take`.

    `taken` carries the name of the act once it is done, `instead` that of another step that is needed in its place.
    Both stand here, where every dialog of a step has them: of a second widget among the bases Qt knows no signals.
    """

    taken = Signal(str)
    instead = Signal(str)
    step_type: type[Act] = Act
    day_title = "日期"

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.today = runner.desk.today()
        super().__init__(runner, self.step_type.label, parent)

    def build(self) -> None:
        self.head()
        self.fill()
        self.fill_last()
        hint = "默认今天；补记以前办的，改为当天日期"
        self.on = self.add("on", f"{self.day_title}(&D)", aside(Day(self.today, self.today)), hint=hint)

    def head(self) -> None:
        """What the act is about."""
        raise NotImplementedError

    def fill(self) -> None:
        """Add the act's own fields."""
        raise NotImplementedError

    def fill_last(self) -> None:
        """What many acts ask alike, below their own fields."""

    def step(self) -> Act:
        """The act as filled in."""
        raise NotImplementedError

    def take(self) -> Changes:
        """Do it. Raises RuleBroken."""
        raise NotImplementedError

    def answers(self) -> object:
        return self.step()

    def act(self) -> None:
        done = self.runner.run(self.take, self, self.refuse)
        if done is not None:
            self.leave()
            self.taken.emit(self.step_type.name)
