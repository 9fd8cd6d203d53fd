"""What the desk already knows: earlier petitions beside the registration form. Never takes the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.domain.codes import STAGES
from app.domain.petition import Petition
from app.domain.records.link import CHOSEN
from app.domain.steps.links import LinkEarlier
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.editors import Choice, Line, aside
from ui.widgets.eliding import ElidingLabel
from ui.widgets.field import Field
from ui.widgets.layout import column, label, row, scrolled, tab_as_seen

if TYPE_CHECKING:
    from app.desk import Candidate

NOTHING = "暂未发现以往事项。随着左边填写，这里会列出同一信访人或者内容相近的事项。"
EXPLANATION = (
    "以往事项只供参考，由接访人判断。同一事项再次来访的，并入后沿用原编号；另行登记的，可以与以往事项关联，"
    "两件各自编号、各自计算期限。"
)
JOIN, JOINED = "登记并关联", "不关联"
MOST = 9


class CandidateCard(QFrame):
    """One earlier petition, why it is like this one, and the three things that can be done about it."""

    def __init__(self, more: Callable[[str], Petition | None]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.candidate: Candidate | None = None
        self._more = more
        self.merge = self._button("并入为再次来访")
        self.join = self._button(JOIN)
        self.join.setCheckable(True)
        self.join.toggled.connect(self._show_joining)
        self.new = self._button("另立新件")
        self.view = self._button("")
        self.view.setProperty("role", "plain")
        self.view.clicked.connect(self.toggle)
        self.when, self.title = label("", "small", wrap=True), label("", "strong", wrap=True)
        self.told, self.detail = label("", wrap=True), label("", wrap=True)
        self.detail.hide()
        self.setLayout(
            column(
                self.when,
                self.title,
                self.told,
                self.detail,
                row(self.merge, self.join, None, spacing=4),
                row(self.new, None, self.view, spacing=4),
                self._joining(),
                spacing=4,
                margin=10,
            )
        )

    @property
    def number(self) -> str:
        """Of the petition that is shown, "" for none."""
        return self.candidate.number if self.candidate else ""

    def show_candidate(self, place: int, candidate: Candidate) -> None:
        """Show this one; for the same petition what was opened or decided stays."""
        self.view.setText(f"查看  Alt+{place}")
        self.merge.setToolTip(f"Ctrl+{place}")
        if candidate == self.candidate:
            return
        if candidate.number != self.number:
            self.detail.setText("")
            self.detail.hide()
            self.join.setChecked(False)
            self.kind.setCurrentIndex(0)
            self.reason.setText(candidate.why)
        elif not self.join.isChecked():
            self.reason.setText(candidate.why)
        self.candidate = candidate
        stage = STAGES.get(candidate.stage, candidate.stage)
        self.when.setText(f"{candidate.received_on}  {candidate.who}  {stage}")
        self.title.setText(candidate.title)
        self.told.setText(f"{candidate.words}：{candidate.why}")

    def toggle(self) -> None:
        """Show or hide what that petition was about."""
        if not self.detail.text():
            petition = self._more(self.number)
            if petition is None:
                return
            asked = "\n".join(f"诉求{n}：{text}" for n, text in enumerate(petition.requests, 1))
            self.detail.setText(
                f"编号 {petition.number}\n{asked}\n事实：{petition.facts}\n现由 {petition.now_responsible} 负责"
            )
        self.detail.setVisible(self.detail.isHidden())

    @property
    def link(self) -> LinkEarlier | None:
        """The link that was decided for, None when there is to be none."""
        if not self.join.isChecked():
            return None
        return LinkEarlier(other=self.number, link=self.kind.value, reason=self.reason.value)  # type: ignore[arg-type]

    def choose(self, link: LinkEarlier) -> None:
        """Decide as before."""
        self.join.setChecked(True)
        self.kind.choose(link.link)
        self.reason.setText(link.reason)

    def _joining(self) -> QWidget:
        """What the link is and why: the reasons it was found by are a beginning."""
        self.kind = aside(Choice(CHOSEN))
        self.reason = aside(Line())
        self.reason_field = Field("关联理由", self.reason, required=True)
        self.joining = QWidget()
        self.joining.setLayout(column(Field("关联类型", self.kind), self.reason_field, spacing=4))
        self.joining.hide()
        return self.joining

    def _show_joining(self, wanted: bool) -> None:
        self.join.setText(JOINED if wanted else JOIN)
        self.joining.setVisible(wanted)

    def _button(self, text: str) -> QPushButton:
        made = Button(text)
        made.setProperty("aside", True)
        return made


class CandidatePanel(QWidget):
    """The cards, kept as they are while the same petitions are found."""

    merge_wanted = Signal(str)
    opened = Signal(bool)  # where the panel stands low: unfolded, folded

    def __init__(self, more: Callable[[str], Petition | None]) -> None:
        super().__init__()
        self._more = more
        self._low = self._open = False
        self._refused: set[str] = set()
        self.cards: list[CandidateCard] = []
        self._spare: list[CandidateCard] = []
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heading = label("以往事项", "lead")
        self.explanation = label(NOTHING, "quiet", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.area = scrolled(column(self._list, None), "paper")
        self.line = ElidingLabel("")
        self.unfold = aside(Button(""))
        self.unfold.clicked.connect(lambda: self._fold() if self._open else self._toggle(1))
        head = row(self.heading, self.line, self.unfold)
        head.setStretch(1, 1)
        self._inside = column(head, self.explanation, self.area, margin=16)
        self.setLayout(self._inside)
        self._arrange()
        self.keys = [
            shortcut(f"Alt+{place}", self, f"看第{place}件已有的事项", partial(self._toggle, place))
            for place in range(1, MOST + 1)
        ]
        self.keys += [
            shortcut(f"Ctrl+{place}", self, f"并入第{place}件已有的事项", partial(self._merge, place))
            for place in range(1, MOST + 1)
        ]
        for key in self.keys:
            key.setEnabled(False)

    def show_candidates(self, found: Sequence[Candidate]) -> None:
        """Show these, without those that were judged to be other matters; what was decided for stays."""
        kept = [card.candidate for card in self.cards if card.candidate and card.link]
        found = [*(c for c in kept if c.number not in {one.number for one in found}), *found]
        wanted = [c for c in found if c.number not in self._refused][:MOST]
        if [c.candidate for c in self.cards] == wanted:
            return
        before = {card.number: card for card in self.cards}
        staying = {c.number for c in wanted}
        self._spare += [card for number, card in before.items() if number not in staying]
        self.cards = [before.get(c.number) or self._card() for c in wanted]
        for place, (card, candidate) in enumerate(zip(self.cards, wanted, strict=True)):
            card.show_candidate(place + 1, candidate)
            if self._list.indexOf(card) != place:
                self._list.insertWidget(place, card)
            card.show()
        for card in self._spare:
            card.hide()
        for place, key in enumerate(self.keys):
            key.setEnabled(place % MOST < len(wanted))
        tab_as_seen(self)
        self.heading.setText(f"以往事项（{len(wanted)}）" if wanted else "以往事项")
        self.explanation.setText(EXPLANATION if wanted else NOTHING)
        self._arrange()

    def stand_low(self, low: bool) -> None:
        """Below the form, which needs the room: one line that unfolds, and nothing while nothing was found."""
        self._low = low
        self._arrange()

    def _arrange(self) -> None:
        self._open = self._low and bool(self.cards) and self._open
        folded = self._low and not self._open
        first = next((card.candidate for card in self.cards if card.candidate), None)
        told = f"{first.who}  {first.title}：{first.why}" if first else ""
        told = f"已选关联{len(self.links())}件。{told}" if self.links() else told
        self.line.setText(told if folded else "")
        self.line.setVisible(self._low)
        self.unfold.setText("收起" if self._open else "查看  Alt+1")
        self.unfold.setVisible(self._low)
        self.explanation.setVisible(not self._low)
        self.area.setVisible(not folded)
        self._inside.setContentsMargins(16, *((4, 16, 4) if self._low else (16, 16, 16)))
        if self._low:
            self.setVisible(bool(self.cards))
        else:
            self.show()

    def _fold(self) -> None:
        for card in self.cards:
            card.detail.hide()
        self._show_all(False)

    def _show_all(self, opened: bool) -> None:
        if self._low and opened != self._open:
            self._open = opened
            self._arrange()
            self.opened.emit(opened)

    def _card(self) -> CandidateCard:
        """One that is not needed any more, else a new one: making one takes longer than filling it."""
        if self._spare:
            return self._spare.pop()
        made = CandidateCard(self._more)
        made.merge.clicked.connect(lambda: self.merge_wanted.emit(made.number))
        made.new.clicked.connect(lambda: self._refuse(made.number))
        return made

    def links(self) -> tuple[LinkEarlier, ...]:
        """The links that were decided for."""
        return tuple(card.link for card in self.cards if card.link)

    def choose(self, links: Sequence[LinkEarlier]) -> None:
        """Decide for these, as before."""
        for card in self.cards:
            for link in links:
                if card.number == link.other:
                    card.choose(link)

    def lacking(self) -> Field | None:
        """The first reason of a link that is missing."""
        found = next((card.reason_field for card in self.cards if card.link and not card.link.reason), None)
        if found is not None:
            self._show_all(True)
        return found

    def _refuse(self, number: str) -> None:
        """Another matter: take the card away for this registration."""
        self._refused.add(number)
        self.show_candidates([card.candidate for card in self.cards if card.candidate])

    def _merge(self, place: int) -> None:
        if place <= len(self.cards):
            self.cards[place - 1].merge.click()

    def _toggle(self, place: int) -> None:
        if place > len(self.cards):
            return
        card = self.cards[place - 1]
        card.toggle()
        self._show_all(any(not one.detail.isHidden() or one.link for one in self.cards))
        if self._open:
            QTimer.singleShot(0, card, lambda: self.area.verticalScrollBar().setValue(card.y()))
