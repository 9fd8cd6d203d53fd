"""插入U盘后按此键: one key takes in and writes everything, and tells file by file what became of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from ui import drives
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row

if TYPE_CHECKING:
    from app.exchange.visit import StickDone, StickLine

MARKS = {
    "taken": "✓ 读入",
    "same": "– 无变化",
    "held": "✕ 没有收下",
    "person": "! 待核对",
    "passed": "– 不是给本台的",
    "unwritten": "✕ 没有写出",
}
WRITTEN = "✓ 写出"
EXCHANGING = "正在与U盘交换，请不要拔出U盘。"


class StickBar(QFrame):
    """One card at the head of the page. `done` tells that the lists beside have changed."""

    done = Signal()

    def __init__(
        self,
        runner: StoreRunner[Any],
        may: Callable[[], bool] = lambda: True,
        find: Callable[[], list[tuple[Path, str]]] = drives.drives,
    ) -> None:
        """`may` says whether the person who is here may do it. The store is one that has `stick`, `exchange_stick`."""
        super().__init__()
        self._may = may
        self.setProperty("role", "card")
        self._runner = runner
        self._find = find
        self._stopped = False
        self.go = Button("插入U盘后按此键(&U)", "main")
        self.go.clicked.connect(lambda: self.exchange())
        self.choose = Button("选择文件夹(&F)")
        self.choose.clicked.connect(lambda: self._with(self._ask()))
        self.found = label("", "quiet", wrap=True)
        self.told = label("", wrap=True, select=True)
        self.told.hide()
        self.setLayout(column(row(self.go, self.choose, None), self.found, self.told, margin=12))

    def refresh(self) -> None:
        """Look which sticks are there."""
        may = self._may()
        self.go.setEnabled(may)
        self.choose.setEnabled(may)
        words = "、".join(named for _folder, named in self._find())
        self.found.setText(f"已插入：{words}" if words else "没有找到U盘。插好后按键，或者选择文件夹。")

    def exchange(self) -> None:
        """With the only stick there is; otherwise a person chooses."""
        found = self._find()
        self._with(found[0][0] if len(found) == 1 else self._ask())

    def tell(self, text: str) -> None:
        """Say what another action of the page did."""
        self.told.setText(text)
        self.told.show()

    def tell_done(self, done: StickDone) -> None:
        """What became of each file."""
        self.tell("\n".join((done.words, *map(_line, done.lines))))

    def _ask(self) -> Path | None:
        return self._runner.ask.folder(self, "与哪个U盘（文件夹）交换")

    def _with(self, folder: Path | None) -> None:
        if folder is None:
            return
        seen = self._runner.work(lambda store, _work: store.stick(folder), self, "正在查看U盘")
        if seen is None:
            return
        if not seen.medium.there or not seen.medium.writable:
            self._runner.ask.warn(self, "U盘不能使用", seen.words)
            if not seen.medium.there:
                return
        done = self._runner.work(
            lambda store, work: store.exchange_stick(folder, progress=work.tell, stop=work.stopped),
            self,
            EXCHANGING,
            changes=True,
            between=True,
        )
        if done is not None:
            self.tell_done(done)
        self.done.emit()


def _line(line: StickLine) -> str:
    return f"{MARKS.get(line.state, WRITTEN)}  {line.file}  {line.words}".rstrip()
