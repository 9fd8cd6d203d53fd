"""The competent body's window: a desk's card is taken in, what it sealed taken out; content stays unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.county.competent import Competent
from app.domain.rights import FIRST, GIVEN
from app.domain.steps.notice import Forward
from app.domain.steps.officers import ChangeOfficer
from app.exchange.keys import decode_card, fingerprint
from tests.helpers import FixedClock, Paired, denounced, person
from tests.ui.helpers import Answers, freed, press, show, type_here
from ui import settings
from ui.competent.new_folder import NewBodyDialog
from ui.competent.page import NO_DESK, BodyPage
from ui.competent.window import BodyWindow
from ui.look import Look
from ui.runner import Runner
from ui.store_runner import StoreRunner
from ui.working import Stopped

BODY, SECRET = "岳阳县纪律检查委员会", "钱某侵占土路工程款"
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def body(runner: Runner, qtbot: QtBot, asked: Answers, tmp_path: Path) -> Competent:
    """Made in its dialog, by keys alone."""
    asked.chosen_folder = tmp_path / "body"
    dialog = NewBodyDialog(runner, unlock_seconds=0.01)
    made: list[Competent] = []
    dialog.opened.connect(made.append)
    show(dialog, qtbot)
    dialog.folder.browse.click()
    for key, typed in ((Qt.Key.Key_M, BODY), (Qt.Key.Key_D, "430621JW"), (Qt.Key.Key_N, "一二三四五六七八")):
        press(key, ALT)
        type_here(typed)
    press(Qt.Key.Key_Return)
    type_here("一二三四五六七")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (made, dialog.fields["again"].note.text()) == ([], "两次输入的口令不一致。")
    type_here("八")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(made))
    assert freed(dialog)
    return made[0]


def sealed(paired: Paired, card: bytes) -> Path:
    """A denunciation that a desk sealed to whose card this is."""
    paired.desk.change_officer(ChangeOfficer(officer=paired.desk.officer, roles=(*FIRST, GIVEN)))
    number = denounced(paired.desk, person("张三"), facts=SECRET)
    paired.desk.run(number, Forward(body=BODY, reason="管理权限"))
    return Path(paired.desk.seal_denunciation(number, card, paired.stick).file)


def test_a_body_takes_out_by_keys_what_a_desk_sealed_and_nothing_of_it_is_on_the_screen(
    paired: Paired, body: Competent, asked: Answers, look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    window = BodyWindow(StoreRunner(body, asked, look), settings.open_settings(tmp_path))
    qtbot.addWidget(window)
    show(window, qtbot)
    page = window.page(BodyPage)
    assert (page.choose.isEnabled(), page.desks.text()) == (False, NO_DESK)
    stick, place = tmp_path / "stick", tmp_path / "opened"
    for folder in (stick, place):
        folder.mkdir(exist_ok=True)
    asked.chosen_folder = stick
    press(Qt.Key.Key_K, ALT)
    card = stick / "SWTKEY-430621JW.swtkey"
    qtbot.waitUntil(lambda: page.told.isVisible() and card.exists())
    assert body.fingerprint() in page.fingerprint.text()
    file = sealed(paired, card.read_bytes())
    asked.chosen_files = [tmp_path / "desk.swtkey"]
    asked.chosen_files[0].write_bytes(paired.desk.card())
    of_desk = fingerprint(decode_card(paired.desk.card()))
    press(Qt.Key.Key_D, ALT)
    qtbot.waitUntil(lambda: of_desk in page.desks.text())
    assert of_desk in asked.said[-1]

    asked.chosen_files, asked.chosen_folder = [file], place
    press(Qt.Key.Key_X, ALT)
    qtbot.waitUntil(lambda: "未加密" in page.told.text())
    (taken,) = place.iterdir()
    assert {"material.json", "letter.pdf"} <= {one.name for one in taken.iterdir()}
    assert SECRET in (taken / "material.json").read_text("utf-8")
    assert str(taken) in page.told.text().replace("\u200b", "")  # where a long path may be broken
    assert not any(SECRET in one.text() for one in window.findChildren(QLabel))

    press(Qt.Key.Key_X, ALT)
    qtbot.waitUntil(lambda: "已经取出过" in asked.said[-1])
    other = tmp_path / "again"
    other.mkdir()
    asked.chosen_folder = other
    dropped(page, file)
    assert [one.name for one in other.iterdir()] == [taken.name]
    body.close()


def test_what_is_stopped_while_it_is_taken_out_leaves_nothing(paired: Paired, body: Competent, tmp_path: Path) -> None:
    body.trust(paired.desk.card())
    file = sealed(paired, body.card())
    seen: list[tuple[int, int]] = []

    def until_half(done: int, total: int) -> None:
        seen.append((done, total))
        if done > total // 2:
            raise Stopped

    with pytest.raises(Stopped), body.twin()(None) as twin:
        twin.take_out(file, tmp_path / "out", until_half)
    assert not list((tmp_path / "out").iterdir())
    assert twin.locked
    body.lock_up()
    with Competent.open(body.folder, "一二三四五六七八", clock=FixedClock()) as again:
        body.go_on(again)
        assert body.take_out(file, tmp_path / "out", lambda done, total: seen.append((done, total))).files == 0
        assert seen[-1][0] == seen[-1][1]


def dropped(window: QWidget, file: Path) -> None:
    """A file dragged from a folder and let go."""
    told = QMimeData()
    told.setUrls([QUrl.fromLocalFile(str(file))])
    keys, mouse = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, told, mouse, keys)
    window.dragEnterEvent(entering)
    assert entering.isAccepted()
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, told, mouse, keys))
