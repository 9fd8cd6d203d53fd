"""来件表格: read a sheet of matters sent down, then register each row or set it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.records.matter import MATTERS
from app.domain.sheets.taken import Said
from ui.dialogs.dialog import Dialog
from ui.dialogs.register_staged import StagedRegisterDialog
from ui.models.table import Column, Table
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.editors import Choice, Line, WrittenDay
from ui.widgets.field import Field
from ui.widgets.layout import label, row
from ui.widgets.sheet import Sheet
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.answers import SheetRead, StagedFilled, StagedSeen

SHEETS = "表格 (*.xlsx *.csv);;所有文件 (*)"
LINES = 5  # of each list that are in view, however large the type is
NONE_WAITS = "没有待登记的来件行。上级用表格转送、交办的，请先读入表格。"
HOW = "表格中没有写的行，都用以下各项。"
DAY = "如 2026-03-02"
COLUMNS: tuple[Column[StagedSeen], ...] = (
    Column("行", lambda one: str(one.sheet_row), 3, right=True),
    Column("信访人", lambda one: one.who, 7),
    Column("标题", lambda one: one.title, 14),
    Column("方式", lambda one: one.kind, 5, spare=1),
    Column(
        "要先看的、结果",
        lambda one: _settled(one) or _findings(one) or "没有问题",
        why=lambda one: _settled(one) or one.words,
        tone=lambda one: "" if one.sound or _settled(one) else "warn",
    ),
)
WAITING, SETTLED = "", "settled"
LISTED = {WAITING: "待登记的行", SETTLED: "已登记、已搁置的行"}
NOT_THESE = "已登记、已搁置的行只供查看。"


class StagedDialog(Dialog):
    """Stays open from row to row; nothing is registered by itself."""

    verb = "登记这一行"
    hint = ""
    characters = 66
    tall = yields = True

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.dialog: Dialog | None = None
        self._rows: tuple[StagedSeen, ...] = ()
        super().__init__(runner, "来件表格", parent)

    def build(self) -> None:
        self.told = label("", "lead", wrap=True)
        self.form.addWidget(self.told)
        self.take_in, self.all_sound = Button("读入表格(&R)"), Button("登记没有问题的各行(&A)")
        self.aside = Button("搁置(&G)")
        for button, act in ((self.take_in, self.read), (self.all_sound, self.take_sound), (self.aside, self.set_aside)):
            button.clicked.connect(lambda _checked=False, act=act: act())
        self.listed = Choice(LISTED)
        self.listed.setAccessibleName("列出哪些行")
        self.listed.currentIndexChanged.connect(lambda _at: self._read())
        self.form.addLayout(row(self.take_in, self.all_sound, self.aside, None, self.listed))
        model = Table(COLUMNS, lambda at, n: self._rows[at : at + n], lambda one: one.row, self.runner.look.colour)
        self.table = TableView(model, "待登记的来件行")
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES)
        self.table.opened.connect(lambda _one: self.act())
        self.table.chosen.connect(self._chosen)
        self.form.addWidget(self.table, 60)
        self.content = Sheet("这一行的内容")
        self.content.setProperty("role", "paper")
        self.content.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES)
        self.form.addWidget(self.content, 40)

    def _frame(self) -> None:
        super()._frame()
        self._read()

    def act(self) -> None:
        """Register the chosen row: its registration is filled in and completed by the person."""
        filled = None if self.listed.value == SETTLED else self._filled()
        if filled is not None:
            dialog = StagedRegisterDialog(self.runner, filled, self)
            dialog.registered.connect(lambda done: self._settled(f"已登记为 {done.number}。"))
            self._open(dialog)

    def read(self) -> None:
        """Read a sheet."""
        dialog = ReadSheetDialog(self.runner, self)
        dialog.taken.connect(self.take_up)
        self._open(dialog)

    def take_sound(self) -> None:
        """Register every row in which nobody has to look at anything."""
        sound = sum(1 for one in self._rows if one.sound)
        text = f"没有问题的{sound}行逐行登记，收到日期为读入表格之日。可能与已有事项相同的不登记，留下逐行看。"
        if not self.runner.ask.confirm(self, "登记没有问题的各行", text, "登记"):
            return
        done = self.runner.work(lambda desk, _work: desk.take_sound(), self, "正在逐行登记", changes=True)
        if done is not None:
            left = f"留下{len(done.left)}行。" if done.left else ""
            self._settled(f"已登记{len(done.taken)}行。{left}")

    def set_aside(self) -> None:
        """The chosen row is not registered, and why."""
        chosen = self.table.current
        if chosen is not None:
            dialog = SetAsideDialog(self.runner, chosen, self)
            dialog.taken.connect(self._settled)
            self._open(dialog)

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.open()

    def take_up(self, told: SheetRead) -> None:
        """Show what was read, and what was not."""
        self._settled(told.words)
        if told.skipped:
            self.content.show_lines([("lead", "没有读入的行"), *(("", line) for line in told.skipped)])

    def _settled(self, words: str) -> None:
        self._read(words)

    def _read(self, words: str = "") -> None:
        settled = self.listed.value == SETTLED
        self._rows = self.runner.read(lambda: self.runner.desk.staged(settled=settled), self) or ()
        if settled:
            self._show_settled()
            return
        sound = sum(1 for one in self._rows if one.sound)
        waiting = f"待登记{len(self._rows)}行，其中{sound}行没有问题。" if self._rows else NONE_WAITS
        self.told.setText(f"{words}{waiting}")
        self.table.reload()
        for button in (self.main, self.aside, self.all_sound):
            button.setEnabled(bool(self._rows))
            button.setToolTip("")
        self.all_sound.setEnabled(sound > 0)
        (self.table if self._rows else self.take_in).setFocus()

    def _show_settled(self) -> None:
        """What became of the rows that wait no more."""
        self.told.setText(f"已登记、已搁置{len(self._rows)}行。")
        self.table.reload()
        for button in (self.main, self.aside, self.all_sound):
            button.setEnabled(False)
            button.setToolTip(NOT_THESE)

    def _chosen(self, one: StagedSeen | None) -> None:
        if one is None:
            self.content.show_lines([])
            return
        if told := _settled(one):
            self.content.show_lines([_head(one), ("", f"{one.settled_at[:10]} {one.settled_by}：{told}")])
            return
        findings = [("warn" if f.kind != "note" else "quiet", _finding(f.heading, f.words)) for f in one.findings]
        filled = self._filled()
        cells = [("", f"{title}：{text}") for title, text in (filled.cells if filled else ())]
        self.content.show_lines([_head(one), *findings, ("gap", ""), *cells])

    def _filled(self) -> StagedFilled | None:
        chosen = self.table.current
        return self.runner.read(lambda: self.runner.desk.staged_row(chosen.row), self) if chosen else None


class ReadSheetDialog(Dialog):
    """Which layout, and what one letter says of all rows. `taken` carries what was read."""

    verb = "选择表格并读入"
    characters = 52
    taken = Signal(object)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "读入表格", parent)

    def build(self) -> None:
        known = self.runner.read(self.runner.desk.layouts, self) or ()
        self.layouts = Choice({one.code: one.title for one in known if one.taken})
        self.layouts.choose("plain")
        self.add("layout", "表样(&L)", self.layouts)
        wrong = "\n".join(one.problem for one in known if one.problem)
        if wrong:
            self.form.addWidget(label(wrong, "warn", wrap=True))
        self.sheet = self.add("sheet", "工作表(&S)", Line(), hint="有几张都像时填写，不填由程序判断")
        self.form.addWidget(label(HOW, "quiet", wrap=True))
        county = self.runner.desk.county()
        self.sent_by = Line()
        self.sent_by.setText(county.name if county else "")
        self.kind = Choice({"": "表格中已写明", **MATTERS})
        self.pair(("sender", Field("来件机关(&J)", self.sent_by)), ("kind", Field("下发方式(&F)", self.kind)))
        self.letter, self.letter_on, self.due = Line(), WrittenDay(), WrittenDay()
        for day in (self.letter_on, self.due):
            day.setPlaceholderText(DAY)
        self.pair(
            ("letter_number", Field("来文文号(&W)", self.letter)),
            ("letter_on", Field("来文日期(&D)", self.letter_on)),
        )
        self.add("result_due", "要求报送结果的日期(&Q)", self.due, hint="只用于交办的行")

    def answers(self) -> object:
        return (self.sent_by.value, self.kind.value, self.letter.value, self.letter_on.value, self.due.value)

    def act(self) -> None:
        days = {"letter_on": self.letter_on, "result_due": self.due}
        wrong = next((name for name, day in days.items() if day.value and day.day is None), "")
        if wrong:
            self.refuse_at(wrong, "不是有效的日期，应如 2026-03-02。")
            return
        files = self.runner.ask.files(self, "读入表格", SHEETS)
        if not files:
            return
        layout, sheet, said = self.layouts.value, self.sheet.value, self._said()
        read = self.runner.work(
            lambda desk, _work: desk.stage_sheet(files[0], layout, sheet=sheet, said=said),
            self,
            "正在读入表格",
            self.refuse,
            changes=True,
        )
        if read is not None:
            self.leave()
            self.taken.emit(read)

    def _said(self) -> Said:
        return Said(
            sender=self.sent_by.value,
            kind=self.kind.value,  # type: ignore[arg-type]
            letter_number=self.letter.value,
            letter_on=self.letter_on.day,
            result_due=self.due.day,
        )


class SetAsideDialog(Dialog):
    """Why a row is not registered. `taken` carries that in words."""

    verb = "搁置"
    taken = Signal(str)

    def __init__(self, runner: Runner, chosen: StagedSeen, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.chosen = chosen
        super().__init__(runner, "搁置来件行", parent)

    def build(self) -> None:
        head = f"第{self.chosen.sheet_row}行　{self.chosen.who}　{self.chosen.title}"
        self.form.addWidget(label(head, "lead", wrap=True))
        self.form.addWidget(
            label("这一行不登记为信访事项，理由记入台账。来件机关要求办理的，请另行告知。", "quiet", wrap=True)
        )
        self.reason = self.add("reason", "为什么不登记(&L)", Line(), required=True)
        self.reason.setPlaceholderText("如：来件机关已收回")

    def answers(self) -> object:
        return self.reason.value

    def act(self) -> None:
        aside = self.runner.run(
            lambda: self.runner.desk.set_aside_staged(self.chosen.row, self.reason.value), self, self.refuse
        )
        if aside is not None:
            self.leave()
            self.taken.emit(f"第{aside.sheet_row}行已搁置。")


def _head(one: StagedSeen) -> tuple[str, str]:
    """Where a row stood, and who read it."""
    return "lead", f"“{one.sheet}”第{one.sheet_row}行，{one.staged_at[:10]}由{one.staged_by}读入"


def _settled(one: StagedSeen) -> str:
    """What became of a row, "" while it waits."""
    return f"已登记为 {one.number}" if one.number else f"已搁置：{one.reason}" if one.settled_at else ""


def _findings(one: StagedSeen) -> str:
    return "；".join(_finding(found.heading, found.words) for found in one.findings if found.kind != "note")


def _finding(heading: str, words: str) -> str:
    return f"{heading}：{words}" if heading else words
