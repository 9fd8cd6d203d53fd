"""Pictures of every step, filled in, of what goes beside a form, and of the acts of the desk itself."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.answers import View
from app.desk import Desk
from app.domain.redraft import Change, Returned
from app.domain.steps.opinion import DraftOpinion
from app.domain.steps.table import DESK_STEPS, STEPS
from ui.dialogs.form_dialog import DeskFormDialog, FormDialog
from ui.dialogs.notify_route import NotifyRouteDialog
from ui.dialogs.pdf import PdfDialog
from ui.dialogs.read_back import ReadBackDialog
from ui.dialogs.register_page import RegisterPageDialog
from ui.dialogs.verify_report import VerifyReportDialog
from ui.main_window import MainWindow
from ui.next_step import DIALOGS, open_dialog
from ui.runner import Runner

SAMPLE_CHANGE = "（补充：已征求村民小组意见）"
SAMPLE_NOTICE = "本稿已审批同意，采用修改后须重新审批。"
WITHOUT_FORM = ("add_officer", "change_officer")  # a window of their own asks for them
Pictures = Iterator[tuple[str, QWidget]]


def steps(window: MainWindow, runner: Runner) -> Pictures:
    """The dialog of every step, a form filled with the example of the step."""
    known = views(runner.desk)
    for step, kind in STEPS.items():
        able = [view for view in known if _possible(view, step)]
        if step in DIALOGS and not able:
            continue
        dialog = open_dialog(runner, (able or known)[0].petition, step, window)
        if isinstance(dialog, FormDialog):
            dialog.fill_in(kind.example)
        yield f"step-{step}", dialog
        dialog.leave()


def of_the_desk(window: MainWindow, runner: Runner) -> Pictures:
    """The acts of the desk itself, and a paper of it."""
    for step, kind in ((step, kind) for step, kind in DESK_STEPS.items() if step not in WITHOUT_FORM):
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


def routes(window: MainWindow, runner: Runner) -> Pictures:
    """The questions, the choice by hand, a route in its second step, and the one that leads elsewhere."""
    undecided = next(view for view in views(runner.desk) if _possible(view, "notify_route"))
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


def read_back(window: MainWindow, runner: Runner) -> Pictures:
    """An opinion that was changed elsewhere: a little in a long text, and a whole part."""
    petition = next(
        view.petition
        for view in views(runner.desk)
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


def views(desk: Desk) -> list[View]:
    """All petitions of the practice desk."""
    return [desk.view(row.number) for row in desk.page()]
