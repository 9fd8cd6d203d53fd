"""Whom a denunciation complains of, in the registration form: nothing while the petition is none."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.records.denunciation import Denounced
from ui.widgets.editors import Line
from ui.widgets.field import Field
from ui.widgets.layout import abreast, tab_as_seen
from ui.words import named

HINT = "用“、”隔开"


class DenouncedFields(QWidget):
    """The people and the bodies, several in a line; hidden and empty for any other petition."""

    def __init__(self) -> None:
        super().__init__()
        self.people, self.bodies = Line(), Line()
        people = Field("被检举控告的人员", self.people, hint=HINT)
        bodies = Field("被检举控告的单位", self.bodies, hint="至少填一项")
        self.fields = {"denounced": people, "denounced.people": people, "denounced.bodies": bodies}
        self.setLayout(abreast((people, 1), (bodies, 1)))
        tab_as_seen(self)
        self.ask(False)

    def ask(self, wanted: bool) -> None:
        """Show the fields, or hide them with what was typed taken away."""
        self.setVisible(wanted)
        if not wanted:
            self.people.clear()
            self.bodies.clear()

    @property
    def value(self) -> Denounced | None:
        found = Denounced(people=named(self.people.value), bodies=named(self.bodies.value))
        return found if found.people or found.bodies else None
