"""Opens the form of a draft again, with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.steps.table import DESK_STEPS
from ui import access
from ui.dialogs.form_dialog import DeskFormDialog
from ui.dialogs.office import OfficeDialog
from ui.dialogs.register import RegisterDialog
from ui.dialogs.register_staged import StagedRegisterDialog
from ui.drafts import Draft, Kept

if TYPE_CHECKING:
    from ui.dialogs.dialog import Dialog
    from ui.main_window import MainWindow


class Reopening:
    """Opens the windows for the main window that it belongs to."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._runner = window.runner

    def go_on(self, kept: Kept) -> None:
        """The form as it was; where it cannot be opened now, why, and what was typed: the draft stays."""
        opens = kept.draft.opens
        made: dict[str, Callable[[Draft], Dialog | None]] = {
            "register": self._registration,
            "step": self._step,
            "desk": self._of_desk,
            "office": self._office,
            "patterns": self._patterns,
            "down": self._down,
        }
        dialog = made[opens.form](kept.draft)
        if dialog is not None:
            dialog.put_back(kept)

    def _registration(self, draft: Draft) -> Dialog | None:
        runner, window, opens = self._runner, self._window, draft.opens
        if not access.allowed(runner.desk, "register"):
            runner.ask.tell(window, "现在不能办", access.why_not(runner.desk, "register"))
            return None
        if opens.arrival:
            return window.arrivals.register(opens.arrival)
        if opens.row:
            filled = runner.read(lambda: runner.desk.staged_row(opens.row), window)
            return window.registering.show(StagedRegisterDialog(runner, filled, window)) if filled else None
        if opens.number:
            return window.registering.split(opens.number, opens.contact)
        return window.registering.show(RegisterDialog(runner, window))

    def _step(self, draft: Draft) -> Dialog | None:
        opens, window = draft.opens, self._window
        window.open_petition(opens.number)
        view = window.petition.view
        if view is None or view.petition.number != opens.number:
            return None
        offer = next((one for one in view.steps if one.step == opens.step), None)
        if offer is None or not offer.possible:
            self._cannot(draft, offer.reason if offer else "")
            return None
        window.petition.take(opens.step, opens.arrival)
        return window.petition.dialog

    def _of_desk(self, draft: Draft) -> Dialog:
        dialog = DeskFormDialog(self._runner, DESK_STEPS[draft.opens.step], {}, self._window)
        dialog.open()
        return dialog

    def _office(self, _draft: Draft) -> Dialog:
        dialog = OfficeDialog(self._runner, self._window)
        dialog.open()
        return dialog

    def _patterns(self, _draft: Draft) -> Dialog:
        from ui.dialogs.number_patterns import NumberPatternsDialog

        dialog = NumberPatternsDialog(self._runner, self._window)
        dialog.open()
        return dialog

    def _down(self, draft: Draft) -> Dialog | None:
        from ui.dialogs.send_letter import form_of

        self._window.go("exchange")
        page = self._window.exchange
        page.tabs.setCurrentWidget(page.down)
        if not page.down.matter.isEnabled():
            self._cannot(draft, page.down.told.text())
            return None
        return page.down.send(form_of(draft.opens.step))

    def _cannot(self, draft: Draft, why: str) -> None:
        words = f"{draft.title}现在不能办理。{why}\n\n草稿内容：\n{_told(draft)}"
        self._runner.ask.tell(self._window, "现在不能办", words)


def _told(draft: Draft) -> str:
    """What was typed, a line each."""
    return "\n".join(f"{name}：{value}" for name, value in draft.filled.items() if isinstance(value, str))
