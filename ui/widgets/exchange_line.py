"""The first page's keys to the exchange, with what waits there: files that were refused, entries not yet signed for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import access
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import row

HELD, WAITING = 1, 0  # the tabs of the page 交换


class ExchangeKeys(QWidget):
    """`wanted` carries the tab of the page 交换 on which it is dealt with. The foot of the window tells the rest."""

    wanted = Signal(int)

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self.held, self.waiting = Button(role="late"), Button()
        self.held.clicked.connect(lambda: self.wanted.emit(HELD))
        self.waiting.clicked.connect(lambda: self.wanted.emit(WAITING))
        self.setLayout(row(self.held, self.waiting))

    def refresh(self) -> None:
        """Read both anew; a key with nothing behind it is not shown."""
        desk = self._runner.desk
        may = access.allowed(desk, "exchange")
        held = len(desk.refused()) if may else 0
        state = desk.exchange() if may else None
        waiting = state.waiting if state is not None and state.county else 0
        self.held.setText(f"■ 未收下的文件 {held}(&U)")
        self.held.setVisible(bool(held))
        self.waiting.setText(f"待签收 {waiting} 条(&E)")
        self.waiting.setVisible(bool(waiting))
