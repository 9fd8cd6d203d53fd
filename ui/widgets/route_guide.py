"""The routes of art. 31 asked one after the other: Y and N answer, Backspace goes back; and what a route means."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.papers import PAPERS
from app.domain.routes import Guide, Way
from ui.widgets.button import Button
from ui.widgets.layout import card, column, label, row


class RouteGuide(QWidget):
    """One question at a time. `decided` carries the route of the first yes, the last route when all are no;
    `by_hand` says that the clerk would rather choose."""

    decided = Signal(str)
    by_hand = Signal()
    own_keys = (("Y", "答是"), ("N", "答否"), ("退格键", "回到上一问"))

    def __init__(self, guide: Guide) -> None:
        super().__init__()
        self._guide = guide
        self.place = 0
        self.count = label("", "small")
        self.question = label("", "lead", wrap=True)
        self.words = label("", "quiet", wrap=True)
        self.yes, self.no = Button("是(&Y)"), Button("否(&N)")
        self.back, self.hand = Button("上一问(&U)"), Button("直接选择途径(&M)")
        self.yes.clicked.connect(lambda: self.answer(yes=True))
        self.no.clicked.connect(lambda: self.answer(yes=False))
        self.back.clicked.connect(lambda: self.go_back())
        self.hand.clicked.connect(lambda: self.by_hand.emit())
        keys = label("按 Y 答是，按 N 答否，退格键回到上一问", "small", wrap=True)
        buttons = row(self.yes, self.no, self.back, None, self.hand)
        inner = column(self.count, self.question, self.words, buttons, keys, spacing=8, margin=12)
        self.setLayout(column(card(inner)))
        self.ask()

    def ask(self) -> None:
        """Show the question at `place`."""
        way = self._guide.questions[self.place]
        self.count.setText(f"第{self.place + 1}问，共{len(self._guide.questions)}问")
        self.question.setText(way.ask)
        self.words.setText(quoted(way))
        self.back.setEnabled(self.place > 0)
        self.yes.setAccessibleDescription(way.ask)
        self.no.setAccessibleDescription(way.ask)

    def answer(self, *, yes: bool) -> None:
        """Yes names the route; no goes on to the next question, or to what remains after the last."""
        if yes:
            self.decided.emit(self._guide.questions[self.place].code)
        elif self.place + 1 < len(self._guide.questions):
            self.place += 1
            self.ask()
            self.yes.setFocus()
        else:
            self.decided.emit(self._guide.otherwise.code)

    def go_back(self) -> None:
        """The question before this one."""
        if self.place > 0:
            self.place -= 1
            self.ask()
            self.yes.setFocus()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.yes.setFocus(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.key() in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self.answer(yes=event.key() == Qt.Key.Key_Y)
        elif plain and event.key() == Qt.Key.Key_Backspace:
            self.go_back()
        else:
            super().keyPressEvent(event)


def quoted(way: Way) -> str:
    """《信访工作条例》第三十一条第二项：“应当通过仲裁解决的，导入相应程序处理”"""
    words = "".join(f"“{words}”" for words in way.words)
    return f"{way.article}：{words}" if words else way.article


def meaning(way: Way) -> QFrame:
    """Why this route, which papers it has and which not, what remedy, how long."""
    papers = "、".join(f"{PAPERS[code].title}（{code}）" for code in way.papers)
    barred = "、".join(f"{PAPERS[code].title}（{code}）" for code in way.barred)
    lines = [
        f"依据：{quoted(way)}",
        f"文书：{papers}" + (f"；不出具{barred}" if barred else ""),
        f"救济：{way.remedy}",
        f"期限：{way.term}",
    ]
    return card(column(*(label(told, "quiet", wrap=True) for told in lines), spacing=4, margin=12))
