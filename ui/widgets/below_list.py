"""村级代办点: the stations below, how far their lines are here and at the county, cards in, acknowledgements out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFrame

from app.domain.rights import Right
from ui import access
from ui.cards import choose_card, compared
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row

if TYPE_CHECKING:
    from app.answers import BelowSeen

REVOKED = "该代办点的公钥已停用。"
NONE = "没有登记村级代办点。村级代办点的数据由镇级接待台收下并转报县级；先登记对方的公钥卡，并用电话核对指纹。"


class BelowList(QFrame):
    """One card of the exchange page; hidden at a desk that itself reports to a township."""

    def __init__(self, runner: Runner, tell: Callable[[str], None]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._runner = runner
        self._tell = tell
        self.stations: tuple[BelowSeen, ...] = ()
        self.lines = label("", wrap=True, select=True)
        self.chosen = QComboBox()
        self.chosen.setAccessibleName("给哪个村级代办点出具回执")
        self.answer = Button("出具回执(&O)")
        self.answer.clicked.connect(lambda: self._answer())
        self.revoke = Button("停用其公钥(&J)")
        self.revoke.clicked.connect(lambda: self._revoke())
        self.take = Button("登记村级代办点公钥卡(&V)")
        self.take.clicked.connect(lambda: self._take())
        self.chosen.currentIndexChanged.connect(lambda: self._allow())
        acts = row(self.chosen, self.answer, self.revoke, None)
        self.setLayout(column(label("村级代办点", "lead"), self.lines, acts, row(self.take, None), margin=12))

    def refresh(self) -> None:
        """Read them anew."""
        self.setVisible(self.takes_stations)
        self.show_stations(self._runner.desk.below())

    def show_stations(self, stations: tuple[BelowSeen, ...]) -> None:
        """These, and what may be done with the chosen one."""
        desk = self._runner.desk
        self.stations = stations
        self.lines.setText("\n".join(map(_line, self.stations)) or NONE)
        before = self.chosen.currentData()
        self.chosen.clear()
        for one in self.stations:
            self.chosen.addItem(f"{one.name}（已停用）" if one.revoked_at else one.name, one.code)
        self.chosen.setCurrentIndex(max(0, self.chosen.findData(before)))
        for part in (self.chosen, self.answer, self.revoke):
            part.setVisible(bool(self.stations))
        self.take.setEnabled(desk.may(Right.ADMINISTER))
        self._allow()

    def _allow(self) -> None:
        """What may be done with the chosen one."""
        desk, one = self._runner.desk, self._station
        gone = REVOKED if one is not None and one.revoked_at else ""
        for button, right in ((self.answer, Right.EXPORT), (self.revoke, Right.ADMINISTER)):
            why = gone or access.lacks(desk, right)
            button.setEnabled(not why)
            button.setToolTip(why)

    @property
    def _station(self) -> BelowSeen | None:
        return next((one for one in self.stations if one.code == self.chosen.currentData()), None)

    def _revoke(self) -> None:
        from ui.dialogs.revoke_below import RevokeBelowDialog

        one = self._station
        if one is None:
            return
        dialog = RevokeBelowDialog(self._runner, one, self)
        dialog.revoked.connect(self._tell_and_refresh)
        dialog.open()

    def _tell_and_refresh(self, told: str) -> None:
        self._tell(told)
        self.refresh()

    @property
    def takes_stations(self) -> bool:
        """Whether there may be stations below: not where this desk itself has a township above it."""
        above = self._runner.desk.county()
        return above is None or above.role == "county"

    def _answer(self) -> None:
        station = self.chosen.currentData()
        folder = self._runner.ask.folder(self, "回执写到哪里（一般为U盘）")
        if not station or folder is None:
            return
        files = self._runner.work(
            lambda desk, _work: desk.reply(station, folder), self, "正在出具回执，请不要拔出U盘", changes=True
        )
        if files is not None:
            self._tell("已出具，请交给村级代办点读入：\n" + "\n".join(map(str, files)))

    def _take(self) -> None:
        chosen = choose_card(self._runner, self, "登记村级代办点公钥卡")
        if chosen is None:
            return
        more = "登记后，本台作为它的上级收下其数据包并转报县级，可以与它互相移交事项。"
        known = next((one for one in self.stations if one.code == chosen.card.code), None)
        if known is not None and known.fingerprint != chosen.fingerprint:
            more += f"\n已登记该台另一张公钥卡（指纹 {known.fingerprint}），采用后改用这张卡。"
        elif known is not None and known.revoked_at:
            more += "\n这张卡已停用。密钥可能在他人手里的，不要恢复，请对方更换密钥后交来新卡。"
        if not compared(self._runner, self, chosen, "村级代办点", "登记为下级", more):
            return
        if self._runner.run(lambda: self._runner.desk.trust(chosen.data, replace=True, below=True), self) is not None:
            self._tell(f"已登记{chosen.card.name}。请把本台公钥卡交给对方，作为对方的上级导入。")
            self.refresh()


def _line(one: BelowSeen) -> str:
    if one.revoked_at:
        return f"{_received(one)}；公钥已于 {one.revoked_at[:10]} 停用，不再收其数据包，事由：{one.revoked_for}"
    return _received(one)


def _received(one: BelowSeen) -> str:
    if not one.last:
        return f"{one.name}（{one.code}）：尚未收到数据包"
    waiting = f"，待县级签收 {one.waiting} 条" if one.waiting else ""
    above = f"县级已收至第 {one.above} 号" if one.above else "县级尚未签收"
    handed = f"，办理本台移交的 {one.handed} 件" if one.handed else ""
    return (
        f"{one.name}（{one.code}）：{one.received_at[:10]} 收至第 {one.last} 号，"
        f"{above}{waiting}；登记 {one.petitions} 件{handed}"
    )
