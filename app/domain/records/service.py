"""Papers served on their addressees (送达)."""

from __future__ import annotations

from app.domain.codes import ServiceMode
from app.domain.records.record import Record


class Service(Record, frozen=True, kw_only=True):
    """One paper served on one addressee (送达)."""

    paper: str  # F-code
    number: str  # its 文号
    to: int  # which petitioner, counted from 1 (two may bear the same name)
    addressee: str
    mode: ServiceMode
    place: str
    receiver: str  # who signed
    relation: str  # of the receiver to the addressee, "" when the addressee signed
    tracking: str  # 邮寄单号
    witnesses: tuple[str, ...]
    refusal: str  # 拒收事由
    note: str
