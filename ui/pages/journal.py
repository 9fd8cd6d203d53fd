"""台账 (更多, or from a petition): every entry in words, the newest first; of the chosen one its facts and its hash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent

from app.domain.rights import Right
from ui import access
from ui.dialogs.purpose import PurposeDialog
from ui.list_columns import short_number
from ui.models.table import Column
from ui.models.windowed import Windowed
from ui.pages.page import Page
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.editors import Line
from ui.widgets.hold_button import HoldButton
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.sheet import Sheet
from ui.widgets.table_view import LEAST_LINES, TableView

if TYPE_CHECKING:
    from app.answers import JournalEntry, JournalLine

HINT = "每办一步写一条，前后以摘要相扣，不能修改、不能删除。查看台账记入查阅记录。"
HOLD = "按住显示完整  F8"
NOTHING = "没有记载。"
PLACEHOLDER = "事项编号，不填为全台"
MOST_BODY = 6_000  # characters: a registration with thousands of people would keep the window busy
SHOWN_HASH = 12  # digits of a hash in the list
TOLD_LINES = 10


class JournalPage(Page):
    """Reads only. Enter on an entry opens its petition."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self._purpose = ""  # why details are looked at, until the page is left
        self._asked = False
        self.number = Line()
        self.number.setPlaceholderText(PLACEHOLDER)
        self.number.setAccessibleName("事项编号")
        self.number.setClearButtonEnabled(True)
        self.number.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 16)
        self.number.editingFinished.connect(lambda: self.refresh())
        self.asking = Button("查询(&Q)", "main")
        self.asking.clicked.connect(lambda: self.refresh())
        self.details = HoldButton(HOLD, self)
        self.details.held.connect(self._uncover)
        self.counted = label("", "quiet", wrap=True)
        model = Windowed(_columns(), self._count, self._fetch, _key, runner.look.colour, self)
        self.table = TableView(model, "台账")
        self.table.opened.connect(lambda line: self.opened.emit(line.number) if line.number else None)
        self.table.chosen.connect(self._show)
        self.table.least_lines = LEAST_LINES
        self.sheet = Sheet("所选记载")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * TOLD_LINES)
        inside = column(
            row(label("台账", "title"), None, self.details),
            row(self.number, self.asking, self.counted),
            label(HINT, "quiet", wrap=True),
            self.table,
            self.sheet,
            margin=16,
            spacing=12,
        )
        inside.setStretch(3, 3)
        inside.setStretch(4, 2)
        self.setLayout(column(scrolled(inside)))

    def of_petition(self, number: str) -> None:
        """Ask for one petition, "" for all."""
        self.number.setText(number)

    def refresh(self) -> None:
        self._asked = True
        may = self.runner.desk.may(Right.REVEAL)
        self.details.setEnabled(may)
        self.details.setToolTip("" if may else access.lacks(self.runner.desk, Right.REVEAL))
        current = self.table.current
        self.table.reload(_key(current) if current else None)

    def arrive(self) -> None:
        self.table.setFocus()

    def _count(self) -> int:
        desk, number = self.runner.desk, self.number.value
        if desk.locked or not self._asked:  # the view asks before anybody has come here
            return 0
        if not number and not desk.may(Right.READ):
            self.counted.setText(f"请填写事项编号。查看全台台账{access.lacks(desk, Right.READ)}")
            return 0
        found = self.runner.read(lambda: desk.journal_count(number), self, lambda told: self._say(told.message)) or 0
        if found:
            self._say(f"{'本件' if number else '全台'}共{found}条，最近的在前")
        return found

    def _fetch(self, offset: int, limit: int) -> Sequence[JournalLine]:
        desk, number = self.runner.desk, self.number.value
        return self.runner.read(lambda: desk.journal_lines(number, offset=offset, limit=limit), self) or ()

    def _say(self, told: str) -> None:
        self.counted.setText(told)

    def _show(self, line: JournalLine | None, purpose: str = "") -> None:
        """The facts of an entry, masked unless it is said what for."""
        desk, number = self.runner.desk, self.number.value
        entry = None
        if line is not None:
            entry = self.runner.read(
                lambda: desk.journal_entry(line.station, line.epoch, line.seq, number=number, purpose=purpose), self
            )
        self.sheet.show_lines(lines_of(entry) if entry else [("quiet", NOTHING)], select=not purpose)

    def _uncover(self, held: bool) -> None:
        """In full while it is held, and recorded each time; what for is asked once, until the page is left."""
        if self.table.current is None:
            return
        if not held or self._purpose:
            self._show(self.table.current, self._purpose if held else "")
        else:
            self.details.let_go()
            self.dialog = PurposeDialog(self.runner, self)
            self.dialog.given.connect(self.take_purpose)
            self.dialog.open()

    def take_purpose(self, purpose: str) -> None:
        """Why details are looked at, until the page is left."""
        self._purpose = purpose
        self.details.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.details.let_go()
        self._purpose = ""


def lines_of(entry: JournalEntry) -> list[tuple[str, str]]:
    """An entry to be read: the sentence, where and when it was written, its facts, its hash."""
    line = entry.line
    written = f"{line.station} 账期{line.epoch} 第{line.seq}号，{line.at[:19].replace('T', ' ')} {line.officer}写入"
    lines = [("lead", line.sentence), ("", written), ("", f"所记日期：{line.on}"), ("gap", "")]
    lines += [("", f"{name}：{told}") for name, told in entry.facts]
    lines += [("gap", ""), ("small", f"摘要：{line.hash}"), ("small", f"前一条摘要：{entry.previous}")]
    if entry.body:
        cut = "" if len(entry.body) <= MOST_BODY else f"，共{len(entry.body)}字，只显示前{MOST_BODY}字"
        lines += [("gap", ""), ("strong", f"原文（摘要由此算出{cut}）"), ("small", entry.body[:MOST_BODY])]
    return lines


def _columns() -> list[Column[JournalLine]]:
    return [
        Column("号", lambda line: str(line.seq), 4, right=True),
        Column("写入时间", lambda line: line.at[:16].replace("T", " "), 9),
        Column("经办人", lambda line: line.officer, 5),
        Column("事项", lambda line: short_number(line.number), 8, spare=2),
        Column("记载", lambda line: line.sentence),
        Column("摘要", lambda line: line.hash[:SHOWN_HASH], 8, spare=1, why=lambda line: line.hash),
    ]


def _key(line: JournalLine) -> tuple[str, int, int]:
    return line.station, line.epoch, line.seq
