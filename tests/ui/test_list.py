"""The list (F6): filters, order, columns, saved views, picking, printing and exporting, whatever its length."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.listing import Selection
from app.domain.steps.acceptance import Accept
from tests.app.documents.reading import text_of
from tests.helpers import OFFICERS, FixedClock, person, registered
from tests.ui.helpers import Answers, freed, press
from ui.dialogs.pdf import PdfDialog
from ui.dialogs.period import PeriodDialog
from ui.dialogs.save_view import SaveViewDialog
from ui.main_window import MainWindow
from ui.models.table import Column
from ui.models.windowed import MOST_PARTS, PART, Windowed
from ui.pages.petitions import PetitionsPage
from ui.widgets.button import Button
from ui.widgets.table_view import MOST_PICKED, TableView


@pytest.fixture
def page(window: MainWindow, desk: Desk, clock: FixedClock) -> PetitionsPage:
    """The list of six petitions: two villages, two of them accepted, the newest registered by somebody else."""
    for n in range(5):
        number = registered(desk, person(f"张{'一二三四五'[n]}"), place=("石桥村一组", "大湾村")[n % 2])
        if n < 2:
            desk.run(number, Accept(office="村镇建设办", handler="赵强"))
        clock.pass_by(days=3)
    desk.officer = OFFICERS[1]
    registered(desk, person("李六"), title="土地补偿", channel="letter")
    desk.officer = OFFICERS[0]
    window.go("petitions")
    return window.petitions


def people(page: PetitionsPage) -> list[str]:
    """Whom the lines name, from the first to the last."""
    model = page.table.table
    return [model.at(model.index(row, 0)).who for row in range(model.rowCount())]


def choose(button: Button, text: str) -> None:
    """Take the entry of a menu that begins so."""
    button.menu().aboutToShow.emit()
    next(one for one in button.menu().actions() if one.text().startswith(text)).trigger()


def numbers(count: int, asked: list[int]) -> Windowed[int]:
    def fetch(offset: int, limit: int) -> Sequence[int]:
        asked.append(offset)
        return range(offset, min(offset + limit, count))

    return Windowed([Column[int]("数", str, 6)], lambda: count, fetch, lambda n: n, lambda tone: "#000000")


def test_a_model_of_windows_keeps_qts_rules(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    for count in (0, 1, PART, 3 * PART + 1):
        model = numbers(count, [])
        model.reload()
        qtmodeltester.check(model)


def test_a_million_rows_are_asked_for_only_where_one_looks(qtbot: QtBot) -> None:
    asked: list[int] = []
    model = numbers(1_000_000, asked)
    view = TableView(model, "数")
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    view.reload()
    assert (model.rowCount(), asked) == (1_000_000, [0])
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.current == 999_999
    for row in range(0, 1_000_000, 20_000):
        assert model.at(model.index(row, 0)) == row
    assert len(model._pages) == MOST_PARTS  # noqa: SLF001 - what is held is what this is about
    assert set(asked) <= set(range(0, 1_000_000, PART))
    view.setCurrentIndex(model.index(980_000, 0))
    view.reload(980_000)
    assert view.current == 980_000
    model.stop()
    assert model.at(model.index(500_000, 0)) is None


def test_filters_narrow_the_list_say_so_and_one_key_clears_them(page: PetitionsPage, window: MainWindow) -> None:
    assert page.counted.text() == "共6件"
    assert not page.bar.clear.isEnabled()
    choose(page.bar.buttons["place"], "石桥村")
    assert people(page) == ["张五", "张三", "张一"]
    choose(page.bar.buttons["stage"], "已受理")
    assert people(page) == ["张一"]
    assert page.filtered.text() == "筛选：进展 已受理，属地 石桥村"
    assert page.counted.text() == "符合 1 件"
    assert page.bar.buttons["stage"].text() == "进展：已受理(&J)"
    press(Qt.Key.Key_Escape)
    assert (page.counted.text(), page.filtered.text()) == ("共6件", "")
    choose(page.bar.buttons["person"], OFFICERS[1])
    assert people(page) == ["李六"]
    window.search.setText("张")
    window.petitions.search("张")
    assert people(page) == []
    assert "按 Esc 清除筛选" in page.preview.text()
    page.bar.clear.click()
    assert window.search.text() == ""
    assert len(people(page)) == 6


def test_days_of_receipt_are_offered_or_typed(page: PetitionsPage, desk: Desk) -> None:
    choose(page.bar.buttons["period"], "今天")
    assert people(page) == ["李六"]
    choose(page.bar.buttons["period"], "其他日期")
    (dialog,) = page.findChildren(PeriodDialog)
    dialog.last.line.setText("2026-03-32")
    dialog.act()
    assert "不是有效的日期" in dialog.fields["last"].note.text()
    dialog.first.line.clear()
    dialog.last.line.setText("2026-03-05")
    dialog.act()
    assert people(page) == ["张二", "张一"]
    assert "收到 2026-03-05以前" in page.filtered.text()
    assert freed(dialog)


def test_order_by_the_head_of_a_column_or_by_the_menu(page: PetitionsPage, desk: Desk) -> None:
    names = [column.name for column in page.table.table.columns]
    page.table.horizontalHeader().sectionClicked.emit(names.index("due"))
    days = [row.clock.effective for row in desk.list_rows(page.selection) if row.clock]
    assert days == sorted(days)
    page.table.horizontalHeader().sectionClicked.emit(names.index("due"))
    assert page.selection == Selection(order="due", descending=True)
    choose(page.orders, "登记先后")
    assert people(page)[0] == "李六"
    choose(page.orders, "倒序")
    assert people(page)[0] == "张一"
    page.table.horizontalHeader().sectionClicked.emit(names.index("who"))  # a name is no order
    assert page.selection.order == "number"


def test_columns_are_chosen_and_remembered_for_whoever_chose_them(page: PetitionsPage, window: MainWindow) -> None:
    names = [column.name for column in page.table.table.columns]
    assert page.table.isColumnHidden(names.index("place"))
    choose(page.shown, "问题属地")
    choose(page.shown, "承办")
    assert not page.table.isColumnHidden(names.index("place"))
    assert page.table.isColumnHidden(names.index("handling"))
    page.table.resize(page.table.fontMetrics().horizontalAdvance("汉") * 40, 300)
    page.shown.menu().aboutToShow.emit()
    assert "问题属地（窗口窄，未显示）" in [one.text() for one in page.shown.menu().actions()]
    page.table.resize(1200, 300)
    window.officer.choose(OFFICERS[1])
    window.go("petitions")
    assert page.table.isColumnHidden(names.index("place"))
    window.officer.choose(OFFICERS[0])
    window.go("petitions")
    assert not page.table.isColumnHidden(names.index("place"))
    choose(page.shown, "通常的列")
    assert page.table.isColumnHidden(names.index("place"))


def test_a_view_is_saved_under_a_name_and_recalled_by_one_key(page: PetitionsPage, desk: Desk) -> None:
    page.search("张")  # what is typed is no part of a view
    choose(page.bar.buttons["place"], "石桥村")
    page.sort_by("due")
    choose(page.views, "保存当前视图")
    (dialog,) = page.findChildren(SaveViewDialog)
    dialog.act()
    assert "请填写名称" in dialog.fields["name"].note.text()
    dialog.name.setText(" 石桥  按期限 ")
    dialog.act()
    press(Qt.Key.Key_Escape)
    page.sort_by("number")
    assert len(people(page)) == 6
    page.table.setFocus()
    press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert page.selection == Selection(place="石桥村", order="due", descending=False)
    assert people(page) == ["张一", "张三", "张五"]
    choose(page.views, "保存当前视图")
    dialog = page.findChildren(SaveViewDialog)[-1]
    dialog.name.setText("石桥 按期限")
    assert "保存后替换" in dialog.fields["name"].note.text()
    dialog.leave()
    desk.remember("view", "看不懂的", '{"selection": {"mood": "?"}}')
    page.views.menu().aboutToShow.emit()
    texts = [one.text() for one in page.views.menu().actions()]
    assert texts == ["石桥 按期限\tAlt+1", "", "保存当前视图…", "删除视图"]
    gone = page.views.menu().findChildren(QMenu)[-1]
    gone.actions()[0].trigger()
    assert [one.name for one in desk.remembered("view")] == ["看不懂的"]


def test_what_is_picked_is_printed_and_exported_as_it_is_seen(
    page: PetitionsPage, desk: Desk, asked: Answers, tmp_path: Path
) -> None:
    choose(page.bar.buttons["clock"], "等待")
    page.print_list()
    assert "没有可以打印" in asked.said[-1]
    press(Qt.Key.Key_Escape)
    select = page.table.selectionModel()
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    select.select(page.table.table.index(2, 0), rows)
    assert page.preview.text() == "已选定 2 件"
    page.printing.click()
    (dialog,) = page.findChildren(PdfDialog)
    text = "".join(text_of(dialog.pdf).split())
    assert "信访事项清单" in text
    assert "李六" in text
    assert "张四" in text
    assert "张五" not in text
    assert "共2件" in text
    assert "13800000000" not in text
    dialog.leave()
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.preview.text() == "已选定 6 件"
    asked.chosen_folder = tmp_path
    choose(page.exporting, "文本表格，UTF-8")
    (file,) = tmp_path.glob("信访事项清单-*.csv")
    assert f"文件：{file}" in asked.said[-1]
    head, *lines = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert head == ["编号", "收到日期", "形式", "信访人", "标题", "进展", "期限", "承办"]
    assert [line[3] for line in lines] == people(page)
    assert lines[-1][6] == "2026-03-17（今天）"
    last = desk.looked(limit=1)[0]
    assert (last.act, last.what) == ("export", "列表（全部事项，6件，不含证件号码、电话、住址）")


def test_too_many_are_not_picked_printed_or_exported(page: PetitionsPage, desk: Desk, qtbot: QtBot) -> None:
    page.table.too_many.emit()
    assert page.preview.text() == f"一次最多选定 {MOST_PICKED} 件，请先筛选。"
    with pytest.raises(RuleBroken) as refused:
        desk.list_told(page.selection, page.columns, most=3)
    assert "共6件，一次最多3件" in refused.value.message
    view = TableView(numbers(MOST_PICKED + 1, []), "数", several=True)
    qtbot.addWidget(view)
    view.reload()
    with qtbot.waitSignal(view.too_many):
        view.selectAll()
    assert view.picked == ()
