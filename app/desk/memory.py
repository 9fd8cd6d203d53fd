"""What the windows ask the desk to remember: half-filled forms, saved views, set phrases. No part of the register."""

from __future__ import annotations

from app.desk.base import DeskBase
from app.desk.needs import needs
from app.domain.errors import RuleBroken
from app.storage.database import broken_surroundings
from app.storage.remembered import ALL, Memory, Remembered
from app.writer import transaction

MOST_REMEMBERED = 1_000_000  # characters of one thing


class Remembering(DeskBase):
    """Each officer's own, which nobody else is told, and what all share."""

    @needs()
    @broken_surroundings()
    def remember(self, kind: str, name: str, body: str, *, shared: bool = False) -> None:
        """Keep `body` under a name, in the place of what had it; durable when this returns.

        Raises RuleBroken("too-much-to-remember"), StorageError.
        """
        if len(body) > MOST_REMEMBERED:
            raise RuleBroken("too-much-to-remember", "内容过长，无法暂存。请先删去一部分。")
        self._check_writable()
        thing = Remembered(name=name, body=body, at=self._clock().isoformat(timespec="seconds"))
        with transaction(self._db):
            Memory(self._db).keep(self._whose(shared), kind, thing)

    @needs()
    @broken_surroundings()
    def remembered(self, kind: str, *, shared: bool = False) -> tuple[Remembered, ...]:
        """All of a kind, the newest first: the present officer's, or what all share."""
        return Memory(self._db).of(self._whose(shared), kind)

    @needs()
    @broken_surroundings()
    def forget(self, kind: str, name: str, *, shared: bool = False) -> None:
        """Forget it; what is not there is forgotten already. Raises StorageError."""
        self._check_writable()
        with transaction(self._db):
            Memory(self._db).drop(self._whose(shared), kind, name)

    def _whose(self, shared: bool) -> str:
        return ALL if shared else self.officer
