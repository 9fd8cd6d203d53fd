"""A second desk on the same folder, for work in another thread while the first one goes on answering."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from app.desk.needs import needs
from app.desk.opening import Opening

if TYPE_CHECKING:
    from app.desk import Desk

STEPS_BETWEEN = 2000  # of SQLite's machine, between two looks whether the work is wanted no more


class Working(Opening):
    """Each connection stays in its thread; what one has confirmed the other reads."""

    @needs()
    def twin(self) -> Callable[[Callable[[], bool] | None], Desk]:
        """What opens the second desk: call it in the thread that works with it, and close that desk there.

        It is given the question whether the work is wanted no more: asked in the midst of long statements, which
        end with sqlite3's "interrupted" then, their transaction undone; None: nothing is cut short. The twin acts in
        the name of the officer of now. Raises StorageError.
        """
        self._vault.check_there()
        opened, officer, place = self._vault.twin(), self.officer, vars(self).get("place", "")
        vars(self).setdefault("_recorded", {})  # what was looked at lately, by either
        shared = {name: vars(self)[name] for name in ("_watch", "_confirmed", "_recorded")}

        def made(stopped: Callable[[], bool] | None = None) -> Desk:
            vault = opened()
            try:
                if stopped is not None:
                    vault.db.conn.set_progress_handler(stopped, STEPS_BETWEEN)
                desk = type(self)(self.folder, vault, clock=self._clock, officer=officer)
            except BaseException:
                vault.close()
                raise
            vars(desk).update(shared, place=place)
            return cast("Desk", desk)

        return made

    @needs()
    def heed_twin(self) -> None:
        """Forget what was read of the desk's own data: a twin has written."""
        self._read_anew()
