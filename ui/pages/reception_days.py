"""领导接访日 (更多): the days of a year, what was taken on each, plan a day, print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from app.domain.codes import STAGES
from app.domain.records.reception import RECEPTION_WAYS, MatterReceived, ReceptionDays, ReceptionDaySeen
from app.domain.steps.step import DeskStep
from app.domain.steps.table import DESK_STEPS
from ui.models.table import Column, Table
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.day_entry import DayEntry
from ui.widgets.editors import Choice
from ui.widgets.flow import captioned, flowing
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.table_view import TableView
from ui.widgets.year import Year

if TYPE_CHECKING:
    from ui.dialogs.form_dialog import DeskFormDialog
    from ui.dialogs.pdf import PdfDialog

EVERYBODY = "全部领导"
NOTHING = "本年没有领导接访的安排和记录。"
NOT_CHOSEN = "所选的领导、日期没有接访的安排和记录。"


class ReceptionDaysPage(Page):
    """Enter on a matter opens it."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self._all: tuple[ReceptionDaySeen, ...] = ()  # of the year
        self._days: tuple[ReceptionDaySeen, ...] = ()  # of them those that are listed
        self._matters: tuple[MatterReceived, ...] = ()
        self.dialog: DeskFormDialog | PdfDialog | None = None
        this_year = runner.desk.today().year
        self.year = Year(this_year, this_year + 1)
        self.year.valueChanged.connect(lambda _year: self.refresh())
        self.leader = Choice({"": EVERYBODY})
        self.leader.setAccessibleName("接访领导")
        self.leader.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)  # they are offered later
        self.leader.currentIndexChanged.connect(lambda _at: self._list())
        self.on = DayEntry()
        self.on.line.setAccessibleName("只看这一天")
        self.on.line.editingFinished.connect(lambda: self._look_at_day())
        self.plan = self._button("安排接访日(&A)", lambda: self._take("plan_reception_day"), "main")
        self.cancel = self._button("取消安排(&C)", lambda: self._take("cancel_reception_day"))
        self.print_plan = self._button("打印安排表(&P)", self._show_plan)
        self.print_record = self._button("打印接访记录(&R)", self._show_record)
        self.days, self.matters = self._day_table(), self._matter_table()
        self.told = label("", "quiet", wrap=True, select=True)
        inside = column(
            flowing(label("领导接访日", "title"), self.year, self.leader, captioned("只看这一天(&K)", self.on)),
            row(self.plan, self.cancel, self.print_plan, self.print_record, None),
            self.days,
            self.told,
            self.matters,
            margin=16,
            spacing=12,
        )
        inside.setStretch(2, 3)
        inside.setStretch(4, 2)
        self.setLayout(column(scrolled(inside)))

    def refresh(self) -> None:
        year = self.year.value()
        self._all = self.runner.read(lambda: self.runner.desk.reception_days(year), self) or ()
        self._offer_leaders()
        self._list()

    def _offer_leaders(self) -> None:
        """Those who have a day in the year, staying with the one in view."""
        kept = self.leader.value
        self.leader.blockSignals(True)
        self.leader.clear()
        for name in ("", *dict.fromkeys(day.leader for day in self._all)):
            self.leader.addItem(name or EVERYBODY, name)
        self.leader.choose(kept)
        self.leader.blockSignals(False)

    def _look_at_day(self) -> None:
        """One day alone, of whatever year."""
        day = self.on.line.day
        if day is not None and day.year != self.year.value() and day.year <= self.year.maximum():
            self.year.setValue(day.year)
        else:
            self._list()

    def _list(self) -> None:
        """The days of the leader and the day that were chosen."""
        current, on, leader = self.days.current, self.on.line.day, self.leader.value
        self._days = tuple(day for day in self._all if leader in ("", day.leader) and (on is None or on == day.held_on))
        self.print_plan.setEnabled(any(_stands(day) for day in self._days))
        self.days.reload(_key(current) if current else None)

    def arrive(self) -> None:
        self.plan.setFocus()

    def _take(self, name: str) -> None:
        """The dialog of an act of the desk, about the chosen day where it needs one."""
        from ui.dialogs.form_dialog import DeskFormDialog  # loaded when first opened, as the others

        step: type[DeskStep] = DESK_STEPS[name]
        day = self.days.current
        given: dict[str, object] = {}
        if day is not None and name == "cancel_reception_day":
            given = {"held_on": day.held_on, "leader": day.leader}
        elif day is not None and day.plan is not None:
            given = {"place": day.plan.place, "hours": day.plan.hours, "published": day.plan.published}
        self.dialog = DeskFormDialog(self.runner, step, given, self)
        self.dialog.open()

    def _show_plan(self) -> None:
        """The days to come; of a year that is over all of them."""
        year, today = self.year.value(), self.runner.desk.today()
        coming = tuple(day for day in self._days if _stands(day) and day.held_on >= today)
        told = ReceptionDays(year=year, days=coming or self._days)
        self._show("领导接访安排表", lambda: self.runner.desk.desk_paper("F33", told))

    def _show_record(self) -> None:
        day = self.days.current
        if day is not None:
            title = f"领导接访记录-{day.held_on}-{day.leader}"
            self._show(title, lambda: self.runner.desk.desk_paper("F34", day))

    def _show(self, title: str, draw: Callable[[], bytes]) -> None:
        from ui.dialogs.pdf import PdfDialog

        pdf = self.runner.read(draw, self)
        if pdf is not None:
            self.dialog = PdfDialog(self.runner, title, pdf, self)
            self.dialog.open()

    def _tell(self, day: ReceptionDaySeen | None) -> None:
        """The chosen day in words, and its matters below."""
        self._matters = day.matters if day else ()
        self.cancel.setEnabled(bool(day and _stands(day) and not day.matters))
        self.print_record.setEnabled(day is not None)
        self.told.setText(_words(day) if day else NOT_CHOSEN if self._all else NOTHING)
        self.matters.reload()

    def _day_table(self) -> TableView:
        columns: list[Column[ReceptionDaySeen]] = [
            Column("日期", lambda d: str(d.held_on), 7),
            Column("接访领导", lambda d: d.leader, 6),
            Column("职务", lambda d: d.post, 8, spare=2),
            Column("时间", lambda d: d.plan.hours if d.plan else "", 10, spare=1),
            Column("地点", lambda d: d.plan.place if d.plan else ""),
            Column("状态", _state, 7),
            Column("件数", lambda d: str(len(d.matters)), 3, right=True),
        ]
        model = Table(columns, lambda at, n: self._days[at : at + n], _key, self.runner.look.colour, self)
        view = TableView(model, "接访日")
        view.chosen.connect(self._tell)
        view.opened.connect(lambda _day: self.matters.setFocus())
        return view

    def _matter_table(self) -> TableView:
        columns: list[Column[MatterReceived]] = [
            Column("编号", lambda m: m.number, 15, spare=2),
            Column("事项", lambda m: f"{m.title}（{m.who}）", 16),
            Column("处理意见", lambda m: m.reception.decided),
            Column("限办日期", lambda m: str(m.reception.due or ""), 7, spare=1),
            Column("现在", lambda m: STAGES[m.stage], 6),
        ]
        model = Table(
            columns, lambda at, n: self._matters[at : at + n], lambda m: m.number, self.runner.look.colour, self
        )
        view = TableView(model, "当日接访的事项")
        view.opened.connect(lambda matter: self.opened.emit(matter.number))
        return view

    def _button(self, text: str, act: Callable[[], None], role: str = "") -> Button:
        made = Button(text, role)
        made.clicked.connect(lambda: act())
        return made


def _key(day: ReceptionDaySeen) -> tuple[date, str]:
    return day.held_on, day.leader


def _stands(day: ReceptionDaySeen) -> bool:
    return day.plan is not None and day.plan.cancelled_on is None


def _state(day: ReceptionDaySeen) -> str:
    if day.plan is None:
        return "未列入安排"
    if day.plan.cancelled_on:
        return "已取消"
    return "已接访" if day.matters else "已安排"


def _words(day: ReceptionDaySeen) -> str:
    plan = day.plan
    who = f"{day.leader}（{day.post}）" if day.post else day.leader
    if plan is None:
        return f"{day.held_on} {who}接访{len(day.matters)}件，未列入事先公布的安排。"
    told = f"{day.held_on} {who}{RECEPTION_WAYS[plan.way]}，{plan.hours}，{plan.place}"
    if plan.cancelled_on:
        return f"{told}。已于 {plan.cancelled_on} 取消：{plan.cancelled_reason}"
    return (
        f"{told}，{f'公布于{plan.published}' if plan.published else '尚未写明在何处公布'}。接访{len(day.matters)}件。"
    )
