"""An editor in a form that was made from the fields of a step: what it says, how it is filled, what it objects to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.widgets.button import Button


def no_objections() -> dict[str, str]:
    """Nothing that the editor itself finds wrong."""
    return {}


@dataclass(frozen=True)
class Answer:
    """`get` gives the value for the step, `put` takes it as plain data (dates as text, structs as dictionaries)."""

    editor: QWidget
    get: Callable[[], object]
    put: Callable[..., None]
    hint: str = ""
    more: Button | None = None  # for the head of the field
    share: int = 0  # of a line shared with its neighbours; 0 takes the whole line
    objections: Callable[[], dict[str, str]] = no_objections  # path below the field -> what is wrong
