"""更正登记内容."""

from __future__ import annotations

from app.domain.petition import ID_TYPES
from app.domain.steps.correction import FIELDS, Correct, content_of
from ui.corrected import content, correctable, on_paper
from ui.dialogs.step_dialog import StepDialog
from ui.identity import note_on_credit_code, note_on_id
from ui.widgets.editors import Choice, Line, TextArea
from ui.widgets.field import Field
from ui.widgets.layout import label

EXPLANATION = "原内容不删除，与更正后的内容一并显示。收到日期不能更正。"
ON_PAPER = "标题、姓名（名称）已写入出具的文书，不能再更正。"
LIST_WIDTH = 12  # Chinese characters; a longer entry does not widen the dialog
FIRST = "address 1"  # what is misheard most


class CorrectDialog(StepDialog):
    """What is to be put right, what stands there now, the right content and why."""

    step_type = Correct
    verb = "更正"
    day_title = "更正日期"

    def fill(self) -> None:
        told = f"{EXPLANATION}{ON_PAPER if on_paper(self.petition) else ''}"
        self.form.addWidget(label(told, "quiet", wrap=True))
        places = {f"{field} {to}": told for (field, to), told in correctable(self.petition).items()}
        self.place = self.add("field", "更正项目(&X)", Choice(places), required=True)
        self.place.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.place.setMinimumContentsLength(LIST_WIDTH)
        self.place.choose(FIRST)
        self.present = label("", wrap=True, select=True)
        self.form.addWidget(Field("现在的内容", self.present))
        self.value = self.add("value", "更正为(&Z)", Line())
        self.id_type = self.add("id_type", "更正为(&L)", Choice(ID_TYPES))
        self.reason = self.add("reason", "更正事由(&S)", TextArea(2), required=True)
        self.place.currentIndexChanged.connect(lambda _: self._choose())
        self.value.textChanged.connect(lambda _: self._note())
        self._show_present()

    def step(self) -> Correct:
        return Correct(
            on=self.on.value,
            field=self.chosen[0],  # type: ignore[arg-type]
            to=self.chosen[1],
            value=self._typed(),
            reason=self.reason.value,
        )

    def answers(self) -> object:
        """To look at another field is not to type."""
        typed = self._typed()
        return "" if typed == self._now() else typed, self.reason.value, self.on.value

    def field_at(self, path: str) -> Field | None:
        """A person is checked whole: what is wrong with the new content bears the name of the corrected field."""
        if path == "value" or path in FIELDS:
            path = "id_type" if self.chosen[0] == "id_type" else "value"
        return super().field_at("field" if path == "to" else path)

    @property
    def chosen(self) -> tuple[str, int]:
        """The field to be put right, and whose: the petitioner's number, 0 for the matter."""
        field, to = self.place.value.split()
        return field, int(to)

    def _now(self) -> str:
        return content_of(self.petition, *self.chosen)

    def _typed(self) -> str:
        return self.id_type.value if self.chosen[0] == "id_type" else self.value.value

    def _choose(self) -> None:
        """Another field: what was said about the one before goes."""
        self.clear_refusals()
        self._show_present()

    def _show_present(self) -> None:
        """The content of the chosen field, also as the start of the new one."""
        field, now = self.chosen[0], self._now()
        self.present.setText(content(field, now, open_numbers=True) or "未填写")
        self.fields["value"].setVisible(field != "id_type")
        self.fields["id_type"].setVisible(field == "id_type")
        if field == "id_type":
            self.id_type.choose(now)
        else:
            self.value.setText(now)
            self.value.setCursorPosition(0)
            self._note()

    def _note(self) -> None:
        """A note beside a number, never a wall."""
        field, to = self.chosen
        number = self.value.value
        resident = field == "id_number" and self.petition.petitioners[to - 1].id_type == "resident"
        note = note_on_id(number) if resident else note_on_credit_code(number) if field == "credit_code" else ""
        self.fields["value"].advise(note if number else "")
