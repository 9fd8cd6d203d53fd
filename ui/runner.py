"""Runs one step on the desk, tells the views what changed, and puts each refusal where it belongs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QSettings, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError, RuleBroken
from ui import messages
from ui.ask import Ask
from ui.drafts import Drafts
from ui.look import Look
from ui.printing import Printing
from ui.snippets import Snippets
from ui.working import Stopped, Work

if TYPE_CHECKING:
    from app.desk import Desk

T = TypeVar("T")
CHANGE_DATE = (
    "请在电脑的“日期和时间”设置中改正日期（没有权限的请告诉管理员）。改好后回到本程序继续办理即可，"
    "不用重新打开；改正以前不写入任何记载，填到一半的内容都在。"
)
OnRule = Callable[[RuleBroken], None]


class Runner(QObject):
    """The desk, the questions and the look in one hand: passed to every page and dialog."""

    changed = Signal(object)

    def __init__(self, desk: Desk, ask: Ask, look: Look, pc: QSettings | None = None) -> None:
        """`pc` keeps what belongs to this computer: which printer for which paper, the folder of the scanner."""
        super().__init__()
        self.desk = desk
        self.ask = ask
        self.look = look
        self.drafts = Drafts(desk)
        self.snippets = Snippets(desk)
        self.pc = pc
        self.printing = Printing(self)
        self.working: Work | None = None

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

    def work(
        self,
        job: Callable[[Desk, Work], T],
        parent: QWidget,
        words: str,
        on_rule: OnRule | None = None,
        *,
        changes: bool = False,
        between: bool = False,
    ) -> T | None:
        """Like `read`, in a thread, for what may take longer than a moment: `words` say what is being done.

        `job` is handed a desk of that thread, and the Work whose `tell` hears its progress and ends it when the person
        wants no more. With `changes` all views are told, as by `run`. What it confirmed before it was stopped stands,
        the rest is undone. `between`: it stops only where it asks `Work.stopped`, with what it did until then.
        """
        if self.working is not None:
            return None
        answer = self.read(lambda: self._worked(job, parent, words, between, changes), parent, on_rule)
        if changes and not self.desk.locked:
            self.desk.heed_twin()
            if answer is not None:
                self.changed.emit(answer)
                self._tell_notices(answer, parent)
        return answer

    def _worked(
        self, job: Callable[[Desk, Work], T], parent: QWidget, words: str, between: bool, changes: bool
    ) -> T | None:
        twin = self.desk.twin()

        def do(work: Work) -> T:
            try:
                with twin(None if between else work.stopped) as desk:
                    answer = job(desk, work)
            except DeskError:
                raise
            except Exception as error:  # a statement that was cut short ends as if it were a fault
                if work.stopped():
                    raise Stopped from error
                raise
            if work.stopped() and not changes:
                raise Stopped
            return answer

        self.working = Work(between=between)
        try:
            return self.working.run(do, parent, words)
        except Stopped:
            return None
        finally:
            self.working = None

    def stop(self) -> None:
        """What is being worked at is wanted no more: the desk is being locked."""
        if self.working is not None:
            self.working.stop()

    def read(self, question: Callable[[], T], parent: QWidget, on_rule: OnRule | None = None) -> T | None:
        """Like `run` for a question that changes nothing. A desk that is locked answers nothing."""
        if self.desk.locked:
            return None
        try:
            return question()
        except RuleBroken as error:
            if error.code == "clock-doubtful":
                return self.read(question, parent, on_rule) if self.clock_is_right(parent) else None
            if on_rule is None:
                self.ask.warn(parent, "现在不能办", messages.refusal(error))
            else:
                on_rule(error)
        except DeskError as error:
            self.ask.warn(parent, "没有办成", messages.refusal(error))
        return None

    def clock_is_right(self, parent: QWidget) -> bool:
        """Ask whether the machine's date is right where something speaks against it; then no entry is written
        before somebody has said so."""
        doubt = None if self.desk.locked else self.desk.clock_doubt()
        if doubt is None:
            return True
        if self.ask.confirm(parent, "请核对日期", f"{doubt.words}日期对吗？", "对(&Y)", "不对，去改日期(&N)"):
            self.desk.confirm_clock()
            self.changed.emit(None)
            return True
        if sys.platform == "win32":
            QDesktopServices.openUrl(QUrl("ms-settings:dateandtime"))
        self.ask.tell(parent, "请改正日期", CHANGE_DATE)
        return False

    def _tell_notices(self, answer: object, parent: QWidget) -> None:
        notices = getattr(answer, "notices", ())
        if notices and not getattr(answer, "query_code", ""):  # the receipt's dialog shows those of a registration
            self.ask.tell(parent, "请注意", "\n".join(notices))
