"""A county receives by https in its window, a desk uploads in its own: with every wrong certificate first."""

from __future__ import annotations

import socket
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.domain.steps.upload import SetUploadAddress
from tests.app.line.certificates import certificate
from tests.helpers import Paired, registered
from tests.ui.helpers import Answers, show
from ui import settings
from ui.county.line import LinePage
from ui.county.runner import CountyRunner
from ui.county.window import CountyWindow
from ui.look import Look
from ui.main_window import MainWindow


def test_whatever_is_wrong_with_a_certificate_is_said_at_its_end_and_the_good_one_brings_everything(
    paired: Paired, window: MainWindow, asked: Answers, look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, runner = paired.desk, CountyRunner(paired.county, asked, look)
    county = CountyWindow(runner, settings.open_settings(tmp_path))
    qtbot.addWidget(county)
    show(county, qtbot)
    first = registered(desk)
    good, key, pin = certificate(tmp_path / "good")
    old, old_key, old_pin = certificate(tmp_path / "old", days=(-9, -1))
    _hidden, hidden_key, _pin = certificate(tmp_path / "hidden", passphrase=b"abc")

    county.rare["line"].trigger()
    page = county.page(LinePage)
    page.host.setText("127.0.0.1")

    def begun(file: Path, with_key: Path) -> str:
        """Begin to listen with these files; what is said where that does not work."""
        page.certificate.setText(str(file))
        page.key.setText(str(with_key))
        qtbot.waitUntil(page.begin_button.isEnabled, timeout=20_000)
        page.begin_button.click()
        qtbot.waitUntil(lambda: "正在接收" in page.state.text() or page.refusal.isVisible(), timeout=20_000)
        return page.refusal.text()

    with socket.create_server(("127.0.0.1", 0)) as taken:
        page.port.setValue(int(taken.getsockname()[1]))
        assert "端口已被占用" in begun(good, key)
    assert "与证书不相配" in begun(good, old_key)
    assert "有口令保护" in begun(good, hidden_key)
    assert "读不出来" in begun(tmp_path / "没有.pem", key)
    assert "读不出来" in page.pin.text()
    assert desk.exchange().waiting > 0
    assert begun(old, old_key) == ""
    assert old_pin in page.pin.text().replace("\u200b", "")  # where a long line may be broken
    assert "证书已于" in page.pin.text()

    window.go("exchange")
    line, port = window.exchange.upload, page.port.value()

    def uploaded(to: str, pinned: str = "") -> str:
        desk.run_desk(SetUploadAddress(url=f"{to}://127.0.0.1:{port}", certificate_sha256=pinned))
        line.refresh()
        with qtbot.waitSignal(line.uploading.ended, timeout=20_000):
            line.begin.click()
        return line.outcome.text()

    for to, pinned, words in (
        ("http", "", "地址以 https:// 开头"),
        ("https", "", "证书不被本机信任"),
        ("https", pin, "证书与填写的指纹不同"),
    ):
        told = uploaded(to, pinned)
        assert words in told
        assert "本台数据没有改动" in told
    assert desk.exchange().waiting > 0
    assert "县级已收下" in uploaded("https", old_pin)  # who is known by a fingerprint is known past that day too
    assert desk.exchange().waiting == 0

    second = registered(desk)
    page.stop_button.click()
    qtbot.waitUntil(lambda: page.begin_button.isEnabled(), timeout=20_000)
    page.certificate.setText("")
    page.key.setText("")
    assert begun(good, key) == ""
    assert "有效期至" in page.pin.text()
    assert f"https://127.0.0.1:{port}" in page.state.text()
    assert "证书与填写的指纹不同" in uploaded("https", old_pin)
    assert "县级已收下" in uploaded("https", pin.upper())
    assert desk.exchange().waiting == 0
    assert "没有收下 0 个" in page.state.text()
    assert {row.number for row in paired.county.petitions().all} == {first, second}
    runner.receiving.finish(county)
    county.leave()
