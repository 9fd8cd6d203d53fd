"""常用语: texts that are typed again and again, each officer's own or for all, put in by a few letters and one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.domain.errors import DeskError

if TYPE_CHECKING:
    from app.desk import Desk

KIND = "snippet"
KEY = "Ctrl+J"
LONGEST_KEY, LONGEST = 12, 2_000  # characters


class Snippet(msgspec.Struct, frozen=True, kw_only=True):
    """What is put in for an abbreviation, and whether all officers have it."""

    key: str
    text: str
    shared: bool = False

    @property
    def words(self) -> str:
        """dl  道路硬化已列入年度计划……: as a list shows it."""
        told = " ".join(self.text.split())
        return f"{self.key}    {told[:24]}{'…' if len(told) > 24 else ''}"


class Snippets:
    """Those of the officer at the desk; their own counts before one of all with the same abbreviation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> tuple[Snippet, ...]:
        """By abbreviation, hidden ones too; none where the desk cannot be asked."""
        if self._desk.locked:
            return ()
        try:
            found = [
                Snippet(key=one.name, text=one.body, shared=shared)
                for shared in (False, True)
                for one in self._desk.remembered(KIND, shared=shared)
            ]
        except DeskError:
            return ()
        return tuple(sorted(found, key=lambda one: (one.key, one.shared)))

    def usable(self) -> tuple[Snippet, ...]:
        """One for each abbreviation."""
        return tuple({one.key: one for one in reversed(self.all())}.values())[::-1]

    def meant(self, before: str) -> Snippet | None:
        """Whose abbreviation stands at the end of a text; the longest of several."""
        typed = before.casefold()
        found = [one for one in self.usable() if typed.endswith(one.key.casefold())]
        return max(found, key=lambda one: len(one.key), default=None)

    def keep(self, wanted: tuple[Snippet, ...]) -> None:
        """These in the place of those that are. Raises RuleBroken, StorageError."""
        there = {(one.key, one.shared): one for one in self.all()}
        for one in wanted:
            if there.pop((one.key, one.shared), None) != one:
                self._desk.remember(KIND, one.key, one.text, shared=one.shared)
        for gone in there.values():
            self._desk.forget(KIND, gone.key, shared=gone.shared)
