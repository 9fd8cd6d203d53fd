"""Which step a duty is met by, and which dialog takes which step."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.petition import Petition
from ui.runner import Runner

if TYPE_CHECKING:
    from app.answers import View
    from ui.dialogs.step_dialog import StepDialog

# Step -> (module in ui.dialogs, class). Loaded when first opened.
DIALOGS = {
    "confirm": ("confirm", "ConfirmDialog"),
    "accept": ("accept", "AcceptDialog"),
    "assign": ("assign", "AssignDialog"),
    "investigate": ("investigate", "InvestigateDialog"),
    "draft_opinion": ("draft_opinion", "DraftOpinionDialog"),
    "approve_opinion": ("approve_opinion", "ApproveOpinionDialog"),
    "issue_opinion": ("issue_opinion", "IssueOpinionDialog"),
    "serve": ("serve", "ServeDialog"),
    "close": ("close_petition", "CloseDialog"),
    "hand_over": ("hand_over", "HandOverDialog"),
    "contact": ("contact", "ContactDialog"),
}

# The paper that a step makes, to be printed at once.
PAPER_OF = {"accept": "F03", "issue_opinion": "F12"}

# The steps that lead to meeting a clock, the last one first: the furthest that is possible is the one to take.
TOWARDS = {
    "D1": ("serve", "accept"),
    "D5": ("issue_opinion", "approve_opinion", "draft_opinion", "investigate", "assign"),
    "D7": ("close", "serve"),
}


def towards(view: View, code: str) -> str:
    """The step to take now so that the clock `code` is met; "" when none of them is possible."""
    possible = {offer.step for offer in view.steps if offer.possible}
    wanted = TOWARDS.get(code, ())
    if code == "D5" and not view.petition.assignments:
        wanted = ("assign", *wanted)
    if code == "D5" and view.petition.opinion and not _sent_back(view.petition):
        wanted = tuple(step for step in wanted if step not in ("draft_opinion", "investigate", "assign"))
    return next((step for step in wanted if step in possible), "")


def usual(view: View) -> list[str]:
    """The possible steps, the one that moves the matter on first."""
    possible = [offer.step for offer in view.steps if offer.possible]
    first = next((step for clock in ("D1", "D5", "D7") if (step := towards(view, clock)) and _runs(view, clock)), "")
    first = "confirm" if "confirm" in possible else first or "serve"
    return sorted(possible, key=lambda step: step != first)


def open_dialog(runner: Runner, petition: Petition, step: str, parent: QWidget | None) -> StepDialog:
    """The dialog of a step, shown."""
    module, name = DIALOGS[step]
    dialog: StepDialog = getattr(import_module(f"ui.dialogs.{module}"), name)(runner, petition, parent)
    dialog.open()
    return dialog


def _sent_back(petition: Petition) -> bool:
    approval = petition.opinion.approval if petition.opinion else None
    return approval is not None and not approval.agreed


def _runs(view: View, code: str) -> bool:
    return any(clock.code == code and clock.state in ("running", "missed") for clock in view.deadlines)
