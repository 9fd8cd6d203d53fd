"""Pictures of what opens a desk: choosing who it is, first passphrase, recovery, passphrases, the sheet."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.passphrases import RecoverySheet
from ui.ask import Ask
from ui.dialogs.passphrase import ChangePassphraseDialog, FirstPassphraseDialog, RecoverDialog
from ui.dialogs.passphrases import PassphrasesDialog, SheetDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.unlock import UnlockWindow

MISTYPED = "5APP2 3T8HK EFTH9 PVR7R KH56P 4TKKT ACAT3 A3WFX"
KEY = ("5APP2", "3T8HK", "EFTH9", "PVR7R", "KH56P", "4TKKT", "ACAT3", "A3WFY")


def before_unlocking(look: Look, officers: tuple[str, ...]) -> Iterator[tuple[str, QWidget]]:
    """A desk whose officers have passphrases of their own, before it is open."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "接待台"
        folder.mkdir()
        (folder / "desk.key").write_bytes(_key_file(officers))
        window = UnlockWindow(look, Ask(), folder)
        window.show()
        window.capitals.show()
        yield "unlock-officers", window
        first = FirstPassphraseDialog(window, folder, officers[0], "", window)
        first.open()
        yield "first-passphrase", first
        first.leave()
        recover = RecoverDialog(window, folder, officers, window)
        recover.open()
        recover.key.setPlainText(MISTYPED)
        for line in (recover.new, recover.again):
            line.setText("枫桥镇的银杏树二百年")
        recover.act()
        yield "recover", recover
        recover.leave()
        window.close()
        window.deleteLater()


def while_open(window: MainWindow, runner: Runner) -> Iterator[tuple[str, QWidget]]:
    """What 更多 offers about passphrases."""
    for name, asked in (("passphrases", PassphrasesDialog), ("change-passphrase", ChangePassphraseDialog)):
        dialog = asked(runner, window)
        dialog.open()
        yield name, dialog
        dialog.leave()
    desk = runner.desk
    qr = f"SWTREC1|{desk.station}|1|{'-'.join(KEY)}"
    told = RecoverySheet(sheet=1, groups=KEY, qr=qr, station=desk.station, made_by=desk.officer)
    sheet = SheetDialog(runner, "恢复表（第1号）", desk.desk_paper("F35", told), window)
    sheet.open()
    yield "recovery-sheet", sheet
    sheet.leave()


def _key_file(officers: tuple[str, ...]) -> bytes:
    """As much of one as the window reads before anybody unlocks."""
    held = [("common", "desk"), *(("officer", name) for name in officers), ("recovery", "1")]
    return json.dumps({"slots": [{"use": use, "holder": holder} for use, holder in held]}).encode()
