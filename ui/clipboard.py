"""The clipboard: what was copied from a locked desk is taken back, what came from elsewhere stays."""

from __future__ import annotations

from hashlib import sha256

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QClipboard, QGuiApplication

_ACTIVE = Qt.ApplicationState.ApplicationActive
BREAK = "\u200b"  # where ui/widgets/layout.py lets an endless word be broken: no part of it


class OwnClipboard(QObject):
    """Remembers, as a hash, what was copied while a window of ours was in front, so that it can be taken back."""

    def __init__(self) -> None:
        super().__init__()
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        self._ours = ""
        self._clipboard.dataChanged.connect(self._note)

    def clear_own(self) -> None:
        """Empty the clipboard if what is in it came from here; another program's stays."""
        if self._ours and self._hash() == self._ours:
            self._clipboard.clear()
            if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
                self._clipboard.clear(QClipboard.Mode.Selection)
        self._ours = ""

    def _note(self) -> None:
        in_front = QGuiApplication.applicationState() == _ACTIVE
        if in_front and BREAK in self._clipboard.text():
            self._clipboard.setText(self._clipboard.text().replace(BREAK, ""))  # and is noted once more
            return
        self._ours = self._hash() if in_front and self._clipboard.text() else ""

    def _hash(self) -> str:
        return sha256(self._clipboard.text().encode("utf-8", "surrogatepass")).hexdigest()
