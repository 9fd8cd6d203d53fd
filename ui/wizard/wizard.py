"""新建接待台: page after page, back at any time with nothing lost; nothing is written before the last one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.domain.errors import DeskError, RuleBroken
from ui import messages
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.button import Button
from ui.widgets.editors import aside
from ui.widgets.field import Field
from ui.widgets.layout import label
from ui.wizard.ending import EndingPage
from ui.wizard.page import Plan, WizardPage
from ui.wizard.pages import LastPage, OfficePage, OfficersPage, PassphrasePage, PlacesPage, VillagesPage
from ui.wizard.township import TownshipPage
from ui.working import Stopped, Work

NEXT, MAKE, BEGIN = "下一步", "建成接待台", "开始使用"
MAKING = "正在建成……"
MAKING_DESK = "正在建成接待台：生成密钥，写入单位和人员。取消后文件夹中不留文件。"


class Wizard(Dialog):
    """Sets up a desk in an empty folder; `created` carries it, open, when the person goes on to work.

    `unlock_seconds`: what opening may cost.
    """

    verb = NEXT
    hint = "Enter 下一项    Ctrl+Enter 下一步"
    characters = 48
    created = Signal(object)

    def __init__(self, hands: Hands, parent: QWidget | None = None, *, unlock_seconds: float = 1.0) -> None:
        self._unlock_seconds = unlock_seconds
        self.desk: Desk | None = None
        super().__init__(hands, "新建接待台", parent)
        self.previous = aside(Button("上一步(&B)"))
        self.previous.clicked.connect(lambda: self.go(self.place - 1))
        self.buttons.insertWidget(self.buttons.count() - 1, self.previous)
        QWidget.setTabOrder(self.main, self.previous)
        QWidget.setTabOrder(self.previous, self.back)
        self.go(0)

    def build(self) -> None:
        plan = Plan()
        self.township = TownshipPage(plan)
        self.office = OfficePage(plan)
        self.villages = VillagesPage(plan)
        self.officers = OfficersPage(plan)
        self.passphrase = PassphrasePage(plan)
        self.places = PlacesPage(plan, self.hands.ask)
        self.last = LastPage(plan)
        self.pages: tuple[WizardPage, ...] = (
            *(self.township, self.office, self.villages, self.officers, self.passphrase, self.places, self.last),
        )
        self.ending = EndingPage(plan, self.hands)
        self.place = 0
        self.head = label("", "title")
        self.form.addWidget(self.head)
        for page in (*self.pages, self.ending):
            self.form.addWidget(page)
            self.fields.update(page.fields)

    def answers(self) -> object:
        return tuple(page.answers() for page in self.pages)

    @property
    def page(self) -> WizardPage:
        return self.pages[self.place] if self.desk is None else self.ending

    def go(self, place: int) -> None:
        """Show a page; what stands on the others stays as it is."""
        self.place = max(0, min(place, len(self.pages) - 1))
        self._arrive()

    def act(self) -> None:
        """On to the next page; on the last one make the desk; then begin."""
        self.clear_refusals()
        if self.desk is not None:
            self.leave()
            return
        wrong = self.page.wrong()
        if wrong is not None:
            self.fields[wrong[0]].refuse(wrong[1])
        elif self.place < len(self.pages) - 1:
            self.go(self.place + 1)
        else:
            self._busy(True)
            QTimer.singleShot(0, self, self._make)

    def field_at(self, path: str) -> Field | None:
        """The field, with its page in view."""
        field = super().field_at(path)
        if field is not None and self.desk is None:
            self.go(next(n for n, page in enumerate(self.pages) if page.isAncestorOf(field)))
        return field

    def _arrive(self) -> None:
        page = self.page
        for other in (*self.pages, self.ending):
            other.setVisible(other is page)
        if page is self.passphrase:
            self.passphrase.whose_it_is(next(iter(self.officers.named), ""))
        if page is self.last:
            self.last.show_told([line for other in self.pages for line in other.told()])
        page.arrive()
        steps = "" if page is self.ending else f"第{self.place + 1}步，共{len(self.pages)}步    "
        self.head.setText(f"{steps}{page.title}")
        verb = BEGIN if page is self.ending else MAKE if page is self.last else NEXT
        self.main.setText(f"{verb}  Ctrl+Enter")
        self.previous.setVisible(page is not self.ending)
        self.previous.setEnabled(self.place > 0)
        self.back.setVisible(page is not self.ending)
        self.body.verticalScrollBar().setValue(0)
        (page.first or self.main).setFocus()

    def _busy(self, busy: bool) -> None:
        for button in (self.main, self.previous, self.back):
            button.setEnabled(not busy)
        if busy:
            self.main.setText(MAKING)
            self.main.repaint()  # the key takes about a second on purpose

    def _make(self) -> None:
        """One act: the desk with everything, or nothing at all."""
        make = partial(
            Desk.create,
            Path(self.places.folder.value),
            office=self.office.office,
            officers=tuple(self.officers.named),
            roles=self.officers.named,
            passphrase=self.passphrase.passphrase.text(),
            unlock_seconds=self._unlock_seconds,
        )
        try:
            desk = Work().run(lambda work: make(progress=work.tell), self, MAKING_DESK)
        except Stopped:  # nothing is left of it
            self._busy(False)
            self._arrive()
            return
        except DeskError as error:
            self._busy(False)
            self._arrive()
            if isinstance(error, RuleBroken):
                self.refuse(error)
            else:
                self.hands.ask.warn(self, "没有建成", messages.refusal(error))
            return
        self._busy(False)
        self.desk, self._left = desk, True
        self.passphrase.passphrase.clear()
        self.passphrase.again.clear()
        self.finished.connect(lambda _result: self.created.emit(desk))  # however the window is closed
        self.ending.show_made(desk, self._second_place(desk))
        self._arrive()

    def _second_place(self, desk: Desk) -> str:
        """Keep the second place of backups; why it could not be kept, "" when it is."""
        if self.places.second_place is None:
            return ""
        try:
            desk.set_second_place(self.places.second_place)
        except DeskError as error:
            return f"备份的第二处没有记下：{messages.refusal(error)}"
        return ""
