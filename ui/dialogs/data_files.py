"""数据文件: what is loaded, by whom it was signed, what it changed; take in another file and read what it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.from_county import DATA_KINDS
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import label, row
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from app.answers import DataFile, DataLoaded
    from app.domain.recompute import Moved

FILES = "数据文件 (*.swtdata *.json)"
EXPLANATION = (
    "在这里导入县级签发的数据文件，或者本单位按国务院办公厅通知填好的放假安排。"
    "在办事项的期限随之重算，变动的逐件列出；已经办到的期限不变。"
)
ONE_BY_ONE = 100  # moved clocks that the sheet shows; more go into a list of their own, which opens thousands at once
ADOPT = "核对无误，采用"
HOLIDAYS = "holiday_schedule"


class DataFilesDialog(Dialog):
    """Stays open after a file was taken in: what it moved has to be read.

    A file that changes periods is shown first, and taken in once the person has said so.
    """

    verb = "选择文件并导入"
    hint = ""
    tall = yields = True

    def __init__(self, runner: Runner, parent: QWidget | None = None, *, arrival: str = "") -> None:
        self.runner = runner
        self._waiting: Path | bytes | None = None  # shown, to be adopted or not
        self._arrival = arrival  # the dispatch that brought it
        super().__init__(runner, "数据文件", parent)
        if arrival:
            self._show_arrived(arrival)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.only_look, self.days = Button("先看文件内容(&K)"), Button("看放假安排(&F)")
        self.only_look.clicked.connect(lambda: self.look())
        self.days.clicked.connect(lambda: self.show_days())
        self.form.addLayout(row(self.only_look, self.days, None))
        self.sheet = Sheet("数据文件")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 6)
        self.form.addWidget(self.sheet, 100)
        self.many = QPlainTextEdit()
        self.many.setReadOnly(True)
        self.many.setTabChangesFocus(True)
        self.many.setAccessibleName("变动的期限")
        self.many.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        self.many.hide()
        self.form.addWidget(self.many, 100)
        self.sheet.show_lines(self._here())

    def act(self) -> None:
        if self._waiting is not None:
            self._adopt(self._waiting, confirmed=True)
            return
        file, seen = self._chosen()
        if file is None or seen is None:
            return
        if seen.new and seen.confirm:
            self.ask_about(file, seen)
        else:
            self._adopt(file)

    def look(self) -> None:
        """What a file says, before anything of it counts."""
        file, seen = self._chosen()
        if file is not None and seen is not None:
            self.ask_about(file, seen)

    def show_days(self) -> None:
        """Every day off and every day worked instead, as they count now."""
        lines: list[tuple[str, str]] = []
        for known in self.runner.desk.schedules():
            one = known.schedule
            open_ = "（暂定，国务院办公厅尚未公布）" if one.provisional else ""
            lines += [("gap", "")] if lines else []
            lines += [("lead", f"{one.year}年放假安排{open_}"), ("small", f"{known.words}。{one.notice}")]
            for word, days in (("放假", one.off), ("上班", one.work)):
                told = "、".join(f"{day.month}月{day.day}日（{name}）" for day, name in sorted(days.items()))
                lines += [("", f"{word}：{told}")] if told else []
        self.sheet.show_lines(lines)

    def _chosen(self) -> tuple[Path | None, DataLoaded | None]:
        """A file that a person chose, and what it holds."""
        files = self.runner.ask.files(self, "数据文件", FILES)
        seen = self._seen(files[0]) if files else None
        if seen is not None:
            self.clear_refusals()
        return (files[0], seen) if files else (None, None)

    def _show_arrived(self, arrival: str) -> None:
        """What came down is always shown before it counts."""
        source = self.runner.run(lambda: self.runner.desk.arrived_data(arrival), self, self.refuse)
        seen = self._seen(source) if source else None
        if source and seen is not None:
            self.ask_about(source, seen)

    def reject(self) -> None:
        """From a file that is shown, back to the list; then out."""
        if self._waiting is None:
            super().reject()
        else:
            self._wait_for(None)
            self.sheet.show_lines([("lead", "没有采用，原有数据没有改动。"), ("gap", ""), *self._here()])

    def ask_about(self, file: Path | bytes, seen: DataLoaded) -> None:
        """Show what a file would change, for a person to compare before it counts."""
        self._wait_for(file)
        lines = [("lead", f"{seen.title}：请逐条核对后再采用"), ("", f"{seen.words}。"), ("gap", "")]
        lines += [] if seen.new else [("", "此前已经导入，没有变化。")]
        lines += [("warn" if "【" in one else "", one) for one in seen.confirm or seen.changes]
        lines += [("gap", ""), *(("warn", doubt) for doubt in seen.doubts)]
        self.sheet.show_lines(lines)

    def show_told(self, told: DataLoaded) -> None:
        """What a file did; very many moved clocks stand in the list below the sheet."""
        many = len(told.moved) > ONE_BY_ONE
        self.many.setPlainText("\n".join(map(_moved, told.moved)) if many else "")
        self.many.setVisible(many)
        self.sheet.show_lines([*lines_of(told), ("gap", ""), *self._here()])

    def _adopt(self, file: Path | bytes, *, confirmed: bool = False) -> None:
        self._wait_for(None)
        arrival = self._arrival if isinstance(file, bytes) else ""
        told = self.runner.work(
            lambda desk, work: desk.load_data(file, confirmed=confirmed, progress=work.tell, arrival=arrival),
            self,
            "正在重算期限",
            self.refuse,
            changes=True,
        )
        if told is not None:
            self.show_told(told)

    def _wait_for(self, file: Path | bytes | None) -> None:
        self._waiting = file
        for button in (self.only_look, self.days):
            button.setEnabled(file is None)
        self.main.setText(f"{self.verb if file is None else ADOPT}  Ctrl+Enter")
        self.back.setText("返回  Esc" if file is None else "不采用  Esc")

    def _seen(self, source: Path | bytes) -> DataLoaded | None:
        """What a file holds and would change."""
        return self.runner.work(lambda desk, _work: desk.look_at_data(source), self, "正在核对文件", self.refuse)

    def _here(self) -> list[tuple[str, str]]:
        """Every file that is here, by kind."""
        files = self.runner.desk.data_files()
        lines: list[tuple[str, str]] = []
        for kind, title in DATA_KINDS.items():
            found = [one for one in files if one.kind == kind]
            if found:
                lines += [("gap", "")] if lines else []
                lines += [("lead", f"已有的{title}"), *(line for one in found for line in _file(one))]
        return lines


def lines_of(told: DataLoaded) -> list[tuple[str, str]]:
    """What a file did, as lines to read: the clocks that moved, then what should be compared once more."""
    if not told.new:
        return [("lead", f"{told.title}此前已导入，没有变化。")]
    lines = [("lead", f"已导入{told.title}，{len(told.moved)}个期限有变动"), ("", f"{told.words}。")]
    if told.doubts:
        heading = "请与通知再核对" if told.kind == HOLIDAYS else "请注意"
        lines += [("gap", ""), ("lead", heading), *(("warn", doubt) for doubt in told.doubts)]
    if len(told.moved) > ONE_BY_ONE:
        lines += [("gap", ""), ("lead", "变动的期限逐件列在下方")]
    elif told.moved:
        lines += [("gap", ""), ("lead", "变动的期限"), *(("", _moved(one)) for one in told.moved)]
    return lines


def _moved(one: Moved) -> str:
    whose = f"（{one.subject}）" if one.subject else ""
    if one.before is None:
        change = f"新增，止于 {one.after}"
    elif one.after is None:
        change = f"{one.before} 的期限不再适用"
    else:
        change = f"{one.before} 改为 {one.after}"
    return f"{one.number} {one.code}{whose}：{change}。{one.why}"


def _file(one: DataFile) -> list[tuple[str, str]]:
    """A file, and below it when it was taken in and what it changed then."""
    note = f"：{one.note}" if one.note else ""
    lines = [("", f"{one.title}{note}（{one.words}）")]
    if one.loaded_on:
        lines.append(("small", f"{one.loaded_on}导入：{'；'.join(one.changed)}。"))
    return lines
