"""联网上传 on the exchange page: an address, one key, progress, and words for whatever comes of it."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from app.desk import Desk
from app.domain.steps.upload import SetUploadAddress
from app.exchange.keys import StationKeys, encode_card, make_card
from tests.app.line.serving import serving
from tests.helpers import MORNING, FixedClock, Paired, registered
from tests.ui.helpers import Answers
from ui.dialogs.form_dialog import DeskFormDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.resend import UploadAgainDialog
from ui.main_window import MainWindow
from ui.widgets.upload_line import NONE, STOPPED, TOWNSHIP, WAITS, UploadLine


@pytest.fixture
def line(window: MainWindow, paired: Paired) -> UploadLine:
    window.go("exchange")
    return window.exchange.upload


def test_without_an_address_there_is_the_stick_alone(line: UploadLine, asked: Answers) -> None:
    assert not line.begin.isEnabled()
    assert line.where.text() == NONE
    line.set_address.click()
    dialog = line.findChild(DeskFormDialog)
    assert dialog
    dialog.fill_in({"url": "http://127.0.0.1:1"})
    dialog.act()
    assert line.begin.isEnabled()
    assert "线路不加密" in line.where.text()


def test_a_desk_whose_superior_is_a_township_is_told_why_it_does_not_upload(line: UploadLine, desk: Desk) -> None:
    desk.run_desk(SetUploadAddress(url="http://127.0.0.1:1"))
    line.refresh()
    assert line.begin.isEnabled()
    keys = StationKeys.generate()
    card = make_card(keys, role="desk", code="43062110199901", name="石桥镇人民政府", made_on=MORNING.date())
    desk.trust(encode_card(card, keys), replace=True)
    line.refresh()
    assert not line.begin.isEnabled()
    assert line.where.text() == TOWNSHIP


def test_one_key_uploads_and_reads_the_answer_in(
    line: UploadLine, paired: Paired, clock: FixedClock, qtbot: QtBot
) -> None:
    registered(paired.desk)
    paired.county.close()
    with serving(paired.county.folder, clock) as server:
        paired.desk.run_desk(SetUploadAddress(url=server.url))
        line.refresh()
        with qtbot.waitSignal(line.uploading.ended, timeout=20_000):
            line.begin.click()
            assert not line.begin.isEnabled()
            assert line.bar.isVisibleTo(line)
        line.again.click()
        again = line.findChild(UploadAgainDialog)
        assert again
        again.first.setValue(1)
        with qtbot.waitSignal(line.uploading.ended, timeout=20_000):
            again.act()
    assert line.outcome.text().startswith("已上传1个数据包，县级已收下。")
    assert paired.desk.exchange().waiting == 0
    assert not line.bar.isVisibleTo(line)


def test_what_fails_is_said_on_the_page_and_the_key_is_there_again(
    line: UploadLine, paired: Paired, qtbot: QtBot
) -> None:
    paired.desk.run_desk(SetUploadAddress(url="http://127.0.0.1:1"))
    line.refresh()
    with qtbot.waitSignal(line.uploading.ended, timeout=20_000):
        line.begin.click()
    assert line.outcome.text().startswith("县级服务器没有开启接收。")
    assert line.begin.isEnabled()


def test_an_upload_is_stopped_by_a_key_and_by_the_lock(
    line: UploadLine, window: MainWindow, paired: Paired, clock: FixedClock, qtbot: QtBot
) -> None:
    registered(paired.desk)
    paired.county.close()
    with serving(paired.county.folder, clock) as server:
        paired.desk.run_desk(SetUploadAddress(url=server.url))
        line.refresh()
        for stop in (line.stop.click, window.locked.emit):
            with qtbot.waitSignal(line.uploading.ended, timeout=20_000):
                line.begin.click()
                stop()
            assert line.outcome.text() == STOPPED
            assert paired.desk.exchange().waiting > 0
        with qtbot.waitSignal(line.uploading.ended, timeout=20_000):
            line.begin.click()
    assert paired.desk.exchange().waiting == 0


def test_no_desk_work_is_done_in_the_windows_thread_and_nobody_is_disturbed_at_a_form(
    line: UploadLine,
    window: MainWindow,
    paired: Paired,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    threads: list[int] = []

    def noted(name: str) -> None:
        real = getattr(Desk, name)

        def noting(*given: object, **more: object) -> object:
            threads.append(threading.get_ident())
            return real(*given, **more)

        monkeypatch.setattr(Desk, name, noting)

    registered(paired.desk)
    paired.county.close()
    for name in ("upload_job", "upload_done"):
        noted(name)
    with serving(paired.county.folder, clock) as server:
        paired.desk.run_desk(SetUploadAddress(url=server.url))
        line.refresh()
        line.begin.click()
        window.register()
        form = window.findChild(RegisterDialog)
        assert form is not None
        qtbot.waitUntil(lambda: line.outcome.text() == WAITS, timeout=20_000)
        assert form.isVisible()
        assert paired.desk.exchange().waiting > 0
        with qtbot.waitSignal(line.uploading.ended, timeout=20_000):
            form.leave()
    assert paired.desk.exchange().waiting == 0
    assert len(threads) == 2
    assert threading.get_ident() not in threads
