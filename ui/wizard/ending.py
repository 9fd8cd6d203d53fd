"""What the wizard has set up, and what comes next: the recovery sheet first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Hands
from ui.dialogs.passphrases import PassphrasesDialog, SheetDialog
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.layout import label, row
from ui.wizard.page import Plan, WizardPage

if TYPE_CHECKING:
    from app.desk import Desk

SHEET = "一、制作恢复表：打印，核对，封存在单位保险柜。所有人都忘记口令时，只有它能打开本台。"
OTHERS = "二、为其他人设置首次口令，当面告诉本人。"
COUNTY = "三、与县级交换公钥卡（交换 F9），以后才能报送。"
SETTINGS = "以上各项和刚才填写的内容，以后都在“设置”（F10）中查看和更改。"
ASKED = "恢复表能打开本台，只显示这一次。请确认打印机已备好。"


class EndingPage(WizardPage):
    """The desk is there and open; nothing here has to be done now, and everything is in the settings too."""

    title = "接待台已经建成"

    def __init__(self, plan: Plan, hands: Hands) -> None:
        self._hands = hands
        self._runner: Runner | None = None
        super().__init__(plan)

    def build(self) -> None:
        self.made = label("", "ok", wrap=True)
        self.problem = label("", "warn", wrap=True)
        self.inside.addWidget(self.made)
        self.inside.addWidget(self.problem)
        self.say("接下来", "lead")
        self.say(SHEET, "")
        self.sheet = Button("制作恢复表(&H)")
        self.sheet.clicked.connect(lambda: self.make_sheet())
        self.sheet_made = label("", "ok")
        self.inside.addLayout(row(self.sheet, self.sheet_made, None))
        self.others = label(OTHERS, wrap=True)
        self.inside.addWidget(self.others)
        self.give = Button("设置首次口令(&K)")
        self.give.clicked.connect(lambda: self.give_passphrases())
        self.inside.addLayout(row(self.give, None))
        self.say(COUNTY, "")
        self.say(SETTINGS)

    @property
    def first(self) -> QWidget | None:
        return self.sheet

    def show_made(self, desk: Desk, problem: str) -> None:
        """The desk that was made, and what could not be done besides."""
        self._runner = Runner(desk, self._hands.ask, self._hands.look)
        count = len(desk.officers)
        self.made.setText(f"{desk.office.name}，台号 {desk.station}，工作人员{count}名。存放在 {desk.folder}")
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.others.setVisible(count > 1)
        self.give.setVisible(count > 1)

    def make_sheet(self) -> None:
        """The sheet, shown and printed once."""
        runner = self._runner
        if runner is None or not self._hands.ask.confirm(self, "制作恢复表", ASKED, "制作"):
            return
        desk = runner.desk
        made = runner.run(desk.make_recovery_sheet, self)
        pdf = runner.read(lambda: desk.desk_paper("F35", made), self) if made else None
        if made and pdf:
            self.sheet_made.setText(f"✓ 第{made.sheet}号恢复表已制作")
            SheetDialog(runner, f"恢复表（第{made.sheet}号）", pdf, self.window()).open()

    def give_passphrases(self) -> None:
        """First passphrases for the others."""
        if self._runner is not None:
            PassphrasesDialog(self._runner, self.window()).open()
