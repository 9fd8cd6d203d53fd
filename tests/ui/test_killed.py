"""The program is killed while a form is half filled, a backup and an export are being written: what is left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security import backups
from tests.helpers import PASSPHRASE
from tests.ui.helpers import Answers
from ui.application import Program
from ui.dialogs.register import RegisterDialog

SAID = "井水发黄三个月"

# A second program that dies in the midst of writing a sheet, while a backup of it waits in another thread.
CHILD = f"""
import os, signal, sys, threading
from pathlib import Path
from ui import offscreen
offscreen.choose()
from PySide6.QtWidgets import QApplication
from tests.helpers import registered
from tests.ui.helpers import Answers
from ui.application import Program, prepare
from ui.dialogs.register import RegisterDialog
from app.desk import Desk

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
app = QApplication([])
prepare(app)
program = Program(app, folder, folder.parent / "config", Answers())
desk = Desk.open(folder, {PASSPHRASE!r})
program.enter(desk)
desk.confirm_clock()
window = program.window
for _ in range(3):
    registered(desk)
dialog = RegisterDialog(window.runner, window)
dialog.open()
dialog.facts.setPlainText({SAID!r})
dialog.save_draft()
half_way = threading.Event()
twin = desk.twin()


def back_up():
    def half(_done, _total):
        half_way.set()
        threading.Event().wait()
    desk_of_thread = twin(None)
    desk_of_thread.backup_job("hand").run(half)


threading.Thread(target=back_up, daemon=True).start()
half_way.wait()
desk.export_sheet(out, "plain", "csv", progress=lambda _done, _total: os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_in_the_midst_of_everything(
    desk_folder: Path, tmp_path: Path, qapp: QApplication, asked: Answers, qtbot: QtBot
) -> None:
    out = tmp_path / "stick"
    out.mkdir()
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(desk_folder), str(out)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    assert (desk_folder / "desk.db-wal").exists()
    assert (desk_folder / "desk.in-use.json").exists()
    assert list((desk_folder / backups.FOLDER).glob("*.part"))
    assert not [path for path in out.iterdir() if path.suffix == ".csv"]  # never a half file under its name

    program = Program(qapp, desk_folder, tmp_path / "config", asked)
    program.show_unlock()
    assert program.unlock is not None
    program.unlock.passphrase.setText(PASSPHRASE)
    program.unlock.unlock()
    qtbot.waitUntil(lambda: program.window is not None)
    window = program.window
    assert window is not None
    assert "没有正常关闭" in asked.said[0]
    assert "已经办理的内容都在" in asked.said[0]
    desk = window.runner.desk
    assert desk.count() == 3
    desk.verify(rebuild=True)
    (kept,) = window.runner.drafts.waiting()
    dialog = RegisterDialog(window.runner, window)
    dialog.open()
    dialog.put_back(kept)
    assert dialog.facts.value == SAID
    dialog.leave()
    made = desk.backup()
    assert Path(made.file).exists()
    assert not list((desk_folder / backups.FOLDER).glob("*.part"))
    for half in out.iterdir():
        os.utime(half, (0, 0))  # long ago
    assert desk.export_sheet(out, "plain", "csv").file
    assert not [path for path in out.iterdir() if path.suffix != ".csv"]
    program.idle.stop()
    window.close()
    window.deleteLater()
    shutil.rmtree(out)
