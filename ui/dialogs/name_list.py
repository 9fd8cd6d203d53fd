"""粘贴名单: the people of a joint visit, read from a list that somebody wrote and checked before they are filled in."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.errors import RuleBroken
from app.domain.name_list import NamesRead, read_names
from app.domain.records.petitioner import Petitioner
from app.domain.steps.register import MOST_REPRESENTATIVES
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.completing import CompletingLine
from ui.widgets.editors import ENTER, Count, TextArea
from ui.widgets.field import Field
from ui.widgets.layout import abreast, label
from ui.widgets.sheet import Sheet

EXPLANATION = (
    "每行一人，先写姓名，后面可以写住址、电话、证件号码；是代表的写“代表”。只有姓名的，一行可以写几个，用顿号隔开。"
)
FEW = 8  # lines of text that are seen at once


class NamesArea(TextArea):
    """Every line is a person: Enter begins the next one, Tab goes on."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.composing and event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.insertPlainText("\n")
        else:
            super().keyPressEvent(event)


class NameListDialog(Dialog):
    """`taken` carries the people. What was copied is put in at once when it has more than one line."""

    verb = "填入"
    hint = "Enter 换行    Tab 下一项"
    characters = 60
    taken = Signal(object)

    def __init__(self, hands: Hands, head_count: int, addresses: Mapping[str, str], parent: QWidget | None) -> None:
        self._head_count, self._addresses = head_count, addresses
        super().__init__(hands, "粘贴名单", parent)
        self.names.textChanged.connect(self.look)
        copied = QGuiApplication.clipboard().text()
        if "\n" in copied.strip():
            self.names.setPlainText(copied)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.names = self.add("names", "名单(&N)", NamesArea(FEW), required=True)
        self.address = CompletingLine(self._addresses)
        self.first = Count(0, MOST_REPRESENTATIVES, 0)
        self.first.setSpecialValueText("按名单")
        self.fields["address"] = Field("没有写住址的，住址为(&A)", self.address)
        self.fields["first"] = Field("前几人为代表(&B)", self.first, hint="不超过5人")
        self.form.addLayout(abreast((self.fields["address"], 3), (self.fields["first"], 2)))
        self.told = label("", "strong", wrap=True)
        self.form.addWidget(self.told)
        self.doubts = label("", "warn", wrap=True)
        self.form.addWidget(self.doubts)
        self.look()

    def beside(self) -> QWidget:
        self.sheet = Sheet("读出的名单")
        return self.sheet

    def answers(self) -> object:
        return self.names.value

    def look(self) -> None:
        """Say what is read, while somebody types."""
        read = read_names(self.names.value)
        count = len(read.people)
        self.told.setText(f"读出{count}人，代表{read.representatives}人。" if count else "还没有读出姓名。")
        self.doubts.setText("\n".join(self._doubts(read)))
        if hasattr(self, "sheet"):
            self.sheet.show_lines([("", _told(place, one)) for place, one in enumerate(read.people, 1)])

    def _doubts(self, read: NamesRead) -> list[str]:
        """What the clerk should look at; none of it is a wall."""
        count, said = len(read.people), self._head_count
        doubts = []
        if count and 1 < said != count:
            more = f"多出的{said - count}人只计入人数" if said > count else "人数按名单改"
            doubts.append(f"登记的人数为{said}人，名单{count}人，{more}，请核对。")
        if read.twice:
            doubts.append(f"名单中有同名的：{'、'.join(read.twice)}，请核对是否重复。")
        if read.left_out:
            doubts.append(f"性别、年龄不登记，已略去：{'、'.join(read.left_out[:6])}。")
        return doubts

    def people(self) -> tuple[Petitioner, ...]:
        """Those of the list, with the common address where none was written."""
        read, first, address = read_names(self.names.value), self.first.value(), self.address.value
        return tuple(
            msgspec.structs.replace(
                one,
                address=one.address or address,
                representative=place < first if first else one.representative,
            )
            for place, one in enumerate(read.people)
        )

    def act(self) -> None:
        people = self.people()
        chosen = sum(1 for one in people if one.representative)
        if not people:
            self.fields["names"].refuse("没有读出姓名，请每行写一人。")
        elif chosen > MOST_REPRESENTATIVES:
            told = f"代表不得超过{MOST_REPRESENTATIVES}人，名单中写了{chosen}人。"
            self.refuse(RuleBroken("too-many-representatives", told, article="《信访工作条例》第二十条第三款"))
        else:
            self.leave()
            self.taken.emit(people)


def _told(place: int, one: Petitioner) -> str:
    parts = (one.name, one.address, one.phone, one.id_number, "代表" if one.representative else "")
    return f"{place}. {'　'.join(filter(None, parts))}"
