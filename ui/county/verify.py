"""校验: whether every entry that came is here as it came, and what is kept of it is what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.domain.errors import StorageError
from ui import messages
from ui.county.runner import CountyRunner
from ui.dialogs.dialog import Dialog
from ui.widgets.editors import Tick
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from app.county.store import County
    from ui.working import Work

EXPLANATION = "核对数据文件、各台的记载链条、收过的数据包、下发件、附件、查阅记录。只读取，不改动。"


class VerifyDialog(Dialog):
    """Stays open after the checks: what came out has to be read."""

    verb = "开始校验"
    hint = ""
    characters = 48

    def __init__(self, runner: CountyRunner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "校验", parent)

    def build(self) -> None:
        self.rebuild = Tick("同时由记载重算全部事项，与现有的比较，时间较长(&R)")
        self.form.addWidget(self.rebuild)
        self.sheet = Sheet("校验结果")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 10)
        self.sheet.show_lines([("", EXPLANATION)])
        self.form.addWidget(self.sheet, 100)

    def act(self) -> None:
        rebuild = self.rebuild.isChecked()
        found = self.runner.work(lambda county, work: _verified(county, work, rebuild=rebuild), self, "正在校验")
        if found is not None:
            self.sheet.show_lines(_told(found))
            self.sheet.setFocus()


def _verified(county: County, work: Work, *, rebuild: bool) -> dict[str, Any] | StorageError:
    """What the checks found, or the first place that does not hold."""
    try:
        return county.verify(rebuild=rebuild, progress=work.tell)
    except StorageError as error:
        if error.code.startswith("server-"):  # nothing is known of the data then
            raise
        return error


def _told(found: dict[str, Any] | StorageError) -> list[tuple[str, str]]:
    if isinstance(found, StorageError):
        return [("title", "校验未通过"), ("refusal", messages.refusal(found))]
    attached, rebuilt = found["attachments"], found["rebuilt"]
    lines = [
        ("title", "校验通过"),
        ("", f"各台记载：{len(found['lines'])}条线，共{found['entries']}条，逐条核对编号、摘要和前后衔接。"),
        ("", f"收过的数据包：{found['witnessed']}个，所到的记载都在。"),
        ("", f"附件：{attached['files']}个，逐个核对内容。"),
        ("", f"查阅记录：{found['looks']['rows']}条，逐条核对前后衔接。"),
    ]
    if rebuilt is not None:
        lines.append(("", f"事项：{rebuilt['petitions']}件，由记载重算的与现有的一致。"))
    return lines
