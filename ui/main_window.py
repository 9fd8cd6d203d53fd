"""The main window of a desk: the search field, the pages, the truth about exchange below."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError
from ui import access, keys, menu, words
from ui.arriving import Arrivals
from ui.backing_up import Backing
from ui.frame import PRESET_MINUTES, Frame
from ui.pages.exchange import ExchangePage
from ui.pages.journal import JournalPage
from ui.pages.looks import LooksPage
from ui.pages.page import AnyPage, Page
from ui.pages.petition import PetitionPage
from ui.pages.petitions import PetitionsPage
from ui.pages.reception import ReceptionPage
from ui.pages.settings import SettingsPage
from ui.places import PLACES
from ui.registering import Registering
from ui.reopening import Reopening
from ui.runner import Runner
from ui.setting_list import ACTS
from ui.widgets.editors import Choice
from ui.widgets.layout import column, label
from ui.widgets.mark import marked
from ui.widgets.search_field import SearchField

NOTHING = "没有可以查看的内容，请管理员在“工作人员”中分配角色。"
BETWEEN_MS = 20  # one piece of what is loaded beside the work, and the next


class MainWindow(Frame):
    """The window of a desk, for the officer who is at it."""

    places = PLACES
    entries = menu.ENTRIES
    all_keys = keys.keys()
    remembered = "main/geometry"

    def __init__(self, runner: Runner, settings: QSettings) -> None:
        self.runner: Runner = runner
        super().__init__(runner, settings)
        self.setWindowTitle(runner.desk.office.name)
        self.backing: Backing = Backing(runner, self)
        self.backing.ended.connect(self._backed_up)
        self.locked.connect(self.backing.stop)
        self.go("reception")

    def make_first(self) -> None:
        self.nothing = QWidget()
        self.nothing.setLayout(column(label(NOTHING, "quiet", wrap=True), None, margin=16))
        self.stack.addWidget(self.nothing)
        self.arrivals = Arrivals(self)
        self.registering: Registering = Registering(self)
        self.reopening = Reopening(self)
        self.reception = self.page(ReceptionPage)

    def connect_page(self, page: AnyPage) -> None:
        if isinstance(page, LooksPage):
            page.opened.connect(self.open_petition)
        if isinstance(page, Page):
            page.opened.connect(self.open_petition)
            page.step_wanted.connect(lambda number, step: self.take_step(number, step))
        if isinstance(page, ReceptionPage):
            self._connect_reception(page)
        elif isinstance(page, PetitionsPage):
            page.words_cleared.connect(lambda: self.search.clear())
        elif isinstance(page, SettingsPage):
            page.wanted.connect(lambda setting: ACTS[setting.opens](self))
        elif isinstance(page, ExchangePage):
            for ending in (self.locked, self.closed):
                ending.connect(page.upload.uploading.stop)

    def _connect_reception(self, page: ReceptionPage) -> None:
        page.register_wanted.connect(self.register)
        page.backup_wanted.connect(self.back_up)
        page.arrival_wanted.connect(self.arrivals.take_up)
        page.aside_wanted.connect(self.arrivals.set_aside)
        page.receive_wanted.connect(self.registering.receive)
        page.exchange_wanted.connect(self.show_exchange)
        page.draft_wanted.connect(self.reopening.go_on)

    @cached_property
    def petition(self) -> PetitionPage:
        """The page of one petition."""
        page = PetitionPage(self.runner)
        page.left.connect(self.back)
        page.register_wanted.connect(self.registering.split)
        page.arrival_wanted.connect(self.arrivals.take_up)
        page.looks_wanted.connect(self.show_looks)
        page.journal_wanted.connect(self.show_journal)
        self.stack.addWidget(page)
        return page

    @property
    def petitions(self) -> PetitionsPage:
        return self.page(PetitionsPage)

    @property
    def exchange(self) -> ExchangePage:
        return self.page(ExchangePage)

    @property
    def headline(self) -> str:
        return f"首问台 · {self.runner.desk.office.name}"

    def in_bar(self) -> tuple[tuple[QWidget, int], ...]:
        self.search = SearchField()
        self.search.asked.connect(self._find)
        self.search.entered.connect(self._into_results)
        self.search.rested.connect(self.runner.desk.settle)
        return (marked("搜索 F3"), 0), (self.search, 3), *((part, 0) for part in self._officer())

    def _officer(self) -> tuple[QWidget, ...]:
        """Who is at the desk; a list to choose from where several share a passphrase."""
        desk = self.runner.desk
        names = desk.officer_names
        if len(names) == 1:
            return (label(f"接访人 {desk.officer}"),)
        self.officer = Choice({name: name for name in names})
        self.officer.setAccessibleName("接访人")
        self.officer.choose(desk.officer)
        self.officer.currentTextChanged.connect(self._take_over)
        return label("接访人"), self.officer

    def _take_over(self, name: str) -> None:
        """Nothing that the officer before looked at or searched for stays on the screen."""
        self.runner.desk.officer = name
        self.search.clear()
        self.grey()
        self.go("reception")

    def why_not(self, name: str) -> str:
        return access.why_not(self.runner.desk, name)

    def also_greyed(self) -> dict[str, QWidget]:
        return {"search": self.search, "register": self.reception.register, "receive": self.reception.receive}

    def go(self, name: str) -> None:
        """Show a page; the officer's first where there is no right to this one."""
        self.search.forget_typing()
        if self.why_not(name):
            name = next((one for one in self.pages if not self.why_not(one)), "")
        if name:
            super().go(name)
        else:
            self.stack.setCurrentWidget(self.nothing)

    def going(self, name: str) -> None:
        self.runner.desk.place = PLACES[name].word

    def show_looks(self, number: str = "") -> None:
        """Who looked, at everything or at one petition."""
        self.page(LooksPage).of_petition(number)
        self.go("looks")

    def show_journal(self, number: str = "") -> None:
        """The journal, of everything or of one petition."""
        self.page(JournalPage).of_petition(number)
        self.go("journal")

    def open_petition(self, number: str) -> None:
        """Show the page of one petition."""
        self.search.forget_typing()
        if self.petition.show_petition(number):
            self.runner.desk.place = "事项页面"
            self.stack.setCurrentWidget(self.petition)
            self.petition.arrive()

    def take_step(self, number: str, step: str, arrival: str = "") -> None:
        """Open a petition and, on top of it, the dialog of one step, filled from what came down where that is said."""
        self.open_petition(number)
        self.petition.take(step, arrival)

    def register(self) -> None:
        """登记来访 (F2)."""
        self.registering.begin()

    def show_exchange(self, tab: int) -> None:
        """The page 交换 with one of its tabs in front."""
        self.go("exchange")
        self.exchange.tabs.setCurrentIndex(tab)

    def back_up(self) -> None:
        """How things stand with the backups; make one now."""
        from ui.dialogs.backups import BackupsDialog

        BackupsDialog(self.runner, self.backing, self).open()

    def stop_asking(self) -> None:
        self.runner.drafts.save_all()
        self.search.stop()

    def to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _find(self) -> None:
        """The list follows what is typed, from whatever page."""
        self.runner.desk.place = "搜索"
        self.petitions.search(self.search.text())
        if self.stack.currentWidget() is not self.petitions and self.search.text():
            self.mark("petitions")
            self.stack.setCurrentWidget(self.petitions)

    def _into_results(self) -> None:
        self.runner.desk.settle()
        self.petitions.arrive()

    def foot_line(self) -> str:
        desk = self.runner.desk
        held = len(desk.refused()) if access.allowed(desk, "exchange") else 0
        return words.exchange_line(desk.exchange(), held)

    @property
    def who(self) -> str:
        return self.runner.desk.officer

    @property
    def lock_after(self) -> int:
        """What the office has set; where it can't be read at this moment, what is preset."""
        with contextlib.suppress(DeskError):
            return self.runner.desk.office.lock_after
        return PRESET_MINUTES

    def entered(self) -> None:
        desk = self.runner.desk
        if desk.left_open:
            self.runner.ask.tell(self, "上次没有正常关闭", desk.left_open)
        if desk.mended:
            self.runner.ask.tell(self, "请注意", "\n".join(desk.mended))
        self.runner.clock_is_right(self)
        super().entered()

    def warm_up(self) -> None:
        """What the first paper and the first registration would wait for; that of the desk piece by piece."""
        desk = self.runner.desk

        def read(lists: Callable[[], object]) -> None:
            with contextlib.suppress(DeskError):  # said where it is needed
                if not desk.locked:
                    lists()

        threading.Thread(target=_load_papers, daemon=True).start()
        for place, lists in enumerate((desk.villages, desk.content_classes_now, desk.class_rules), 1):
            QTimer.singleShot(place * BETWEEN_MS, self, partial(read, lists))

    def _backed_up(self, _told: object) -> None:
        """The first page tells how it went."""
        if self.isVisible() and self.stack.currentWidget() is self.reception:
            self.reception.refresh()


def _load_papers() -> None:
    """What draws papers. What is loaded by now stays to the end: Python need not look through it for what may go, 40 ms
    at a time."""
    from app.desk.papers import warm_up

    warm_up()
    gc.freeze()
