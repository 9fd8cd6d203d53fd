"""读回修改稿: the draft and the text edited elsewhere side by side, and taking it over as a new draft."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLayout, QWidget

from app.domain.redraft import Change, Returned
from ui.dialogs.dialog import Dialog
from ui.differences import Pieces, differences
from ui.runner import Runner
from ui.widgets.layout import ENDLESS, abreast, card, column, label

EXPLANATION = (
    "左边是现有拟稿，右边是修改稿。删去的文字加删除线，增加的文字加下划线。"
    "处理结果（支持、解释说明、不予支持）不随文档改变。采用后作为新的拟稿，须经审批。"
)


class ReadBackDialog(Dialog):
    """Nothing is written before the main action: a person has seen every difference."""

    verb = "采用为新的拟稿"
    hint = ""
    characters = 64

    def __init__(self, runner: Runner, returned: Returned, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.returned = returned
        super().__init__(runner, "读回修改稿", parent)

    def build(self) -> None:
        self.form.addWidget(label(f"信访处理意见书有 {len(self.returned.changes)} 处改动", "lead", wrap=True))
        self.form.addWidget(label(EXPLANATION, wrap=True))
        for notice in self.returned.notices:
            self.form.addWidget(label(notice, "warn", wrap=True))
        self.texts: list[tuple[QLabel, QLabel]] = []
        for change in self.returned.changes:
            self.form.addLayout(self._side_by_side(change))

    def act(self) -> None:
        step = self.returned.step
        done = self.runner.run(lambda: self.runner.desk.run(self.returned.number, step), self, self.refuse)
        if done is not None:
            self.leave()

    def _side_by_side(self, change: Change) -> QLayout:
        before, after = differences(change.before, change.after)
        left, right = _text(before, "s"), _text(after, "u")
        self.texts.append((left, right))
        sides = abreast(
            (card(column(label("现有拟稿", "small"), left, margin=12)), 1),
            (card(column(label("修改稿", "small"), right, margin=12)), 1),
        )
        return column(label(change.title, "strong", wrap=True), sides)


def _text(pieces: Pieces, mark: str) -> QLabel:
    """The stretches that differ bold and marked: no colour is needed to see them. Never read as HTML."""
    written = [(escape(ENDLESS.sub("\\1\u200b", text)).replace("\n", "<br>"), differs) for text, differs in pieces]
    shown = QLabel("".join(f"<b><{mark}>{text}</{mark}></b>" if differs else text for text, differs in written))
    shown.setTextFormat(Qt.TextFormat.RichText)
    if not pieces:
        shown.setText("（没有内容）")
    shown.setWordWrap(True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown
