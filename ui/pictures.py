"""python -m ui.pictures FOLDER: every window as a PNG at 100, 150, 200 % and in high contrast, from the practice desk;
python -m ui.pictures --help-pages: the pictures of the handbook."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import demo
from app.answers import Changes, View
from app.desk import Desk
from app.domain.redraft import Change, Returned
from app.domain.steps.opinion import DraftOpinion
from app.domain.steps.table import DESK_STEPS, STEPS
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
    pictures_of_scans,
    pictures_of_sheets,
    pictures_of_update,
    pictures_of_wizard,
    settings,
)
from ui.application import prepare
from ui.ask import Ask
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.data_files import DataFilesDialog
from ui.dialogs.form_dialog import DeskFormDialog, FormDialog
from ui.dialogs.keys_shown import KeysDialog
from ui.dialogs.look import LookDialog
from ui.dialogs.notify_route import NotifyRouteDialog
from ui.dialogs.number_patterns import NumberPatternsDialog
from ui.dialogs.number_register import NumberRegisterDialog
from ui.dialogs.office import OfficeDialog
from ui.dialogs.officers import OfficersDialog
from ui.dialogs.pdf import PdfDialog
from ui.dialogs.read_back import ReadBackDialog
from ui.dialogs.receipt import ReceiptDialog
from ui.dialogs.reckon import ReckonDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.register_page import RegisterPageDialog
from ui.dialogs.renew_keys import RenewKeysDialog
from ui.dialogs.resend import ResendDialog
from ui.dialogs.restore import RestoreDialog
from ui.dialogs.snippets import SnippetsDialog
from ui.dialogs.verify_report import VerifyReportDialog
from ui.drafts import Draft, Opens
from ui.look import Look
from ui.main_window import MainWindow
from ui.next_step import DIALOGS, open_dialog
from ui.runner import Runner
from ui.unlock import UnlockWindow
from ui.widgets.progress import PARTS, Waiting

TODAY = dt.date(2026, 11, 20)
UNLOCK_SECONDS = 0.05
LOOKS = (("100", 100, False), ("150", 150, False), ("200", 200, False), ("contrast", 150, True))
SAMPLE_CHANGE = "（补充：已征求村民小组意见）"
SAMPLE_NAMES = "徐桂英 青石桥镇枫树村 代表\n向菊英 13800001234 代表\n彭桂香、李春生、王桂兰\n李春生 男"
SAMPLE_SNIPPETS = [
    {"key": "dl", "whose": "shared", "text": "该路段已列入年度硬化计划，资金到位后动工。"},
    {"key": "gz", "whose": "", "text": "请您妥善保管登记回执，凭编号和查询码可以查询办理情况。"},
]
SAMPLE_NOTICE = "本稿已审批同意，采用修改后须重新审批。"
Pictures = Iterator[tuple[str, QWidget]]


def pictures(app: QApplication, desk: Desk, place: Path) -> Pictures:
    """(name, window) one after the other, each shown and ready."""
    look = Look(app)
    for suffix, percent, high_contrast in LOOKS:
        look.set(percent=percent, high_contrast=high_contrast)
        for name, window in pictures_of(desk, look, place):
            yield f"{name}-{suffix}", window


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
    yield from _waiting(window, runner)
    yield from pictures_of_list.of_the_list(window, runner)
    yield from _petition(window, _richest(desk))
    for view in [view for view in _views(desk) if view.petition.notice]:
        window.open_petition(view.petition.number)
        yield f"petition-{view.petition.stage}", window
    for name, view in _told_of_more(desk):
        window.open_petition(view.petition.number)
        yield f"petition-{name}", window
    yield from _registration(window, runner)
    yield from _receipt(window, runner)
    yield from _steps(window, runner)
    yield from _routes(window, runner)
    yield from _of_the_desk(window, runner)
    yield from _read_back(window, runner)
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


def _waiting(window: MainWindow, runner: Runner) -> Pictures:
    """Two who wait, the keys of the first page, and its page of the handbook."""
    card = window.reception.waiting
    window.go("reception")
    for name in ("张桂英", ""):
        card.name.setText(name)
        card.note()
    yield "reception-waiting", window
    keys = KeysDialog(runner, window)
    keys.open()
    yield "keys", keys
    keys.leave()
    for one in card.rows:
        card.done(one)
    handbook = runner.ask.handbook.open(runner, window)
    yield "handbook", handbook
    handbook.search.setText("送达")
    yield "handbook-found", handbook
    handbook.print()
    yield "handbook-printed", handbook.paper
    handbook.paper.leave()
    handbook.close()
    handbook.deleteLater()


def _registration(window: MainWindow, runner: Runner) -> Pictures:
    empty = RegisterDialog(runner, window)
    empty.open()
    yield "register-empty", empty
    for source in ("assigned", "forwarded", "agency"):
        empty.origin.kind.choose(source)
        yield f"register-{source}", empty
    empty.leave()
    known = runner.desk.petition(runner.desk.page(limit=1)[0].number)
    form = RegisterDialog(runner, window)
    form.open()
    first = form.people.rows[0]
    first.name.setText(known.petitioners[0].name)
    first.address.setText(known.petitioners[0].address)
    first.id_number.setText("439906197005121234")
    form.facts.setPlainText(known.facts)
    form.requests.put(known.requests[:1])
    form.look_up()
    form.reasons.setFocus()
    yield "register", form
    form.act()
    yield "register-refused", form
    form.people.add().name.setFocus()
    form.people.rows[1].organisation.setChecked(True)
    yield "register-two", form
    yield from _name_list(form)
    form.save_draft()
    form.reject()
    yield from _drafts(window, runner)


def _name_list(form: RegisterDialog) -> Pictures:
    """The list of a joint visit, and the form with its people."""
    form.paste_names()
    form.names.names.setPlainText(SAMPLE_NAMES)
    yield "name-list", form.names
    form.names.act()
    form.people.rows[3].name.setFocus()
    yield "register-many", form
    form.read_back()
    yield "read-out", form.reading
    form.reading.leave()
    snippets = SnippetsDialog(form.runner, form)
    snippets.rows.put(SAMPLE_SNIPPETS)
    snippets.open()
    yield "snippets", snippets
    snippets.leave()


def _drafts(window: MainWindow, runner: Runner) -> Pictures:
    """The half-filled registration that was left, on the first page and above an empty form."""
    window.go("reception")
    yield "reception-draft", window
    form = RegisterDialog(runner, window)
    form.open()
    yield "register-draft", form
    form.leave()
    number = runner.desk.page(limit=1)[0].number
    of_step = Draft(opens=Opens(form="step", number=number, step="contact"), title="记录再次来访", who=number)
    runner.drafts.keep("second", of_step)
    window.go("reception")
    yield "reception-drafts", window
    for kept in runner.drafts.waiting():
        runner.drafts.drop(kept.name)


def _receipt(window: MainWindow, runner: Runner) -> Pictures:
    number = runner.desk.page(limit=1)[0].number
    view = runner.desk.view(number)
    told = Changes(
        number=number,
        entries=(),
        petition=view.petition,
        query_code=runner.desk.query_code(number),
        deadlines=view.deadlines,
        notices=("收到日期为 2026-11-18，登记晚于收到 2 天，期限自收到之日起算。",),
    )
    receipt = ReceiptDialog(runner, told, window)
    receipt.open()
    yield "receipt", receipt
    receipt.leave()


def _steps(window: MainWindow, runner: Runner) -> Pictures:
    views = _views(runner.desk)
    for step, kind in STEPS.items():
        able = [view for view in views if _possible(view, step)]
        if step in DIALOGS and not able:
            continue
        dialog = open_dialog(runner, (able or views)[0].petition, step, window)
        if isinstance(dialog, FormDialog):
            dialog.fill_in(kind.example)
        yield f"step-{step}", dialog
        dialog.leave()


def _of_the_desk(window: MainWindow, runner: Runner) -> Pictures:
    """The acts of the desk itself, and a paper of it."""
    for step, kind in DESK_STEPS.items():
        dialog = DeskFormDialog(runner, kind, kind.example, window)
        dialog.open()
        yield f"desk-{step}", dialog
        dialog.leave()
    report = runner.desk.report(runner.desk.today().year)
    shown = PdfDialog(runner, f"信访情况年度报告（{report.name}）", runner.desk.desk_paper("F31", report), window)
    shown.open()
    yield "report-paper", shown
    shown.leave()
    page = RegisterPageDialog(runner, runner.desk.desk_paper("F36", runner.desk.day_register()), window)
    page.open()
    yield "register-page", page
    page.leave()
    checked = VerifyReportDialog(runner, window)
    checked.open()
    checked.act()
    yield "verify-report", checked
    checked.leave()


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


def _routes(window: MainWindow, runner: Runner) -> Pictures:
    """The questions, the choice by hand, a route in its second step, and the one that leads elsewhere."""
    undecided = next(view for view in _views(runner.desk) if _possible(view, "notify_route"))
    dialog = NotifyRouteDialog(runner, undecided.petition, window)
    dialog.open()
    yield "route-question", dialog
    dialog.guide.hand.click()
    yield "route-by-hand", dialog
    for route in ("31-6", "31-1"):
        dialog.route.choose(route)
        yield f"route-{route}", dialog
    dialog.act()
    yield "route-refused", dialog
    dialog.leave()


def _read_back(window: MainWindow, runner: Runner) -> Pictures:
    """An opinion that was changed elsewhere: a little in a long text, and a whole part."""
    petition = next(
        view.petition
        for view in _views(runner.desk)
        if view.petition.opinion and not view.petition.review_case and not view.petition.closing
    )
    assert petition.opinion is not None
    draft = petition.opinion.draft
    changes = (
        Change(
            block="facts_found",
            title="调查核实的事实",
            before=draft.facts_found,
            after=f"{draft.facts_found[:-4]}{SAMPLE_CHANGE}{draft.facts_found[-4:]}",
        ),
        Change(block="evidence", title="主要证据", before="\n".join(draft.evidence), after=""),
    )
    step = DraftOpinion(facts_found=draft.facts_found, basis=draft.basis, results=draft.results)
    told = Returned(number=petition.number, changes=changes, notices=(SAMPLE_NOTICE,), step=step)
    dialog = ReadBackDialog(runner, told, window)
    dialog.open()
    yield "read-back", dialog
    dialog.leave()


def _possible(view: View, step: str) -> bool:
    return any(offer.step == step and offer.possible for offer in view.steps)


def _views(desk: Desk) -> list[View]:
    return [desk.view(row.number) for row in desk.page()]


def _told_of_more(desk: Desk) -> Iterator[tuple[str, View]]:
    """What was supervised from above, what we reminded a body below of, what went back to its sender, and what was
    linked as a repeat."""
    views = _views(desk)
    yield "supervised", next(view for view in views if view.petition.feedbacks)
    yield "reminded", next(view for view in views if view.petition.demands)
    yield "returned", next(view for view in views if view.petition.stage == "returned")
    yield "linked", next(view for view in views if any(one.link == "repeat" for one in view.petition.links))


def _richest(desk: Desk) -> View:
    """The petition of which most can be seen."""
    return max(_views(desk), key=lambda view: (len(view.papers), len(view.timeline)))


def main(arguments: list[str]) -> int:
    """Write the pictures; the folder is made where it is missing."""
    if len(arguments) != 2:
        print("python -m ui.pictures FOLDER | --help-pages", file=sys.stderr)
        return 2
    offscreen.choose()
    app = QApplication(arguments[:1])
    prepare(app)
    with tempfile.TemporaryDirectory() as kept:
        place = Path(kept)
        with demo.build(place / "接待台", today=TODAY, unlock_seconds=UNLOCK_SECONDS) as desk:
            now = dt.datetime.combine(TODAY, demo.DAY_ENDS, demo.BEIJING)
            demo.deliver(desk, place / "county", place / "stick", now=now, unlock_seconds=UNLOCK_SECONDS)
            if arguments[1] == "--help-pages":
                return _of_help(app, desk, place)
            target = Path(arguments[1])
            target.mkdir(parents=True, exist_ok=True)
            for name, window in pictures(app, desk, place):
                window.activateWindow()
                QTest.qWait(100)
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
