"""备份: how things stand, make one now, the second place, which backups there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from app.domain.rights import Right
from ui import access, backing_up
from ui.dialogs.dialog import Dialog
from ui.store_runner import StoreRunner
from ui.widgets.backup_list import BackupList
from ui.widgets.button import Button
from ui.widgets.flow import flowing
from ui.widgets.layout import label

if TYPE_CHECKING:
    from app.domain.backups import BackupSeen, BackupState
    from ui.backing_up import Backing
    from ui.working import Work

EXPLANATION = (
    "关闭程序时和使用中每4小时自动备份到本台文件夹，做成后重新打开核对。电脑损坏、被盗、失火时，只有另外存放的一份有用："
    "请指定第二处（U盘或另一块硬盘），用后拔下，与电脑分开存放。"
)
RESTORING = "由备份恢复：锁定（F12）或重新打开程序后，在解锁窗口选“由备份恢复”。"
NO_SECOND = "没有指定第二处。"
GONE = "第二处“{}”现在找不到，没有写到那里。请插好U盘后再备份一次。"


class BackupsDialog(Dialog):
    """Stays open: a backup may be followed by another."""

    verb = "立即备份"
    hint = ""
    characters = 52
    tall = yields = True
    own = "本台"  # what the store's folder is called
    explanation = EXPLANATION

    def __init__(self, runner: StoreRunner[Any], backing: Backing, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.backing = backing
        super().__init__(runner, "备份", parent)

    def build(self) -> None:
        self.form.addWidget(label(self.explanation, wrap=True))
        self.state = label("", "lead", wrap=True)
        self.problems = label("", "refusal", wrap=True)
        self.form.addWidget(self.state)
        self.form.addWidget(self.problems)
        self.choose = Button("指定第二处(&S)")
        self.choose.clicked.connect(lambda: self._choose())
        self.elsewhere = Button("备份到其他位置(&T)")
        self.elsewhere.clicked.connect(lambda: self._elsewhere())
        self.no_second = Button("不用第二处(&N)")
        self.no_second.clicked.connect(lambda: self._no_second())
        self.form.addWidget(flowing(self.choose, self.no_second, self.elsewhere))
        self.bar = QProgressBar()
        self.bar.setAccessibleName("备份进度")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.form.addWidget(self.bar)
        self.outcome = label("", wrap=True, select=True)
        self.outcome.hide()
        self.form.addWidget(self.outcome)
        self.list = BackupList(self.runner, self.own, self.listed)
        self.form.addWidget(self.list, 100)
        self.form.addWidget(label(RESTORING, "small", wrap=True))
        self.backing.told.connect(self._tell)
        self.backing.ended.connect(self._ended)
        self.backing.stopped.connect(lambda: self._busy(False))

    def listed(self, store: Any, folder: Path | None, work: Work | None) -> tuple[BackupSeen, ...]:
        """The backups of a folder, None for its own; with `work` every byte of them is read."""
        found: tuple[BackupSeen, ...] = store.backups(folder, check=work is not None)
        return found

    def lacking(self) -> str:
        """Why the second place may not be changed, "" where it may."""
        return access.lacks(self.runner.store, Right.ADMINISTER)

    def act(self) -> None:
        self._begin(None)

    def showEvent(self, event: QShowEvent) -> None:
        """Also when it comes back after the desk was locked, which ends a backup that is under way."""
        super().showEvent(event)
        self._show()

    def _begin(self, to: Path | None) -> None:
        if self.runner.read(lambda: self.backing.begin(to), self):
            self.outcome.hide()
            self._busy(True)

    def _choose(self) -> None:
        chosen = self.runner.ask.folder(self, "备份的第二处（U盘或另一块硬盘上的文件夹）")
        if chosen is None:
            return
        if self.runner.run(lambda: self.runner.store.set_second_place(chosen), self) is not None:
            self._show()

    def _no_second(self) -> None:
        text = "以后的备份只存在本台文件夹。电脑损坏、被盗、失火时，没有备份可用。已有的备份不动。"
        if not self.runner.ask.confirm(self, "不用第二处", text, "不用第二处"):
            return
        if self.runner.run(lambda: self.runner.store.set_second_place(None), self) is not None:
            self._show()

    def _elsewhere(self) -> None:
        chosen = self.runner.ask.folder(self, "备份到哪个文件夹")
        if chosen is not None:
            self._begin(chosen)

    def _tell(self, done: int, total: int) -> None:
        self.bar.setRange(0, total if done < total else 0)
        self.bar.setValue(done)

    def _ended(self, told: object) -> None:
        self._busy(False)
        words, good = backing_up.words_of(told)
        state = None if self.runner.store.locked else self.runner.store.backup_state()
        if state is not None and state.second and not state.second_there:
            words, good = f"{words}\n{GONE.format(state.second)}", False
        self.outcome.setText(words)
        self.outcome.setProperty("role", "" if good else "refusal")
        self.outcome.style().polish(self.outcome)
        self.outcome.show()
        if not self.runner.store.locked:  # else when it comes back
            self._show()

    def _busy(self, busy: bool) -> None:
        for button in (self.main, self.choose, self.no_second, self.elsewhere, self.list.check):
            button.setEnabled(not busy)
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)

    def _show(self) -> None:
        state: BackupState = self.runner.store.backup_state()
        self.state.setText(f"{state.words}。")
        self.problems.setText("\n".join(state.problems))
        self.problems.setVisible(bool(state.problems))
        lacking = self.lacking()
        for button, missing in ((self.choose, ""), (self.no_second, "" if state.second else NO_SECOND)):
            button.setEnabled(not (lacking or missing))
            button.setToolTip(lacking or missing)
        self.list.refresh()
