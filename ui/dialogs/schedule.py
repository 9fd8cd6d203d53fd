"""放假安排: which years are loaded, take in a year's schedule, and what it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.layout import label
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from app.answers import ScheduleLoaded

FILES = "放假安排 (*.json)"
EXPLANATION = (
    "国务院办公厅公布下一年放假安排后，请按通知填好放假安排文件，在这里导入。"
    "在办事项的期限随之重算，变动的逐件列出；已经办到的期限不变。"
)


class ScheduleDialog(Dialog):
    """Stays open after a schedule was taken in: what it moved has to be read."""

    verb = "选择文件并导入"
    hint = ""
    tall = True

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "放假安排", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.sheet = Sheet("放假安排")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 14)
        self.form.addWidget(self.sheet, 1)
        self.sheet.show_lines(self._years())

    def act(self) -> None:
        files = self.runner.ask.files(self, "导入放假安排", FILES)
        told = self.runner.run(lambda: self.runner.desk.load_schedule(files[0]), self, self.refuse) if files else None
        if told is not None:
            self.clear_refusals()
            self.sheet.show_lines([*lines_of(told), ("gap", ""), *self._years()])

    def _years(self) -> list[tuple[str, str]]:
        """The years from last year on, the newest schedule of each."""
        years = {schedule.year: schedule for schedule in self.runner.desk.calendar.schedules}
        since = self.runner.desk.today().year - 1
        told = [
            ("", f"{year}年：{'尚未导入，暂按法定节假日计算' if found.provisional else _title(found.notice)}")
            for year, found in sorted(years.items())
            if year >= since
        ]
        return [("lead", "已有的放假安排"), *told]


def lines_of(told: ScheduleLoaded) -> list[tuple[str, str]]:
    """What a schedule did, as lines to read: the clocks that moved, then what should be compared once more."""
    if not told.new:
        return [("lead", f"{told.year}年放假安排此前已导入，没有变化。")]
    lines = [("lead", f"已导入{told.year}年放假安排，{len(told.moved)}个期限有变动")]
    for one in told.moved:
        whose = f"（{one.subject}）" if one.subject else ""
        lines.append(("", f"{one.number} {one.code}{whose}：{one.before} 改为 {one.after}。{one.why}"))
    if told.doubts:
        lines += [("gap", ""), ("lead", "请与通知再核对"), *(("warn", doubt) for doubt in told.doubts)]
    return lines


def _title(notice: str) -> str:
    """The notice's title without the address behind it, which is for the file and not for reading."""
    return notice.partition("（gov.cn")[0]
