"""宣读核对: what was recorded of an oral petition, in large type, to be read out before it is registered (第十九条)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.steps.register import Register
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.editors import Tick, aside
from ui.widgets.layout import label

KEY = "Ctrl+T"
EXPLANATION = (
    "请向信访人逐项宣读，或者请其阅看。有出入的返回更正；无误的登记，随后打印登记表，请信访人签名、按指印"
    "（《信访工作条例》第十九条第一款：口头提出的，应当如实记录）。"
)
NOT_READ = "证件号码、联系电话不宣读，请信访人在登记表上核对。"
NOTHING = "（未填写）"
MANY = 12  # people who are read out by name


class ReadOutDialog(Dialog):
    """`agreed` says that the petitioner found it right, and whether it was brought forward orally. Numbers of persons
    are not shown: others may stand by."""

    verb = "宣读无误，登记"
    hint = "上下键滚动"
    characters = 60
    tall = True
    agreed = Signal(bool)

    def __init__(self, hands: Hands, step: Register, parent: QWidget | None) -> None:
        self._step = step
        super().__init__(hands, "宣读核对", parent)
        self.back.setText("返回更正  Esc")

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.lines = [label(text, role, wrap=True) for role, text in self._lines()]
        for one in self.lines:
            self.form.addWidget(one)
        self.oral = aside(Tick("口头提出：登记表印“以上内容已向我宣读”一行(&K)"))
        self.oral.setChecked(self._step.oral)
        self.form.addWidget(self.oral)

    def text(self) -> str:
        """Everything that is read out."""
        return "\n".join(one.text() for one in self.lines)

    def showEvent(self, event: QShowEvent) -> None:
        """The arrow keys scroll."""
        super().showEvent(event)
        self.body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.body.setAccessibleName("宣读的内容")
        self.body.setFocus()
        self.body.verticalScrollBar().setValue(0)

    def act(self) -> None:
        self.leave()
        self.agreed.emit(self.oral.isChecked())

    def _lines(self) -> Iterator[tuple[str, str]]:
        """In the order of the form, each with its heading."""
        step = self._step
        people = [f"{one.name or NOTHING}，住{one.address or NOTHING}" for one in step.petitioners[:MANY]]
        more = len(step.petitioners) - len(people)
        chosen = [one.name for one in step.petitioners if one.representative]
        yield from _part("信访人", *people, *([f"等{len(step.petitioners)}人"] if more else []))
        if chosen:
            yield from _part("代表", "、".join(chosen))
        if (step.head_count or 1) > 1:
            yield from _part("人数", f"{step.head_count}人")
        asked = [f"{place}. {text}" if len(step.requests) > 1 else text for place, text in enumerate(step.requests, 1)]
        yield from _part("要求什么", *asked)
        yield from _part("发生了什么", step.facts)
        yield from _part("为什么这样要求", step.reasons)
        brought = [f"{one.name} {one.copies}份{one.pages}页" for one in step.materials]
        yield from _part("提交的材料", *(brought or ["没有提交材料"]))
        yield "quiet", NOT_READ


def _part(heading: str, *texts: str) -> Iterator[tuple[str, str]]:
    yield "lead", heading
    for text in texts:
        yield "display", text.strip() or NOTHING
