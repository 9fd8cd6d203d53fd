"""村级代办点: the stations below, how far their lines are here and at the county, cards in, acknowledgements out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFrame

from app.domain.rights import Right
from ui.cards import choose_card, compared
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row

if TYPE_CHECKING:
    from app.answers import BelowSeen

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
        self.take = Button("登记村级代办点公钥卡(&V)")
        self.take.clicked.connect(lambda: self._take())
        self.setLayout(
            column(label("村级代办点", "lead"), self.lines, row(self.chosen, self.answer, self.take, None), margin=12)
        )

    def refresh(self) -> None:
        """Read them anew."""
        desk = self._runner.desk
        self.setVisible(self.takes_stations)
        self.stations = desk.below()
        self.lines.setText("\n".join(map(_line, self.stations)) or NONE)
        before = self.chosen.currentData()
        self.chosen.clear()
        for one in self.stations:
            self.chosen.addItem(one.name, one.code)
        self.chosen.setCurrentIndex(max(0, self.chosen.findData(before)))
        for part in (self.chosen, self.answer):
            part.setVisible(bool(self.stations))
            part.setEnabled(desk.may(Right.EXPORT))
        self.take.setEnabled(desk.may(Right.ADMINISTER))

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
        known = next((one.fingerprint for one in self.stations if one.code == chosen.card.code), "")
        if known and known != chosen.fingerprint:
            more += f"\n已登记该台另一张公钥卡（指纹 {known}），采用后改用这张卡。"
        if not compared(self._runner, self, chosen, "村级代办点", "登记为下级", more):
            return
        if self._runner.run(lambda: self._runner.desk.trust(chosen.data, replace=True, below=True), self) is not None:
            self._tell(f"已登记{chosen.card.name}。请把本台公钥卡交给对方，作为对方的上级导入。")
            self.refresh()


def _line(one: BelowSeen) -> str:
    if not one.last:
        return f"{one.name}（{one.code}）：尚未收到数据包"
    waiting = f"，待县级签收 {one.waiting} 条" if one.waiting else ""
    above = f"县级已收至第 {one.above} 号" if one.above else "县级尚未签收"
    handed = f"，办理本台移交的 {one.handed} 件" if one.handed else ""
    return (
        f"{one.name}（{one.code}）：{one.received_at[:10]} 收至第 {one.last} 号，"
        f"{above}{waiting}；登记 {one.petitions} 件{handed}"
    )
