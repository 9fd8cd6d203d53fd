"""One petition as the county has it: what it says, its story, its attachments; others of the same number beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.answering import event_of
from app.answers import Event
from app.domain.codes import STAGES
from app.domain.covering import covered, hidden
from app.domain.looks import Looker
from app.domain.masking import COVERED, Sight
from app.domain.petition import Petition
from app.domain.records.attachment import Attachment
from app.domain.steps.table import read_entry
from ui import telling
from ui.county.looker import LookerDialog
from ui.county.runner import CountyRunner
from ui.dialogs.dialog import Dialog
from ui.widgets.attachment_tab import AttachmentView
from ui.widgets.button import Button
from ui.widgets.editors import Choice
from ui.widgets.hold_button import HoldButton
from ui.widgets.layout import label, row
from ui.widgets.sheet import Sheet
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from app.county.store import County
    from ui.working import Work

HOLD = "按住显示完整  F8"
HOLD_TIP = "按住期间显示完整的证件号码、联系电话、住址，松开即遮住；每次显示都记入查阅记录。"
WHY_TIP = "写明谁查看、为什么，记入查阅记录。"
BARRED = "附件中可能有完整的证件号码、电话、住址。查看、另存以前，请按“写明事由”填写查看人和事由，记入查阅记录。"
TWICE = "这个编号有 {n} 件：接待台由备份恢复后重新用了这个号。两件都保存着，请与该台核对。"


class Told(NamedTuple):
    """A petition and what happened to it."""

    petition: Petition
    story: tuple[Event, ...]


def read_petition(county: County, number: str, first: str) -> tuple[Told, ...]:
    """Every petition of a number, covered; the one with the id `first` before the others. Raises RuleBroken."""
    found = sorted(county.all_of(number), key=lambda one: one[0].id != first)
    return tuple(Told(covered(petition), _story(petition, bodies)) for petition, bodies in found)


def _story(petition: Petition, bodies: list[bytes]) -> tuple[Event, ...]:
    entries = [read_entry(bytes(body)) for body in bodies]
    several = len({entry.station for entry in entries}) > 1
    return tuple(event_of(entry, petition.desk_name(entry.station) if several else "") for entry in entries)


class CountyPetitionDialog(Dialog):
    """To be read. What is masked is shown in full while the key is held, and no longer; each time that is recorded with
    who looks and what for, which is asked once and forgotten when the petition is left."""

    verb = "知道了"
    hint = ""
    characters = 72
    tall = yields = True

    def __init__(
        self, runner: CountyRunner, told: tuple[Told, ...], names: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        """`told` are those of one number, `names` the stations' by their codes."""
        self.runner = runner
        self.told = told
        self.names = names
        self._purpose = ""
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
        self.details.held.connect(self._uncover)
        head = row(self.about, self.details, spacing=16)
        head.setStretch(0, 1)
        self.matter, self.story = Sheet("诉求与结果"), Sheet("经过")
        self.attachments = CountyAttachments(self.runner, self._looker)
        self.attachments.why.clicked.connect(lambda: self.ask_why())
        self.tabs = Tabs()
        self.tabs.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # as high as there is room
        self.tabs.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
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
        self._purpose = ""
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
        self.details.setVisible(bool(hidden(petition)))
        self._tell(petition, COVERED)

    def _looker(self) -> Looker | None:
        """Who looks and what for, None before it was said."""
        known = self._purpose and self.runner.looker
        return Looker(name=self.runner.looker, purpose=self._purpose) if known else None

    def ask_why(self) -> None:
        """Who looks and what for."""
        self.asking = LookerDialog(self.runner, self)
        self.asking.given.connect(self.take_purpose)
        self.asking.open()

    def take_purpose(self, purpose: str) -> None:
        """Why this petition is looked at, until it is left."""
        self._purpose = purpose
        self.attachments.look_again()
        if self.details.isVisible():
            self.details.setFocus()

    def _uncover(self, held: bool) -> None:
        """In full while it is held, and recorded each time."""
        looker = self._looker()
        if not held:
            self._tell(self.one.petition, COVERED)
        elif looker is None:
            self.details.let_go()
            self.ask_why()
        else:
            number, county = self.one.petition.number, self.runner.county
            found = self.runner.note(lambda: county.reveal(number, looker), self) or []
            full = next((petition for petition, _bodies in found if petition.id == self.one.petition.id), None)
            if full is not None and self.details.is_held:  # it may have been let go while an upload was waited for
                self._tell(full, Sight(full=hidden(self.one.petition)))

    def _tell(self, petition: Petition, sight: Sight) -> None:
        seen = covered(petition, sight)
        self.people.setText(telling.people(seen, sight))
        self.matter.show_lines(telling.told(seen, sight), select=sight == COVERED)


class CountyAttachments(AttachmentView):
    """Of a petition at the county, which is called by its id: two may have one number. `looker` says who looks and what
    for, None while nobody has said; each file that is shown or saved is recorded."""

    nothing = "没有附件。"

    def __init__(self, runner: CountyRunner, looker: Callable[[], Looker | None]) -> None:
        self._looker = looker
        super().__init__(runner)

    @property
    def barred(self) -> str:
        return "" if self._looker() else BARRED

    def keys(self) -> tuple[Button, ...]:
        self.why = Button("写明事由(&W)")
        self.why.setToolTip(WHY_TIP)
        return self.why, *super().keys()

    def offer(self, chosen: Attachment | None) -> None:
        self.why.setVisible(chosen is not None and bool(self.barred))

    def look_again(self) -> None:
        """It was said who looks and what for."""
        self._show()

    def shown(self, store: County, place: int) -> bytes:
        return store.attachment_shown(self._number, place, self._known())

    def saved(self, store: County, place: int, to: Path, work: Work) -> object:
        return store.save_attachment_of(self._number, place, to, self._known(), work.tell)

    def _known(self) -> Looker:
        return self._looker() or Looker(name="", purpose="")  # which the store refuses
