"""交换 (F9): what the county has, what waits, and the stick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QLayout, QPushButton, QWidget

from app.domain.rights import Right
from ui import access, list_columns, words
from ui.cards import choose_card, compared, save_card
from ui.dialogs.renew_keys import RenewKeysDialog
from ui.dialogs.resend import ResendDialog
from ui.models.table import Column, Table
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.below_list import BelowList
from ui.widgets.button import Button
from ui.widgets.held_list import HeldList
from ui.widgets.layout import card, column, label, row, scrolled
from ui.widgets.sent_down import SentDown
from ui.widgets.stick_bar import StickBar
from ui.widgets.table_view import TableView
from ui.widgets.tabs import PlainTabs
from ui.widgets.upload_line import UploadLine

if TYPE_CHECKING:
    from app.answers import Sent
    from app.desk import Row
    from app.exchange.history import Exchanged

PAIRING = (
    "与县级往来前，双方先交换一次公钥卡：把本台公钥卡存到U盘交给县级，再导入县级交来的公钥卡。"
    "导入时请与县级电话核对指纹。"
)
PACKAGES = "数据包 (*.swt);;所有文件 (*)"

LEAST_LINES = 8  # height of the list where the window is low


class ExchangePage(Page):
    """Delivered is only what the county's acknowledgement says."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self._rows: list[Row] = []
        self.heading = label("", "title")
        self.state = label("", wrap=True)
        self.stick = StickBar(runner, lambda: runner.desk.may(Right.EXPORT))
        self.stick.done.connect(self.refresh)
        self.result = self.stick.told
        self.export = self._button("导出上报(&E)", self._export)
        self.receive = self._button("读入数据包(&R)", self._receive)
        self.resend = self._button("重新导出(&N)", self._resend)
        self.save_card = self._button("导出本台公钥卡(&K)", self._save_card)
        self.take_card = self._button("导入上级公钥卡(&L)", self._take_card)
        self.renew = self._button("更换本台密钥(&M)", self._renew)
        self.below = BelowList(self.runner, self._tell)
        self.down = SentDown(runner, self._tell)
        self.upload = UploadLine(runner)
        self.held = HeldList(runner)
        self.tabs = PlainTabs()
        self.tabs.addTab(self._waiting_tab(), "待签收")
        self.tabs.addTab(self.held, "未收下")
        self.tabs.addTab(self._history_tab(), "往来记录")
        self.tabs.addTab(self.down, "村级下发")
        self.tabs.addTab(_tab(column(self.upload, None, margin=12)), "联网上传")
        self.tabs.addTab(self._by_hand_tab(), "手工操作与公钥")
        inside = column(self.heading, self.state, self.stick, self.tabs, margin=16, spacing=12)
        inside.setStretch(3, 1)
        self.area = scrolled(inside, yields=True)
        self.setLayout(column(self.area))

    def _waiting_tab(self) -> QWidget:
        self.waiting = label("", "lead")
        model = Table(
            list_columns.fixed_columns(),
            lambda at, n: self._rows[at : at + n],
            lambda r: r.number,
            self.runner.look.colour,
            self,
        )
        self.table = TableView(model, "县级尚未签收的事项")
        self.table.opened.connect(lambda chosen: self.opened.emit(chosen.number))
        self.table.setMinimumHeight(self.fontMetrics().height() * LEAST_LINES)
        inside = column(self.waiting, self.table, margin=12)
        inside.setStretch(1, 1)
        return _tab(inside)

    def _history_tab(self) -> QWidget:
        self._lines: tuple[Exchanged, ...] = ()
        columns: list[Column[Exchanged]] = [
            Column("时间", lambda one: one.at[:16].replace("T", " "), 9),
            Column("方向", lambda one: "写出" if one.out else "读入", 3),
            Column("种类", lambda one: one.kind, 7),
            Column("文件", lambda one: one.name, why=lambda one: one.name),
            Column("记载", lambda one: one.span, 9, spare=1),
            Column("状态", lambda one: one.state, 6, why=lambda one: one.state),
        ]
        model = Table(
            columns,
            lambda at, n: self._lines[at : at + n],
            lambda one: (one.at, one.name),
            self.runner.look.colour,
            self,
        )
        self.history = TableView(model, "往来记录")
        self.came = self._button("收到的下发件(&S)", self._show_came)
        return _tab(column(self.history, row(self.came, None), margin=12))

    def _show_came(self) -> None:
        """Everything that came down, taken up or not."""
        from ui.dialogs.arrivals import ArrivalsDialog  # loaded when first opened, as the others

        ArrivalsDialog(self.runner, self).open()

    def _by_hand_tab(self) -> QWidget:
        by_hand = card(column(label("手工操作", "lead"), row(self.export, self.receive, self.resend, None), margin=12))
        inside = column(by_hand, self.below, self._key_card(), None, margin=12, spacing=12)
        return _tab(inside)

    def _key_card(self) -> QFrame:
        self.pairing = label("", wrap=True, select=True)
        return card(column(self.pairing, row(self.save_card, self.take_card, self.renew, None), margin=12))

    def _button(self, text: str, act: Callable[[], None], role: str = "") -> QPushButton:
        made = Button(text, role)
        made.clicked.connect(lambda: act())
        return made

    def refresh(self) -> None:
        desk = self.runner.desk
        state = desk.exchange()
        self.below.refresh()
        self.down.refresh(self.below.stations)
        self.tabs.setTabVisible(self.tabs.indexOf(self.down), self.below.takes_stations)
        self.stick.refresh()
        self.held.refresh()
        self._lines = desk.exchange_history()
        self.history.reload()
        held = len(self.held.rows)
        self.tabs.setTabText(1, f"未收下（{held}）" if held else "未收下")
        from app.desk import spoken

        above = desk.county()
        self.heading.setText(spoken("与县级交换", above))
        self.came.setEnabled(seeing := access.allowed(desk, "petitions"))
        self.came.setToolTip("" if seeing else access.why_not(desk, "petitions"))
        self.state.setText(words.exchange_line(state).removeprefix("交换："))
        self._rows = desk.undelivered() if seeing else []
        named = spoken("县级尚未签收的事项", above)
        self.waiting.setText(f"{named}：{len(self._rows)}件" if seeing else "没有查看事项的权限，不列事项。")
        self.table.reload()
        for button in (self.export, self.receive, self.resend):
            button.setEnabled(bool(state.county) and desk.may(Right.EXPORT))
        self.upload.refresh()
        if self.below.stations and desk.may(Right.EXPORT):
            self.receive.setEnabled(True)
        for button in (self.take_card, self.renew):
            button.setEnabled(desk.may(Right.ADMINISTER))
        paired = f"已与{state.county}交换公钥。" if state.county else PAIRING
        self.pairing.setText(f"{paired}\n本台公钥指纹：{desk.fingerprint()}")

    def arrive(self) -> None:
        self.stick.go.setFocus()

    def _export(self) -> None:
        folder = self.runner.ask.folder(self, "导出到哪里（一般为U盘）")
        if folder is None:
            return
        sent = self.runner.work(lambda desk, _work: desk.export(folder), self, "正在导出，请不要拔出U盘", changes=True)
        if sent is not None:
            self._tell_sent(sent)

    def _resend(self) -> None:
        dialog = ResendDialog(self.runner, self)
        dialog.sent.connect(self._tell_sent)
        dialog.open()

    def _tell_sent(self, sent: Sent) -> None:
        self._tell(f"{sent.words}\n文件：{sent.file}" if sent.file else sent.words)

    def _receive(self) -> None:
        files = self.runner.ask.files(self, "读入上级、下级的数据包", PACKAGES)
        told = [words for path in files if (words := self._receive_one(path))]
        if told:
            self._tell("\n".join(told))

    def _receive_one(self, path: Path) -> str:
        received = self.runner.work(lambda desk, _work: desk.receive(path), self, f"正在读入 {path.name}", changes=True)
        return f"{path.name}：{received.words}" if received is not None else ""

    def _save_card(self) -> None:
        desk = self.runner.desk
        target = save_card(self.runner, self, "导出本台公钥卡", desk.station, desk.card())
        if target is not None:
            self._tell(f"本台公钥卡已存为 {target}，请交给县级。指纹：{desk.fingerprint()}")

    def _take_card(self) -> None:
        from app.desk import fingerprint, spoken

        chosen = choose_card(self.runner, self, "导入上级公钥卡")
        if chosen is None:
            return
        above, known = spoken("县级", chosen.card), self.runner.desk.county()
        more = ""
        if known is not None and known != chosen.card:
            more = f"本台现在向{known.name}上报（指纹 {fingerprint(known)}），采用后改用这张卡。"
        if not compared(self.runner, self, chosen, above, "采用", more):
            return
        if self.runner.run(lambda: self.runner.desk.trust(chosen.data, replace=True), self) is not None:
            self._tell(f"已采用{above}公钥卡，可以导出上报。")

    def _renew(self) -> None:
        dialog = RenewKeysDialog(self.runner, self)
        dialog.renewed.connect(self._tell)
        dialog.open()

    def _tell(self, text: str) -> None:
        self.stick.tell(text)


def _tab(layout: QLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made
