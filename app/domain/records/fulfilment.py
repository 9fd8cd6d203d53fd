"""落实: what became of a request that the opinion supports (《信访工作条例》第三十二条)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from app.domain.records.record import Record

FulfilmentState = Literal["done", "partly", "not_yet"]
FULFILMENTS: dict[str, str] = {"done": "已经落实", "partly": "部分落实", "not_yet": "尚未落实"}


class Fulfilment(Record, frozen=True, kw_only=True):
    """How far a supported request (its number from 1) was carried out; `next_on` is the next day that was set."""

    request: int
    state: FulfilmentState
    unit: str  # who carries it out
    evidence: str
    next_on: dt.date | None
