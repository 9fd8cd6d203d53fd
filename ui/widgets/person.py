"""One petitioner in the registration form: a person or an organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.codes import FOREIGN_IDS, ID_TYPES
from app.domain.records.petitioner import Petitioner
from ui.identity import note_on_credit_code, note_on_id, note_on_phone
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.completing import CompletingLine
from ui.widgets.editors import Choice, Line, Tick, aside
from ui.widgets.field import Field
from ui.widgets.layout import abreast, column, label, row, tab_as_seen

LIST_KEY = "Ctrl+M"
NOBODY = "匿名"
PASTE = f"名单  {LIST_KEY}"
AT_ONCE = 8  # rows that are made before the window answers again


class PersonRow(QWidget):
    """Name and address first, the rest may stay empty (《信访工作条例》第十九条)."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, addresses: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._build_editors(addresses)
        self._build_fields()
        self._arrange()
        self._show_kind()

    def _build_editors(self, addresses: Mapping[str, str] | None) -> None:
        self.name, self.address, self.phone = Line(), CompletingLine(addresses), Line()
        self.id_number, self.credit_code, self.contact_person = Line(), Line(), Line()
        self.nationality = aside(Line())
        self.id_type = aside(Choice(ID_TYPES))
        self.id_type.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.id_type.setMinimumContentsLength(5)
        self.organisation = aside(Tick("单位(&U)"))
        self.representative = aside(Tick("代表(&B)"))
        self.remove, self.details = aside(Button("移除")), aside(Button("电话、证件"))
        self.details.hide()
        self.details.clicked.connect(lambda: self._unfold())
        for editor in (*self._numbers(), self.name, self.address, self.contact_person):
            editor.textChanged.connect(lambda _text: self.changed.emit())
        for number in self._numbers():
            number.textChanged.connect(lambda _text: self._note_numbers())
        self.id_type.currentIndexChanged.connect(lambda _index: self._show_kind())
        self.organisation.toggled.connect(lambda _on: self._show_kind())
        self.representative.toggled.connect(lambda _on: self.changed.emit())
        self.remove.clicked.connect(lambda: self.removed.emit(self))

    def _build_fields(self) -> None:
        self.fields = {
            "name": Field("姓名(&N)", self.name, required=True),
            "address": Field("住址(&A)", self.address, required=True),
            "phone": Field("联系电话(&T)", self.phone),
            "id_type": Field("证件类型", self.id_type),
            "id_number": Field("证件号码(&I)", self.id_number),
            "nationality": Field("国籍", self.nationality),
            "credit_code": Field("统一社会信用代码", self.credit_code),
            "contact_person": Field("联系人", self.contact_person),
        }

    def _arrange(self) -> None:
        fields = self.fields
        kind = QWidget()
        kind.setLayout(column(label(" "), self.organisation, spacing=4))
        first = abreast((fields["name"], 3), (fields["address"], 7), (kind, 0))
        second = abreast(
            (fields["phone"], 5),
            (fields["id_number"], 7),
            (fields["id_type"], 8),
            (fields["credit_code"], 7),
            (fields["contact_person"], 5),
        )
        foreign = row(fields["nationality"], None)
        third = row(self.representative, None, self.details, self.remove, spacing=16)
        self._more = QWidget()
        self._more.setLayout(column(second, foreign))
        self.setLayout(column(first, self._more, third))

    def stand_in_list(self) -> None:
        """One of many: Enter passes by, and what is empty is folded away until somebody asks for it."""
        for editor in (self.name, self.address, *self._numbers(), self.contact_person):
            aside(editor)
        if not any((self.phone.value, self.id_number.value, self.credit_code.value)):
            self._more.hide()
            self.details.show()

    def _unfold(self) -> None:
        self._more.show()
        self.details.hide()
        self.phone.setFocus()

    @property
    def value(self) -> Petitioner:
        """The petitioner as filled in; the fields of the other kind do not count."""
        if self.organisation.isChecked():
            return Petitioner(
                kind="organisation",
                name=self.name.value,
                address=self.address.value,
                phone=self.phone.value,
                credit_code=self.credit_code.value,
                contact_person=self.contact_person.value,
                representative=self.representative.isChecked(),
            )
        return Petitioner(
            name=self.name.value,
            address=self.address.value,
            phone=self.phone.value,
            id_type=self.id_type.value,  # type: ignore[arg-type]
            id_number=self.id_number.value,
            nationality=self.nationality.value if self._foreign else "",
            representative=self.representative.isChecked(),
        )

    def put(self, person: Petitioner) -> None:
        """This petitioner in place of what stands there."""
        self.organisation.setChecked(person.kind == "organisation")
        self.name.setText(person.name)
        self.address.setText(person.address)
        self.phone.setText(person.phone)
        self.id_type.choose(person.id_type)
        self.id_number.setText(person.id_number)
        self.nationality.setText(person.nationality)
        self.credit_code.setText(person.credit_code)
        self.contact_person.setText(person.contact_person)
        self.representative.setChecked(person.representative)

    @property
    def empty(self) -> bool:
        return not any((self.name.value, self.address.value, self.phone.value, self.id_number.value))

    def _show_kind(self) -> None:
        organisation = self.organisation.isChecked()
        self.fields["name"].caption.setText("名称(&N)" if organisation else "姓名(&N)")
        for name in ("credit_code", "contact_person"):
            self.fields[name].setVisible(organisation)
        for name in ("id_type", "id_number"):
            self.fields[name].setVisible(not organisation)
        self.fields["nationality"].setVisible(not organisation and self._foreign)
        self._note_numbers()
        self.changed.emit()

    @property
    def _foreign(self) -> bool:
        return self.id_type.value in FOREIGN_IDS

    def _numbers(self) -> tuple[Line, ...]:
        return self.id_number, self.phone, self.credit_code, self.nationality

    def _note_numbers(self) -> None:
        """A note beside each number, never a wall."""
        number, nationality = self.id_number.value, self.nationality.value if self._foreign else ""
        self.fields["id_number"].advise(note_on_id(number, self.id_type.value, nationality) if number else "")
        phone, code = self.phone.value, self.credit_code.value
        self.fields["phone"].advise(note_on_phone(phone) if phone else "")
        self.fields["credit_code"].advise(note_on_credit_code(code) if code else "")


