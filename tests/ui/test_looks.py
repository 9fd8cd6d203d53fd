"""The log of looking in the windows: what is done there is recorded, and who may see it sees it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest

from app.desk import Desk
from app.security import looks
from tests.helpers import FixedClock, person, registered
from tests.ui.helpers import Answers
from ui.main_window import MainWindow
from ui.pages.looks import LooksPage
from ui.widgets.search_field import STILL_MS


def listed(page: LooksPage) -> list[tuple[str, str]]:
    """(officer, petition) of every line."""
    table = page.table.table
    return [(table.index(n, 1).data(), table.index(n, 3).data()) for n in range(table.rowCount())]


def spoil(folder: Path) -> None:
    """What was written into the log cannot be told from noise any more."""
    for file in folder.glob(f"{looks.FILE}*"):
        with file.open("r+b") as content:
            content.write(b"\0" * file.stat().st_size)


def told(desk: Desk) -> list[str]:
    return [f"{look.purpose}：{look.sentence}" for look in reversed(desk.looked())]


def test_what_is_searched_for_opened_and_printed_is_recorded(
    window: MainWindow, desk: Desk, asked: Answers, clock: FixedClock
) -> None:
    number = registered(desk, person("张三"))
    for word in ("张", "张三"):
        window.search.setText(word)
        QTest.qWait(200)
    window.open_petition(number)
    window.go("deadlines")
    clock.pass_by(minutes=30)
    window.open_petition(number)
    window.petition.tabs.setCurrentWidget(window.petition.papers)
    window.petition.papers.save()
    assert told(desk) == [
        "搜索：检索“张三”，找到1件",
        "搜索：打开事项",
        "期限：打开事项",
        "事项页面：调阅文书：登记回执",
    ]


def test_words_that_stand_still_are_a_search(window: MainWindow, desk: Desk) -> None:
    window.search.setText("水渠")
    QTest.qWait(STILL_MS + 400)
    assert told(desk) == ["搜索：检索“水渠”，找到0件"]


def test_who_looked_is_asked_from_the_petition_and_filtered(window: MainWindow, desk: Desk) -> None:
    number, other = registered(desk), registered(desk, person("李四"), title="请求通水")
    window.open_petition(number)
    desk.officer = "王芳"
    window.open_petition(other)
    desk.officer = "李明"
    window.petition.who_looked.click()
    page = window.page(LooksPage)
    assert window.stack.currentWidget() is page
    assert page.number.value == other
    assert [officer for officer, _petition in listed(page)] == ["王芳"]
    window.more.menu().aboutToShow.emit()
    window.rare["looks"].trigger()
    assert page.table.table.rowCount() == 2
    page.officer.choose("李明")
    assert listed(page) == [("李明", number.partition("-")[2])]
    page.day.line.setText("2026-03-01")
    page.asking.click()
    assert page.told.text() == "没有符合条件的查阅记录。"
    page.day.line.clear()
    page.asking.click()
    page.table.opened.emit(page.table.current)
    assert window.petition.number == number


def test_who_may_not_see_the_log_is_not_offered_it(window: MainWindow, desk: Desk) -> None:
    number = registered(desk)
    desk.officer = "王芳"
    window.open_petition(number)
    assert not window.petition.who_looked.isVisible()
    window.more.menu().aboutToShow.emit()
    assert not window.rare["looks"].isEnabled()


def test_a_look_that_cannot_be_recorded_is_said_on_the_page(window: MainWindow, desk: Desk, asked: Answers) -> None:
    number = registered(desk)
    spoil(desk.folder)
    window.open_petition(number)
    assert window.petition.notice.isVisible()
    assert window.petition.notice.text().startswith("查阅记录没有写成：")
    window.petition.tabs.setCurrentWidget(window.petition.papers)
    assert "不能显示完整信息、出文书、打印、导出" in asked.said[0]
