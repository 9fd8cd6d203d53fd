"""The pictures of sheets: one that goes out, one that came in, its rows registered and set aside (ui/pictures.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.sheets.taken import Said
from ui.dialogs.sheet_in import ReadSheetDialog, StagedDialog
from ui.dialogs.sheet_out import SheetOutDialog
from ui.main_window import MainWindow
from ui.runner import Runner

ROWS = (
    "下发方式,来件机关编号,姓名,住址,联系电话,标题,事实,诉求,理由,来文日期,报送结果期限",
    "交办,样0031,周某,某某镇清水村二组,13900000000,请求修复灌溉渠道,清水村二组渠道垮塌二十米。,修复渠道,春耕需水,2026-11-12,2027-01-15",
    "转送,样0032,吴某,,12345,请求核实低保待遇,家庭收入减少。,,,11月12日,",
    "转送,样0033,郑某,某某镇清水村五组,,请求安装路灯,五组主路没有路灯。,安装路灯,夜间出行不便,2026.11.12,",
)
SENT = Said(sender="某某市信访局", letter_number="某信转〔2026〕58号")


def sheets(window: MainWindow, runner: Runner, place: Path) -> Iterator[tuple[str, QWidget]]:
    """The two dialogs of the menu and those that they open; the rows are read once for all looks."""
    out = SheetOutDialog(runner, window)
    out.open()
    yield "sheet-out", out
    out.full.setChecked(True)
    out.first.setText("11月1日")
    out.act()
    yield "sheet-out-refused", out
    out.leave()
    staged = StagedDialog(runner, window)
    staged.open()
    yield "sheet-in-empty" if not runner.desk.staged() else "sheet-in-again", staged
    reading = ReadSheetDialog(runner, staged)
    reading.open()
    yield "sheet-in-read", reading
    reading.leave()
    file = place / "来件.csv"
    file.write_text("\n".join(ROWS), "utf-8")
    told = runner.desk.stage_sheet(file, "plain", said=SENT)
    staged.take_up(told)
    yield "sheet-in", staged
    staged.table.selectRow(1)
    yield "sheet-in-doubtful", staged
    staged.act()
    assert staged.dialog is not None
    yield "sheet-in-register", staged.dialog
    staged.dialog.leave()
    staged.set_aside()
    yield "sheet-in-set-aside", staged.dialog
    staged.dialog.leave()
    staged.leave()
