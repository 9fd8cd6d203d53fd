"""听证: how a hearing was called, moved, held and concluded (《信访工作条例》第三十一条第六项).

The regulation says no more than that a hearing may be held; the steps follow general hearing rules and two local rules
from before 2022.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from app.domain.deadlines import Pause
from app.domain.records.record import Record
from app.domain.words import must, must_text
from app.domain.workdays import ONE_DAY

AskedBy = Literal["petitioner", "office"]
ASKED_BY: dict[str, str] = {"petitioner": "信访人申请", "office": "本单位决定"}


class Invited(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who is asked to take part, besides the petitioners and those who hold the hearing."""

    name: Annotated[str, must("姓名", 60)]
    role: Annotated[str, must("身份（单位、职务）", 60)]


class HearingView(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the hearing holds of one request, by its number from 1."""

    request: Annotated[int, msgspec.Meta(title="诉求序号", ge=1)]
    view: Annotated[str, must_text("意见", 10_000)]


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """Day, time (HH:MM) and place of a hearing as they were last told."""

    held_on: dt.date
    time: str
    place: str
    number: str  # of the notice that told them
    on: dt.date  # the day of that notice
    ref: str


class HearingRight(Record, frozen=True, kw_only=True):
    """The petitioners were told by F22f that they may ask for a hearing within `days` natural days of receiving it.

    The regulation sets no such days; `rule` names the local rule that does, "" where the office chose them.
    """

    subject: str
    days: int
    rule: str
    number: str
    unit: str
    phone: str

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F22f", self.number),)


class HearingChange(Record, frozen=True, kw_only=True):
    """The hearing was put off to another day, or called off: `held_on` is None then. With the notice F22a."""

    held_on: dt.date | None
    time: str
    place: str
    reason: str
    public: bool
    number: str
    unit: str
    phone: str

    def papers(self) -> tuple[tuple[str, str], ...]:
        announcement = (("F22b", ""),) if self.public else ()
        sheet = (("F22c", ""),) if self.held_on else ()
        return (("F22a", self.number), *announcement, *sheet)

    @property
    def told(self) -> Announced | None:
        """The new day, time and place; None when it was called off."""
        if self.held_on is None:
            return None
        return Announced(
            held_on=self.held_on, time=self.time, place=self.place, number=self.number, on=self.on, ref=self.ref
        )


class HearingSession(Record, frozen=True, kw_only=True):
    """The hearing as it went, for the record F22d; `on` is its day, the times are HH:MM."""

    from_time: str
    to_time: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    petitioner_statement: str
    office_statement: str
    other_statements: str
    evidence: tuple[str, ...]
    closing_statements: str
    unit: str

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F22d", ""),)


class HearingConclusion(Record, frozen=True, kw_only=True):
    """What came of the hearing, with the paper F22e. Votes are numbers only, None where there was no vote."""

    facts_held: str
    views: tuple[HearingView, ...]
    conclusion: str
    votes_for: int | None
    votes_against: int | None
    votes_abstained: int | None
    number: str
    unit: str
    phone: str

    def papers(self) -> tuple[tuple[str, str], ...]:
        return (("F22e", self.number),)


class Hearing(Record, frozen=True, kw_only=True):
    """One hearing from its notice F22a on; `on` is the day of the notice. Day, time, place are as first told."""

    asked_by: AskedBy
    asked_on: dt.date
    subject: str
    held_on: dt.date
    time: str
    place: str
    chair: str
    members: tuple[str, ...]
    clerk: str
    invited: tuple[Invited, ...]
    public: bool
    number: str
    unit: str
    phone: str
    changes: tuple[HearingChange, ...] = ()
    session: HearingSession | None = None
    conclusion: HearingConclusion | None = None

    def papers(self) -> tuple[tuple[str, str], ...]:
        announcement = (("F22b", ""),) if self.public else ()
        return (("F22a", self.number), *announcement, ("F22c", ""))

    def parts(self) -> Iterator[Record]:
        yield self
        yield from self.changes
        yield from filter(None, (self.session, self.conclusion))

    @property
    def called_off(self) -> HearingChange | None:
        """The entry that called it off."""
        last = self.changes[-1] if self.changes else None
        return last if last is not None and last.held_on is None else None

    @property
    def ended_on(self) -> dt.date | None:
        """The day of the conclusion or of the calling off, None while it goes on."""
        end = self.conclusion or self.called_off
        return end.on if end else None

    @property
    def announced(self) -> Announced:
        """When and where it is to be held, as last told."""
        return self._told()[-1]

    def told_in(self, ref: str) -> Announced | None:
        """What the notice of the entry `ref` told; None where it called the hearing off."""
        return next((told for told in self._told() if told.ref == ref), None)

    def told_before(self, ref: str) -> Announced:
        """What held when the entry `ref` changed it; what was told first where it changed nothing."""
        changed = [change.ref for change in self.changes]
        earlier = changed[: changed.index(ref)] if ref in changed else []
        return next(told for told in reversed(self._told()) if told.ref in (self.ref, *earlier))

    def _told(self) -> list[Announced]:
        first = Announced(
            held_on=self.held_on, time=self.time, place=self.place, number=self.number, on=self.on, ref=self.ref
        )
        return [first, *(change.told for change in self.changes if change.told)]


def pauses(hearings: tuple[Hearing, ...], until: dt.date) -> tuple[Pause, ...]:
    """The days between notice and end of each hearing, for the periods that do not count them.

    The day of the notice is not one of them, the day of the conclusion is. A hearing that goes on reaches to `until`.
    """
    found = []
    for hearing in hearings:
        end = hearing.ended_on
        word = "作出结论" if hearing.conclusion else "取消听证" if end else "尚未作出结论"
        last = end or until
        if last > hearing.on:
            reason = f"听证期间不计（{hearing.on}通知听证，{f'{end}' if end else ''}{word}）"
            found.append(Pause(first=hearing.on + ONE_DAY, last=last, reason=reason))
    return tuple(found)
