"""由备份恢复 of a county's store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ui.dialogs.restore import RestoreFrom
from ui.working import Work

if TYPE_CHECKING:
    from app.county.restoring import RestoredCounty
    from app.domain.backups import BackupSeen

EXPLANATION = (
    "备份以后登记的公钥卡、收到的数据包不在备份里，恢复后重新读入；缺少的记载，读入各台新的数据包时会写明号码。"
    "此处原有的县级接收库移到一旁保存，不作改动。"
)


class RestoreCountyDialog(RestoreFrom):
    """The store writes no entries of its own, so nobody has to say why."""

    explanation = EXPLANATION
    word = "县级接收库"
    files = ("county.key", "county.db")
    not_ours = "backup-of-desk"

    def look(self, file: Path) -> BackupSeen:
        from app.county import restoring
        from app.desk.backups import seen

        return seen(restoring.look(file))

    def told_of(self, one: BackupSeen) -> str:
        return (
            f"县级接收库 {one.station}，作于{one.made_at[:16].replace('T', ' ')}（{one.reason_words}），"
            f"{one.petitions}件事项，{one.entries}条记载，程序{one.program}版。"
        )

    def restore(self, file: Path, folder: Path, passphrase: str, *, replace: bool) -> Callable[[Work], RestoredCounty]:
        from app.county import restoring
        from app.setup import machine_clock

        recovery = self.recovery.isChecked()
        return lambda work: restoring.restore(
            *(file, folder, passphrase), replace=replace, recovery=recovery, clock=machine_clock, told=work.say
        )

    def words_of(self, told: RestoredCounty) -> str:
        lines = [f"已恢复到“{told.folder}”。{told.words}请用口令解锁。"]
        if told.aside:
            lines.append(f"原有县级接收库保存在“{told.aside}”。")
        if told.lost:
            lines.append(f"原有县级接收库另有{told.lost}条记载不在备份中。")
        return "\n".join((*lines, *told.notices))
