"""期限推算: on which day a period of the law would end, for a question at the counter. Nothing is recorded."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.deadlines import UNIT_WORDS
from ui import telling, words
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.day import Day
from ui.widgets.editors import Choice
from ui.widgets.layout import label
from ui.widgets.sheet import Sheet

EXPLANATION = (
    "选期限，写起算的那一天，下面写明止于哪一天、哪些天计入、为什么。只供答复询问和核对，不作记载；"
    "已登记的事项以该件的“期限说明”为准。"
)
LINES = 7  # of what was reckoned, to be seen at once


class ReckonDialog(Dialog):
    """Counts while somebody chooses and types; stays open for the next question."""

    verb = "推算"
    hint = "↑ ↓ 移一天    Alt+↓ 日历"
    characters = 52
    tall = yields = True

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "期限推算", parent)

    def build(self) -> None:
        today = self.runner.desk.today()
        known = self.runner.desk.periods.on(today)
        told = {one.code: f"{one.title}（{one.length}{UNIT_WORDS[one.unit]}）" for one in known}
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.period = self.add("code", "期限(&X)", Choice(told))
        self.period.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.on = self.add("on", "起算的那一天(&D)", Day(today), hint="当日不计入")
        self.sheet = Sheet("推算")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * LINES)
        self.form.addWidget(self.sheet, 100)
        self.act()
        self.period.currentIndexChanged.connect(lambda _at: self.act())
        self.on.changed.connect(lambda _day: self.act())

    def act(self) -> None:
        code, day = self.period.value, self.on.day
        if day is None:
            self.refuse_at("on", self.on.objection)
            return
        clock = self.runner.read(lambda: self.runner.desk.reckon(code, day), self, self.refuse)
        if clock is not None:
            self.fields["on"].say("")
            told = telling.counted(self.runner.desk.explain(clock))
            self.sheet.show_lines([("lead", f"止于 {words.last_day(clock)}"), ("", clock.why), ("gap", ""), *told])
