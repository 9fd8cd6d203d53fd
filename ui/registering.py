"""Registration from the main window: a visitor, the next one who waits, what was split off; and what follows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui import access
from ui.dialogs.receipt import ReceiptDialog
from ui.dialogs.register import RegisterDialog
from ui.shortcuts import shortcut
from ui.waiting import Waiting

if TYPE_CHECKING:
    from app.answers import Changes
    from ui.main_window import MainWindow
    from ui.scanning import Gathered


class Registering:
    """Opens the form on the window; then the receipt, or the petition that the matter was joined to."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._runner = window.runner
        self._unattached: dict[str, Gathered] = {}  # pages of what was just registered

    def begin(self) -> None:
        """登记来访 (F2)."""
        if access.allowed(self._runner.desk, "register"):
            self.show(RegisterDialog(self._runner, self._window))

    def show(self, dialog: RegisterDialog) -> RegisterDialog:
        """Open a form, and do what follows when it is done."""
        dialog.registered.connect(self._registered)
        dialog.merged.connect(self._merged)
        dialog.unattached.connect(self._keep_pages)
        shortcut("Shift+F4", dialog, "又来一位，记入等候", partial(self._one_more, dialog))
        dialog.open()
        return dialog

    def receive(self, one: Waiting | None = None) -> None:
        """接待下一位 (F4): the registration of who has waited longest, or of `one`. They wait until it is done."""
        waiting = self._window.reception.waiting
        if not access.allowed(self._runner.desk, "receive"):
            return
        waiting.refresh()
        following = one or next(iter(waiting.rows), None)
        if following is None:
            self._window.go("reception")
            waiting.say_nobody()
            return
        dialog = self.show(RegisterDialog(self._runner, self._window))
        dialog.people.rows[0].name.setText(following.name)
        for done in (dialog.registered, dialog.merged):
            done.connect(lambda _told: waiting.done(following))

    def note_waiting(self) -> None:
        """One more waits (Shift+F4); the name can be given at once, or not at all."""
        self._window.go("reception")
        self._window.reception.waiting.name.setFocus()

    def split(self, number: str, contact: int) -> RegisterDialog | None:
        """What was raised on a contact that was split off, as a petition of its own."""
        given = self._runner.read(lambda: self._runner.desk.split_off(number, contact), self._window)
        return None if given is None else self.show(RegisterDialog(self._runner, self._window, given=given))

    def _one_more(self, dialog: RegisterDialog) -> None:
        """While one visitor is received, another one comes in: noted without leaving the form."""
        waiting = self._window.reception.waiting
        waiting.note()
        dialog.setWindowTitle(f"{dialog.windowTitle().split('（')[0]}（等候 {len(waiting.rows)}人）")

    def _registered(self, registered: Changes) -> None:
        dialog = ReceiptDialog(self._runner, registered, self._window)
        dialog.opened.connect(self._window.open_petition)
        if registered.number in self._unattached:
            dialog.finished.connect(lambda _how: self._attach_pages(registered.number))
        dialog.open()

    def _merged(self, number: str) -> None:
        self._window.open_petition(number)
        self._attach_pages(number)

    def _keep_pages(self, number: str, pages: Gathered) -> None:
        """Pages of a registration that could not be attached at once: they wait until its other windows are done."""
        pages.setParent(self._window)
        self._unattached[number] = pages

    def _attach_pages(self, number: str) -> None:
        """Open the form of attaching with the pages that are left."""
        pages = self._unattached.pop(number, None)
        if pages is not None:
            self._window.open_petition(number)
            self._window.petition.attach_pages(pages)
