"""核验报告 (F37): run every check, see what came out in words, print or save the signed report."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.proof import STATES, Anchor, SignedReport, read_anchor
from ui.dialogs.dialog import Dialog
from ui.dialogs.pdf import PdfDialog
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.editors import TextArea
from ui.widgets.sheet import Sheet

TITLE = "台账核验报告"
EXPLANATION = (
    "核对数据文件、台账链条、上报和回执、已印登记簿页、各表、查阅记录，出具本台签名的报告，供检查人员带走核对。"
    "只读取，不改动。"
)


class VerifyReportDialog(Dialog):
    """Stays open after the checks: what came out has to be read, then the report is opened."""

    verb = "开始核验"
    hint = ""
    characters = 56
    tall = yields = True

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.signed: SignedReport | None = None
        self.paper: PdfDialog | None = None
        super().__init__(runner, "核验报告", parent)
        self.report = Button("查看并打印报告(&P)")
        self.report.setEnabled(False)
        self.report.clicked.connect(lambda: self.show_report())
        self.buttons.insertWidget(1, self.report)
        self.other = Button("核对别台的报告(&C)")
        self.other.clicked.connect(lambda: self.check_other())
        self.buttons.insertWidget(1, self.other)

    def build(self) -> None:
        self.anchors = self.add(
            "anchors",
            "登记簿页摘要(&A)",
            TextArea(2),
            hint="可以不填；每行一页，扫描页上二维码，或者输入日期=摘要",
        )
        self.sheet = Sheet("核验结果")
        self.sheet.setProperty("role", "paper")
        self.sheet.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        self.sheet.show_lines([("", EXPLANATION)])
        self.form.addWidget(self.sheet, 100)

    def act(self) -> None:
        self.clear_refusals()
        anchors = self.runner.read(self._given, self, self.refuse)
        if anchors is None:
            return
        told = self.runner.work(
            lambda desk, work: desk.verify_report(anchors=anchors, progress=work.tell), self, "正在核验", self.refuse
        )
        if told is None:
            return
        self.signed = told
        self.report.setEnabled(True)
        report = told.report
        lines = [("title", report.verdict)]
        for check in report.checks:
            lines += [("gap", ""), ("name", f"{check.title}：{STATES[check.state]}"), ("", check.told)]
        self.sheet.show_lines(lines)
        self.report.setFocus()

    def show_report(self) -> None:
        """The signed report as it goes out."""
        signed = self.signed
        pdf = self.runner.read(lambda: self.runner.desk.verify_paper(signed), self) if signed else None
        if pdf is not None and signed is not None:
            self.paper = PdfDialog(self.runner, f"{TITLE}-{signed.report.at[:10]}", pdf, self)
            self.paper.open()

    def check_other(self) -> None:
        """Another desk's report against its card."""
        from ui.dialogs.check_report import CheckReportDialog  # loaded when first opened, as the others

        CheckReportDialog(self.runner, self).open()

    def _given(self) -> tuple[Anchor, ...]:
        typed = self.anchors.toPlainText().splitlines()
        return tuple(read_anchor(line) for line in typed if line.strip())
