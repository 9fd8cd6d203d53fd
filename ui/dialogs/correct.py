"""更正登记内容."""

from __future__ import annotations

from app.domain.codes import CHANNELS, ID_TYPES
from app.domain.masking import COVERED, Sight, looks_masked
from app.domain.rights import Right
from app.domain.steps.correction import CHOSEN_CATEGORIES, FIELDS, MOST_PEOPLE, Correct, content_of, on_paper
from ui import addresses
from ui.corrected import content, correctable
from ui.dialogs.step_dialog import StepDialog
from ui.identity import note_on_credit_code, note_on_id, note_on_phone
from ui.widgets.completing import CompletingLine, proposed
from ui.widgets.editors import Choice, Count, TextArea, aside
from ui.widgets.field import Field
from ui.widgets.hold_button import HoldButton
from ui.widgets.layout import label

EXPLANATION = "原内容不删除，与更正后的内容一并显示。信访形式、人数是登记的那一次的。"
NOT_THE_DAY = "收到日期关系到期限，不能更正；登错了、尚未办理的，办理“登记作废”后重新登记。"
ON_PAPER = "标题、信访形式、姓名（名称）已写入出具的文书，信访目的是已作决定的依据，不能再更正。"
LIST_WIDTH = 12  # Chinese characters; a longer entry does not widen the dialog
NOTES = {"credit_code": note_on_credit_code, "phone": note_on_phone}
FIRST = "address 1"  # what is misheard most


class CorrectDialog(StepDialog):
    """What is to be put right, what stands there now, the right content and why."""

    step_type = Correct
    verb = "更正"
    day_title = "更正日期"

    def fill(self) -> None:
        told = f"{EXPLANATION}{NOT_THE_DAY}{ON_PAPER if on_paper(self.petition, 'title') else ''}"
        self.form.addWidget(label(told, "quiet", wrap=True))
        places = {f"{field} {to}": told for (field, to), told in correctable(self.petition).items()}
        self.place = self.add("field", "更正项目(&X)", Choice(places), required=True)
        self.place.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.place.setMinimumContentsLength(LIST_WIDTH)
        self.place.choose(FIRST)
        self._put = ""
        self.present = label("", wrap=True)
        self.details = aside(HoldButton("按住显示完整  F8", self))
        self.form.addWidget(Field("现在的内容", self.present, more=self.details))
        self.value = self.add("value", "更正为(&Z)", CompletingLine())
        self.id_type = self.add("id_type", "更正为(&L)", Choice(ID_TYPES))
        self.category = self.add("category", "更正为(&M)", Choice(CHOSEN_CATEGORIES))
        self.channel = self.add("channel", "更正为(&N)", Choice(CHANNELS))
        self.head_count = self.add("head_count", "更正为(&R)", Count(1, MOST_PEOPLE, 1))
        self._coded = {"id_type": self.id_type, "category": self.category, "channel": self.channel}
        self.reason = self.add("reason", "更正事由(&S)", TextArea(2), required=True)
        self.place.currentIndexChanged.connect(lambda _: self._choose())
        self.value.textChanged.connect(lambda _: self._note())
        self.details.held.connect(self._uncover)
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
            path = self.chosen[0] if self.chosen[0] in (*self._coded, "head_count") else "value"
        return super().field_at("field" if path == "to" else path)

    @property
    def chosen(self) -> tuple[str, int]:
        """The field to be put right, and whose: the petitioner's number, 0 for the matter."""
        field, to = self.place.value.split()
        return field, int(to)

    def _now(self) -> str:
        return content_of(self.petition, *self.chosen)

    def _typed(self) -> str:
        """The new content; what was left as it was put there, masked or not, is the content that stands."""
        if self.chosen[0] in self._coded:
            return self._coded[self.chosen[0]].value
        if self.chosen[0] == "head_count":
            return str(self.head_count.value())
        return self._now() if self.value.value == self._put else self.value.value

    def _choose(self) -> None:
        """Another field: what was said about the one before goes."""
        self.clear_refusals()
        self._show_present()

    def _show_present(self) -> None:
        """The content of the chosen field, also as the start of the new one."""
        field, now = self.chosen[0], self._now()
        shown = content(field, now, COVERED)
        self.present.setText(shown or "未填写")
        self.details.setVisible(looks_masked(shown) and self.runner.desk.may(Right.REVEAL))
        apart = field in self._coded or field == "head_count"
        self.fields["value"].setVisible(not apart)
        self.fields["head_count"].setVisible(field == "head_count")
        for coded, choice in self._coded.items():
            self.fields[coded].setVisible(field == coded)
            if field == coded:
                choice.choose(now)
        if field == "head_count":
            self.head_count.setValue(int(now))
        if apart:
            self.fields["value"].advise("")
        else:
            self._put = shown.strip()
            self.value.propose(self._proposals(field))
            self.value.setText(shown)
            self._note()

    def _proposals(self, field: str) -> dict[str, str]:
        """What a list of the county knows for the field, nothing for most."""
        desk = self.runner.desk
        if field == "content_class":
            return {one.words: one.words for one in desk.content_classes_now()}
        if field == "address":
            return addresses.known(desk)
        return proposed(desk.villages()) if field == "place" else {}

    def _uncover(self, held: bool) -> None:
        """What stands behind the mask, beside the field and only while it is held; what was typed stays."""
        field, to = self.chosen
        if not held:
            self.present.setText(content(field, self._now(), COVERED))
            return
        purpose = f"更正{FIELDS[field]}"
        number = self.petition.number
        full = self.runner.read(lambda: self.runner.desk.reveal(number, (field,), purpose), self)
        if full is not None:
            self.present.setText(content(field, content_of(full, field, to), Sight(full=frozenset({field}))))

    def _note(self) -> None:
        """A note beside a number, never a wall."""
        field, to = self.chosen
        number = "" if looks_masked(self._typed()) else self._typed()
        note = ""
        if number and field == "id_number":
            person = self.petition.petitioners[to - 1]
            note = note_on_id(number, person.id_type, person.nationality)
        elif number and field in NOTES:
            note = NOTES[field](number)
        self.fields["value"].advise(note)
