"""并入已有事项: what came down is the same matter as one that is here; which one is said by its number."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.petition import Petition
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.editors import Line, aside
from ui.widgets.layout import label

if TYPE_CHECKING:
    from ui.dialogs.register import RegisterDialog

KEY = "Ctrl+G"

EXPLANATION = "来件与本台已有的一件是同一事项的，写那一件的编号，来件记入该件，沿用原编号，不另立新件。"
HINT = "全部编号；本台的可以只写 2026-12，今年的只写 12"
_SHORT = re.compile(r"(?:(\d{4})-)?(\d{1,6})", re.ASCII)


class JoinDialog(Dialog):
    """`found` carries the petition that bears the number; whoever asked says what becomes of it."""

    verb = "并入"
    characters = 40
    found = Signal(object)

    def __init__(self, runner: Runner, parent: QWidget) -> None:
        self.runner = runner
        super().__init__(runner, "并入已有事项", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.number = self.add("number", "事项编号(&N)", Line(), required=True, hint=HINT)

    def answers(self) -> object:
        return self.number.value

    def act(self) -> None:
        if not self.number.value:
            self.refuse_at("number", "请填写编号。")
            return
        desk, number = self.runner.desk, self.whole()
        petition = self.runner.read(lambda: desk.petition(number), self, lambda error: self._refuse(error.message))
        if petition is not None:
            self.leave()
            self.found.emit(petition)

    def whole(self) -> str:
        """The number that was typed; of a short one what is left out is that of this desk and year."""
        given = re.sub(r"\s", "", unicodedata.normalize("NFKC", self.number.value))
        short = _SHORT.fullmatch(given)
        if short is None:
            return given
        desk = self.runner.desk
        return f"{desk.station}-{short[1] or desk.today().year}-{int(short[2]):06d}"

    def _refuse(self, message: str) -> None:
        self.refuse_at("number", message)
        self.number.setFocus()


def join_button(form: RegisterDialog) -> Button:
    """The button, and its key, that ask for the number and join what the form would register."""
    button = aside(Button(f"并入已有事项  {KEY}"))
    button.setToolTip("来件与已有的一件是同一事项的，按编号并入，不另立新件")

    def ask() -> None:
        asked = JoinDialog(form.runner, form)
        asked.found.connect(lambda petition: form.merge(petition.number, told(petition)))
        asked.open()

    button.clicked.connect(ask)
    shortcut(KEY, form, "并入已有事项", ask)
    return button


def told(petition: Petition) -> str:
    """Which one it is, for the question before it is done."""
    return f"{petition.number}（{petition.received_on} {petition.who}：{petition.title}）"
