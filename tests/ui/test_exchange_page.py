"""交换: cards, export and receiving through the window; delivered only after the acknowledgement."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.county.store import County
from app.desk import Desk
from tests.helpers import PASSPHRASE, FixedClock, Paired, registered
from tests.ui.helpers import Answers, freed
from ui.dialogs.resend import ResendDialog
from ui.main_window import MainWindow
from ui.pages.exchange import ExchangePage


@pytest.fixture
def page(window: MainWindow) -> ExchangePage:
    window.go("exchange")
    return window.exchange


def test_before_pairing_only_cards_can_be_exchanged(page: ExchangePage) -> None:
    assert not page.export.isEnabled()
    assert not page.receive.isEnabled()
    assert "尚未与县级交换公钥" in page.state.text()


def test_pairing_compares_the_fingerprint_first(
    page: ExchangePage, desk: Desk, county: County, asked: Answers, tmp_path: Path
) -> None:
    card = tmp_path / "county.swtkey"
    card.write_bytes(county.card())
    asked.chosen_files = [card]
    asked.yes = False
    page.take_card.click()
    assert county.fingerprint() in asked.said[0]
    assert desk.peers() == {}
    asked.yes = True
    page.take_card.click()
    assert desk.peers().keys() == {county.code}
    assert page.export.isEnabled()


def test_own_card_is_saved(page: ExchangePage, desk: Desk, asked: Answers, tmp_path: Path) -> None:
    asked.chosen_name = tmp_path / "desk.swtkey"
    page.save_card.click()
    assert (tmp_path / "desk.swtkey").read_bytes() == desk.card()
    assert desk.fingerprint() in page.result.text()


def test_card_that_cannot_be_written_is_said(page: ExchangePage, asked: Answers, tmp_path: Path) -> None:
    asked.chosen_name = tmp_path / "missing" / "desk.swtkey"
    page.save_card.click()
    assert "没有写成" in asked.said[0]


def test_a_file_that_is_no_card_is_refused(page: ExchangePage, desk: Desk, asked: Answers, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.swtkey"
    wrong.write_bytes(b"not a card")
    asked.chosen_files = [wrong]
    page.take_card.click()
    assert asked.said
    assert desk.peers() == {}


def test_export_receive_and_delivered(window: MainWindow, paired: Paired, asked: Answers) -> None:
    registered(paired.desk)
    window.go("exchange")
    page = window.exchange
    assert page.table.table.rowCount() == 1
    asked.chosen_folder = paired.stick
    page.export.click()
    (package,) = paired.stick.glob("*.swt")
    assert "收到县级回执后才算送达" in page.result.text()
    assert page.table.table.rowCount() == 1
    paired.county.receive(package)
    asked.chosen_files = [paired.county.reply(paired.desk.station, paired.stick)]
    page.receive.click()
    assert "已签收" in page.result.text()
    assert page.table.table.rowCount() == 0
    page.receive.click()
    assert "没有变化" in page.result.text()


def test_a_damaged_package_is_refused_in_words(window: MainWindow, paired: Paired, asked: Answers) -> None:
    registered(paired.desk)
    paired.county.receive(Path(str(paired.desk.export(paired.stick).file)))
    reply = paired.county.reply(paired.desk.station, paired.stick)
    whole = reply.read_bytes()
    reply.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    window.go("exchange")
    asked.chosen_files = [reply]
    window.exchange.receive.click()
    assert asked.said
    assert paired.desk.exchange().acknowledged == 0


def test_nothing_to_send_is_said(window: MainWindow, paired: Paired, asked: Answers) -> None:
    paired.county.receive(Path(str(paired.desk.export(paired.stick).file)))
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    window.go("exchange")
    asked.chosen_folder = paired.stick
    window.exchange.export.click()
    assert "没有需要上报的新记载" in window.exchange.result.text()


def test_going_back_from_the_file_dialog_does_nothing(window: MainWindow, paired: Paired, asked: Answers) -> None:
    window.go("exchange")
    window.exchange.export.click()
    window.exchange.receive.click()
    window.exchange.take_card.click()
    window.exchange.save_card.click()
    assert asked.said == []
    assert not window.exchange.result.isVisible()


def test_a_package_can_be_sent_again_from_an_earlier_entry(
    window: MainWindow, paired: Paired, asked: Answers, qtbot: QtBot
) -> None:
    registered(paired.desk)
    paired.county.receive(Path(str(paired.desk.export(paired.stick).file)))
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    window.go("exchange")
    window.exchange.resend.click()
    (dialog,) = window.findChildren(ResendDialog)
    dialog.first.setValue(1)
    asked.chosen_folder = paired.stick
    dialog.main.click()
    assert "第 1 至" in window.exchange.result.text()
    assert freed(dialog)


def test_another_countys_card_is_taken_only_with_both_fingerprints_shown(
    window: MainWindow, paired: Paired, asked: Answers, tmp_path: Path, clock: FixedClock
) -> None:
    with County.create(
        tmp_path / "other", code="430626", name="平江县信访局", passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as other:
        card = tmp_path / "other.swtkey"
        card.write_bytes(other.card())
        asked.chosen_files = [card]
        window.go("exchange")
        window.exchange.take_card.click()
        assert other.fingerprint() in asked.said[0]
        assert paired.county.fingerprint() in asked.said[0]
    county = paired.desk.county()
    assert county is not None
    assert county.name == "平江县信访局"
