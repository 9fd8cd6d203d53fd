"""A bar for work that may take longer than one waits without a word."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QProgressBar

PATIENCE = 0.5  # seconds before the bar is shown


class Progress(QProgressBar):
    """Hidden until the work has taken half a second; keeps its place so that nothing jumps.

    It paints itself and lets no other event through: the work holds a transaction, into which no click may fall.
    """

    def __init__(self, words: str, patience: float = PATIENCE) -> None:
        super().__init__()
        self._patience = patience
        self._begun: float | None = None
        self.setFormat(f"{words}：%v / %m 件")
        self.setAccessibleName(words)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def tell(self, done: int, total: int) -> None:
        """How far the work is; the first call begins it."""
        now = time.monotonic()
        self._begun = now if self._begun is None else self._begun
        if now - self._begun >= self._patience:
            self.setRange(0, total)
            self.setValue(done)
            self.show()
            self.repaint()

    def end(self) -> None:
        """The work is done or was refused."""
        self._begun = None
        self.hide()
