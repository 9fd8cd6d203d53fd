"""Entries of the desk itself: opened, described, paired, a clock that ran backwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

import msgspec

from app.domain.deadlines import Held
from app.domain.entries import Entry, Facts
from app.domain.office import Office
from app.domain.records.officer import Staff, after_naming
from app.domain.workdays import ONE_DAY, YearSchedule


class Opened(Facts, frozen=True, kw_only=True):
    """The desk was set up: the first entry of every station's line. `roles` by name; none on an older desk."""

    kind: ClassVar[str] = "opened"

    office: Office
    officers: tuple[str, ...]
    program: str
    roles: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)

    def staff_after(self, staff: Staff, entry: Entry) -> Staff:
        return after_naming(staff, self.officers, self.roles, entry.on)

    def sentence(self, entry: Entry) -> str:
        return f"启用接待台：{self.office.name}"


class Described(Facts, frozen=True, kw_only=True):
    """The office's data were changed; papers made before keep what stood on them.

    `officers` are all who are here then, `roles` those of who is new among them.
    """

    kind: ClassVar[str] = "described"

    office: Office
    officers: tuple[str, ...]
    roles: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)

    def staff_after(self, staff: Staff, entry: Entry) -> Staff:
        return after_naming(staff, self.officers, self.roles, entry.on)

    def sentence(self, entry: Entry) -> str:
        return "修改单位资料"


def regions_held(entries: Iterable[Entry]) -> tuple[Held, ...]:
    """Which region's periods the office had for which day zeros, from the entries of its desk in their order.

    The first choice holds for all that began before it too. A change holds from the day after it: whatever had begun
    on its day, before or after it was written, keeps the region it was counted by.
    """
    held: list[Held] = []
    for entry in entries:
        if not isinstance(entry.facts, Opened | Described):
            continue
        region = entry.facts.office.region
        if not held:
            held.append(Held(dt.date.min, region))
        elif region != held[-1].region:
            held.append(Held(entry.on + ONE_DAY, region))
    return tuple(held)


class Paired(Facts, frozen=True, kw_only=True):
    """The public keys of the superior were taken in: of the county, or of a village desk's township.

    `followed` is the fingerprint of the card before, whose key vouches for this one; "" when a person compared it.
    """

    kind: ClassVar[str] = "paired"

    code: str
    name: str
    fingerprint: str
    card: str
    followed: str = ""

    def sentence(self, entry: Entry) -> str:
        if self.followed:
            return f"{self.name}更换公钥，由原公钥签名证明，新指纹{self.fingerprint}"
        return f"与{self.name}交换公钥，指纹{self.fingerprint}"


class StationBelowPaired(Facts, frozen=True, kw_only=True):
    """The public keys of a station below were taken in: a township takes in what its villages send."""

    kind: ClassVar[str] = "station_below_paired"

    code: str
    name: str
    fingerprint: str
    card: str

    def sentence(self, entry: Entry) -> str:
        return f"登记下级{self.name}（{self.code}）的公钥，指纹{self.fingerprint}"


class StationBelowRevoked(Facts, frozen=True, kw_only=True):
    """Nothing more that the key of a station below signs is taken (its computer was stolen); what was taken stays."""

    kind: ClassVar[str] = "station_below_revoked"

    code: str
    name: str
    fingerprint: str
    reason: str

    def sentence(self, entry: Entry) -> str:
        return f"停用下级{self.name}（{self.code}）的公钥，指纹{self.fingerprint}，事由：{self.reason}"


class ClockSetBack(Facts, frozen=True, kw_only=True):
    """The machine's clock stood before the last entry: noticed and recorded, never silently accepted."""

    kind: ClassVar[str] = "clock_set_back"

    machine: str  # what the machine's clock said
    last: str  # `at` of the entry before
    confirmed: bool = False  # the officer says that the machine is right: `last` was written by a clock that was ahead

    def sentence(self, entry: Entry) -> str:
        if self.confirmed:
            return f"经核对，电脑时钟显示的{self.machine}属实；此前记载写到{self.last}，是当时电脑日期不对所致"
        return f"电脑时钟被拨回：时钟显示{self.machine}，而上一条记载写于{self.last}"


class CalendarLoaded(Facts, frozen=True, kw_only=True):
    """A year's holiday schedule was taken in. Clocks closed before this day keep the calendar they were counted by."""

    kind: ClassVar[str] = "calendar_loaded"

    year: int
    notice: str
    source: str
    provisional: bool
    off: dict[str, str]  # ISO day -> name of the festival: keys of canonical bodies are text
    work: dict[str, str]
    signed_by: str = ""  # fingerprint of the county's card; "" when the entry's officer took in a typed schedule
    signer: str = ""  # the county's name
    signed_on: str = ""  # ISO day
    against_signed: bool = False  # typed, and other days than in the schedule the county had signed

    @classmethod
    def of(
        cls,
        schedule: YearSchedule,
        *,
        signed_by: str = "",
        signer: str = "",
        signed_on: str = "",
        against_signed: bool = False,
    ) -> CalendarLoaded:
        """The facts of taking in a schedule: typed, unless it is told who signed it."""
        told = msgspec.to_builtins(schedule)
        return cls(
            **{name: told[name] for name in _SCHEDULE},
            signed_by=signed_by,
            signer=signer,
            signed_on=signed_on,
            against_signed=against_signed,
        )

    @property
    def schedule(self) -> YearSchedule:
        """The schedule that was taken in."""
        return msgspec.convert({name: getattr(self, name) for name in _SCHEDULE}, YearSchedule)

    @property
    def origin(self) -> str:
        """Where the schedule comes from, in words."""
        return f"由{self.signer}签发，签名有效" if self.signed_by else "手工录入，请与国务院办公厅通知核对"

    def sentence(self, entry: Entry) -> str:
        told = f"导入{self.year}年放假安排（{self.notice}），"
        if self.signed_by:
            return f"{told}由{self.signer}于{self.signed_on}签发，指纹{self.signed_by}"
        return f"{told}手工录入" + ("，与县级签发的不同" if self.against_signed else "")


_SCHEDULE = ("year", "notice", "source", "provisional", "off", "work")
