"""The windows about passphrases: who it is, a first one is changed at once, recovery, what an administrator sets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk import Desk
from tests.helpers import OFFICERS, PASSPHRASE, FixedClock
from tests.ui.helpers import Answers, press, show, type_here
from ui.dialogs.passphrase import ChangePassphraseDialog, FirstPassphraseDialog, RecoverDialog
from ui.dialogs.passphrases import PassphrasesDialog, SheetDialog
from ui.dialogs.try_passphrase import TryPassphraseDialog
from ui.holders import read_holders
from ui.look import Look
from ui.runner import Runner
from ui.unlock import UnlockWindow

LI, WANG = OFFICERS
FIRST, NEW = "王芳的首次口令 2", "王芳自己的口令 2026"


@pytest.fixture
def sheet(desk_folder: Path) -> str:
    """王芳 has a first passphrase; the text of a recovery sheet."""
    with Desk.open(desk_folder, PASSPHRASE, clock=FixedClock()) as desk:
        desk.give_passphrase(WANG, FIRST)
        return desk.make_recovery_sheet().qr


@pytest.fixture
def unlock(sheet: str, desk_folder: Path, asked: Answers, look: Look, qtbot: QtBot) -> UnlockWindow:
    made = UnlockWindow(look, asked, desk_folder)
    qtbot.addWidget(made)
    show(made, qtbot)
    return made


def opened(heard: object) -> str:
    """The officer of the desk that was opened; it is closed again."""
    (desk,) = heard.args  # type: ignore[attr-defined]
    desk.close()
    return str(desk.officer)


def test_officers_with_a_passphrase_are_offered_and_the_others_share_one(unlock: UnlockWindow, qtbot: QtBot) -> None:
    assert [unlock.officer.itemData(n) for n in range(unlock.officer.count())] == [WANG, ""]
    unlock.officer.choose("")
    type_here(PASSPHRASE)
    with qtbot.waitSignal(unlock.opened) as heard:
        press(Qt.Key.Key_Return)
    assert opened(heard) == LI


def test_a_first_passphrase_is_changed_before_anything_opens(unlock: UnlockWindow, qtbot: QtBot) -> None:
    unlock.officer.choose(WANG)
    unlock.passphrase.setText(FIRST)
    unlock.unlock()
    qtbot.waitUntil(lambda: bool(unlock.findChildren(FirstPassphraseDialog)))
    (dialog,) = unlock.findChildren(FirstPassphraseDialog)
    dialog.new.setText(NEW)
    dialog.act()
    assert "不一致" in dialog.fields["again"].note.text()
    for line in (dialog.new, dialog.again):
        line.setText("1234567")
    dialog.act()
    assert "至少8个字符" in dialog.fields["new_passphrase"].note.text()
    for line in (dialog.new, dialog.again):
        line.setText(NEW)
    with qtbot.waitSignal(unlock.opened) as heard:
        dialog.act()
    assert opened(heard) == WANG


def test_a_mistake_in_the_recovery_key_is_named_and_the_right_one_opens(
    unlock: UnlockWindow, sheet: str, qtbot: QtBot
) -> None:
    assert unlock.recover.isVisible()
    unlock.recover.click()
    (dialog,) = unlock.findChildren(RecoverDialog)
    groups = sheet.rpartition("|")[2].split("-")
    wrong = ("3" if groups[2][0] == "2" else "2") + groups[2][1:]  # one letter: the check letter finds every such slip
    dialog.key.setPlainText(" ".join([*groups[:2], wrong, *groups[3:]]))
    dialog.officer.setText(LI)
    for line in (dialog.new, dialog.again):
        line.setText(NEW)
    dialog.act()
    assert "第3组" in dialog.fields["key"].note.text()
    dialog.key.setPlainText(sheet)
    dialog.act()
    assert "写明" in dialog.fields["reason"].note.text()
    dialog.reason.setText("忘记口令")
    with qtbot.waitSignal(unlock.opened) as heard:
        dialog.act()
    assert opened(heard) == LI


def test_what_is_typed_can_be_shown_and_locked_capitals_are_said(unlock: UnlockWindow) -> None:
    unlock.show_typed.setChecked(True)
    assert unlock.passphrase.echoMode() == QLineEdit.EchoMode.Normal
    unlock.show_typed.setChecked(False)
    assert unlock.passphrase.echoMode() == QLineEdit.EchoMode.Password
    unlock.passphrase.setFocus()
    press(Qt.Key.Key_A)
    assert not unlock.capitals.isVisible()
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)  # QTest sends a small letter: as with capitals locked
    assert unlock.capitals.isVisible()


@pytest.mark.parametrize("data", [b"", b"[]", b'{"slots": [1]}', b'{"slots": [{}]}', b"[" * 100_000])
def test_a_damaged_key_file_offers_nobody(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "desk.key").write_bytes(data)
    held = read_holders(tmp_path / "desk.key")
    assert (held.officers, held.common, held.recovery) == ((), True, False)


@pytest.fixture
def dialog(runner: Runner, qtbot: QtBot) -> Iterator[PassphrasesDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = PassphrasesDialog(runner, parent)
    made.open()
    yield made
    parent.close()


def test_an_administrator_sets_first_passphrases(dialog: PassphrasesDialog, desk: Desk, asked: Answers) -> None:
    dialog.officer.choose(WANG)
    for line in (dialog.new, dialog.again):
        line.setText("短")
    dialog.act()
    assert "至少8个字符" in dialog.fields["passphrase"].note.text()
    for line in (dialog.new, dialog.again):
        line.setText(FIRST)
    dialog.act()
    assert desk.passphrases().without == (LI,)
    assert WANG in asked.said[-1]


def test_a_passphrase_is_tried_without_opening_anything(dialog: PassphrasesDialog, runner: Runner) -> None:
    dialog.try_out.click()
    (trying,) = dialog.findChildren(TryPassphraseDialog)
    trying.act()
    assert trying.fields["passphrase"].note.text() == "请输入口令。"
    trying.passphrase.setText("不是这个口令呀")
    trying.act()
    assert trying.outcome.text() == "这个口令打不开本台。"
    trying.passphrase.setText(PASSPHRASE)
    trying.act()
    assert trying.outcome.text().startswith("是共用口令，能打开本台，用时")
    trying.leave()


def test_the_common_passphrase_is_not_ended_while_somebody_needs_it(dialog: PassphrasesDialog, desk: Desk) -> None:
    dialog.end.click()
    assert f"{LI}、{WANG}还没有自己的口令" in dialog.refusal.text()
    assert desk.passphrases().common


def test_a_sheet_is_made_shown_once_and_not_saved(runner: Runner, qtbot: QtBot, asked: Answers) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PassphrasesDialog(runner, parent)
    dialog.open()
    asked.yes = False
    dialog.sheet.click()
    assert runner.desk.passphrases().sheet == 0
    asked.yes = True
    dialog.sheet.click()
    assert runner.desk.passphrases().sheet == 1
    (shown,) = parent.findChildren(SheetDialog)
    assert shown.pdf.startswith(b"%PDF")
    assert not shown.save.isVisible()
    shown.leave()


def test_ones_own_passphrase_is_changed_with_the_old_one(
    desk_folder: Path, sheet: str, asked: Answers, look: Look
) -> None:
    with Desk.open(desk_folder, FIRST, clock=FixedClock(), officer=WANG, new_passphrase=NEW) as hers:
        dialog = ChangePassphraseDialog(Runner(hers, asked, look))
        dialog.old.setText("不对的口令")
        for line in (dialog.new, dialog.again):
            line.setText(f"{NEW}。")
        dialog.act()
        assert "原口令不对" in dialog.fields["passphrase"].note.text()
        dialog.old.setText(NEW)
        dialog.act()
    Desk.open(desk_folder, f"{NEW}。", clock=FixedClock(), officer=WANG).close()
