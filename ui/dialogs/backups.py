"""备份: how things stand, make one now, the second place, which backups there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from ui import backing_up
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import label, row
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from app.answers import BackupSeen, BackupState
    from ui.backing_up import Backing

EXPLANATION = (
    "关闭程序时和使用中每4小时自动备份到本台文件夹，做成后重新打开核对。电脑损坏、被盗、失火时，只有另外存放的一份有用："
    "请指定第二处（U盘或另一块硬盘），用后拔下，与电脑分开存放。"
)
RESTORING = "由备份恢复：锁定（F12）或重新打开程序后，在解锁窗口选“由备份恢复”。"
SHOWN = 60  # backups in the list


class BackupsDialog(Dialog):
    """Stays open: a backup may be followed by another."""

    verb = "立即备份"
    hint = ""
    characters = 52
    tall = True

    def __init__(self, runner: Runner, backing: Backing, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.backing = backing
        super().__init__(runner, "备份", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.state = label("", "lead", wrap=True)
        self.problems = label("", "refusal", wrap=True)
        self.form.addWidget(self.state)
        self.form.addWidget(self.problems)
        self.choose = Button("指定第二处(&S)")
        self.choose.clicked.connect(lambda: self._choose())
        self.elsewhere = Button("备份到其他位置(&T)")
        self.elsewhere.clicked.connect(lambda: self._elsewhere())
        self.form.addLayout(row(self.choose, self.elsewhere, None))
        self.bar = QProgressBar()
        self.bar.setAccessibleName("备份进度")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.form.addWidget(self.bar)
        self.outcome = label("", wrap=True, select=True)
        self.outcome.hide()
        self.form.addWidget(self.outcome)
        self.sheet = Sheet("已有备份")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        self.form.addWidget(self.sheet, 100)
        self.form.addWidget(label(RESTORING, "small", wrap=True))
        self.backing.told.connect(self._tell)
        self.backing.ended.connect(self._ended)
        self._show()

    def act(self) -> None:
        self._begin(None)

    def _begin(self, to: Path | None) -> None:
        if self.runner.read(lambda: self.backing.begin(to), self):
            self.outcome.hide()
            self._busy(True)

    def _choose(self) -> None:
        chosen = self.runner.ask.folder(self, "备份的第二处（U盘或另一块硬盘上的文件夹）")
        if chosen is None:
            return
        if self.runner.run(lambda: self.runner.desk.set_second_place(chosen), self) is not None:
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
        self.outcome.setText(words)
        self.outcome.setProperty("role", "" if good else "refusal")
        self.outcome.style().polish(self.outcome)
        self.outcome.show()
        self._show()

    def _busy(self, busy: bool) -> None:
        for button in (self.main, self.choose, self.elsewhere):
            button.setEnabled(not busy)
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)

    def _show(self) -> None:
        state: BackupState = self.runner.desk.backup_state()
        self.state.setText(f"{state.words}。")
        self.problems.setText("\n".join(state.problems))
        self.problems.setVisible(bool(state.problems))
        found = self.runner.desk.backups()
        lines = [("lead", f"本台文件夹中的备份：{len(found)}个")]
        self.sheet.show_lines([*lines, *(line_of(one) for one in found[:SHOWN])])


def line_of(one: BackupSeen) -> tuple[str, str]:
    """A backup in one line."""
    if one.problem:
        return "refusal", f"{Path(one.file).name}：{one.problem}"
    size = f"{one.bytes / 1024 / 1024:.1f} MB"
    moment = one.made_at[:16].replace("T", " ")
    return "", f"{moment}　{one.reason_words}　{one.petitions}件　{one.entries}条记载　{size}"
