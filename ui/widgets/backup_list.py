"""The backups of a folder, each in a line: of the store's own folder, or of another; checked byte by byte on wish."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.flow import flowing
from ui.widgets.layout import column
from ui.widgets.sheet import Sheet
from ui.working import Work

if TYPE_CHECKING:
    from app.domain.backups import BackupSeen

SHOWN = 60  # backups in the list
# Of a store the backups in a folder, None for its own; with a Work, which hears how far it is, every byte was read.
Listed = Callable[[Any, Path | None, Work | None], "tuple[BackupSeen, ...]"]


class BackupList(QWidget):
    """`look` chooses another folder, `check` reads every byte; `own` is what the store's own folder is called."""

    def __init__(self, runner: StoreRunner[Any], own: str, listed: Listed) -> None:
        super().__init__()
        self._runner, self._own, self._listed = runner, own, listed
        self._folder: Path | None = None
        self.sheet = Sheet("已有备份")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 6)
        self.look, self.check = Button("看其他文件夹(&L)"), Button("逐字节核对(&H)")
        self.look.clicked.connect(lambda: self._look())
        self.check.clicked.connect(lambda: self._check())
        inside = column(flowing(self.look, self.check), self.sheet)
        inside.setStretch(1, 1)
        self.setLayout(inside)

    def refresh(self) -> None:
        """Read the list again."""
        found = self._runner.read(lambda: self._listed(self._runner.store, self._folder, None), self)
        where = f"“{self._folder}”中" if self._folder else f"{self._own}文件夹中"
        if found is not None:
            self._show(found, f"{where}的备份：{len(found)}个")

    def _look(self) -> None:
        """Without another folder those of the store's own again."""
        self._folder = self._runner.ask.folder(self, "看哪个文件夹中的备份")
        self.refresh()

    def _check(self) -> None:
        folder = self._folder
        found = self._runner.work(lambda store, work: self._listed(store, folder, work), self, "正在逐字节核对备份")
        if found is not None:
            bad = sum(bool(one.problem) for one in found)
            told = f"其中{bad}个不能用，见下" if bad else "全部完好"
            self._show(found, f"已逐字节核对{len(found)}个，{told}")

    def _show(self, found: tuple[BackupSeen, ...], head: str) -> None:
        self.sheet.show_lines([("lead", head), *(_line_of(one) for one in found[:SHOWN])])


def _line_of(one: BackupSeen) -> tuple[str, str]:
    """A backup in one line."""
    if one.problem:
        return "refusal", f"{Path(one.file).name}：{one.problem}"
    size = f"{one.bytes / 1024 / 1024:.1f} MB"
    moment = one.made_at[:16].replace("T", " ")
    return "", f"{moment}　{one.reason_words}　{one.petitions}件　{one.entries}条记载　{size}"
