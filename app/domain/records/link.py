"""关联: what a later petition has to do with an earlier one, as a person judged it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from app.domain.records.record import Record

ChosenKind = Literal["repeat", "related"]
CHOSEN: dict[str, str] = {"repeat": "重复信访", "related": "相关事项"}
# "split" is never chosen: it comes with the registration of a contact that was split off.
LinkKind = Literal["repeat", "related", "split"]
LINKS: dict[str, str] = {**CHOSEN, "split": "拆分登记"}


class Link(Record, frozen=True, kw_only=True):
    """An earlier petition that this one was linked to; undone by a later entry, never taken away."""

    other: str  # id of the earlier petition
    number: str
    link: LinkKind
    reason: str
    undone_on: dt.date | None = None
    undone_by: str = ""
    undone_reason: str = ""
