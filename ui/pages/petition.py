"""One petition: what it is, what may be done now and what may not, its story, papers and clocks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.domain.codes import STAGES
from app.domain.covering import hidden
from app.domain.masking import COVERED, Sight
from app.domain.rights import Right
from app.domain.steps.table import Offer
from ui import next_step, reviewed, telling, theme
from ui.dialogs.purpose import PurposeDialog
from ui.dialogs.step_dialog import StepDialog
from ui.pages.page import Page
from ui.runner import Runner
from ui.shortcuts import shortcut
from ui.step_groups import arranged
from ui.widgets.attachment_tab import AttachmentTab
from ui.widgets.button import Button
from ui.widgets.columns import Columns
from ui.widgets.fold import Fold
from ui.widgets.hold_button import HoldButton
from ui.widgets.layout import card, clear, column, label, row, scrolled
from ui.widgets.link_list import LinkList
from ui.widgets.paper_tab import PaperTab
from ui.widgets.sheet import Sheet
from ui.widgets.tabs import Tabs
from ui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from app.answers import View
    from ui.scanning import Gathered

HOLD = "按住显示完整  F8"
HOLD_TIP = "按住期间显示完整的证件号码、联系电话、住址，松开即遮住；连同事由记入查阅记录"

COLUMN = 15  # Chinese characters that the column of steps takes beside what they are about
LEAST_LINES, STACKED_LINES = 8, 13  # of what they are about that are to be seen beside and below the steps
QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own, which PySide does not tell


class PetitionPage(Page):
    """`left` goes back to the list; the first possible step is on Enter when the page opens."""

    left = Signal()
    register_wanted = Signal(str, int)  # the contact, by its place, that was split off this petition
    looks_wanted = Signal(str)
    journal_wanted = Signal(str)
    arrival_wanted = Signal(str)

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self.number = ""
        self.view: View | None = None
        self.dialog: StepDialog | None = None
        self.steps: dict[str, QPushButton] = {}
        self._unfolded: frozenset[str] = frozenset()
        self._tiles: list[Tiles] = []  # the steps below each heading
        self._purpose = ""  # why details of this petition are looked at
        self.middle = Columns(self._step_column(), self._tabs(), shares=(0, 1))
        self.middle.turned.connect(self._fit)
        inside = column(self._head(), self.middle, margin=16, spacing=12)
        inside.setStretch(1, 1)
        self.area = scrolled(inside, yields=True)
        self.setLayout(column(self.area))
        shortcut("Esc", self, "返回", self.left.emit, Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_petition(self, number: str) -> bool:
        """Read and show a petition; False when there is none with this number."""
        view = self.runner.read(lambda: self.runner.desk.view(number), self)
        if view is None:
            return False
        if number != self.number:
            self.tabs.setCurrentIndex(0)
            for sheet in (self.matter, self.story, self.clocks):
                sheet.verticalScrollBar().setValue(0)
            self._purpose = ""
            self._unfolded = frozenset()
        self.number = number
        self._show(view)
        return True

    def _fit(self) -> None:
        """Side by side, the steps are a column of their own; above what they are about they take the whole width, are
        as high as they are, and the page scrolls."""
        stacked = self.middle.stacked
        narrow = self.fontMetrics().horizontalAdvance("汉") * COLUMN + 24
        for tiles in (self.possible, self.apart, *self._tiles):
            tiles.fit(self.middle.width() if stacked else narrow)
        self.side.setMinimumWidth(0 if stacked else narrow)
        self.side.setMaximumWidth(QWIDGETSIZE_MAX if stacked else narrow)
        self.side.setMinimumHeight(self._steps_height(self.middle.width()) if stacked else 0)
        self.tabs.setMinimumHeight(self.fontMetrics().height() * (STACKED_LINES if stacked else LEAST_LINES))

    def _steps_height(self, width: int) -> int:
        inside = self.side.widget()
        return inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The steps have become more or fewer, or a heading was opened."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    def refresh(self) -> None:
        if self.number:
            self.show_petition(self.number)

    def arrive(self) -> None:
        first = next(iter(self.steps.values()), self.tabs.tabBar())
        first.setFocus()
        for area in (self.area, self.side):
            area.verticalScrollBar().setValue(0)  # whose matter it is comes first, where both have room
        self.area.ensureWidgetVisible(first, 0, 0)

    def take(self, step: str, arrival: str = "") -> None:
        """Open the dialog of a step; not one whose key was pressed just before the desk was locked."""
        if self.view is not None and not self.runner.desk.locked:
            before = self.view
            self.dialog = next_step.open_dialog(self.runner, before.petition, step, self, arrival)
            self.dialog.finished.connect(lambda _result: self.arrive())
            self.dialog.taken.connect(lambda _step: self._go_on(before))
            self.dialog.instead.connect(lambda instead: self.take(instead))

    def _attach(self, files: list[Path]) -> None:
        """Add these files, or those that are chosen."""
        from ui.dialogs.attach import AttachDialog  # loaded when first opened, as the others

        self.take("attach")
        if not isinstance(self.dialog, AttachDialog):
            return
        if files:
            self.dialog.put_files(files)
        else:
            self.dialog.choose()

    def attach_pages(self, pages: Gathered) -> None:
        """Add what was gathered elsewhere."""
        from ui.dialogs.attach import AttachDialog

        self.take("attach")
        if isinstance(self.dialog, AttachDialog):
            self.dialog.gathered.take_over(pages)

    def _set_aside(self, place: int) -> None:
        """Ask why the attachment at this place is set aside."""
        from ui.dialogs.form_dialog import FormDialog

        self.take("set_aside_attachment")
        if isinstance(self.dialog, FormDialog):
            self.dialog.fill_in({"attachment": place})

    def _go_to(self, number: str) -> None:
        """To the petition on the other end of a link."""
        if self.show_petition(number):
            self.arrive()

    def _go_on(self, before: View) -> None:
        """What a step leads to at once: the registration of what it split off, else the printing of what it made."""
        if self.view is not None and len(self.view.petition.unregistered) > len(before.petition.unregistered):
            self.register_wanted.emit(self.number, self.view.petition.unregistered[-1][0])
        else:
            self._offer_paper(before)

    def _offer_paper(self, before: View) -> None:
        """After a step that makes a paper the next thing is to print it."""
        made = next_step.made_since(before, self.view) if self.view is not None else []
        if made:
            self.tabs.setCurrentWidget(self.papers)
            self.papers.choose(made[-1])

    def _head(self) -> QFrame:
        self.back = Button("返回  Esc")
        self.back.clicked.connect(lambda: self.left.emit())
        self.details = HoldButton(HOLD, self)
        self.details.setToolTip(HOLD_TIP)
        self.details.held.connect(self._uncover)
        self.who_looked = Button("谁看过(&K)")
        self.who_looked.clicked.connect(lambda: self.looks_wanted.emit(self.number))
        self.journal = Button("台账(&V)")
        self.journal.clicked.connect(lambda: self.journal_wanted.emit(self.number))
        self.number_label = label("", "quiet", select=True)
        self.stage = label("", "strong")
        self.title = label("", "title", wrap=True)
        self.people = label("", wrap=True)
        self.clock = label("", "strong", wrap=True)
        self.notice = label("", "warn", wrap=True)
        self.notice.hide()
        first = row(self.number_label, self.stage, None, self.details, self.back, spacing=16)
        second = row(self.title, self.journal, self.who_looked, spacing=16)
        second.setStretch(0, 1)
        return card(column(first, self.notice, second, self.people, self.clock, spacing=4, margin=12))

    def _step_column(self) -> QWidget:
        self.possible = Tiles()
        refused = QWidget()
        self.refused = QVBoxLayout(refused)
        self.refused.setContentsMargins(8, 0, 8, 0)
        self.folded = QVBoxLayout()
        self.folded.setSpacing(4)
        self.fold = Fold("现在不能办", refused)
        self.apart = Tiles()
        self.links = LinkList()
        self.links.wanted.connect(self._go_to)
        steps = column(
            label("现在可以办", "lead"), self.apart, self.possible, self.folded, self.links, self.fold, None, spacing=12
        )
        self.side = scrolled(steps)
        self.side.widget().installEventFilter(self)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return self.side

    def _tabs(self) -> Tabs:
        self.matter, self.story, self.clocks = Sheet("诉求与结果"), Sheet("经过"), Sheet("期限说明")
        self.papers = PaperTab(self.runner)
        self.attachments = AttachmentTab(self.runner)
        self.attachments.wanted.connect(lambda: self._attach([]))
        self.attachments.dropped.connect(self._attach)
        self.attachments.unwanted.connect(self._set_aside)
        self.end = Sheet("终结情况")
        self.tabs = Tabs()
        for part, words in (
            (self.matter, "诉求与结果(&Q)"),
            (self.story, "经过(&J)"),
            (self.papers, "文书(&W)"),
            (self.attachments, "附件(&F)"),
            (self.clocks, "期限说明(&X)"),
            (self.end, "终结情况(&Z)"),
        ):
            self.tabs.add(part, words)
        self.tabs.currentChanged.connect(lambda _place: self._show_end())
        self.tabs.currentChanged.connect(lambda _place: self.area.ensureWidgetVisible(self.tabs, 0, 0))
        return self.tabs

    def _show(self, view: View) -> None:
        self.view = view
        petition = view.petition
        self.number_label.setText(petition.number)
        self.stage.setText(STAGES[petition.stage])
        self.title.setText(petition.title)
        self.notice.setText("\n".join(view.notices))
        self.notice.setVisible(bool(view.notices))
        self.who_looked.setVisible(self.runner.desk.may(Right.LOOKS))
        self.links.show_links(view.links)
        self._show_people()
        text, role = telling.heading(view, self.runner.desk.today())
        self.clock.setText(text)
        theme.role(self.clock, role)
        self._show_steps(view)
        self.story.show_lines(telling.story(view.timeline))
        self.papers.show_papers(petition.number, view.papers, sealed=petition.category == "denunciation")
        self.attachments.show_attachments(view)
        told = [telling.clock(c, self.runner.desk.explain(c)) for c in view.deadlines]
        self.clocks.show_lines([line for lines in told for line in lines])
        self._show_end()

    def _show_end(self) -> None:
        """Only while it is in view: it looks for ended matters like this one."""
        if self.tabs.currentWidget() is self.end and self.number:
            told = self.runner.read(lambda: self.runner.desk.finality(self.number), self)
            self.end.show_lines(reviewed.finality(told) if told else [])

    def _show_people(self) -> None:
        """With the details of persons masked, as the desk hands them out."""
        if self.view is None:
            return
        self.details.setVisible(bool(hidden(self.view.petition)) and self.runner.desk.may(Right.REVEAL))
        self._tell(self.view, COVERED)

    def _tell(self, view: View, sight: Sight) -> None:
        self.people.setText(telling.people(view.petition, sight) + self.links.note)
        self.matter.show_lines(telling.matter(view, sight), select=sight == COVERED)

    def _uncover(self, held: bool) -> None:
        """In full while it is held, and recorded each time; what for is asked once, until the page is left."""
        view = self.view
        if view is None:
            return
        if not held:
            self._tell(view, COVERED)
        elif self._purpose:
            fields, purpose = hidden(view.petition), self._purpose
            full = self.runner.read(lambda: self.runner.desk.reveal(self.number, fields, purpose), self)
            if full is not None:
                self._tell(msgspec.structs.replace(view, petition=full), Sight(full=fields))
        else:
            self.details.let_go()
            self.asking = PurposeDialog(self.runner, self)
            self.asking.given.connect(self.take_purpose)
            self.asking.open()

    def take_purpose(self, purpose: str) -> None:
        """Why the details of this petition are looked at, until the page is left."""
        self._purpose = purpose
        self.details.setFocus()

    def _show_steps(self, view: View) -> None:
        """Possible steps as buttons, the first one as the main one; the others with their reasons."""
        had_focus = any(button.hasFocus() for button in self.steps.values())
        clear(self.possible)
        clear(self.refused)
        clear(self.folded)
        self._tiles.clear()
        clear(self.apart)
        self.steps = {}
        for place, contact in view.petition.unregistered:
            made = Button(f"登记{contact.on.month}月{contact.on.day}日拆出的来访", "step")
            made.clicked.connect(partial(self.register_wanted.emit, view.petition.number, place))
            self.apart.add(made)
        for seen in (one for one in view.arrivals if one.step):
            made = Button(f"记入收到的{seen.what}", "step")
            made.setToolTip(seen.why)
            made.clicked.connect(partial(self.arrival_wanted.emit, seen.ref))
            self.apart.add(made)
        offers = {offer.step: offer for offer in view.steps}
        steps = arranged(next_step.usual(view))
        for place, step in enumerate(steps.open, 1):
            key = f"(&{place % 10})" if place <= 10 else ""
            self._add_step(offers[step], self.possible, key, "main" if place == 1 else "step")
        for title, group in steps.folded:
            inside = QWidget()
            rows = Tiles()
            rows.setContentsMargins(8, 0, 0, 8)
            inside.setLayout(rows)
            fold = Fold(f"{title}（{len(group)}）", inside, opened=title in self._unfolded)
            fold.head.toggled.connect(partial(self._keep_open, title))
            self.folded.addWidget(fold)
            fold.show()
            for step in group:
                self._add_step(offers[step], rows)
            self._tiles.append(rows)
        if not self.steps:
            self.possible.add(label("没有可办的步骤", "quiet", wrap=True))
        refused = [offer for offer in view.steps if not offer.possible]
        for reason, labels in _by_reason(refused).items():
            self.refused.addWidget(label("、".join(labels), "quiet", wrap=True))
            self.refused.addWidget(label(reason, "small", wrap=True))
        self.fold.rename(f"现在不能办（{len(refused)}）")
        self.fold.setVisible(bool(refused))
        if had_focus:
            self.arrive()

    def _add_step(self, offer: Offer, place: Tiles, key: str = "", role: str = "step") -> None:
        made = Button(f"{offer.label}{key}", role)
        made.setToolTip("\n".join((f"依据：{offer.article}", *self.runner.desk.articles.words(offer.article))))
        made.clicked.connect(partial(self.take, offer.step))
        place.add(made)
        made.show()  # at once: it may be given the focus before the layout would show it
        self.steps[offer.step] = made

    def _keep_open(self, title: str, opened: bool) -> None:
        """A heading that was opened stays open when the steps change, until another petition is shown."""
        self._unfolded = self._unfolded | {title} if opened else self._unfolded - {title}

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves the page does not leave the details on it."""
        super().hideEvent(event)
        self.details.let_go()
        self._purpose = ""


def _by_reason(offers: list[Offer]) -> dict[str, list[str]]:
    """Reason -> the steps it holds for, each reason said once."""
    found: dict[str, list[str]] = {}
    for offer in offers:
        found.setdefault(offer.reason, []).append(offer.label)
    return found
