"""Who raises a matter, when they came, and what they brought."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from app.domain.codes import Channel, IdType
from app.domain.words import line, must, named


class Petitioner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who raises the matter: a person, a legal person or another organisation (《信访工作条例》第十七条).

    The law asks for name and address only (第十九条); everything else is optional.
    """

    name: Annotated[str, must("姓名（名称）", 100)]
    address: Annotated[str, line("住址", 300)] = ""
    kind: Annotated[Literal["person", "organisation"], named("信访人类型")] = "person"
    representative: Annotated[bool, named("代表")] = False
    id_type: Annotated[IdType, named("证件类型")] = "resident"
    id_number: Annotated[str, line("证件号码", 40)] = ""
    credit_code: Annotated[str, line("统一社会信用代码", 18)] = ""
    phone: Annotated[str, line("联系电话", 40)] = ""
    contact_person: Annotated[str, line("联系人", 100)] = ""
    nationality: Annotated[str, line("国籍", 60)] = ""  # of a foreigner (第四十八条)


class Material(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper that the petitioner handed in."""

    name: Annotated[str, must("材料名称", 100)]
    copies: Annotated[int, msgspec.Meta(title="份数", ge=1, le=1000)] = 1
    pages: Annotated[int, msgspec.Meta(title="页数", ge=1, le=10000)] = 1
    original: Annotated[bool, named("原件")] = False


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One visit, letter, call: 批（件次）, with the number of persons 人次.

    One that was joined to this petition by mistake (拆出) stays where it is and counts no more; `belongs_to` is the
    number of the petition where it counts instead, "" until it is registered: on `registered_on` as a new one, or it
    belonged to one that was here already (`split_other`).
    """

    on: dt.date
    channel: Channel
    head_count: int
    by: str  # the officer who received
    note: str = ""
    materials: tuple[Material, ...] = ()  # brought on this occasion
    ref: str = ""
    split_on: dt.date | None = None
    split_by: str = ""
    split_reason: str = ""
    belongs_to: str = ""
    registered_on: dt.date | None = None
    split_other: bool = False

    @property
    def standing(self) -> bool:
        """Whether it counts here."""
        return self.split_on is None

    @property
    def unregistered(self) -> bool:
        """It was split off, and what was raised then is registered nowhere yet."""
        return self.split_on is not None and not self.belongs_to


class SplitFrom(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contact, split off another petition, that a new petition is registered from; `contact` is its place there."""

    number: Annotated[str, must("原事项编号", 40)]
    contact: Annotated[int, msgspec.Meta(title="第几次来访", ge=2)]
