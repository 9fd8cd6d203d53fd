"""The pictures of a new version: nothing chosen, one that was checked, one that is installed (ui/pictures.py)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import __version__
from app.desk.updates import ProgramFolder, UpdateSeen
from ui.dialogs.update import UpdateDialog
from ui.main_window import MainWindow
from ui.runner import Runner

NEXT = "0.2.0"


def of_an_update(window: MainWindow, runner: Runner, place: Path) -> Iterator[tuple[str, QWidget]]:
    """As run from sources, then from a folder of versions, which is made for it."""
    alone = UpdateDialog(runner, window)
    alone.open()
    yield "update-from-sources", alone
    alone.leave()
    programs = ProgramFolder(place / "programs")
    shutil.rmtree(programs.root, ignore_errors=True)
    _lay(programs, __version__)
    dialog = UpdateDialog(runner, window, executable=programs.root / __version__ / "shouwentai")
    dialog.open()
    seen = UpdateSeen(
        version=NEXT,
        platform="",
        schema=1,
        files=412,
        bytes=310_000_000,
        signer="某某县信访局",
        signed_by="",
        made_on=runner.desk.today(),
        newer=True,
        words="",
    )
    dialog.show_checked(Path(f"SWTUPDATE-{NEXT}.swtupdate"), seen)
    yield "update-checked", dialog
    _lay(programs, NEXT)
    dialog.show_installed(programs, NEXT)
    yield "update-installed", dialog
    dialog.leave()


def _lay(programs: ProgramFolder, version: str) -> None:
    programs.begin(version)
    programs.finish(version)
