"""备份 of a county's store: make one now, where a second one goes, which there are, whether they are whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.domain.errors import StorageError
from ui import messages, theme
from ui.county.runner import CountyRunner
from ui.dialogs.backups import RESTORING
from ui.dialogs.dialog import Dialog
from ui.widgets.backup_list import BackupList
from ui.widgets.button import Button
from ui.widgets.flow import flowing
from ui.widgets.layout import label
from ui.working import Work

if TYPE_CHECKING:
    from app.answers import BackupSeen
    from app.county.store import County

EXPLANATION = (
    "当天第一次读入数据包以前，自动备份到本库文件夹。电脑损坏、被盗、失火时，只有另外存放的一份有用："
    "请指定第二处（U盘或另一块硬盘），按“立即备份”时一并写到第二处，用后拔下，与电脑分开存放。"
)
ELSEWHERE = (
    "收到的记载存放在 PostgreSQL 数据库，不在这里的备份中；这里只有本单位的身份、密钥和数据库地址。"
    "数据库请管理员另行备份。"
)
NO_SECOND = "没有指定第二处。"
GONE = "第二处“{}”现在找不到，没有写到那里。请插好U盘后再备份一次。"
KEY = "county/second/{}"


class Made(NamedTuple):
    """What a backup did: the files, and what stood in the way of the second one."""

    files: tuple[str, ...]
    problem: str


class CountyBackupsDialog(Dialog):
    """Stays open: a backup may be followed by another. The second place is remembered by this PC."""

    verb = "立即备份"
    hint = ""
    characters = 52
    tall = True

    def __init__(self, runner: CountyRunner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "备份", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        if self.runner.elsewhere:
            self.form.addWidget(label(ELSEWHERE, "warn", wrap=True))
        self.second = label("", "lead", wrap=True)
        self.form.addWidget(self.second)
        self.choose, self.no_second = Button("指定第二处(&S)"), Button("不用第二处(&N)")
        self.elsewhere = Button("备份到其他位置(&T)")
        for button, act in (
            (self.choose, self._choose),
            (self.no_second, lambda: self._keep("")),
            (self.elsewhere, self._elsewhere),
        ):
            button.clicked.connect(lambda _on=False, act=act: act())
        self.form.addWidget(flowing(self.choose, self.no_second, self.elsewhere))
        self.outcome = label("", wrap=True, select=True)
        self.outcome.hide()
        self.form.addWidget(self.outcome)
        self.list = BackupList(self.runner, "本库", _seen)
        self.form.addWidget(self.list, 100)
        self.form.addWidget(label(RESTORING, "small", wrap=True))
        self._show()

    def act(self) -> None:
        """Into the store's own folder, and to the second place where there is one."""
        second = self._second
        self._make(lambda county, work: _both(county, second, work))

    @property
    def _second(self) -> Path | None:
        pc = self.runner.pc
        kept = str(pc.value(KEY.format(self.runner.county.code), "") or "") if pc is not None else ""
        return Path(kept) if kept else None

    def _keep(self, folder: str) -> None:
        if self.runner.pc is not None:
            self.runner.pc.setValue(KEY.format(self.runner.county.code), folder)
        self._show()

    def _choose(self) -> None:
        chosen = self.runner.ask.folder(self, "备份的第二处（U盘或另一块硬盘上的文件夹）")
        if chosen is None:
            return
        own = self.runner.county.folder.resolve()
        if chosen.resolve().is_relative_to(own):
            self.runner.ask.warn(self, "不能作第二处", "第二处应在本库文件夹之外，最好是U盘或者另一块硬盘。")
            return
        self._keep(str(chosen))

    def _elsewhere(self) -> None:
        chosen = self.runner.ask.folder(self, "备份到哪个文件夹")
        if chosen is not None:
            self._make(lambda county, work: Made((str(county.backup(chosen, progress=work.tell).path),), ""))

    def _make(self, job: Callable[[County, Work], Made]) -> None:
        made = self.runner.work(job, self, "正在备份并核对，请不要拔出U盘")
        if made is None:
            return
        self.outcome.setText("\n".join(("已备份并核对：", *made.files, *filter(None, (made.problem,)))))
        theme.role(self.outcome, "refusal" if made.problem else "")
        self.outcome.show()
        self._show()

    def _show(self) -> None:
        second = self._second
        self.second.setText(f"第二处：{second}" if second else NO_SECOND)
        self.no_second.setEnabled(second is not None)
        self.no_second.setToolTip("" if second else NO_SECOND)
        self.list.refresh()


def _both(county: County, second: Path | None, work: Work) -> Made:
    """The own one first; the second one is what may be missing."""
    files = [str(county.backup(progress=work.tell).path)]
    if second is None:
        return Made(tuple(files), "")
    if not second.is_dir():
        return Made(tuple(files), GONE.format(second))
    try:
        files.append(str(county.backup(second, progress=work.tell).path))
    except StorageError as error:
        return Made(tuple(files), messages.refusal(error))
    return Made(tuple(files), "")


def _seen(county: County, folder: Path | None, work: Work | None) -> tuple[BackupSeen, ...]:
    """The backups of a folder as they are told; with `work` every byte of them is read."""
    from app.desk.backups import seen

    found = county.backups(folder, check=True, progress=work.tell) if work else county.backups(folder)
    return tuple(map(seen, found))
