"""Which step a duty is met by, and which dialog takes which step."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.papers import PAPERS
from app.domain.petition import Petition
from app.domain.steps.table import STEPS
from ui.runner import Runner

if TYPE_CHECKING:
    from app.answers import View
    from ui.dialogs.step_dialog import StepDialog

# The steps that need more than a form: step -> (module in ui.dialogs, class), loaded when first opened. Every other
# step of the table has the dialog that is made from its fields.
DIALOGS = {
    "accept": ("accept", "AcceptDialog"),
    "notify_route": ("notify_route", "NotifyRouteDialog"),
    "draft_opinion": ("draft_opinion", "DraftOpinionDialog"),
    "approve_opinion": ("approve_opinion", "ApproveOpinionDialog"),
    "extend": ("extend", "ExtendDialog"),
    "reply": ("reply", "ReplyDialog"),
    "serve": ("serve", "ServeDialog"),
    "archive": ("archive", "ArchiveDialog"),
    "contact": ("contact", "ContactDialog"),
    "attach": ("attach", "AttachDialog"),
    "link": ("link", "LinkDialog"),
    "correct": ("correct", "CorrectDialog"),
}

TO_OPINION = ("issue_opinion", "approve_opinion", "draft_opinion", "investigate", "assign")  # D5, D6

# D8, D10 where our own office reviews; a supplement that is waited for is recorded when it comes, not looked for.
TO_REVIEW_OPINION = ("issue_opinion", "approve_opinion", "draft_review_opinion", "assign")
OF_REVIEW = ("D8", "D10", "D14")

# The steps that lead to meeting a clock, the last one first: the furthest that is possible is the one to take.
TOWARDS = {
    "D1": ("serve", "accept", "reply", "competence_decided"),
    "D2": ("serve", "accept", "reply", "objection_answer", "competence_decided"),
    "D3": ("object",),
    "ZJ1": ("accept", "reply"),
    "L1": ("confirm",),
    "L2": ("return_hand_over",),
    "D7": ("close", "serve"),
    "D16": ("answer_review",),
    "A32": ("fulfil",),
    "D11": ("report_up", "report_received", "serve", *TO_OPINION, "accept", "reply"),
    "M1": ("judicial_confirmation",),
    "LD1": ("answer_leader",),
    "D12": ("feedback", "feedback_received"),
}

# The clocks in the order in which they are to be met.
IN_ORDER = ("D1", "D2", "D16", "D13", "D5", "D6", "D17", "D14", "D8", "D10", "D11", "D12", "LD1", "D7", "A32")

# What moves a matter on when no clock runs: the law sets none for a reply.
WITHOUT_CLOCK = ("objection_answer", "serve", "close", "archive", "reply", "investigate", "assign")

# What is left once everybody took the matter back, or its handling was ended.
TO_END = ("terminate", "serve", "report_up", "close", "archive")


def towards(view: View, code: str) -> str:
    """The step to take now so that the clock `code` is met; "" when none of them is possible."""
    if view.petition.review_case and code in ("D16", "D17"):
        return ""  # of the body below: recorded when it comes
    if code in OF_REVIEW:
        return _first(_of_review(view.petition, code), view)
    wanted = _of_opinion(view.petition) if code in ("D5", "D6", "D13", "D17") else TOWARDS.get(code, ())
    if code in ("D1", "D2") and view.petition.competent_elsewhere:
        wanted = ("serve", "forward")
    same = [clock for clock in view.deadlines if clock.code == code and clock.state in ("running", "missed")]
    if any(clock.whose == "other" and clock.state == "missed" for clock in same):
        # The other body is late; what we owe ourselves by the same code comes first.
        wanted = (*wanted, "remind") if any(clock.whose == "office" for clock in same) else ("remind", *wanted)
    return _first(wanted, view)


def usual(view: View) -> list[str]:
    """The possible steps, the one that moves the matter on first."""
    met_by = (towards(view, clock) for clock in IN_ORDER if _runs(view, clock))
    ended = view.petition.all_withdrawn or view.petition.termination
    first = _first(TO_END if ended else ("confirm",), view)
    first = first or next(filter(None, met_by), "") or _first(WITHOUT_CLOCK, view)
    possible = [offer.step for offer in view.steps if offer.possible]
    return sorted(possible, key=lambda step: step != first)


def open_dialog(runner: Runner, petition: Petition, step: str, parent: QWidget | None, arrival: str = "") -> StepDialog:
    """The dialog of a step, shown; filled from an arrival and taking it up where one is given."""
    dialog: StepDialog
    if step in DIALOGS:
        module, name = DIALOGS[step]
        dialog = getattr(import_module(f"ui.dialogs.{module}"), name)(runner, petition, parent)
    else:
        dialog = _form(runner, petition, step, parent, arrival)
    dialog.open()
    return dialog


def made_since(before: View, after: View) -> list[str]:
    """The papers that a step has made, those for the petitioners last: the last one is to be printed next."""
    made = [paper for paper in after.petition.made if paper not in before.petition.made]
    return [paper.key for paper in sorted(made, key=lambda paper: PAPERS[paper.code].to == "petitioner")]


def _form(runner: Runner, petition: Petition, step: str, parent: QWidget | None, arrival: str) -> StepDialog:
    from ui.dialogs.form_dialog import FormDialog  # loaded when first opened, as the others

    return FormDialog(runner, petition, STEPS[step], parent, arrival=arrival)


def _first(wanted: tuple[str, ...], view: View) -> str:
    possible = {offer.step for offer in view.steps if offer.possible}
    return next((step for step in wanted if step in possible), "")


def _of_opinion(petition: Petition) -> tuple[str, ...]:
    """Handling that is suspended goes on first, then a hearing that was called. Nobody handles it yet: assign first. A
    draft that lies with the head is not written anew.
    """
    if petition.suspended:
        return ("resume",)
    if petition.open_hearing:
        return _of_hearing(petition)
    if petition.opinion and not _sent_back(petition):
        return TO_OPINION[:2]
    return TO_OPINION if petition.assignments and not petition.handler_recused else ("assign", *TO_OPINION)


def _of_review(petition: Petition, code: str) -> tuple[str, ...]:
    """Nothing where another body reviews. A notice to supplement or to take the request reaches the petitioner first;
    after a decision somebody handles it, and a draft that lies with the head is not written anew."""
    case = petition.review_case
    if case is None:
        return ()
    if petition.decision is None:
        waiting = case.open_supplement
        asked = [paper.key for paper in petition.made if paper.code == "F20"]
        unserved = waiting is not None and petition.served_on_all(asked[-1]) is None
        return ("serve",) if unserved else ("receive_supplement",) if waiting else ("decide_review_request",)
    if code == "D14" or petition.told_on is None:
        return ("serve",)
    if petition.open_hearing:
        return _of_hearing(petition)
    if petition.opinion and not _sent_back(petition):
        return TO_REVIEW_OPINION[:2]
    ready = petition.handler and not petition.handler_recused
    return TO_REVIEW_OPINION[:3] if ready else ("assign", *TO_REVIEW_OPINION)


def _of_hearing(petition: Petition) -> tuple[str, ...]:
    """Its last notice must have reached everybody before it is held."""
    notice = next(paper.key for paper in reversed(petition.made) if paper.code == "F22a")
    held = petition.open_hearing is not None and petition.open_hearing.session is not None
    waits = not held and petition.served_on_all(notice) is None
    return ("serve",) if waits else ("conclude_hearing", "record_hearing")


def _sent_back(petition: Petition) -> bool:
    approval = petition.opinion.approval if petition.opinion else None
    return approval is not None and not approval.agreed


def _runs(view: View, code: str) -> bool:
    return any(clock.code == code and clock.state in ("running", "missed") for clock in view.deadlines)
