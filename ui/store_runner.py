"""Runs what is asked of an open store, tells the views what changed, and puts each refusal where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import DeskError, RuleBroken
from ui import messages
from ui.ask import Ask
from ui.look import Look
from ui.working import Stopped, Work

if TYPE_CHECKING:
    from ui.printing import Printing

T = TypeVar("T")
OnRule = Callable[[RuleBroken], None]


class Store(Protocol):
    """What a main window holds open: a desk, a county's store, a competent body's folder."""

    folder: Path

    @property
    def locked(self) -> bool:
        """Whether it was locked up and not opened again; it answers nothing then."""

    def lock_up(self) -> None:
        """Close it; whoever holds it goes on with `go_on`."""

    def go_on(self, opened: Any) -> None:
        """Take over what was opened anew."""

    def twin(self) -> Callable[[Callable[[], bool] | None], AbstractContextManager[Any]]:
        """What opens it a second time, in the thread that works with it."""

    def heed_twin(self) -> None:
        """A twin has written."""

    def rest(self) -> None:
        """Everything into the main file."""

    def close(self) -> None:
        """Let go of it."""


S = TypeVar("S", bound=Store)


class StoreRunner(QObject, Generic[S]):
    """The store, the questions and the look in one hand: passed to every page and dialog."""

    changed = Signal(object)

    def __init__(self, store: S, ask: Ask, look: Look, pc: QSettings | None = None) -> None:
        """`pc` keeps what belongs to this computer."""
        super().__init__()
        self.store = store
        self.ask = ask
        self.look = look
        self.pc = pc
        self.working: Work | None = None

    @property
    def code(self) -> str:
        """That of the station, county or body: it tells practice from work."""
        return ""

    @cached_property
    def printing(self) -> Printing:
        """What goes to a printer of this PC."""
        from ui.printing import Printing

        return Printing(self)

    def run(self, step: Callable[[], T], parent: QWidget, on_rule: OnRule | None = None) -> T | None:
        """The step's answer after telling all views, or None when it was refused.

        A RuleBroken goes to `on_rule` (beside the field); without it, and for every other refusal, a box says so.
        What has to be known besides (a clock set back, say) is told unless the answer has a page of its own.
        """
        answer = self.read(step, parent, on_rule)
        if answer is not None:
            self.changed.emit(answer)
            self._tell_notices(answer, parent)
        return answer

    def work(
        self,
        job: Callable[[S, Work], T],
        parent: QWidget,
        words: str,
        on_rule: OnRule | None = None,
        *,
        changes: bool = False,
        between: bool = False,
    ) -> T | None:
        """Like `read`, in a thread, for what may take longer than a moment: `words` say what is being done.

        `job` is handed a store of that thread, and the Work whose `tell` hears its progress and ends it when the person
        wants no more. With `changes` all views are told, as by `run`. What it confirmed before it was stopped stands,
        the rest is undone. `between`: it stops only where it asks `Work.stopped`, with what it did until then.
        """
        if self.working is not None:
            return None
        answer = self.read(lambda: self._worked(job, parent, words, between, changes), parent, on_rule)
        if changes and not self.store.locked:
            self.store.heed_twin()
            if answer is not None:
                self.changed.emit(answer)
                self._tell_notices(answer, parent)
        return answer

    def _worked(
        self, job: Callable[[S, Work], T], parent: QWidget, words: str, between: bool, changes: bool
    ) -> T | None:
        twin = self.store.twin()

        def do(work: Work) -> T:
            try:
                with twin(None if between else work.stopped) as store:
                    answer = job(store, work)
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

    @property
    def busy(self) -> bool:
        """Whether something works with the store in another thread: it may not be closed yet."""
        return self.working is not None

    def stop(self) -> None:
        """What is being worked at is wanted no more: the store is being locked."""
        if self.working is not None:
            self.working.stop()

    def read(self, question: Callable[[], T], parent: QWidget, on_rule: OnRule | None = None) -> T | None:
        """Like `run` for a question that changes nothing. A store that is locked answers nothing."""
        if self.store.locked:
            return None
        try:
            return question()
        except RuleBroken as error:
            mended = self.mended(error, parent)
            if mended is not None:
                return self.read(question, parent, on_rule) if mended else None
            if on_rule is None:
                self.ask.warn(parent, "现在不能办", messages.refusal(error))
            else:
                on_rule(error)
        except DeskError as error:
            self.ask.warn(parent, "没有办成", messages.refusal(error))
        return None

    def mended(self, error: RuleBroken, parent: QWidget) -> bool | None:
        """Whether the person has put right what stood in the way, so that it is tried again; None: it is only said."""
        return None

    def _tell_notices(self, answer: object, parent: QWidget) -> None:
        notices = getattr(answer, "notices", ())
        if notices and not getattr(answer, "query_code", ""):  # the receipt's dialog shows those of a registration
            self.ask.tell(parent, "请注意", "\n".join(notices))
