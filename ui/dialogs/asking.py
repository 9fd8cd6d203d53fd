"""A form that is made from the fields of a value: an editor for each, refusals beside them, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from app.domain import shape
from app.domain.asked import Asked
from app.domain.errors import RuleBroken
from ui.widgets.answer import Answer
from ui.widgets.editors import Tick
from ui.widgets.field import Field
from ui.widgets.row_list import RowList
from ui.widgets.ways import Ways

if TYPE_CHECKING:
    from ui.dialogs.dialog import Dialog as Mixed
else:
    Mixed = object  # of two bases that are both widgets Qt would know the signals of the first alone

LETTERS = "BRSNXPQJWTYAGHKFCEILMOUVZ"  # behind Alt, in the order of the fields; D is for the day
SHORT = 2  # shares up to which a field needs half a line only
ABREAST = 2  # short fields beside each other
LONGEST_HEAD = 12  # Chinese characters of a title that still has room in half the width
IN_ROW = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


class Asking(Mixed):
    """Stands before a Dialog among the bases.

    Subclasses begin with `begin_asking`, lay out with `ask` what they ask for, and say in `value` what it makes.
    """

    hints: Mapping[str, str]  # field -> a few words beside it

    def begin_asking(self, hints: Mapping[str, str]) -> None:
        """Before the dialog is built."""
        self.hints = hints
        self.editors: dict[str, Answer] = {}
        self._letters = iter(LETTERS)

    def value(self) -> msgspec.Struct:
        """What is filled in, as what it is; its shape is checked."""
        raise NotImplementedError

    def ask(self, asked: Mapping[str, Asked], editors: Mapping[str, Answer]) -> None:
        """Lay out these fields with their editors."""
        self.editors.update(editors)
        for line in self._lines(asked):
            self.pair(*((name, self._field(asked[name])) for name in line))

    def fill_in(self, values: Mapping[str, object]) -> None:
        """Put values into their editors, as the JSON of the value or as its own types."""
        for name, value in msgspec.to_builtins(dict(values)).items():
            if name in self.editors:
                self.editors[name].put(value)

    def filled(self) -> dict[str, Any]:
        """Field -> value as it stands in the form."""
        return {name: answer.get() for name, answer in self.editors.items()}

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

    def refused(self) -> bool:
        """Whether something is wrong with what is filled in; it is said beside its fields."""
        problems = sorted(self.problems(), key=self._place)
        if problems:
            told = [msgspec.structs.asdict(problem) for problem in problems]
            self.refuse(RuleBroken("input-invalid", "内容需要改正。", problems=told))
        return bool(problems)

    def problems(self) -> Iterator[shape.Problem]:
        """All at once: what an editor objects to in words, and what its shape refuses besides."""
        own = {
            f"{name}{path}": told for name, answer in self.editors.items() for path, told in answer.objections().items()
        }
        yield from (shape.Problem(field, "", told) for field, told in own.items())
        try:
            shape.check(self.value())
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
        alone = isinstance(answer.editor, Tick) or answer.hint or self.hints.get(asked.name)
        return 0 < answer.share <= SHORT and not alone and len(asked.title) <= LONGEST_HEAD

    def _field(self, asked: Asked) -> Field:
        answer = self.editors[asked.name]
        hint = self.hints.get(asked.name, "") or answer.hint
        numbered = isinstance(answer.editor, Ways)  # Alt+1, Alt+2 … lead there
        title = asked.title if numbered else f"{asked.title}(&{next(self._letters)})"
        if answer.more is not None:
            answer.more.setText(f"{answer.more.text()}(&{next(self._letters)})")
        if isinstance(answer.editor, Tick):
            answer.editor.setText(title)
            title = ""
        return Field(title, answer.editor, required=asked.required, hint=hint, more=answer.more)
