"""Sheets in the windows: out in full only with a purpose; in, row by row, with the problems beside them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.desk import Desk
from tests.helpers import person, registered, stored
from tests.ui.helpers import Answers
from ui.dialogs.register_staged import StagedRegisterDialog
from ui.dialogs.sheet_in import ReadSheetDialog, StagedDialog
from ui.dialogs.sheet_out import SheetOutDialog
from ui.main_window import MainWindow
from ui.runner import Runner

ROWS = (
    "姓名,住址,联系电话,标题,事实,诉求,理由,来件机关编号,问题分类",
    "张三,石桥村三组12号,13800001234,请求修路,路坏了,修路,难行,Y1,交通运输",
    "李四,,,请求低保,困难,低保,无收入,Y2,",
    "王五,石桥村,,请求修渠,渠垮了,修渠,缺水,Y3,",
)


@pytest.fixture
def waiting(window: MainWindow, runner: Runner, asked: Answers, tmp_path: Path) -> StagedDialog:
    """The rows of a sheet, read by the dialog."""
    window.rare["sheet_in"].trigger()
    dialog = window.findChild(StagedDialog)
    assert dialog is not None
    assert not dialog.main.isEnabled()
    file = tmp_path / "来件.csv"
    file.write_text("\n".join(ROWS), "utf-8")
    dialog.read()
    reading = dialog.dialog
    assert isinstance(reading, ReadSheetDialog)
    reading.letter_on.setText("3月1日")
    reading.act()
    assert reading.fields["letter_on"].note.text().startswith("不是有效的日期")
    reading.letter_on.setText("2026-03-01")
    reading.sent_by.setText("岳阳县信访局")
    reading.kind.choose("forwarded")
    reading.letter.setText("岳信〔2026〕7号")
    asked.chosen_files = [file]
    reading.act()
    return dialog


def test_rows_are_registered_one_by_one_set_aside_or_all_at_once(
    waiting: StagedDialog, desk: Desk, asked: Answers
) -> None:
    dialog = waiting
    assert dialog.told.text().startswith("读入3行，2行没有问题，1行需要先看。")
    assert [dialog.table.table.at(dialog.table.table.index(n, 0)).who for n in range(3)] == ["张三", "李四", "王五"]
    dialog.table.selectRow(1)
    assert "请填写李四的住址" in dialog.content.text()
    dialog.act()
    form = dialog.dialog
    assert isinstance(form, StagedRegisterDialog)
    assert (form.origin.lines["body"].value, form.origin.days["letter_on"].value) == ("岳阳县信访局", "2026-03-01")
    form.act()
    assert form.fields["petitioners"].note.text().startswith("请填写李四的住址")
    form.merge("43062110100001-2026-000001")
    assert "登记为新件，不并入" in form.refusal.text()
    form.people.rows[0].address.setText("石桥村五组")
    form.act()
    told = dialog.told.text().replace("\u200b", "")  # where the number may break
    assert told.startswith("已登记为 43062110100001-2026-000001。待登记2行")
    dialog.table.selectRow(1)
    dialog.set_aside()
    dialog.dialog.act()
    assert "请写明不登记的理由" in dialog.dialog.fields["reason"].note.text()
    dialog.dialog.reason.setText("来件机关已收回")
    dialog.dialog.act()
    assert [row.who for row in desk.staged()] == ["张三"]
    dialog.listed.choose("settled")
    results = [dialog.table.table.index(n, 4).data() for n in range(2)]
    assert sorted(results) == ["已搁置：来件机关已收回", "已登记为 43062110100001-2026-000001"]
    assert not dialog.main.isEnabled()
    assert dialog.main.toolTip() == "已登记、已搁置的行只供查看。"
    dialog.listed.choose("")
    asked.yes = True
    dialog.take_sound()
    assert dialog.told.text().startswith("已登记1行。没有待登记的来件行。")
    petition = stored(desk, "43062110100001-2026-000002")
    assert (petition.petitioners[0].phone, petition.content_class) == ("13800001234", "交通运输")
    dialog.leave()


def test_what_was_masked_in_the_form_is_registered_as_the_row_says(waiting: StagedDialog, desk: Desk) -> None:
    waiting.act()
    form = waiting.dialog
    assert isinstance(form, StagedRegisterDialog)
    assert form.people.rows[0].phone.value == "138****1234"
    form.title.setText("请求修通村路")
    form.act()
    petition = stored(desk, "43062110100001-2026-000001")
    assert (petition.title, petition.content_class, petition.place) == ("请求修通村路", "交通运输", "")
    assert (petition.petitioners[0].phone, petition.petitioners[0].address) == ("13800001234", "石桥村三组12号")
    waiting.leave()


def test_a_sheet_goes_out_masked_or_with_a_purpose(
    window: MainWindow, desk: Desk, asked: Answers, tmp_path: Path
) -> None:
    registered(desk, person(phone="13800001234"))
    window.rare["sheet_out"].trigger()
    dialog = window.findChild(SheetOutDialog)
    assert dialog is not None
    asked.chosen_folder = tmp_path
    dialog.last.setText("3月2日")
    dialog.act()
    assert dialog.fields["last"].note.text().startswith("不是有效的日期")
    dialog.last.setText("2026-03-02")
    dialog.full.setChecked(True)
    dialog.act()
    assert dialog.fields["full"].note.text().startswith("请写明为什么需要完整信息")
    dialog.purpose.setText("县局核对名册")
    dialog.act()
    assert "已导出1件，证件号码、电话、住址写完整。" in dialog.told.text()
    (file,) = tmp_path.glob("信访事项-plain-*.xlsx")
    assert "13800001234" in [cell.value for cell in openpyxl.load_workbook(file).active[2]]

    dialog.leave()
