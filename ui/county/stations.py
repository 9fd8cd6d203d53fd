"""接待台 (F5): every station below, those that need somebody first, in the words of the store's own status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui.cards import choose_card, compared, save_card
from ui.county.move import MoveDialog
from ui.county.renew_keys import RenewCountyKeysDialog
from ui.county.revoke import RevokeDialog
from ui.county.runner import CountyPage, CountyRunner
from ui.county.station import StationDialog, more_of
from ui.models.table import Column, Table
from ui.widgets.button import Button
from ui.widgets.flow import flowing
from ui.widgets.layout import card, column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.county.status import CountyStatus, StationStatus

NONE = "还没有登记接待台。选“登记公钥卡”，选接待台交来的公钥卡，用电话核对指纹后登记；再写出本单位公钥卡交给对方。"
READING = "正在读取各接待台的情况"
LEAST_LINES = 8  # height of the list where the window is low
QUIET_DAYS = 7  # without anything from a station, after which it is marked


class StationsPage(CountyPage):
    """The words of the chosen station stand in full below the list. `lock_wanted`: the store has to be opened anew."""

    lock_wanted = Signal()

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__(runner)
        self.status: CountyStatus | None = None
        self.head = label("", wrap=True)
        self.table = TableView(Table(columns(), self._fetch, lambda one: one.code, runner.look.colour, self), "接待台")
        self.table.setMinimumHeight(self.fontMetrics().height() * LEAST_LINES)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._tell)
        self.words = label("", wrap=True, select=True)
        self.show_one = self._button("查看(&V)  Enter", lambda: self._open(self.table.current))
        self.trust = self._button("登记公钥卡(&K)", self._trust)
        self.revoke = self._button("停用公钥(&T)", self._revoke)
        self.save_own = self._button("写出本单位公钥卡(&W)", self._save_own)
        self.renew = self._button("更换本单位密钥(&M)", self._renew)
        self.move_store = self._button("记载存放位置(&A)", self._move)
        keys = flowing(self.show_one, self.trust, self.revoke, self.save_own, self.renew, self.move_store)
        self.own = label("", wrap=True, select=True)
        below = card(column(self.words, keys, self.own, margin=12))
        inside = column(row(label("接待台", "title"), None), self.head, self.table, below, margin=16, spacing=12)
        self.lay_out(inside, 2)

    def refresh(self) -> None:
        found = self.runner.work(lambda county, _work: county.status(), self, READING)
        if found is not None:
            self.show_status(found)
            self.move_store.setVisible(self.runner.elsewhere)  # while it lies in the folder, only when it is closed
            self.own.setText(f"本单位公钥指纹：{self.runner.county.fingerprint()}")

    def show_status(self, found: CountyStatus) -> None:
        """Fill the list; the row that was chosen stays chosen."""
        self.status = found
        self.head.setText(_head(found))
        current: StationStatus | None = self.table.current
        self.table.reload(current.code if current else None)
        self._tell(self.table.current)

    def arrive(self) -> None:
        self.go_to(self.table if self.status and self.status.stations else self.trust)

    def _button(self, text: str, act: Callable[[], None]) -> Button:
        made = Button(text)
        made.clicked.connect(lambda: act())
        return made

    def _fetch(self, offset: int, limit: int) -> Sequence[StationStatus]:
        return self.status.stations[offset : offset + limit] if self.status else ()

    def _tell(self, one: StationStatus | None) -> None:
        self.words.setText("".join(one.words) if one else NONE)
        self.show_one.setEnabled(one is not None)
        self.revoke.setEnabled(one is not None and not one.revoked_at)
        self.revoke.setToolTip("已经停用。" if one is not None and one.revoked_at else "")

    def _open(self, one: StationStatus | None) -> None:
        if one is None:
            return
        more = self.runner.work(lambda county, _work: more_of(county, one.code), self, READING)
        if more is not None:
            StationDialog(self.runner, one, more, self).open()

    def _trust(self) -> None:
        chosen = choose_card(self.runner, self, "登记接待台公钥卡")
        if chosen is None:
            return
        code, name = chosen.card.code, chosen.card.name
        found = self.runner.work(lambda county, _work: more_of(county, code).fingerprint, self, READING)
        if found is None:
            return
        revoked = self.status is not None and any(one.code == code and one.revoked_at for one in self.status.stations)
        more = "该台公钥已停用，登记后恢复收取。" if revoked else ""
        if found and found != chosen.fingerprint:
            more = f"已登记该台另一张公钥卡（指纹 {found}），登记后改用这张卡。"
        if not compared(self.runner, self, chosen, name, "登记", more):
            return
        if self.runner.run(lambda: self.runner.county.trust(chosen.data, replace=True), self) is not None:
            self.table.reload(code)
            told = f"已登记{name}（{code}）。请写出本单位公钥卡交给对方导入，没有交过的才需要。"
            self.runner.ask.tell(self, "已登记", told)

    def _revoke(self) -> None:
        one: StationStatus | None = self.table.current
        if one is not None:
            RevokeDialog(self.runner, one.code, one.name, self).open()

    def _save_own(self) -> None:
        county = self.runner.county
        target = save_card(self.runner, self, "写出本单位公钥卡", county.code, county.card())
        if target is not None:
            told = f"已存为 {target}，请交给接待台导入，并用电话核对指纹：\n{county.fingerprint()}"
            self.runner.ask.tell(self, "已写出", told)

    def _renew(self) -> None:
        dialog = RenewCountyKeysDialog(self.runner, self)
        dialog.renewed.connect(lambda told: self.runner.ask.tell(self, "已更换", told))
        dialog.open()

    def _move(self) -> None:
        dialog = MoveDialog(self.runner, self.runner.county.folder, self)
        dialog.moved.connect(self.lock_wanted)
        dialog.open()


def columns() -> list[Column[StationStatus]]:
    return [
        Column("状态", lambda one: _state(one)[0], 5, tone=lambda one: _state(one)[1]),
        Column("接待台", lambda one: one.name, 11, why=lambda one: one.name),
        Column("台号", lambda one: one.code, 8, spare=2),
        Column("已收至", _last, 5),
        Column("最近收到", _since, 6, spare=1),
        Column("情况", lambda one: one.besides, why=lambda one: "".join(one.words)),
    ]


def _state(one: StationStatus) -> tuple[str, str]:
    """A shape with a word, and its colour."""
    if one.revoked_at:
        return "○ 已停用", "quiet"
    if one.forks:
        return "■ 不一致", "late"
    if one.gaps:
        return "■ 缺记载", "late"
    if one.days_since is None:
        return "◇ 未收到", "quiet"
    return ("◆ 多日无", "warn") if one.days_since > QUIET_DAYS else ("● 正常", "ink")


def _last(one: StationStatus) -> str:
    return f"第{one.lines[-1].last}号" if one.lines else ""


def _since(one: StationStatus) -> str:
    if one.days_since is None:
        return ""
    return "今天" if one.days_since <= 0 else f"{one.days_since}天前"


def _head(status: CountyStatus) -> str:
    needing = sum(1 for one in status.stations if one.gaps or one.forks)
    told = f"其中 {needing} 个须处理，排在前面。" if needing else ""
    held = f"未采用的数据包 {len(status.held)} 个，见“交换”页。" if status.held else ""
    return f"{status.words[0]}{told}{held}"
