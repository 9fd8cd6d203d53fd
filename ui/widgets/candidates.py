"""What the desk already knows: earlier petitions beside the registration form. Never takes the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.domain.codes import STAGES
from app.domain.petition import Petition
from app.domain.records.link import CHOSEN
from app.domain.steps.links import LinkEarlier
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.editors import Choice, Line, aside
from ui.widgets.field import Field
from ui.widgets.layout import clear, column, label, row, scrolled, tab_as_seen

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

    def __init__(self, place: int, candidate: Candidate, more: Callable[[str], Petition | None]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.candidate = candidate
        self._more = more
        stage = STAGES.get(candidate.stage, candidate.stage)
        self.merge = self._button("并入为再次来访")
        self.join = self._button(JOIN)
        self.join.setCheckable(True)
        self.join.toggled.connect(self._show_joining)
        self.new = self._button("另立新件")
        self.view = self._button(f"查看  Alt+{place}")
        self.detail = label("", wrap=True)
        self.detail.hide()
        self.view.setProperty("role", "plain")
        self.view.clicked.connect(self.toggle)
        self.told = label(f"{candidate.words}：{candidate.why}", wrap=True)
        when = label(f"{candidate.received_on}  {candidate.who}  {stage}", "small", wrap=True)
        self.setLayout(
            column(
                when,
                label(candidate.title, "strong", wrap=True),
                self.told,
                self.detail,
                row(self.merge, self.join, None, spacing=4),
                row(self.new, None, self.view, spacing=4),
                self._joining(),
                spacing=4,
                margin=10,
            )
        )

    def toggle(self) -> None:
        """Show or hide what that petition was about."""
        if not self.detail.text():
            petition = self._more(self.candidate.number)
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
        return LinkEarlier(other=self.candidate.number, link=self.kind.value, reason=self.reason.value)  # type: ignore[arg-type]

    def choose(self, link: LinkEarlier) -> None:
        """Decide as before, after the card was made anew."""
        self.join.setChecked(True)
        self.kind.choose(link.link)
        self.reason.setText(link.reason)

    def _joining(self) -> QWidget:
        """What the link is and why: the reasons it was found by are a beginning."""
        self.kind = aside(Choice(CHOSEN))
        self.reason = aside(Line())
        self.reason.setText(self.candidate.why)
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

    def __init__(self, more: Callable[[str], Petition | None]) -> None:
        super().__init__()
        self._more = more
        self._refused: set[str] = set()
        self.cards: list[CandidateCard] = []
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heading = label("以往事项", "lead")
        self.explanation = label(NOTHING, "quiet", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.area = scrolled(column(self._list, None), "paper")
        self.setLayout(column(self.heading, self.explanation, self.area, margin=16))
        self.keys = [
            shortcut(f"Alt+{place}", self, f"看第{place}件已有的事项", partial(self._toggle, place))
            for place in range(1, MOST + 1)
        ]
        for key in self.keys:
            key.setEnabled(False)

    def show_candidates(self, found: Sequence[Candidate]) -> None:
        """Show these, without those that were judged to be other matters; what was decided for stays."""
        typing = next((card.candidate.number for card in self.cards if card.reason.hasFocus()), "")
        chosen = {card.candidate.number: card.link for card in self.cards if card.link}
        kept = [card.candidate for card in self.cards if card.link]
        found = [*(c for c in kept if c.number not in {one.number for one in found}), *found]
        wanted = [c for c in found if c.number not in self._refused][:MOST]
        if [c.candidate for c in self.cards] == wanted:
            return
        clear(self._list)
        self.cards = []
        for place, candidate in enumerate(wanted, 1):
            made = CandidateCard(place, candidate, self._more)
            made.merge.clicked.connect(lambda _=False, n=candidate.number: self.merge_wanted.emit(n))
            made.new.clicked.connect(lambda _=False, n=candidate.number: self._refuse(n))
            self._list.addWidget(made)
            self.cards.append(made)
            if link := chosen.get(candidate.number):
                made.choose(link)
            if candidate.number == typing:
                made.show()  # only what is shown takes the focus
                made.reason.setFocus()
        for place, key in enumerate(self.keys):
            key.setEnabled(place < len(wanted))
        tab_as_seen(self)
        self.heading.setText(f"以往事项（{len(wanted)}）" if wanted else "以往事项")
        self.explanation.setText(EXPLANATION if wanted else NOTHING)

    def links(self) -> tuple[LinkEarlier, ...]:
        """The links that were decided for."""
        return tuple(card.link for card in self.cards if card.link)

    def choose(self, links: Sequence[LinkEarlier]) -> None:
        """Decide for these, as before."""
        for card in self.cards:
            for link in links:
                if card.candidate.number == link.other:
                    card.choose(link)

    def lacking(self) -> Field | None:
        """The first reason of a link that is missing."""
        fields = (card.reason_field for card in self.cards if card.link and not card.link.reason)
        return next(fields, None)

    def _refuse(self, number: str) -> None:
        """Another matter: take the card away for this registration."""
        self._refused.add(number)
        self.show_candidates([c.candidate for c in self.cards])

    def _toggle(self, place: int) -> None:
        if place <= len(self.cards):
            self.cards[place - 1].toggle()
