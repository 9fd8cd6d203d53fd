"""备份 of a county's store: as a desk's, and what of it lies elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ui.county.runner import CountyRunner
from ui.dialogs.backups import BackupsDialog
from ui.widgets.layout import label

if TYPE_CHECKING:
    from app.domain.backups import BackupSeen
    from ui.backing_up import Backing
    from ui.working import Work

EXPLANATION = (
    "关闭程序时和当天第一次读入数据包以前自动备份到本库文件夹，做成后重新打开核对。电脑损坏、被盗、失火时，"
    "只有另外存放的一份有用：请指定第二处（U盘或另一块硬盘），用后拔下，与电脑分开存放。"
)
ELSEWHERE = (
    "收到的记载存放在 PostgreSQL 数据库，不在这里的备份中；这里只有本单位的身份、密钥和数据库地址。"
    "数据库请管理员另行备份。"
)


class CountyBackupsDialog(BackupsDialog):
    """Whoever has the store's passphrase may choose the second place."""

    own = "本库"
    explanation = EXPLANATION

    def __init__(self, runner: CountyRunner, backing: Backing, parent: QWidget | None = None) -> None:
        self.lines_elsewhere = runner.elsewhere
        super().__init__(runner, backing, parent)

    def build(self) -> None:
        super().build()
        if self.lines_elsewhere:
            self.form.insertWidget(1, label(ELSEWHERE, "warn", wrap=True))

    def listed(self, store: Any, folder: Path | None, work: Work | None) -> tuple[BackupSeen, ...]:
        from app.desk.backups import seen

        found = store.backups(folder, check=True, progress=work.tell) if work else store.backups(folder)
        return tuple(map(seen, found))

    def lacking(self) -> str:
        return ""
