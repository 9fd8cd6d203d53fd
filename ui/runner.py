"""The runner of a desk: with drafts, set phrases and printing, and the question whether the date is right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain.errors import RuleBroken
from ui.ask import Ask
from ui.drafts import Drafts
from ui.look import Look
from ui.snippets import Snippets
from ui.store_runner import StoreRunner

if TYPE_CHECKING:
    from app.desk import Desk

DOUBT = "clock-doubtful"
CHANGE_DATE = (
    "请在电脑的“日期和时间”设置中改正日期（没有权限的请告诉管理员）。改好后回到本程序继续办理即可，"
    "不用重新打开；改正以前不写入任何记载，填到一半的内容都在。"
)


class Runner(StoreRunner["Desk"]):
    """The desk, the questions and the look in one hand: passed to every page and dialog."""

    def __init__(self, desk: Desk, ask: Ask, look: Look, pc: QSettings | None = None) -> None:
        """`pc` keeps what belongs to this computer: which printer for which paper, the folder of the scanner."""
        super().__init__(desk, ask, look, pc)
        self.desk = desk
        self.drafts = Drafts(desk, lambda: self.working is not None)
        self.snippets = Snippets(desk)

    @property
    def code(self) -> str:
        return self.desk.station

    def mended(self, error: RuleBroken, parent: QWidget) -> bool | None:
        return self.clock_is_right(parent) if error.code == DOUBT else None

    def clock_is_right(self, parent: QWidget) -> bool:
        """Ask whether the machine's date is right where something speaks against it; then no entry is written
        before somebody has said so."""
        doubt = None if self.desk.locked else self.desk.clock_doubt()
        if doubt is None:
            return True
        if self.ask.confirm(parent, "请核对日期", f"{doubt.words}日期对吗？", "对(&Y)", "不对，去改日期(&N)"):
            self.desk.confirm_clock()
            self.changed.emit(None)
            return True
        if sys.platform == "win32":
            QDesktopServices.openUrl(QUrl("ms-settings:dateandtime"))
        self.ask.tell(parent, "请改正日期", CHANGE_DATE)
        return False
