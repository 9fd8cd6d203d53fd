"""python -m ui.pictures FOLDER [LOOK ...]: every window of the practice desk as a PNG, in the looks named or in all;
python -m ui.pictures --help-pages: the pictures of the handbook."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import demo
from app.answers import View
from app.desk import Desk
from ui import (
    offscreen,
    pictures_of_county,
    pictures_of_county_work,
    pictures_of_exchange,
    pictures_of_help,
    pictures_of_keys,
    pictures_of_list,
    pictures_of_printing,
    pictures_of_reach,
    pictures_of_registering,
    pictures_of_scans,
    pictures_of_sheets,
    pictures_of_steps,
    pictures_of_update,
    pictures_of_wizard,
    settings,
)
from ui.application import prepare
from ui.ask import Ask
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.data_files import DataFilesDialog
from ui.dialogs.look import LookDialog
from ui.dialogs.number_patterns import NumberPatternsDialog
from ui.dialogs.number_register import NumberRegisterDialog
from ui.dialogs.office import OfficeDialog
from ui.dialogs.officers import OfficersDialog
from ui.dialogs.reckon import ReckonDialog
from ui.dialogs.renew_keys import RenewKeysDialog
from ui.dialogs.resend import ResendDialog
from ui.dialogs.restore import RestoreDialog
from ui.look import Look
from ui.main_window import MainWindow
from ui.runner import Runner
from ui.unlock import UnlockWindow
from ui.widgets.progress import PARTS, Waiting

TODAY = dt.date(2026, 11, 20)
UNLOCK_SECONDS = 0.05
TURNS = 3
LOOKS = {  # name -> percent, high contrast
    f"{'contrast-' if high_contrast else ''}{percent}": (percent, high_contrast)
    for high_contrast in (False, True)
    for percent in (100, 150, 200)
}
Pictures = Iterator[tuple[str, QWidget]]


def pictures(app: QApplication, desk: Desk, place: Path, looks: Sequence[str]) -> Pictures:
    """(name, window) one after the other, each shown and ready, in each of the looks named."""
    look = Look(app)
    for called in looks:
        percent, high_contrast = LOOKS[called]
        look.set(percent=percent, high_contrast=high_contrast)
        for name, window in pictures_of(desk, look, place):
            yield f"{name}-{called}", window


def pictures_of(desk: Desk, look: Look, place: Path) -> Pictures:
    """Every window in the look that is set; `place` is a folder for its settings."""
    runner = Runner(desk, Ask(), look)
    yield from _before_unlocking(desk, look)
    yield from pictures_of_keys.before_unlocking(look, desk.officers)
    yield from pictures_of_county.county(look, place)
    yield from pictures_of_county_work.of_a_body(look, place)
    yield from pictures_of_county_work.of_a_county(desk, look, place)
    window = MainWindow(runner, settings.open_settings(place))
    window.resize(offscreen.WIDTH, offscreen.HEIGHT - 28)
    window.show()
    for name in window.pages:
        window.go(name)
        yield name, window
    yield from pictures_of_registering.waiting(window, runner)
    yield from pictures_of_list.of_the_list(window, runner)
    yield from _petition(window, _richest(desk))
    for view in [view for view in pictures_of_steps.views(desk) if view.petition.notice]:
        window.open_petition(view.petition.number)
        yield f"petition-{view.petition.stage}", window
    for name, view in _told_of_more(desk):
        window.open_petition(view.petition.number)
        yield f"petition-{name}", window
    yield from pictures_of_registering.registration(window, runner)
    yield from pictures_of_registering.receipt(window, runner)
    yield from pictures_of_steps.steps(window, runner)
    yield from pictures_of_steps.routes(window, runner)
    yield from pictures_of_steps.of_the_desk(window, runner)
    yield from pictures_of_steps.read_back(window, runner)
    yield from pictures_of_printing.printing(window, runner)
    yield from pictures_of_scans.scans(window, runner)
    yield from _officers(window, runner)
    yield from pictures_of_keys.while_open(window, runner)
    backups = BackupsDialog(runner, window.backing, window)
    backups.open()
    yield "backups", backups
    backups.leave()
    yield from _at_work(window)
    size = LookDialog(runner, window)
    size.open()
    yield "look", size
    size.leave()
    reckon = ReckonDialog(runner, window)
    reckon.open()
    yield "reckon", reckon
    reckon.leave()
    office = OfficeDialog(runner, window)
    office.open()
    yield "office", office
    office.leave()
    yield from pictures_of_exchange.sent_down(window, runner)
    resend = ResendDialog(runner, window)
    resend.open()
    yield "resend", resend
    resend.leave()
    yield from pictures_of_reach.of_reach(window, runner)
    renew = RenewKeysDialog(runner, window)
    renew.open()
    yield "renew_keys", renew
    renew.leave()
    for name, asked in (("number-patterns", NumberPatternsDialog), ("number-register", NumberRegisterDialog)):
        dialog = asked(runner, window)
        dialog.open()
        yield name, dialog
        dialog.leave()
    yield from pictures_of_sheets.sheets(window, runner, place)
    yield from pictures_of_update.of_an_update(window, runner, place)
    files = DataFilesDialog(runner, window)
    files.open()
    yield "data-files", files
    files.leave()
    window.leave()
    window.deleteLater()


def _before_unlocking(desk: Desk, look: Look) -> Pictures:
    unlock = UnlockWindow(look, Ask(), desk.folder)
    unlock.show()
    yield "unlock", unlock
    unlock.passphrase.setText("不是这个")
    unlock.unlock()
    QTest.qWait(100)
    yield "unlock-wrong", unlock
    first = UnlockWindow(look, Ask(), None)
    first.show()
    yield "first-run", first
    yield from pictures_of_wizard.first_run(first)
    restore = RestoreDialog(first, desk.folder, first)
    restore.open()
    yield "restore", restore
    restore.leave()
    for shown in (unlock, first):
        shown.close()
        shown.deleteLater()


def _petition(window: MainWindow, view: View) -> Pictures:
    window.open_petition(view.petition.number)
    for place, name in enumerate(("matter", "story", "papers", "attachments", "clocks")):
        window.petition.tabs.setCurrentIndex(place)
        yield f"petition-{name}", window
    window.petition.tabs.setCurrentIndex(0)
    window.petition.fold.head.setChecked(True)
    yield "petition-refused-steps", window
    window.petition.fold.head.setChecked(False)


def _at_work(window: MainWindow) -> Pictures:
    """Work under way, and asked to stop."""
    waiting = Waiting("正在核验", window, lambda: None)
    waiting.open()
    waiting.tell(PARTS // 3)
    yield "at-work", waiting
    waiting.reject()
    yield "at-work-stopping", waiting
    waiting.end()


def _officers(window: MainWindow, runner: Runner) -> Pictures:
    """Who works here, the roles of one of them, and the window of one who sees figures alone."""
    listed = OfficersDialog(runner, window)
    listed.open()
    listed.table.selectRow(1)
    yield "officers", listed
    listed.change()
    assert listed.dialog is not None
    yield "officer-roles", listed.dialog
    listed.dialog.leave()
    listed.leave()


def _told_of_more(desk: Desk) -> Iterator[tuple[str, View]]:
    """What was supervised from above, what we reminded a body below of, what went back to its sender, and what was
    linked as a repeat."""
    views = pictures_of_steps.views(desk)
    yield "supervised", next(view for view in views if view.petition.feedbacks)
    yield "reminded", next(view for view in views if view.petition.demands)
    yield "returned", next(view for view in views if view.petition.stage == "returned")
    yield "linked", next(view for view in views if any(one.link == "repeat" for one in view.petition.links))


def _richest(desk: Desk) -> View:
    """The petition of which most can be seen."""
    return max(pictures_of_steps.views(desk), key=lambda view: (len(view.papers), len(view.timeline)))


@contextmanager
def at_work(place: Path) -> Iterator[Desk]:
    """The practice desk after an exchange with its county, in a folder of its own there."""
    with demo.build(place / "接待台", today=TODAY, unlock_seconds=UNLOCK_SECONDS) as desk:
        now = dt.datetime.combine(TODAY, demo.DAY_ENDS, demo.BEIJING)
        demo.deliver(desk, place / "county", place / "stick", now=now, unlock_seconds=UNLOCK_SECONDS)
        yield desk


def main(arguments: list[str]) -> int:
    """Write the pictures, in all looks where none is named; the folder is made where it is missing."""
    if len(arguments) < 2 or not LOOKS.keys() >= set(arguments[2:]):
        print(f"python -m ui.pictures FOLDER [{'|'.join(LOOKS)} ...] | --help-pages", file=sys.stderr)
        return 2
    offscreen.choose()
    app = QApplication(arguments[:1])
    prepare(app)
    with tempfile.TemporaryDirectory() as kept:
        place = Path(kept)
        with at_work(place) as desk:
            if arguments[1] == "--help-pages":
                return _of_help(app, desk, place)
            target = Path(arguments[1])
            target.mkdir(parents=True, exist_ok=True)
            for name, window in pictures(app, desk, place, arguments[2:] or list(LOOKS)):
                window.activateWindow()
                QTest.qWait(100)
                for _ in range(TURNS):  # on a busy machine the wait is over before everything has its place
                    QApplication.processEvents()
                window.grab().save(str(target / f"{name}.png"))
    return 0


def _of_help(app: QApplication, desk: Desk, place: Path) -> int:
    """Write the pictures of the handbook; 1 where a window that one is cut out of is not there any more."""
    look = Look(app)
    look.set(percent=100)
    missing = pictures_of_help.write(pictures_of(desk, look, place))
    if missing:
        print(f"no window for: {', '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
