"""回避: who may not handle a matter, or was asked not to (《信访工作条例》第二十八条第三款)."""

from __future__ import annotations

from typing import Literal

from app.domain.records.record import Record

AskedBy = Literal["self", "petitioner", "head"]
ASKED_BY: dict[str, str] = {"self": "本人提出", "petitioner": "信访人申请", "head": "单位负责人指令"}


class Recusal(Record, frozen=True, kw_only=True):
    """A person was asked to keep out of the matter; only where it was granted are they kept out."""

    person: str
    asked_by: AskedBy
    reason: str
    decided_by: str
    granted: bool


def plain(name: str) -> str:
    """A name as names are compared: without spaces."""
    return "".join(name.split())
