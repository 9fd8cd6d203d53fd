"""Who waits in the room today. It is no register: it is kept for the day alone and forgotten with it.

A visitor who cannot be received at once is noted, with a name or as 第3位, and leaves the queue when the registration
is done or when they leave. What another day left behind is forgotten as soon as anybody looks.
"""

from __future__ import annotations

from dataclasses import dataclass

from ui.runner import Runner

KIND = "waiting"
COUNT = "last"  # in the place of a number: the one that was given last
LONGEST = 40  # characters of a name


@dataclass(frozen=True)
class Waiting:
    """A visitor who waits: the how-manieth of the day, the name if it was given, since when ("09:12")."""

    n: int
    name: str
    since: str

    @property
    def words(self) -> str:
        return self.name or f"第{self.n}位"


class Queue:
    """The visitors of today in the order in which they came, kept in the desk for all who work at it."""

    def __init__(self, runner: Runner) -> None:
        self._desk = runner.desk

    def all(self) -> tuple[Waiting, ...]:
        """Raises StorageError."""
        today = str(self._desk.today())
        found = []
        for kept in self._desk.remembered(KIND, shared=True):
            day, _, number = kept.name.partition("/")
            if day != today:
                self._desk.forget(KIND, kept.name, shared=True)
            elif number != COUNT:
                found.append(Waiting(int(number), kept.body, kept.at[11:16]))
        return tuple(sorted(found, key=lambda one: one.n))

    def add(self, name: str = "") -> None:
        """One more. The number goes on when nobody waits any more, so that no two are 第3位. Raises StorageError."""
        kept = {one.name: one.body for one in self._desk.remembered(KIND, shared=True)}
        number = int(kept.get(self._name(COUNT), "0")) + 1
        self._desk.remember(KIND, self._name(number), name.strip()[:LONGEST], shared=True)
        self._desk.remember(KIND, self._name(COUNT), str(number), shared=True)

    def remove(self, one: Waiting) -> None:
        """Received, or gone. Raises StorageError."""
        self._desk.forget(KIND, self._name(one.n), shared=True)

    def _name(self, number: int | str) -> str:
        return f"{self._desk.today()}/{number}"
