"""当日登记簿 and 核验报告 in the window."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app.desk import Desk, decode_card
from app.security.report_proof import check_report
from tests.helpers import registered
from tests.ui.helpers import Answers
from ui.dialogs.check_report import CheckReportDialog
from ui.dialogs.register_page import RegisterPageDialog
from ui.dialogs.verify_report import VerifyReportDialog
from ui.main_window import MainWindow


def test_the_day_is_printed_checked_and_the_report_saved(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path
) -> None:
    registered(desk)
    window.rare["register_page"].trigger()
    (page,) = window.findChildren(RegisterPageDialog)
    assert page.pdf == desk.desk_paper("F36", desk.day_register())
    yesterday = desk.today() - dt.timedelta(days=1)
    page.day.put(yesterday)
    assert page.pdf == desk.desk_paper("F36", desk.day_register(yesterday))
    assert page.file_name == f"当日登记簿-{yesterday}.pdf"
    page.leave()
    window.rare["verify_report"].trigger()
    (dialog,) = window.findChildren(VerifyReportDialog)
    assert not dialog.report.isEnabled()
    dialog.anchors.setPlainText("2026-03-02=不对")
    dialog.main.click()
    assert dialog.signed is None
    assert "应为日期=摘要" in dialog.fields["anchors"].note.text()
    dialog.anchors.setPlainText(f"{desk.day_register().anchor}\n")
    dialog.main.click()
    assert dialog.sheet.text().startswith("核验通过")
    assert "已印登记簿页：通过" in dialog.sheet.text()
    dialog.report.click()
    assert dialog.paper is not None
    asked.chosen_name = tmp_path / "report.pdf"
    dialog.paper.save.click()
    assert check_report(asked.chosen_name.read_bytes(), decode_card(desk.card())).pages_same
    dialog.paper.leave()
    check_another(dialog, desk, asked, tmp_path)
    dialog.leave()


def check_another(dialog: VerifyReportDialog, desk: Desk, asked: Answers, folder: Path) -> None:
    """The report that was just saved, as somebody else checks it."""
    dialog.other.click()
    (checking,) = dialog.findChildren(CheckReportDialog)
    checking.act()
    assert checking.fields["report"].note.text().startswith("请选择报告文件")
    asked.chosen_files = [folder / "report.pdf"]
    checking.choose_report()
    checking.act()
    assert checking.fields["card"].note.text() == "请选择该台的公钥卡。"
    card = folder / "desk.swtkey"
    card.write_bytes(desk.card())
    asked.chosen_files = [card]
    checking.choose_card()
    checking.act()
    assert checking.sheet.text().startswith(f"报告属实，核验结果：通过\n{desk.office.name}（{desk.station}）")
    assert "PDF各页与签名的内容一致。" in checking.sheet.text()
    assert "已印登记簿页：通过" in checking.sheet.text()
    assert dialog.signed is not None
    checking.claim.setPlainText(dialog.signed.claim)
    checking.act()
    assert "只核对了二维码文字" in checking.sheet.text()
    checking.claim.setPlainText(dialog.signed.claim.replace("|ok|", "|failed|"))
    checking.act()
    assert checking.sheet.text().startswith("核对不符\n核验报告与")
    checking.leave()
