"""What is to be done now: the clocks that run, what came down from above, hand-overs that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, overload

from PySide6.QtWidgets import QWidget

from app.domain.petition import Petition
from app.domain.steps.register import Register
from ui import next_step, words
from ui.models.table import Column
from ui.runner import Runner

if TYPE_CHECKING:
    from app.answers import ArrivalSeen, Duty, HandedSeen


@dataclass(frozen=True)
class Todo:
    """One line of 现在要做. `clock` is the period's code, "" for a hand-over and for what came down."""

    number: str
    matter: str
    who: str
    responsible: str
    what: str
    until: str
    why: str
    urgency: str
    clock: str
    arrival: str = ""  # what came down and waits to be taken up


class Todos(Sequence[Todo]):
    """All of them, the most urgent first, what waits for others last.

    Clocks are read when they are looked at, a part at a time; there may be very many.
    """

    def __init__(self, runner: Runner) -> None:
        self._desk = runner.desk
        self._today = self._desk.today()
        clocks = self._desk.duty_counts()
        others = self._others(runner)
        self.counts = {urgency: clocks[urgency] for urgency in words.URGENCIES}
        self._parts: list[tuple[int, Callable[[int, int], Iterable[Todo]]]] = []
        before = 0
        for urgency in words.URGENCIES:
            came = [todo for todo in others if todo.urgency == urgency and todo.arrival]
            rest = [todo for todo in others if todo.urgency == urgency and not todo.arrival]
            self._parts.append((len(came), partial(_some, came)))
            self._parts.append((clocks[urgency], partial(self._clocks, before)))
            self._parts.append((len(rest), partial(_some, rest)))
            self.counts[urgency] += len(came) + len(rest)
            before += clocks[urgency]

    def __len__(self) -> int:
        return sum(self.counts.values())

    @overload
    def __getitem__(self, place: int) -> Todo: ...

    @overload
    def __getitem__(self, place: slice) -> list[Todo]: ...

    def __getitem__(self, place: int | slice) -> Todo | list[Todo]:
        if isinstance(place, slice):
            first, end, _step = place.indices(len(self))
            return self._read(first, end - first)
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._read(place, 1)[0]

    def _read(self, offset: int, limit: int) -> list[Todo]:
        found: list[Todo] = []
        for size, part in self._parts:
            if offset < size and len(found) < limit:
                found += part(offset, min(size - offset, limit - len(found)))
            offset = max(0, offset - size)
        return found

    def _clocks(self, before: int, offset: int, limit: int) -> Iterator[Todo]:
        return (_of_duty(duty, self._today) for duty in self._desk.duties(offset=before + offset, limit=limit))

    def _others(self, runner: Runner) -> list[Todo]:
        """What is no clock: few of them at any desk."""
        desk = self._desk
        waiting = desk.waiting_hand_overs()
        handed = [_of_hand_over(one) for one in waiting if one.open_hand_over and not one.open_hand_over.confirm_within]
        came = [_of_arrival(one, self._today) for one in desk.arrivals()]
        moving = [_of_transfer(one) for one in desk.handed()]
        return [*came, *handed, *moving]


def _some(todos: list[Todo], offset: int, limit: int) -> list[Todo]:
    return todos[offset : offset + limit]


def todos(runner: Runner) -> Todos:
    """What is to be done now."""
    return Todos(runner)


def step_for(runner: Runner, number: str, clock: str, parent: QWidget) -> str | None:
    """The step that meets a clock, that of a hand-over for ""; "" where none is possible and the petition's page says
    why, None where the petition could not be read (that was told).
    """
    view = runner.read(lambda: runner.desk.view(number), parent)
    if view is None:
        return None
    if not clock and view.petition.waiting_transfer:
        return "take_over" if any(one.step == "take_over" and one.possible for one in view.steps) else ""
    return next_step.towards(view, clock) if clock else "confirm"


def columns() -> list[Column[Todo]]:
    return [
        Column("状态", lambda t: words.URGENCIES[t.urgency][0], 4, tone=lambda t: words.URGENCIES[t.urgency][1]),
        Column("事项", lambda t: f"{t.matter}（{t.who}）", why=lambda t: f"{t.number}\n{t.matter}\n{t.who}"),
        Column("要做什么", lambda t: t.what, 12, spare=1),
        Column("期限", lambda t: t.until, 11, why=lambda t: t.why),
    ]


def key(todo: Todo) -> tuple[str, str, str, str]:
    return todo.number, todo.clock, todo.what, todo.arrival


def _of_duty(duty: Duty, today: date) -> Todo:
    subject = f"（{duty.deadline.subject}）" if duty.deadline.subject else ""
    return Todo(
        number=duty.number,
        matter=duty.title,
        who=duty.who,
        responsible=duty.responsible,
        what=f"{duty.what}{subject}",
        until=words.until(duty.deadline, today),
        why=duty.deadline.why,
        urgency=duty.urgency,
        clock=duty.deadline.code,
    )


def _of_arrival(seen: ArrivalSeen, today: date) -> Todo:
    """The nearest of its clocks; where nobody has set a day, that."""
    verb = "登记" if seen.step == Register.name else "记入"
    return Todo(
        number=seen.number,
        matter=seen.title,
        who=seen.who or seen.arrival.sender_name,
        responsible="",
        what=f"{verb}{seen.what}" if seen.step else seen.what,
        until=words.until(seen.clocks[0], today) if seen.clocks else "未定期限",
        why=seen.why,
        urgency=seen.urgency,
        clock="",
        arrival=seen.ref,
    )


def _of_transfer(one: HandedSeen) -> Todo:
    """A petition on its way between two desks, until it is taken over or sent back."""
    return Todo(
        number=one.number,
        matter=one.title,
        who=one.who,
        responsible="",
        what="接收移交事项" if one.incoming else f"等待{one.to_name}接收",
        until=f"{one.on} 移交",
        why=f"{one.on} {one.words}，{'理由' if one.returned else '事由'}：{one.reason}。期限照常计算。",
        urgency="later" if one.incoming else "waiting",
        clock="",
    )


def _of_hand_over(petition: Petition) -> Todo:
    waiting = petition.open_hand_over
    told = f"{waiting.on} {waiting.by} 移交{waiting.to_office}{waiting.to_officer}" if waiting else ""
    return Todo(
        number=petition.number,
        matter=petition.title,
        who=petition.who,
        responsible=petition.now_responsible,
        what="确认接收移交",
        until=f"{waiting.on if waiting else ''} 移交",
        why=f"{told}，对方确认接收前，仍由{petition.now_responsible}负责。本单位未规定确认时限。",
        urgency="waiting",
        clock="",
    )
