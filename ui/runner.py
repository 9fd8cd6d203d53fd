"""Runs one step on the desk, tells the views what changed, and puts each refusal where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError, RuleBroken
from ui import messages
from ui.ask import Ask
from ui.drafts import Drafts
from ui.look import Look

if TYPE_CHECKING:
    from app.desk import Desk

T = TypeVar("T")
OnRule = Callable[[RuleBroken], None]


class Runner(QObject):
    """The desk, the questions and the look in one hand: passed to every page and dialog."""

    changed = Signal(object)

    def __init__(self, desk: Desk, ask: Ask, look: Look) -> None:
        super().__init__()
        self.desk = desk
        self.ask = ask
        self.look = look
        self.drafts = Drafts(desk)

    def run(self, step: Callable[[], T], parent: QWidget, on_rule: OnRule | None = None) -> T | None:
        """The step's answer after telling all views, or None when it was refused.

        A RuleBroken goes to `on_rule` (beside the field); without it, and for every other refusal, a box says so.
        What the officer should know besides (a clock set back, say) is told unless the answer has a page of its own.
        """
        answer = self.read(step, parent, on_rule)
        if answer is not None:
            self.changed.emit(answer)
            self._tell_notices(answer, parent)
        return answer

    def read(self, question: Callable[[], T], parent: QWidget, on_rule: OnRule | None = None) -> T | None:
        """Like `run` for a question that changes nothing. A desk that is locked answers nothing."""
        if self.desk.locked:
            return None
        try:
            return question()
        except RuleBroken as error:
            if on_rule is None:
                self.ask.warn(parent, "现在不能办", messages.refusal(error))
            else:
                on_rule(error)
        except DeskError as error:
            self.ask.warn(parent, "没有办成", messages.refusal(error))
        return None

    def _tell_notices(self, answer: object, parent: QWidget) -> None:
        notices = getattr(answer, "notices", ())
        if notices and not getattr(answer, "query_code", ""):  # the receipt's dialog shows those of a registration
            self.ask.tell(parent, "请注意", "\n".join(notices))
