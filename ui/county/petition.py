"""One petition as the county has it: what it says, its story, its attachments; others of the same number beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.answering import event_of
from app.answers import Event
from app.domain.codes import STAGES
from app.domain.covering import covered, hidden
from app.domain.masking import COVERED, Sight
from app.domain.petition import Petition
from app.domain.steps.table import read_entry
from ui import telling
from ui.county.runner import CountyRunner
from ui.dialogs.dialog import Dialog
from ui.widgets.attachment_tab import AttachmentView
from ui.widgets.editors import Choice
from ui.widgets.hold_button import HoldButton
from ui.widgets.layout import label, row
from ui.widgets.sheet import Sheet
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from app.county.store import County
    from ui.working import Work

HOLD = "按住显示完整  F8"
HOLD_TIP = "按住期间显示完整的证件号码、联系电话、住址，松开即遮住。"
TWICE = "这个编号有 {n} 件：接待台由备份恢复后重新用了这个号。两件都保存着，请与该台核对。"


class Told(NamedTuple):
    """A petition and what happened to it."""

    petition: Petition
    story: tuple[Event, ...]


def read_petition(county: County, number: str, first: str) -> tuple[Told, ...]:
    """Every petition of a number; the one with the id `first` before the others. Raises RuleBroken."""
    found = sorted(county.all_of(number), key=lambda one: one[0].id != first)
    return tuple(Told(petition, _story(petition, bodies)) for petition, bodies in found)


def _story(petition: Petition, bodies: list[bytes]) -> tuple[Event, ...]:
    entries = [read_entry(bytes(body)) for body in bodies]
    several = len({entry.station for entry in entries}) > 1
    return tuple(event_of(entry, petition.desk_name(entry.station) if several else "") for entry in entries)


class CountyPetitionDialog(Dialog):
    """To be read. What is masked is shown in full while the key is held, and no longer."""

    verb = "知道了"
    hint = ""
    characters = 72
    tall = True

    def __init__(
        self, runner: CountyRunner, told: tuple[Told, ...], names: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        """`told` are those of one number, `names` the stations' by their codes."""
        self.runner = runner
        self.told = told
        self.names = names
        super().__init__(runner, f"事项 {told[0].petition.number}", parent)
        self.tabs.tabBar().setFocus()

    def build(self) -> None:
        self.which = Choice({str(n): self._which(n) for n in range(len(self.told))})
        self.which.setAccessibleName("同一编号的事项")
        self.which.currentIndexChanged.connect(lambda _place: self._show())
        self.twice = label(TWICE.format(n=len(self.told)), "warn", wrap=True)
        for part in (self.which, self.twice):
            part.setVisible(len(self.told) > 1)
        self.title = label("", "title", wrap=True)
        self.people = label("", wrap=True)
        self.about = label("", "quiet", wrap=True, select=True)
        self.details = HoldButton(HOLD, self)
        self.details.setToolTip(HOLD_TIP)
        self.details.held.connect(self._tell)
        head = row(self.about, self.details, spacing=16)
        head.setStretch(0, 1)
        self.matter, self.story = Sheet("诉求与结果"), Sheet("经过")
        self.attachments = CountyAttachments(self.runner)
        self.tabs = Tabs()
        self.tabs.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # as high as there is room
        self.tabs.setMinimumHeight(self.fontMetrics().lineSpacing() * 12)
        self.tabs.add(self.matter, "诉求与结果(&Q)")
        self.tabs.add(self.story, "经过(&J)")
        self.tabs.add(self.attachments, "附件(&F)")
        for part in (self.twice, self.which, self.title, self.people):
            self.form.addWidget(part)
        self.form.addLayout(head)
        self.form.addWidget(self.tabs, 100)
        self._show()

    def act(self) -> None:
        self.leave()

    def hideEvent(self, event: QHideEvent) -> None:
        """Locked or left: nothing stays in full."""
        self.details.let_go()
        super().hideEvent(event)

    @property
    def one(self) -> Told:
        """The one that is in view."""
        return self.told[max(0, self.which.currentIndex())]

    def _which(self, place: int) -> str:
        one = self.told[place].petition
        return f"{one.received_on} 收到　{one.title}（{STAGES[one.stage]}）"

    def _show(self) -> None:
        petition = self.one.petition
        self.title.setText(petition.title)
        holder = self.names.get(petition.station, petition.station)
        moved = f"，现由{petition.holder_name}办理" if petition.holder != petition.station else ""
        self.about.setText(
            f"{petition.number}　{holder}（{petition.station}）{moved}　{STAGES[petition.stage]}"
            f"　记载 {len(self.one.story)} 条"
        )
        self.story.show_lines(telling.story(self.one.story))
        self.attachments.show_files(petition.id, petition.attachments)
        self.tabs.setTabText(2, f"附件 {len(petition.attachments)} 份(&F)")
        self.details.setVisible(bool(hidden(covered(petition))))
        self._tell(False)

    def _tell(self, in_full: bool) -> None:
        petition = self.one.petition
        sight = Sight(full=hidden(covered(petition))) if in_full else COVERED
        seen = covered(petition, sight)
        self.people.setText(telling.people(seen, sight))
        self.matter.show_lines(telling.told(seen, sight), select=not in_full)


class CountyAttachments(AttachmentView):
    """Of a petition at the county, which is called by its id: two may have one number."""

    nothing = "没有附件。"

    def shown(self, store: County, place: int) -> bytes:
        return store.attachment_shown(self._number, place)

    def saved(self, store: County, place: int, to: Path, work: Work) -> object:
        return store.save_attachment_of(self._number, place, to, work.tell)
