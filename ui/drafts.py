"""Drafts of half-filled forms: kept in the encrypted desk while somebody types, offered back after whatever happened.

A draft is its officer's own. It holds what was typed and nothing that the form had filled in itself, and it is gone as
soon as the form was acted on or left on purpose.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import uuid4

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import DeskError
from ui import messages
from ui.widgets.filled import Filled

if TYPE_CHECKING:
    from app.desk import Desk

KIND = "draft"
TICK_MS = 1000  # how often a form is looked at
SPARSELY = 50  # of a long form so much less often than it takes to look: two hundredths of the time
OLD_DAYS = 30  # after which a draft is offered to be discarded
LONGEST = 4  # ticks of typing without a pause until the draft is kept all the same


class Opens(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What opens the same form again."""

    form: Literal["register", "step", "desk", "office", "patterns", "down"]
    step: str = ""  # or what is sent down
    number: str = ""  # of the petition that a step is taken on, or from which a contact was split off
    contact: int = 0
    arrival: str = ""  # what came down and is taken up
    row: int = 0  # of a sheet that came in


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One half-filled form: what opens it, what it is called, who it is about, and what was typed."""

    opens: Opens
    title: str
    who: str = ""
    filled: Filled = msgspec.field(default_factory=dict)
    more: Filled = msgspec.field(default_factory=dict)  # what stands beside the form


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as it lies in the desk, with the moment of its last change (ISO 8601)."""

    name: str
    at: str
    draft: Draft

    def words(self, today: date) -> str:
        """登记来访（张某某，10:32）, the day where that is not today's, how long it waits where that is long."""
        day = "" if self.at[:10] == today.isoformat() else f"{self.at[5:10]} "
        waits = f"已放{self._days(today)}天" if self.is_old(today) else ""
        return f"{self.draft.title}（{'，'.join(filter(None, (self.draft.who, day + self.at[11:16], waits)))}）"

    def is_old(self, today: date) -> bool:
        """Whether it has waited so long that it is more likely forgotten than wanted."""
        return self._days(today) > OLD_DAYS

    def _days(self, today: date) -> int:
        return (today - date.fromisoformat(self.at[:10])).days


class Drafts(QObject):
    """The drafts of the officer at the desk. `changed` says that there is one more or less to be offered."""

    changed = Signal()

    def __init__(self, desk: Desk, busy: Callable[[], bool] = lambda: False) -> None:
        """`busy`: a thread may be writing into the desk; whoever wrote meanwhile would wait for it."""
        super().__init__()
        self._desk = desk
        self._busy = busy
        self.keepers: list[Keeper] = []

    @property
    def locked(self) -> bool:
        """Whether the desk answers nothing at the moment."""
        return self._desk.locked

    @property
    def resting(self) -> bool:
        """Whether nothing can be kept at the moment; what is typed is kept afterwards."""
        return self.locked or self._busy()

    def waiting(self) -> tuple[Kept, ...]:
        """Those whose form is not open now, the newest first. What cannot be read as a draft is left alone."""
        if self.locked:
            return ()
        being_filled = {keeper.name for keeper in self.keepers}
        try:
            found = [one for one in self._desk.remembered(KIND) if one.name not in being_filled]
        except DeskError:
            return ()  # the page that asks says itself what is wrong with the desk
        return tuple(kept for one in found if (kept := _read(one.name, one.at, one.body)) is not None)

    def today(self) -> date:
        """The day at the desk."""
        return self._desk.today()

    def keep(self, name: str, draft: Draft) -> str:
        """Keep a draft; what stands in the way in words, "" when nothing does."""
        return self._tried(lambda: self._desk.remember(KIND, name, msgspec.json.encode(draft).decode()))

    def drop(self, name: str) -> None:
        """It is done, or was given up on purpose."""
        self._tried(lambda: self._desk.forget(KIND, name))
        self.changed.emit()

    def save_all(self) -> None:
        """The desk is about to be closed or locked."""
        for keeper in list(self.keepers):
            keeper.save()

    def _tried(self, act: Callable[[], None]) -> str:
        if self.locked:
            return ""
        try:
            act()
        except DeskError as error:
            return messages.refusal(error)
        return ""


class Drafted(Protocol):
    """A form that keeps drafts, as its keeper sees it."""

    def draft(self) -> Draft | None:
        """What was typed, None while nothing was or where it must not be kept."""

    def tell_kept(self, told: str, *, wrong: bool = False) -> None:
        """Say that the draft was kept, or why not."""


class Keeper(QObject):
    """Looks at one form every second and keeps what was typed once the typing pauses, or after four seconds of it."""

    def __init__(self, drafts: Drafts, form: Drafted, parent: QObject) -> None:
        super().__init__(parent)
        self.name = uuid4().hex
        self.on_purpose = False  # it was kept by key, and nothing was typed since
        self._drafts, self._form = drafts, form
        self._kept: Draft | None = None
        self._seen: Draft | None = None
        self._waited = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.look)
        drafts.keepers.append(self)

    def start(self) -> None:
        """The form is shown."""
        self._timer.start()

    def take_over(self, kept: Kept) -> None:
        """The form goes on with a draft of before."""
        if self._kept is not None:
            self._drafts.drop(self.name)
        self.name, self._kept = kept.name, kept.draft
        self._drafts.changed.emit()

    def save(self, *, on_purpose: bool = False) -> None:
        """Keep what is typed now, if it is not kept already."""
        if self._drafts.resting:
            return
        now = self._form.draft()
        self._seen, self._waited = now, 0
        self.on_purpose = on_purpose and now is not None
        if now == self._kept and not on_purpose:
            return
        if now is None:
            self._drafts.drop(self.name)
            self._kept = None
            return
        told = self._drafts.keep(self.name, now)
        if told:
            self._form.tell_kept(f"草稿没有存成：{told}", wrong=True)
        else:
            self._kept = now
            self._form.tell_kept("草稿已存")

    def end(self, *, keep: bool = False) -> None:
        """The form was closed: with its work done or given up, unless the draft is to be kept."""
        self._timer.stop()
        if self in self._drafts.keepers:
            self._drafts.keepers.remove(self)
        if self._kept is not None and not keep:
            self._drafts.drop(self.name)
        else:
            self._drafts.changed.emit()

    def look(self) -> None:
        """One tick: keep what was typed when it stands still, or has gone on for long."""
        if self._drafts.resting:
            return
        begun = time.perf_counter()
        now = self._form.draft()
        took_ms = (time.perf_counter() - begun) * 1000
        self._timer.setInterval(max(TICK_MS, int(took_ms * SPARSELY)))
        if now == self._kept:
            self._waited = 0
            return
        self.on_purpose = False
        self._waited += 1
        if now is None or now == self._seen or self._waited >= LONGEST:
            self.save()
        self._seen = now


def _read(name: str, at: str, body: str) -> Kept | None:
    try:
        return Kept(name=name, at=at, draft=msgspec.json.decode(body, type=Draft))
    except msgspec.MsgspecError:
        return None
