"""What the wizard asks of one of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.field import Field
from ui.widgets.layout import column, label

if TYPE_CHECKING:
    from app.domain.national import Township

Wrong = tuple[str, str]  # name of the field, what is wrong with it
Told = tuple[str, str]  # caption, value: a line of the page that is read before the desk is made


class Plan:
    """What later pages propose from: the township that was chosen, and the station's code as it stands."""

    def __init__(self) -> None:
        self.station = ""
        self.township: Township | None = None
        self.village = ""  # its name, where the desk is one of a village


class WizardPage(QWidget):
    """`fields` are those of the page by the names that refusals call them. Subclasses fill `self.inside` in `build`."""

    title = ""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.fields: dict[str, Field] = {}
        self.inside: QVBoxLayout = column(spacing=12)
        self.setLayout(self.inside)
        self.build()
        self.inside.addStretch(1)

    def build(self) -> None:
        raise NotImplementedError

    def add(self, name: str, field: Field) -> Field:
        self.fields[name] = field
        self.inside.addWidget(field)
        return field

    def say(self, text: str, role: str = "quiet") -> None:
        self.inside.addWidget(label(text, role, wrap=True))

    def arrive(self) -> None:
        """The page comes into view: fill in what can be proposed now."""

    @property
    def first(self) -> QWidget | None:
        """Where the focus goes; None for the main button."""
        return next((field.editor for field in self.fields.values()), None)

    def wrong(self) -> Wrong | None:
        """What keeps the person on this page."""
        return None

    def answers(self) -> object:
        """What has been filled in, to see whether anything was."""
        return None

    def told(self) -> tuple[Told, ...]:
        """What was filled in, to be read once more."""
        return ()


class Proposals:
    """Fills lines in until somebody writes something else there; what a person wrote is never replaced."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}

    def put(self, lines: Mapping[str, object], told: Mapping[str, str]) -> None:
        for name, text in told.items():
            line = lines[name]
            if line.value in ("", self._last.get(name, "")):  # type: ignore[attr-defined]
                line.setText(text)  # type: ignore[attr-defined]
                self._last[name] = text
