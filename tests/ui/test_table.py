"""The table model: pages on demand, reload, why on demand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.models.table import PAGE, Column, Table
from ui.widgets.table_view import TableView


def numbers(count: int, asked: list[int] | None = None) -> Table[int]:
    def fetch(offset: int, limit: int) -> Sequence[int]:
        if asked is not None:
            asked.append(offset)
        return range(count)[offset : offset + limit]

    columns = [Column[int]("数", str, 6, right=True, why=lambda n: f"第{n}个"), Column[int]("倍", lambda n: str(n * 2))]
    return Table(columns, fetch, lambda n: n, lambda tone: "#000000")


def test_model_keeps_qts_rules(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = numbers(PAGE * 2 + 3)
    model.reload()
    qtmodeltester.check(model)
    model.fetchMore(QModelIndex())
    qtmodeltester.check(model)


def test_rows_come_page_by_page_and_end() -> None:
    asked: list[int] = []
    model = numbers(PAGE + 5, asked)
    model.reload()
    assert model.rowCount() == PAGE
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert model.rowCount() == PAGE + 5
    assert not model.canFetchMore(QModelIndex())
    assert asked == [0, PAGE]


def test_a_last_page_that_is_exactly_full_ends_too() -> None:
    model = numbers(PAGE)
    model.reload()
    model.fetchMore(QModelIndex())
    assert model.rowCount() == PAGE
    assert not model.canFetchMore(QModelIndex())


def test_cell_says_why_on_demand() -> None:
    model = numbers(3)
    model.reload()
    assert model.data(model.index(2, 0)) == "2"
    assert model.data(model.index(2, 0), Qt.ItemDataRole.ToolTipRole) == "<qt>第2个</qt>"
    assert model.data(model.index(2, 1), Qt.ItemDataRole.ToolTipRole) == "<qt>4</qt>"


def test_what_visitors_said_is_never_read_as_html() -> None:
    column = Column[str]("话", lambda text: text)
    model = Table([column], lambda at, n: ["<img src='x'>\n第二行"][at : at + n], lambda t: t, lambda tone: "#000000")
    model.reload()
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>&lt;img src=&#x27;x&#x27;&gt;<br>第二行</qt>"


def test_view_stays_on_its_row_after_a_reload(qtbot: QtBot) -> None:
    model = numbers(30)
    view = TableView(model, "数")
    qtbot.addWidget(view)
    view.reload()
    view.setCurrentIndex(model.index(7, 0))
    view.reload(key=7)
    assert view.current == 7
    view.reload(key=999)
    assert view.current == 0


def test_enter_opens_the_row(qtbot: QtBot) -> None:
    view = TableView(numbers(3), "数")
    qtbot.addWidget(view)
    view.reload()
    view.setCurrentIndex(view.table.index(1, 0))
    with qtbot.waitSignal(view.opened) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == [1]
