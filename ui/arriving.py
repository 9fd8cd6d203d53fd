"""What came down (下发件) and is taken up: which form it opens, and what is asked where nothing is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.records.dispatch import DATA
from app.domain.steps.register import Register
from ui.dialogs.register import RegisterDialog

if TYPE_CHECKING:
    from app.answers import ArrivalSeen
    from ui.main_window import MainWindow


class Arrivals:
    """Opens the windows for the main window that it belongs to."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._runner = window.runner

    def take_up(self, ref: str) -> None:
        """The registration of a matter; for anything else the form of the step that it leads to."""
        seen = self._runner.read(lambda: self._runner.desk.arrival(ref), self._window)
        if seen is None:
            return
        if seen.step == Register.name:
            self._register(seen)
        elif seen.arrival.brings == DATA and seen.arrival.told is not None:
            from ui.dialogs.data_files import DataFilesDialog

            DataFilesDialog(self._runner, self._window, arrival=ref).open()
        elif seen.step and seen.number:
            self._take_step(seen)
        else:
            self._runner.ask.tell(self._window, seen.what, seen.why)

    def set_aside(self, ref: str) -> None:
        """Ask for the reason why nothing is to be done."""
        from ui.dialogs.set_aside import SetAsideDialog

        seen = self._runner.read(lambda: self._runner.desk.arrival(ref), self._window)
        if seen is not None:
            SetAsideDialog(self._runner, seen, self._window).open()

    def register(self, ref: str) -> RegisterDialog | None:
        """The registration of a matter that came down; None where it cannot be registered any more, which is said."""
        seen = self._runner.read(lambda: self._runner.desk.arrival(ref), self._window)
        if seen is None or seen.step != Register.name:
            return None
        return self._register(seen)

    def _register(self, seen: ArrivalSeen) -> RegisterDialog | None:
        given = self._runner.read(lambda: self._runner.desk.registration(seen.ref), self._window)
        if given is None:
            return None
        return self._window.registering.show(RegisterDialog(self._runner, self._window, given=given, arrival=seen))

    def _take_step(self, seen: ArrivalSeen) -> None:
        """What comes first where the step itself is not possible yet; else the petition's page, which says why."""
        view = self._runner.read(lambda: self._runner.desk.view(seen.number), self._window)
        if view is None:
            return
        possible = {offer.step for offer in view.steps if offer.possible}
        step = next((one for one in (seen.step, seen.before) if one in possible), "")
        if step:
            self._window.take_step(seen.number, step, seen.ref)
        else:
            self._window.open_petition(seen.number)
