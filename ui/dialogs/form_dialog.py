"""The dialog of every step that needs no more than a form: made from the fields of the step itself.

`Form` is the form alone, `FormDialog` that of a step on a petition, `DeskFormDialog` that of an act of the desk.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from app.domain import shape
from app.domain.asked import Asked, fields_asked
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.steps.at_desk import AT_ONCE
from app.domain.steps.step import Act, DeskStep, Step
from ui.dialogs.act_dialog import ActDialog
from ui.dialogs.step_dialog import StepDialog
from ui.drafts import Opens
from ui.runner import Runner
from ui.widgets.answer import Answer
from ui.widgets.editors import Tick
from ui.widgets.field import Field
from ui.widgets.layout import label
from ui.widgets.row_list import RowList
from ui.widgets.suitable import Suitable
from ui.widgets.ways import Ways

if TYPE_CHECKING:
    from app.answers import Changes

LETTERS = "BRSNXPQJWTYAGHKFCEILMOUVZ"  # behind Alt, in the order of the fields; D is for the day
SHORT = 2  # shares up to which a field needs half a line only
APART = ("on", AT_ONCE)  # asked by every dialog of a step in its own place
ABREAST = 2  # short fields beside each other
LONGEST_HEAD = 12  # Chinese characters of a title that still has room in half the width
IN_ROW = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


class Form(ActDialog):
    """One editor for each field of `step_type`, filled with what is suggested."""

    characters = 48
    petition_asked: Petition | None = None  # whose petitioners are offered where one is to be chosen

    def ask_for(self, step_type: type[Act]) -> None:
        """Before the dialog is built: what it asks for."""
        self.step_type = step_type
        self.verb = step_type.verb or step_type.label
        self.day_title = step_type.day_title
        self.editors: dict[str, Answer] = {}
        self._letters = iter(LETTERS)

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
        self.editors = {name: suitable.editor(one) for name, one in asked.items()}
        for line in self._lines(asked):
            self.pair(*((name, self._field(asked[name])) for name in line))

    def fill_in(self, values: Mapping[str, object]) -> None:
        """Put values into their editors, as the JSON of the step or as its own types."""
        for name, value in msgspec.to_builtins(dict(values)).items():
            if name == "on":
                day = date.fromisoformat(value)
                self.on.setDate(QDate(day.year, day.month, day.day))
            elif name in self.editors:
                self.editors[name].put(value)

    def filled(self) -> dict[str, Any]:
        """Field -> value as it stands in the form."""
        return {"on": self.on.value, **{name: answer.get() for name, answer in self.editors.items()}}

    def step(self) -> Act:
        return self.step_type(**self.filled())

    def act(self) -> None:
        problems = sorted(self._problems(), key=self._place)
        if problems:
            told = [msgspec.structs.asdict(problem) for problem in problems]
            self.refuse(RuleBroken("input-invalid", "内容需要改正。", problems=told))
        else:
            super().act()

    def field_at(self, path: str) -> Field | None:
        inside = IN_ROW.fullmatch(path)
        rows = self.editors[inside[1]].editor if inside and inside[1] in self.editors else None
        if inside and isinstance(rows, RowList):
            return rows.field_at(int(inside[2]), inside[3]) or self.fields[inside[1]]
        return super().field_at(path)

    def clear_refusals(self) -> None:
        super().clear_refusals()
        for answer in self.editors.values():
            if isinstance(answer.editor, RowList):
                answer.editor.clear_refusals()

    def _problems(self) -> Iterator[shape.Problem]:
        """All at once: what an editor objects to in words, and what the shape of the step refuses besides."""
        own = {
            f"{name}{path}": told for name, answer in self.editors.items() for path, told in answer.objections().items()
        }
        yield from (shape.Problem(field, "", told) for field, told in own.items())
        try:
            shape.check(self.step())
        except RuleBroken as wrong:
            for found in msgspec.convert(wrong.facts["problems"], list[shape.Problem]):
                if found.field not in own:
                    yield found

    def _place(self, problem: shape.Problem) -> int:
        """The order of the form, so that the first one gets the focus."""
        name = problem.field.split("[")[0].split(".")[0]
        return list(self.editors).index(name) if name in self.editors else len(self.editors)

    def _lines(self, asked: Mapping[str, Asked]) -> list[list[str]]:
        """Which fields stand beside each other."""
        lines: list[list[str]] = []
        for name in asked:
            last = lines[-1] if lines else []
            if last and len(last) < ABREAST and all(self._is_short(asked[one]) for one in (*last, name)):
                last.append(name)
            else:
                lines.append([name])
        return lines

    def _is_short(self, asked: Asked) -> bool:
        answer = self.editors[asked.name]
        alone = isinstance(answer.editor, Tick) or answer.hint or self.step_type.hints.get(asked.name)
        return 0 < answer.share <= SHORT and not alone and len(asked.title) <= LONGEST_HEAD

    def _field(self, asked: Asked) -> Field:
        answer = self.editors[asked.name]
        hint = self.step_type.hints.get(asked.name, "") or answer.hint
        numbered = isinstance(answer.editor, Ways)  # Alt+1, Alt+2 … lead there
        title = asked.title if numbered else f"{asked.title}(&{next(self._letters)})"
        if answer.more is not None:
            answer.more.setText(f"{answer.more.text()}(&{next(self._letters)})")
        if isinstance(answer.editor, Tick):
            answer.editor.setText(title)
            title = ""
        return Field(title, answer.editor, required=asked.required, hint=hint, more=answer.more)


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
