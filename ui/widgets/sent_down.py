"""下发: matters, letters and data files for the stations below, and how far each has come: a desk's own, and what it
has in common with a county's (ui/county/sent_down.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QMenu, QWidget

from app.domain.rights import Right
from ui import access
from ui.models.table import Column, Table
from ui.runner import Runner
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.answers import BelowSeen, DispatchSeen
    from ui.dialogs.send_down import Issuer, SendDownDialog

GOES = "下发件随下一次U盘交换（或者出具回执时）带给村里，没有送达的每次都重发；送达、办理情况从村里带回的数据包读出。"
NO_VILLAGE = "没有登记村级代办点，或者其公钥已停用。先在“手工操作与公钥”里登记对方的公钥卡。"
NOTHING = "还没有下发过。"
TONES = {"waiting": "warn", "written": "ink", "arrived": "ink", "taken_up": "quiet", "set_aside": "warn"}


class SentDownView(QWidget):
    """The newest first; all that is known of the chosen one stands in full under the list.

    Subclasses say who sends, what it is called to whom, and read what was sent.
    """

    heading: ClassVar[str]  # of the column of the stations below
    there: ClassVar[str]  # those who are there
    margin: ClassVar[int] = 12  # around it: it stands in a tab
    waits: ClassVar[str] = "等待U盘交换"  # until it goes
    went: ClassVar[str] = "写入U盘"  # how it did

    def __init__(self, runner: StoreRunner[Any], tell: Callable[[str], None]) -> None:
        super().__init__()
        self._runner = runner
        self._tell = tell
        self.names: Mapping[str, str] = {}  # the stations below, by their codes, those that were revoked too
        self.open_to: Mapping[str, str] = {}  # those that can be sent anything
        self.nothing = NOTHING  # said where the list is empty
        self.rows: Sequence[DispatchSeen] = ()
        self.dialog: SendDownDialog | None = None
        self.told = label("", "quiet", wrap=True)
        self.matter, self.reminder = Button("下发事项(&X)"), Button("下发催办(&P)")
        self.matter.clicked.connect(lambda: self.send_matter())
        self.reminder.clicked.connect(lambda: self.send_reminder())
        self.others = Button("下发其他(&Q)", "menu")
        self.others.setMenu(self._menu())
        columns: list[Column[DispatchSeen]] = [
            Column("下发日期", lambda one: one.at[:10], 6),
            Column(self.heading, self._name, 9, spare=2),
            Column("下发件", lambda one: one.words, 5),
            Column("标题、事项", lambda one: one.title or one.petition, why=lambda one: one.title or one.petition),
            Column("状态", self._state, 17, why=lambda one: self._in_full(one), tone=lambda one: TONES[one.state]),
            Column("经办人", lambda one: one.officer, 4, spare=1),
        ]
        model = Table(columns, lambda at, n: self.rows[at : at + n], lambda one: one.id, runner.look.colour, self)
        self.table = TableView(model, "已下发的")
        self.full = label(NOTHING, wrap=True, select=True)
        self.table.chosen.connect(self._show)
        buttons = row(self.matter, self.reminder, self.others, None)
        inside = column(self.told, buttons, self.table, self.full, margin=self.margin)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    def issuer(self) -> Issuer:
        """Who sends."""
        raise NotImplementedError

    def allow(self, why_not: str, told: str) -> None:
        """Whether anything can be sent; `told` is said above where it can."""
        self.told.setText(why_not or told)
        for button in (self.matter, self.reminder, self.others):
            button.setEnabled(not why_not)
            button.setToolTip(why_not)

    def show_rows(self, rows: Sequence[DispatchSeen]) -> None:
        """These, and the chosen one again."""
        chosen = self.table.current
        self.rows = sorted(rows, key=lambda one: (one.at, one.seq), reverse=True)
        self.table.reload(chosen.id if chosen is not None else None)

    def send_matter(self) -> None:
        """转送、交办."""
        from ui.dialogs.send_down import SendMatterDialog  # loaded when first opened, as the others

        self.send(SendMatterDialog)

    def send_reminder(self) -> None:
        """催办, of the matter that came of the chosen one."""
        from ui.dialogs.send_letter import SendReminderDialog

        self.send(SendReminderDialog)

    def send(self, form: type[SendDownDialog]) -> SendDownDialog:
        """Open a form for the station and the petition of the chosen one."""
        chosen = self.table.current
        station, number = (chosen.station, chosen.number or chosen.petition) if chosen else ("", "")
        self.dialog = form(self._runner, self.issuer(), self, station=station, number=number)
        self.dialog.sent.connect(self._say)
        self.dialog.open()
        return self.dialog

    def _menu(self) -> QMenu:
        """What is sent less often."""
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        return menu

    def _fill(self, menu: QMenu) -> None:
        from ui.dialogs.send_letter import OTHERS

        if menu.isEmpty():
            for words, form in OTHERS.items():
                menu.addAction(words, partial(self.send, form))

    def _say(self, told: str) -> None:
        self.table.setCurrentIndex(self.table.table.index(0, 0))
        self._tell(told)

    def _show(self, one: DispatchSeen | None) -> None:
        self.full.setText(self._in_full(one) if one is not None else self.nothing)

    def _name(self, one: DispatchSeen) -> str:
        return self.names.get(one.station, one.station)

    def _state(self, one: DispatchSeen) -> str:
        """Its last stage in words: what became of it, under which number, or why nothing did."""
        if one.state == "set_aside":
            return f"不另行办理：{one.note}".rstrip("。：")
        if one.state == "taken_up":
            return f"{one.state_words} {one.number}".strip()
        return {"waiting": self.waits, "written": f"已{self.went}，尚未送达"}.get(
            one.state, f"{one.arrived_on} 送达，尚未办理"
        )

    def _in_full(self, one: DispatchSeen) -> str:
        """Every stage that it has come through, in words."""
        stages = [f"{one.at[:16].replace('T', ' ')} {one.officer}下发，给{self._name(one)}第{one.seq}号"]
        if one.written_at:
            stages.append(f"{one.written_at[:10]} {self.went}")
        else:
            stages.append(self.waits)
        if one.arrived_on:
            stages.append(f"{one.arrived_on} 送达")
        elif one.written_at:
            stages.append(f"还没有读到{self.there}送达的记载")
        if one.taken_on:
            stages.append(f"{one.taken_on} {self._state(one)}")
        elif one.arrived_on:
            stages.append(f"{self.there}尚未登记、办理")
        return "；".join(stages) + "。"


class SentDown(SentDownView):
    """A township's, to its villages."""

    heading, there = "村级代办点", "村里"

    def __init__(self, runner: Runner, tell: Callable[[str], None]) -> None:
        self.runner = runner
        super().__init__(runner, tell)

    def refresh(self, stations: Sequence[BelowSeen]) -> None:
        """Read them anew; `stations` are those below."""
        desk = self.runner.desk
        self.names = {one.code: one.name for one in stations}
        self.open_to = {one.code: one.name for one in stations if not one.revoked_at}
        seeing = desk.may(Right.READ)
        self.nothing = NOTHING if seeing else access.lacks(desk, Right.READ)
        self.show_rows(desk.dispatches() if seeing else ())
        self.allow(access.lacks(desk, Right.HANDLE) or ("" if self.open_to else NO_VILLAGE), GOES)

    def issuer(self) -> Issuer:
        from ui.dialogs.send_down import Issuer

        desk = self.runner.desk
        return Issuer(
            body=desk.office.name,
            reviewer=desk.office.review_body,
            today=desk.today(),
            below=self.open_to,
            send=desk.dispatch,
        )
