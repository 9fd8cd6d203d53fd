"""下发: what goes down to a station below, asked for as its content has it; it goes with the next stick.

A township sends to its villages and a county to its stations by the same forms: who sends is a `Issuer`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, TypeVar

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.answers import DispatchIssued
from app.county.dispatching import Order
from app.domain.asked import Asked, fields_asked
from app.domain.codes import CATEGORIES
from app.domain.errors import RuleBroken
from app.domain.records.dispatch import MATTER
from app.domain.records.matter import Matter
from app.domain.records.petitioner import Petitioner
from ui.dialogs.asking import Asking
from ui.dialogs.dialog import Dialog, Hands
from ui.drafts import Opens
from ui.widgets.answer import Answer
from ui.widgets.editors import Choice
from ui.widgets.layout import label
from ui.widgets.row_list import RowList
from ui.widgets.suitable import Suitable

T = TypeVar("T")
TO_COME = {"future": True}
# What a sender is asked for, in the order of the form: the content's field -> its name to a sender.
OF_MATTER = {
    "kind": "下发方式",
    "category": "信访目的",
    "title": "标题",
    "petitioners": "信访人",
    "facts": "事实",
    "requests": "诉求",
    "letter_number": "文号",
    "letter_on": "发文日期",
    "raised_on": "信访人原提出日期",
    "result_due": "要求报送结果的日期",
    "report": "要求报送办结报告",
    "place": "问题属地",
    "note": "备注",
}
IN_WORDS = {"kind": {"forwarded": "转送", "assigned": "交办"}, "category": CATEGORIES}
HINTS = {"result_due": "交办的必填", "trigger": "督办的选填，建议不选"}
OF_PERSON = ("name", "phone", "address")
GOES = "下发件随下一次U盘交换带给村里，村里读入后由人登记、办理；发出后不能改动。"
CARRIED = "随下一次U盘交换送达。"
APART = "检举控告不由此下发，由专门权限人员单独密封登记、转送。"


class Runs(Hands, Protocol):
    """What the forms need of a Runner."""

    def run(
        self, step: Callable[[], T], parent: QWidget, on_rule: Callable[[RuleBroken], None] | None = None
    ) -> T | None:
        """As Runner.run."""


@dataclass(frozen=True)
class Issuer:
    """Who sends down, a desk or a county: `below` are the stations, code -> name, `send` issues for one of them.

    `body` is what its own letters bear, `reviewer` what those of 复查 and 复核 bear; `goes` says how it gets there,
    `carried` the same after it was issued; `topic` is the page of the handbook about it.
    """

    body: str
    today: date
    below: Mapping[str, str]
    send: Callable[[str, Order], DispatchIssued]
    reviewer: str = ""
    goes: str = GOES
    carried: str = CARRIED
    topic: str = "village"


class SendDownDialog(Asking, Dialog):
    """`sent` carries what to say afterwards. Subclasses say what is sent."""

    verb = "下发"
    characters = 52
    sent = Signal(str)
    windows_title = ""
    what = ""  # the kind of the dispatch
    titles: ClassVar[Mapping[str, str]] = {}
    content: ClassVar[type[msgspec.Struct]] = msgspec.Struct

    def __init__(
        self, runner: Runs, issuer: Issuer, parent: QWidget | None = None, *, station: str = "", number: str = ""
    ) -> None:
        """`station` and `number` are chosen and filled in at first."""
        self.runner = runner
        self.issuer = issuer
        self._station, self._number = station, number
        self.begin_asking(HINTS)
        super().__init__(runner, self.windows_title, parent)

    def build(self) -> None:
        self.form.addWidget(label(self.told(), "quiet", wrap=True))
        self.station = self.add("station", "发给(&V)", Choice(self.issuer.below), required=True)
        self.station.choose(self._station)
        self.ask_more()
        known = {one.name: one for one in fields_asked(self.content)}
        asked = {name: _as_sender(known[name], title) for name, title in self.titles.items()}
        suitable = Suitable(None, self.issuer.today)
        self.ask(asked, {name: self.editor(one, suitable) for name, one in asked.items()})

    @property
    def topic(self) -> str:
        """The page of the handbook: villages have another than a county's stations."""
        return self.issuer.topic

    def told(self) -> str:
        """What the form says before it asks."""
        return self.issuer.goes

    def ask_more(self) -> None:
        """What is asked besides the content, above it."""

    def editor(self, asked: Asked, suitable: Suitable) -> Answer:
        """The editor of one field."""
        return suitable.editor(asked)

    def order(self) -> Order:
        """What is to be sent."""
        return Order(kind=self.what, content=msgspec.to_builtins(self.value()), number=self.number_asked())

    def number_asked(self) -> str:
        """The petition that it is about, "" for none."""
        return ""

    def opens(self) -> Opens | None:
        return Opens(form="down", step=self.what)

    def answers(self) -> object:
        return self.station.value, self.filled()

    def act(self) -> None:
        if self.refused():
            return
        station, order = self.station.value, self.order()
        done = self.runner.run(lambda: self.issuer.send(station, order), self, self.refuse)
        if done is not None:
            told = f"已下发：{done.words}，给{self.issuer.below[station]}第{done.seq}号。{self.issuer.carried}"
            self.leave()
            self.sent.emit(told)


class SendMatterDialog(SendDownDialog):
    """转送、交办."""

    windows_title = "下发事项"
    what, titles, content = MATTER, OF_MATTER, Matter

    def told(self) -> str:
        return f"{self.issuer.goes}{APART}"

    def editor(self, asked: Asked, suitable: Suitable) -> Answer:
        return _people(asked, suitable) if asked.name == "petitioners" else suitable.editor(asked)

    def value(self) -> Matter:
        return Matter(sender=self.issuer.body, **self.filled())


def _as_sender(asked: Asked, title: str) -> Asked:
    """The field under the name and with the words that it has to who sends; the day by which something is wanted is
    still to come."""
    extra = {**asked.extra, **TO_COME} if asked.name == "result_due" else dict(asked.extra)
    if asked.name in IN_WORDS:
        extra["words"] = IN_WORDS[asked.name]
    return msgspec.structs.replace(asked, title=title, extra=extra)


def _people(asked: Asked, suitable: Suitable) -> Answer:
    """Name, phone and address of each: what the village's registration asks besides, it asks itself."""
    known = {one.name: one for one in fields_asked(Petitioner)}

    def parts() -> dict[str, tuple[str, bool, Answer]]:
        return {name: (known[name].title, known[name].required, suitable.editor(known[name])) for name in OF_PERSON}

    rows = RowList(asked.title, parts, lambda values: Petitioner(**values), 1, 2000)
    rows.more.setText("再加一人")
    return Answer(rows, lambda: rows.value, rows.put, more=rows.more, objections=rows.objections)
