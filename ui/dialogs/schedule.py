"""放假安排: which years are loaded, take in a year's schedule, and what it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.layout import label
from ui.widgets.progress import Progress
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from app.answers import KnownSchedule, ScheduleLoaded
    from app.domain.recompute import Moved

FILES = "放假安排 (*.swtdata *.json)"
EXPLANATION = (
    "国务院办公厅公布下一年放假安排后，在这里导入县级签发的文件，或者导入本单位按通知填好的文件。"
    "在办事项的期限随之重算，变动的逐件列出；已经办到的期限不变。"
)
ONE_BY_ONE = 100  # moved clocks that the sheet shows; more go into a list of their own, which opens thousands at once


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
        self.form.addWidget(self.sheet, 100)
        self.many = QPlainTextEdit()
        self.many.setReadOnly(True)
        self.many.setTabChangesFocus(True)
        self.many.setAccessibleName("变动的期限")
        self.many.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        self.many.hide()
        self.form.addWidget(self.many, 100)
        self.progress = Progress("正在重算期限")
        self.form.addWidget(self.progress)
        self.sheet.show_lines(self._years())

    def act(self) -> None:
        files = self.runner.ask.files(self, "导入放假安排", FILES)
        told = self.runner.run(lambda: self._load(files[0]), self, self.refuse) if files else None
        if told is not None:
            self.clear_refusals()
            self.show_told(told)

    def show_told(self, told: ScheduleLoaded) -> None:
        """What a schedule did; very many moved clocks stand in the list below the sheet."""
        many = len(told.moved) > ONE_BY_ONE
        self.many.setPlainText("\n".join(map(_moved, told.moved)) if many else "")
        self.many.setVisible(many)
        self.sheet.show_lines([*lines_of(told), ("gap", ""), *self._years()])

    def _load(self, file: Path) -> ScheduleLoaded:
        try:
            return self.runner.desk.load_schedule(file, self.progress.tell)
        finally:
            self.progress.end()

    def _years(self) -> list[tuple[str, str]]:
        """The years from last year on, the newest schedule of each and where it comes from."""
        since = self.runner.desk.today().year - 1
        known = [one for one in self.runner.desk.schedules() if one.schedule.year >= since]
        return [("lead", "已有的放假安排"), *(("", _year(one)) for one in known)]


def lines_of(told: ScheduleLoaded) -> list[tuple[str, str]]:
    """What a schedule did, as lines to read: the clocks that moved, then what should be compared once more."""
    if not told.new:
        return [("lead", f"{told.year}年放假安排此前已导入，没有变化。")]
    lines = [("lead", f"已导入{told.year}年放假安排，{len(told.moved)}个期限有变动"), ("", f"{told.words}。")]
    if told.doubts:
        lines += [("gap", ""), ("lead", "请与通知再核对"), *(("warn", doubt) for doubt in told.doubts)]
    if len(told.moved) > ONE_BY_ONE:
        lines += [("gap", ""), ("lead", "变动的期限逐件列在下方")]
    elif told.moved:
        lines += [("gap", ""), ("lead", "变动的期限"), *(("", _moved(one)) for one in told.moved)]
    return lines


def _moved(one: Moved) -> str:
    whose = f"（{one.subject}）" if one.subject else ""
    return f"{one.number} {one.code}{whose}：{one.before} 改为 {one.after}。{one.why}"


def _year(known: KnownSchedule) -> str:
    schedule = known.schedule
    if schedule.provisional:
        return f"{schedule.year}年：尚未导入，暂按法定节假日计算"
    return f"{schedule.year}年：{_title(schedule.notice)}（{known.words}）"


def _title(notice: str) -> str:
    """The notice's title without the address behind it, which is for the file and not for reading."""
    return notice.partition("（gov.cn")[0]