class PeopleList(QWidget):
    """All petitioners, one below the other, with a button for one more."""

    changed = Signal()
    list_wanted = Signal()
    filling = Signal(bool)

    def __init__(self, addresses: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.addresses = dict(addresses or {})
        self.rows: list[PersonRow] = []
        self._rows = column(spacing=12)
        self.more = aside(Button("再加一人(&P)"))
        self.more.clicked.connect(lambda: self.add().name.setFocus())
        self.unclear = aside(Tick("姓名住址不清"))
        self.unclear.setToolTip(
            "没有署名的，姓名写“匿名”，住址可以不填；可以不书面告知（《信访工作条例》第二十三条第二款）"
        )
        self.unclear.toggled.connect(self._name_nobody)
        self.oral = aside(Tick("口头提出"))
        self.oral.setToolTip("采用口头形式提出的，应当如实记录（《信访工作条例》第十九条第一款）")
        self._coming: list[Petitioner] = []
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._take_some)
        self.paste = aside(Button(PASTE))
        self.paste.setToolTip("从名单填入：每行一人，可以从表格、文档中复制")
        self.paste.clicked.connect(lambda: self.list_wanted.emit())
        shortcut(LIST_KEY, self, "从名单填入信访人", self.paste.click)
        foot = row(self.more, self.paste, None, self.oral, self.unclear, spacing=16)
        self.setLayout(column(self._rows, foot))
        self.add()

    def _name_nobody(self, unclear: bool) -> None:
        """Who gave no name is called so, until a name is typed."""
        first = self.rows[0].name
        if unclear and not first.value:
            first.setText(NOBODY)
        elif not unclear and first.value == NOBODY:
            first.clear()

    def add(self) -> PersonRow:
        """One more, with the address of the one before: people who come together mostly live together."""
        made = self._make()
        if len(self.rows) > 1:
            made.address.setText(self.rows[-2].address.text())
        self._settle()
        return made

    def grow(self, count: int) -> None:
        """So many rows at least."""
        while len(self.rows) < count:
            self._make()
        self._settle()

    def take_in(self, people: Sequence[Petitioner]) -> None:
        """Those of a list: in the place of an empty row, else behind those that are there. Who stands there already by
        the same name is not added again, but is a representative where the list says so.

        Of many only the first are there when this returns; `filling` says when all are.
        """
        self._coming = list(people)
        self.filling.emit(True)
        self._take_some()

    def _take_some(self) -> None:
        """A few rows, then the next key or stroke of the clock has its turn."""
        there = {one.name.value: one for one in self.rows if one.name.value}
        empty = [one for one in self.rows if one.empty]
        for person in self._coming[:AT_ONCE]:
            known = there.get(person.name)
            if known is not None:
                known.representative.setChecked(known.representative.isChecked() or person.representative)
                continue
            made = empty.pop(0) if empty else self._make()
            made.put(person)
            made.stand_in_list()
        del self._coming[:AT_ONCE]
        if self._coming:
            self.paste.setText(f"还有{len(self._coming)}人")
            self._next.start()
        else:
            self.paste.setText(PASTE)
            self._settle()
            self.filling.emit(False)

    def _make(self) -> PersonRow:
        made = PersonRow(self.addresses)
        self._rows.addWidget(made)
        self.rows.append(made)
        made.removed.connect(self.take_away)
        return made

    def _settle(self) -> None:
        """Once all rows are there: the order of Tab, what may be removed, and who is told of changes from now on."""
        for one in self.rows:
            if not one.property("heard"):
                one.setProperty("heard", True)
                one.changed.connect(self.changed)
        tab_as_seen(self)
        self._offer_removal()
        self.changed.emit()

    @property
    def value(self) -> tuple[Petitioner, ...]:
        """Everybody; a row that was added and left empty does not count."""
        filled = [r for r in self.rows if not r.empty] or self.rows[:1]
        return tuple(r.value for r in filled)

    @property
    def filled_rows(self) -> list[PersonRow]:
        """The rows in the order of `value`."""
        return [r for r in self.rows if not r.empty] or self.rows[:1]

    def take_away(self, gone: PersonRow) -> None:
        """Take one out with what was filled in there."""
        place = self.rows.index(gone)
        self.rows.remove(gone)
        self._rows.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        self._offer_removal()
        self.rows[min(place, len(self.rows) - 1)].name.setFocus()
        self.changed.emit()

    def _offer_removal(self) -> None:
        for person in self.rows:
            person.remove.setVisible(len(self.rows) > 1)
            person.representative.setVisible(len(self.rows) > 1)
