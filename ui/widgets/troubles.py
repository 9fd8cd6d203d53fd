"""What is wrong around the desk and will hurt soon: in words at the head of the first page."""

from __future__ import annotations

from ui.runner import Runner
from ui.widgets.layout import Words


class Troubles(Words):
    """A paragraph that is hidden while there is nothing to say. The clock is looked at with each refresh."""

    def __init__(self, runner: Runner) -> None:
        super().__init__("")
        self._runner = runner
        self.setWordWrap(True)
        self.setProperty("role", "refusal")
        self.hide()

    def refresh(self) -> None:
        told = [self._runner.desk.clock_words()]
        text = "\n".join(filter(None, told))
        self.setText(text)
        self.setVisible(bool(text))
