"""At which desk a petition is: every hand-over between desks, and what was decided of entries that stand beside."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from app.domain.records.record import Record

Way = Literal["up", "down"]  # to the desk above, to a desk below
WAYS: dict[str, str] = {"up": "上报", "down": "交"}


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """Another desk that a petition may go to."""

    code: str
    name: str


class Transfer(Record, frozen=True, kw_only=True):
    """The petition was handed to another desk. `ref` is the entry that says so; until the other took it over or sent
    it back nobody works on it. `returned` marks the way back of what was not taken over.
    """

    giver: str
    giver_name: str
    to: str
    to_name: str
    way: Way
    reason: str
    returned: bool = False
    taken_on: dt.date | None = None
    taken_by: str = ""
    taken_ref: str = ""

    @property
    def words(self) -> str:
        """Who gave it to whom."""
        if self.returned:
            return f"{self.giver_name}退回{self.to_name}"
        return f"{self.giver_name}{WAYS[self.way]}{self.to_name}办理"


class BesideDecision(Record, frozen=True, kw_only=True):
    """What was decided of an entry that another desk wrote while it did not hold the petition."""

    entry: str
    adopted: bool
    reason: str
