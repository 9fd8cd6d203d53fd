"""The main window: rail with words and keys, the search field, the pages, the truth about exchange below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QPushButton, QStackedWidget, QWidget

from app.domain.errors import DeskError
from ui import access, keys, menu, messages, words
from ui.arriving import Arrivals
from ui.backing_up import Backing
from ui.pages.deadlines import DeadlinesPage
from ui.pages.exchange import ExchangePage
from ui.pages.looks import LooksPage
from ui.pages.page import Page
from ui.pages.petition import PetitionPage
from ui.pages.petitions import PetitionsPage
from ui.pages.reception import ReceptionPage
from ui.pages.reception_days import ReceptionDaysPage
from ui.pages.report import ReportPage
from ui.pages.settings import SettingsPage
from ui.places import PLACES
from ui.registering import Registering
from ui.reopening import Reopening
from ui.runner import Runner
from ui.setting_list import ACTS
from ui.widgets.button import Button
from ui.widgets.editors import Choice
from ui.widgets.eliding import ElidingLabel
from ui.widgets.layout import card, column, label, row, tab_as_seen
from ui.widgets.practice_band import practice_band
from ui.widgets.search_field import SearchField
from ui.widgets.table_view import TableView

NOTHING = "没有可以查看的内容，请管理员在“工作人员”中分配角色。"
REST_MS = 4000  # after the last change, before the store is folded into its main file
Shown = TypeVar("Shown", bound=Page)


class MainWindow(QWidget):
    """Only the frame: pages and dialogs do the work. `locked` asks for the unlock window, `closed` says that the
    person is done; the desk itself is closed by whoever opened it."""

    locked = Signal()
    closed = Signal()

    def __init__(self, runner: Runner, settings: QSettings) -> None:
        super().__init__()
        self.runner: Runner = runner
        self._settings = settings
        self._left = False
        self.may_close: Callable[[], bool] = lambda: True
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(runner.desk.office.name)
        self._make_pages()
        self._arrange()
        runner.look.add_keys(self)
        keys.add_keys(self)
        self._grey()
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST_MS)
        self._resting.timeout.connect(runner.desk.rest)
        runner.changed.connect(self._refresh)
        self.backing = Backing(runner, self)
        self.backing.ended.connect(self._backed_up)
        self.locked.connect(self.backing.stop)
        self._restore_size()
        self.go("reception")

    def _make_pages(self) -> None:
        self.pages: dict[str, Page] = {name: place.page(self.runner) for name, place in PLACES.items()}
        for page in self.pages.values():
            page.opened.connect(self.open_petition)
            page.step_wanted.connect(lambda number, step: self.take_step(number, step))
        self._shown = "reception"
        self.reception = self._page(ReceptionPage)
        self.petitions = self._page(PetitionsPage)
        self.deadlines = self._page(DeadlinesPage)
        self.exchange = self._page(ExchangePage)
        self.reception_days = self._page(ReceptionDaysPage)
        self.report = self._page(ReportPage)
        self.looks = self._page(LooksPage)
        self.petition = PetitionPage(self.runner)
        self._connect_pages()
        self.stack = QStackedWidget()
        self.nothing = QWidget()
        self.nothing.setLayout(column(label(NOTHING, "quiet", wrap=True), None, margin=16))
        for shown in (*self.pages.values(), self.petition, self.nothing):
            self.stack.addWidget(shown)

    def _page(self, kind: type[Shown]) -> Shown:
        return next(page for page in self.pages.values() if isinstance(page, kind))

    def _connect_pages(self) -> None:
        self.arrivals = Arrivals(self)
        self.registering: Registering = Registering(self)
        self.reception.register_wanted.connect(self.register)
        self.reception.backup_wanted.connect(self.back_up)
        self.reception.arrival_wanted.connect(self.arrivals.take_up)
        self.reception.aside_wanted.connect(self.arrivals.set_aside)
        self.reception.receive_wanted.connect(self.registering.receive)
        self.reception.exchange_wanted.connect(self.show_exchange)
        self.reopening = Reopening(self)
        self.reception.draft_wanted.connect(self.reopening.go_on)
        self._page(SettingsPage).wanted.connect(lambda setting: ACTS[setting.opens](self))
        self.petition.left.connect(self.back)
        self.petitions.words_cleared.connect(lambda: self.search.clear())
        self.petition.register_wanted.connect(self.registering.split)
        self.petition.arrival_wanted.connect(self.arrivals.take_up)
        self.petition.looks_wanted.connect(self.show_looks)
        for ending in (self.locked, self.closed):
            ending.connect(self.exchange.upload.uploading.stop)

    def _arrange(self) -> None:
        self.foot = label("", "quiet")
        foot = card(row(self.foot, None, margin=8), "foot")
        middle = row(self._rail(), column(self.stack, foot, spacing=0), spacing=0)
        middle.setStretch(1, 1)
        band = practice_band(self.runner.desk.station)
        self.setLayout(column(*band, self._bar(), middle, spacing=0))

    def _bar(self) -> QFrame:
        self.search = SearchField()
        self.search.asked.connect(self._find)
        self.search.entered.connect(self._into_results)
        self.search.rested.connect(self.runner.desk.settle)
        self.lock_button = self._button("锁定  F12", self.lock)
        desk = self.runner.desk
        inside = row(
            ElidingLabel(f"首问台 · {desk.office.name}", "lead"),
            label("搜索 F3"),
            self.search,
            *self._officer(),
            self._menu(),
            self.lock_button,
            spacing=12,
            margin=8,
        )
        inside.setStretch(0, 2)
        inside.setStretch(2, 3)
        return card(inside, "bar")

    def _menu(self) -> QPushButton:
        """What is wanted rarely: the office's data, the look of the windows."""
        self.more = Button("更多(&G)", "menu")
        shown = QMenu(self.more)
        self.rare = menu.make(self, shown)
        shown.aboutToShow.connect(self._grey)
        self.more.setMenu(shown)
        return self.more

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
        self._grey()
        self.go("reception")

    def _grey(self) -> None:
        """What the officer has no right to is greyed and says why."""
        desk = self.runner.desk
        parts: dict[str, QPushButton | QAction | QLineEdit] = {**self.rail, **self.rare, "search": self.search}
        parts |= {"register": self.reception.register, "receive": self.reception.receive}
        for name, part in parts.items():
            part.setEnabled(access.allowed(desk, name))
            part.setToolTip(access.why_not(desk, name))
        menu.tick(self, self.rare)

    def _rail(self) -> QFrame:
        self.rail: dict[str, QPushButton] = {}
        for name, place in PLACES.items():
            if not place.key:
                continue
            made = self._button(f"{place.word}  {place.key}", partial(self.go, name))
            made.setProperty("role", "rail")
            made.setCheckable(True)
            self.rail[name] = made
        frame = card(column(*self.rail.values(), None, spacing=0), "rail")
        frame.layout().setContentsMargins(0, 12, 0, 12)
        return frame

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        made = Button(text)
        made.clicked.connect(lambda: act())
        return made

    def go(self, name: str) -> None:
        """Show a page, freshly read, and put the focus where its work begins; the officer's first where there is no
        right to this one."""
        self.search.forget_typing()
        if not access.allowed(self.runner.desk, name):
            name = next((one for one in self.pages if access.allowed(self.runner.desk, one)), "")
        if not name:
            self.stack.setCurrentWidget(self.nothing)
            return
        page = self.pages[name]
        self._shown = name
        self.runner.desk.place = PLACES[name].word
        for other, button in self.rail.items():
            button.setChecked(other == name)
        self._refresh_foot()
        page.refresh()
        self.stack.setCurrentWidget(page)
        page.arrive()

    def show_looks(self, number: str = "") -> None:
        """Who looked, at everything or at one petition."""
        self.looks.of_petition(number)
        self.go("looks")

    def back(self) -> None:
        """From a petition to the page it was opened from."""
        self.go(self._shown)

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

    def show_keys(self) -> None:
        """Every key of the screen (F11)."""
        from ui.dialogs.keys_shown import KeysDialog

        KeysDialog(self.runner, self).open()

    def order_tabs(self) -> None:
        """Tab goes as one reads, whatever was added since."""
        tab_as_seen(self)

    def focusNextPrevChild(self, following: bool) -> bool:
        self.order_tabs()
        return super().focusNextPrevChild(following)

    def show_help(self) -> None:
        """The handbook at the page of what is in view (F1)."""
        self.runner.ask.handbook.open(self.runner, self)

    def lock(self) -> None:
        self.locked.emit()

    @property
    def tables(self) -> tuple[TableView, ...]:
        """Every list of the window."""
        return tuple(view for page in self.pages.values() for view in _tables_of(page))

    def leave(self) -> None:
        """Ask nothing more of the desk, and remember the size of the window."""
        if self._left:
            return
        self._left = True
        self.runner.drafts.save_all()
        self._resting.stop()
        self.search.stop()
        self.runner.changed.disconnect(self._refresh)
        for view in self.tables:
            view.table.stop()
        self._settings.setValue("main/geometry", self.saveGeometry())
        self.hide()

    def set_aside(self) -> None:
        """The desk is being locked: nothing more is asked of it; hidden, the pages mask details of persons again."""
        self.runner.drafts.save_all()
        self._resting.stop()
        self.search.stop()
        for view in self.tables:
            view.table.stop()
        self._settings.setValue("main/geometry", self.saveGeometry())
        self.hide()

    def come_back(self) -> None:
        """The same officer has unlocked the desk: the page in view is read again."""
        self.show()
        self.activateWindow()
        self._refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.leave()
        super().closeEvent(event)
        self.closed.emit()

    def to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _find(self) -> None:
        """The list follows what is typed, from whatever page."""
        self.runner.desk.place = "搜索"
        self.petitions.search(self.search.text())
        if self.stack.currentWidget() is not self.petitions and self.search.text():
            for other, button in self.rail.items():
                button.setChecked(other == "petitions")
            self._shown = "petitions"
            self.stack.setCurrentWidget(self.petitions)

    def _into_results(self) -> None:
        self.runner.desk.settle()
        self.petitions.arrive()

    def _refresh(self, _changes: object = None) -> None:
        """After a change: the page in view reads again, the others when they are shown."""
        self._refresh_foot()
        self._grey()
        self._resting.start()
        if not access.allowed(self.runner.desk, self._shown):
            self.go(self._shown)
        shown: QWidget = self.stack.currentWidget()
        if isinstance(shown, Page):
            shown.refresh()

    def _refresh_foot(self) -> None:
        desk = self.runner.desk
        held = len(desk.refused()) if access.allowed(desk, "exchange") else 0
        self.foot.setText(words.exchange_line(desk.exchange(), held))

    def close_desk(self) -> None:
        """Back up what is new, then let the desk go. That it failed is said: nobody looks at the first page now."""
        self.runner.printing.finish()
        told = self.backing.finish()
        self.runner.desk.close()
        if isinstance(told, DeskError):
            self.runner.ask.warn(None, "备份没有做成", messages.refusal(told))
        elif told is not None and told.problems:
            self.runner.ask.warn(None, "备份没有做全", "\n".join(told.problems))

    def _backed_up(self, _told: object) -> None:
        """The first page tells how it went."""
        if self.isVisible() and self.stack.currentWidget() is self.reception:
            self.reception.refresh()

    def _restore_size(self) -> None:
        kept = self._settings.value("main/geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            room = self.screen().availableGeometry()
            self.resize(min(1366, room.width()), min(740, room.height()))


def _tables_of(page: Page) -> list[TableView]:
    found: list[TableView] = page.findChildren(TableView)  # type: ignore[assignment]
    return found
