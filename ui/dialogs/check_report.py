"""核对报告: another desk's verify report held against its key card. Needs no desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError
from app.domain.proof import STATES
from ui import messages
from ui.cards import CARDS
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.button import Button
from ui.widgets.editors import Line, TextArea
from ui.widgets.layout import label
from ui.widgets.sheet import Sheet
from ui.working import Work

if TYPE_CHECKING:
    from app.desk.reports import ReportSeen

FILES = "核验报告 (*.pdf);;所有文件 (*)"
EXPLANATION = (
    "核对其他接待台出具的核验报告：选报告的PDF文件，或者填入纸上二维码的文字，再选该台的公钥卡。"
    "公钥卡应由该台直接交来，并用电话核对过指纹。"
)
SAME = {
    True: "PDF各页与签名的内容一致。",
    False: "PDF各页与签名的内容对不上：各页可能被改动，或者由另一版本的程序出具。请以二维码文字和该台重新核验为准。",
    None: "只核对了二维码文字；纸上其余内容没有核对。",
}


class CheckReportDialog(Dialog):
    """Stays open: one report after the other."""

    verb = "核对"
    hint = ""
    characters = 56

    def __init__(self, hands: Hands, parent: QWidget | None = None) -> None:
        self.report: Path | None = None
        self.card: Path | None = None
        super().__init__(hands, "核对报告", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.report_line = self._chooser("report", "报告文件(&R)", "选择报告(&O)", self.choose_report)
        self.claim = self.add("claim", "或者二维码文字(&E)", TextArea(2), hint="以 SWV1| 开头，扫描纸上二维码")
        self.card_line = self._chooser("card", "该台公钥卡(&K)", "选择公钥卡(&D)", self.choose_card, required=True)
        self.sheet = Sheet("核对结果")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 9)
        self.sheet.show_lines([("", "还没有核对。")])
        self.form.addWidget(self.sheet, 100)

    def choose_report(self) -> None:
        """Ask for the PDF."""
        self.report = self._chosen("核验报告", FILES, self.report_line) or self.report

    def choose_card(self) -> None:
        """Ask for the card of the desk that made it."""
        self.card = self._chosen("该台公钥卡", CARDS, self.card_line) or self.card

    def act(self) -> None:
        self.clear_refusals()
        source, card = self.claim.value or self.report, self.card
        if source is None:
            self.refuse_at("report", "请选择报告文件，或者填入二维码文字。")
        elif card is None:
            self.refuse_at("card", "请选择该台的公钥卡。")
        else:
            self._check(source, card)

    def _check(self, source: Path | str, card: Path) -> None:
        from app.desk.reports import check_other

        try:
            seen = Work().run(lambda _work: check_other(source, card), self, "正在核对")
        except DeskError as error:
            self.sheet.show_lines([("refusal", "核对不符"), ("", messages.refusal(error))])
        else:
            self.sheet.show_lines(lines_of(seen))
        self.sheet.setFocus()

    def _chosen(self, title: str, kinds: str, line: Line) -> Path | None:
        files = self.hands.ask.files(self, title, kinds)
        if not files:
            return None
        line.setText(str(files[0]))
        return files[0]

    def _chooser(self, name: str, title: str, verb: str, choose: object, *, required: bool = False) -> Line:
        line, button = Line(), Button(verb)
        line.setReadOnly(True)
        button.clicked.connect(lambda: choose())  # type: ignore[operator]
        return self.add(name, title, line, required=required, more=button)


def lines_of(seen: ReportSeen) -> list[tuple[str, str]]:
    """What a genuine report proves, line by line."""
    moment = seen.at[:16].replace("T", " ")
    lines = [
        ("title", "报告属实，核验结果：通过" if seen.passed else "报告属实，核验结果：未通过"),
        ("", f"{seen.name}（{seen.station}）于 {moment} 核验，由该台签名。公钥指纹：{seen.fingerprint}"),
        ("", f"当时台账共 {seen.entries} 条（账期 {seen.epoch}），链尾摘要 {seen.head or '无'}。"),
        ("" if seen.pages_same else "warn", SAME[seen.pages_same]),
    ]
    for check in seen.checks:
        lines += [("gap", ""), ("name", f"{check.title}：{STATES[check.state]}"), ("", check.told)]
    return lines
