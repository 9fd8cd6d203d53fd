"""Statutory periods and the clocks that run by them: a pure function of day zero, period and calendar.

《信访工作条例》 has no article on counting. Day zero is not counted (民法典第二百零一条), days are natural days unless
the text says 工作日, and a last day that is a day of rest moves to the next working day (第二百零三条).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from app.domain.errors import RuleBroken
from app.domain.suspension_rules import SuspensionRule
from app.domain.workdays import ONE_DAY, Calendar

Unit = Literal["day", "working_day"]
# "other": a body of which we asked something; "reviewer": the one that reviews our opinion, for us to wait for.
Whose = Literal["office", "citizen", "other", "reviewer"]
State = Literal["running", "met", "met_late", "missed", "lapsed", "not_applicable", "stopped"]

HEARING = "听证"
UNIT_WORDS: dict[Unit, str] = {"day": "日", "working_day": "个工作日"}
OUTPUT_KEYS = (
    "code",
    "article",
    "day_zero",
    "length",
    "unit",
    "nominal",
    "effective",
    "provisional",
    "state",
    "why",
)


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A period the law sets: what starts it, what stops it, how long it is and where that is written.

    `basis` is the quoted text of the law, empty where only its content is known; `trigger` and `stops` are
    Chinese words for what sets day zero and what meets the period; `valid_from` and `valid_to` (inclusive)
    bound the day zero it applies to. `excludes_hearing` says that the time of a hearing is not counted: by the
    regulation in a final review only (第三十六条), by rules of some provinces and ministries elsewhere too.
    `not_counted` says that its own days are not counted in the period beside which it runs (补正).
    """

    code: str
    title: str
    article: str
    basis: str
    trigger: str
    stops: str
    length: Annotated[int, msgspec.Meta(ge=1)]
    unit: Unit
    whose: Whose
    valid_from: date
    source: str
    valid_to: date | None = None
    region: str = "national"
    excludes_hearing: bool = False
    not_counted: bool = False

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"{self.code} ends before it begins")

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Periods:
    """All loaded periods. Where several hold for one code and day, the one given last counts: a province's
    variant is given after the national text and so takes its place."""

    __slots__ = ("_by_code", "all", "suspensions")

    def __init__(self, periods: Iterable[Period], suspensions: Iterable[SuspensionRule] = ()) -> None:
        self.all = tuple(periods)
        self.suspensions = tuple(suspensions)
        self._by_code: dict[str, list[Period]] = {}
        for period in self.all:
            self._by_code.setdefault(period.code, []).insert(0, period)

    def find(self, code: str, on: date) -> Period | None:
        """The period of this code that holds for a day zero, None where there is none."""
        return next((period for period in self._by_code.get(code, ()) if period.is_valid_on(on)), None)

    def on(self, day: date) -> tuple[Period, ...]:
        """Every period that holds for a day zero, each code once."""
        return tuple(period for code in self._by_code if (period := self.find(code, day)))

    def suspension(self, on: date) -> SuspensionRule | None:
        """The rule by which handling may be suspended on a day, None where there is none."""
        return next((rule for rule in reversed(self.suspensions) if rule.is_valid_on(on)), None)

    def lookup(self, code: str, on: date) -> Period:
        """The period of this code that holds for a day zero; RuleBroken when the law knew none on that day."""
        if found := self.find(code, on):
            return found
        raise RuleBroken(
            "no-period", f"{on}没有可适用的期限规定（{code}），请核对日期。", period=code, on=on.isoformat()
        )


class Held(msgspec.Struct, frozen=True):
    """The region whose periods hold for day zeros from `since` on, until the next one."""

    since: date
    region: str


Dated = TypeVar("Dated", Period, SuspensionRule)


def periods_held(
    national: Iterable[Period],
    variants: Mapping[str, Iterable[Period]],
    held: Sequence[Held],
    suspensions: Mapping[str, Iterable[SuspensionRule]] | None = None,
) -> Periods:
    """The national periods, and each variant for the day zeros on which its region held; `suspensions` likewise, by the
    day of the suspension.

    `held` stands in the order of days. A period's own dates and those of its region bound it together, so a clock
    keeps the region of its day zero whatever the office chooses afterwards.
    """
    return Periods((*national, *_clipped(variants, held)), _clipped(suspensions or {}, held))


def _clipped(variants: Mapping[str, Iterable[Dated]], held: Sequence[Held]) -> Iterator[Dated]:
    ends = [*(later.since - ONE_DAY for later in held[1:]), date.max]
    for choice, end in zip(held, ends, strict=False):  # none is held where a journal lost its opening
        for rule in variants.get(choice.region, ()):
            first, last = max(rule.valid_from, choice.since), min(rule.valid_to or date.max, end)
            if first <= last:
                yield msgspec.structs.replace(rule, valid_from=first, valid_to=last)


class Pause(msgspec.Struct, frozen=True):
    """Days (both inclusive) that a period does not count, with the reason: those of a hearing (听证) where it
    `excludes_hearing`, those of anything else (`what`) always, or by the periods in `codes` alone where it names any.
    """

    first: date
    last: date
    reason: str
    what: str = HEARING
    codes: tuple[str, ...] = ()

    def stops(self, period: Period) -> bool:
        """Whether a period does not count these days."""
        if self.codes:
            return period.code in self.codes
        return period.excludes_hearing or self.what != HEARING


class Deadline(msgspec.Struct, frozen=True):
    """One clock. `nominal` is the counted last day (the office's target), `effective` the legal last day.

    `subject` names whom it concerns where there are several (an addressee), `set_by` the entry that set day zero,
    `stopped_on` the day from which it counts no more, `pauses` the days that were not counted.
    """

    code: str
    article: str
    day_zero: date
    length: int
    unit: Unit
    nominal: date
    effective: date
    provisional: bool
    state: State
    why: str
    title: str
    whose: Whose
    subject: str = ""
    set_by: str = ""
    met_on: date | None = None
    stopped_on: date | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def closed_on(self) -> date | None:
        """The day from which nothing moves it any more, None while something can."""
        if self.state == "stopped":
            return self.stopped_on
        return self.met_on if self.state in ("met", "met_late") else None


class DayNote(msgspec.Struct, frozen=True):
    """One line of a day-by-day explanation; `number` is the count reached on a counted day, else None."""

    day: date
    kind: Literal["day_zero", "counted", "skipped", "added"]
    number: int | None
    reason: str


def deadline(
    period: Period,
    day_zero: date,
    calendar: Calendar,
    *,
    today: date,
    event: str = "",
    met_on: date | None = None,
    subject: str = "",
    set_by: str = "",
    not_applicable: str = "",
    stopped: str = "",
    stopped_on: date | None = None,
    pauses: tuple[Pause, ...] = (),
) -> Deadline:
    """The clock that `period` runs from `day_zero`.

    `event` are the Chinese words for what set day zero (the period's own trigger when empty), `met_on` the day
    the duty was done or the right used, `not_applicable` the reason why the period does not bind here, `stopped`
    the event of `stopped_on` after which it counts no more. What ended it after its last day came too late.
    `pauses` are days that may be left out: those of hearings count unless the period excludes them.
    """
    left_out = tuple(pause for pause in pauses if pause.stops(period))
    nominal, effective, unknown = _count(period, day_zero, calendar, left_out)
    left_out = tuple(pause for pause in left_out if pause.first < nominal and pause.last > day_zero)
    late = ""
    if met_on is None and stopped and stopped_on is not None and stopped_on > effective:
        late, stopped, met_on, stopped_on = stopped, "", stopped_on, None
    if not_applicable:
        why = f"本期限不适用：{not_applicable.removesuffix('。')}。依据{period.article}。"
    else:
        why = (
            f"自{day_zero}{event or period.trigger}次日起{period.length}{UNIT_WORDS[period.unit]}"
            f"{_skipped(period.unit, day_zero, nominal, calendar)}{_paused(left_out, day_zero)}，止于{nominal}"
            f"{_moved(nominal, effective, calendar)}。{_unpublished(unknown, today)}依据{period.article}。"
        )
        why += f"{stopped.removesuffix('。')}，本期限不再计算。" if stopped else ""
        why += f"{late.removesuffix('。')}，当时本期限已过。" if late else ""
    return Deadline(
        code=period.code,
        article=period.article,
        day_zero=day_zero,
        length=period.length,
        unit=period.unit,
        nominal=nominal,
        effective=effective,
        provisional=bool(unknown),
        state=_ended(not_applicable, stopped) or _state(period.whose, effective, met_on, today),
        why=why,
        title=period.title,
        whose=period.whose,
        subject=subject,
        set_by=set_by,
        met_on=met_on,
        stopped_on=stopped_on if stopped else None,
        pauses=left_out,
    )


def dated(
    code: str,
    due: date,
    day_zero: date,
    *,
    title: str,
    article: str,
    event: str,
    today: date,
    calendar: Calendar,
    whose: Whose = "office",
    met_on: date | None = None,
    subject: str = "",
    set_by: str = "",
    stopped: str = "",
    source: str = "来文",
    stopped_on: date | None = None,
) -> Deadline:
    """A clock that ends on the day that a letter set (交办、督办): no statutory period, so no day of rest moves it.

    `event` are the Chinese words for the letter, `article` what the letter rests on, `source` what set the day; the
    others as for `deadline`.
    """
    rest = "" if calendar.is_workday(due) else f"（{calendar.reason(due)}，请提前办到）"
    why = f"{event}定于{due}前{title}{rest}。该日期由{source}确定，法律没有规定天数。依据{article}。"
    return Deadline(
        code=code,
        article=article,
        day_zero=day_zero,
        length=max((due - day_zero).days, 0),
        unit="day",
        nominal=due,
        effective=due,
        provisional=False,
        state=_ended("", stopped) or _state(whose, due, met_on, today),
        why=why + (f"{stopped.removesuffix('。')}，本期限不再计算。" if stopped else ""),
        title=title,
        whose=whose,
        subject=subject,
        set_by=set_by,
        met_on=met_on,
        stopped_on=stopped_on if stopped else None,
    )


def to_output(clock: Deadline) -> dict[str, Any]:
    """The fixed ten keys of a deadline on the command line, dates as ISO text."""
    output: dict[str, Any] = msgspec.to_builtins(clock)
    return {key: output[key] for key in OUTPUT_KEYS}


def explain(clock: Deadline, calendar: Calendar) -> tuple[DayNote, ...]:
    """Every day from day zero to the effective one, each skipped or added day with its reason."""
    counted = _working_days if clock.unit == "working_day" else _natural_days
    return (
        DayNote(clock.day_zero, "day_zero", None, "起算当日，不计入"),
        *counted(clock, calendar),
        *_added_days(clock, calendar),
    )


def _count(
    period: Period, day_zero: date, calendar: Calendar, pauses: tuple[Pause, ...]
) -> tuple[date, date, tuple[int, ...]]:
    """Nominal day, effective day, and the years whose missing schedule could still move them."""
    if period.unit == "working_day":
        last = _past(pauses, period, day_zero, calendar) or calendar.add_workdays(day_zero, period.length)
        return last, last, calendar.unknown_years(day_zero + ONE_DAY, last)
    nominal = _past(pauses, period, day_zero, calendar) or day_zero + timedelta(days=period.length)
    effective = calendar.next_workday(nominal)
    # Natural days run through any calendar alike: only the roll-over at the end can change.
    return nominal, effective, calendar.unknown_years(nominal, effective)


def _past(pauses: tuple[Pause, ...], period: Period, day_zero: date, calendar: Calendar) -> date | None:
    """The last day counted one by one past the pauses, None where there are none."""
    if not pauses:
        return None
    day, number = day_zero, 0
    while number < period.length:
        day += ONE_DAY
        number += not _pause_on(day, pauses) and (period.unit == "day" or calendar.is_workday(day))
    return day


def _pause_on(day: date, pauses: tuple[Pause, ...]) -> Pause | None:
    return next((pause for pause in pauses if pause.first <= day <= pause.last), None)


def _paused(pauses: tuple[Pause, ...], day_zero: date) -> str:
    """Names the days that a count passed over: （听证期间2026-03-11至2026-03-20不计）."""
    spans: dict[str, list[str]] = {}
    for pause in pauses:
        spans.setdefault(pause.what, []).append(f"{max(pause.first, day_zero + ONE_DAY)}至{pause.last}")
    return "".join(f"（{what}期间{'、'.join(days)}不计）" for what, days in spans.items())


def _skipped(unit: Unit, day_zero: date, last: date, calendar: Calendar) -> str:
    """Names what a count of working days passed over, each name once: （国庆节、周日不计）."""
    if unit == "day":
        return ""
    names = calendar.rest_reasons(day_zero + ONE_DAY, last)
    return f"（{'、'.join(names)}不计）" if names else ""


def _moved(nominal: date, effective: date, calendar: Calendar) -> str:
    if nominal == effective:
        return ""
    return f"（{calendar.reason(nominal)}）；法定顺延至{effective}"


def _unpublished(years: tuple[int, ...], today: date) -> str:
    """Says which schedules are missing; a year that has begun has been published, only not imported here."""
    if not years:
        return ""
    names = "、".join(f"{year}年" for year in years)
    missing = "尚未公布（未导入）" if years[-1] > today.year else "未导入"
    return f"{names}放假安排{missing}，日期可能变动。"


def _ended(not_applicable: str, stopped: str) -> State | None:
    """The state of a clock that does not run at all, None for one that does."""
    if not_applicable:
        return "not_applicable"
    return "stopped" if stopped else None


def _state(whose: Whose, effective: date, met_on: date | None, today: date) -> State:
    """Lateness is judged on the effective day for both sides, so nobody is told a shorter period than the law's."""
    if met_on is not None:
        return "met" if met_on <= effective else "met_late"
    if today <= effective:
        return "running"
    return "lapsed" if whose == "citizen" else "missed"


def _natural_days(clock: Deadline, calendar: Calendar) -> Iterable[DayNote]:
    number = 0
    day = clock.day_zero
    while number < clock.length:
        day += ONE_DAY
        pause = _pause_on(day, clock.pauses)
        number += pause is None
        yield _day_note(day, pause, number, calendar)


def _working_days(clock: Deadline, calendar: Calendar) -> Iterable[DayNote]:
    number = 0
    day = clock.day_zero
    while day < clock.nominal:
        day += ONE_DAY
        pause = _pause_on(day, clock.pauses)
        worked = pause is None and calendar.is_workday(day)
        number += worked
        if worked or pause:
            yield _day_note(day, pause, number, calendar)
        else:
            yield DayNote(day, "skipped", None, calendar.reason(day))


def _day_note(day: date, pause: Pause | None, number: int, calendar: Calendar) -> DayNote:
    """A day that counts, or one that a pause leaves out."""
    return (
        DayNote(day, "skipped", None, pause.reason) if pause else DayNote(day, "counted", number, calendar.reason(day))
    )


def _added_days(clock: Deadline, calendar: Calendar) -> Iterable[DayNote]:
    day = clock.nominal
    while day < clock.effective:
        day += ONE_DAY
        yield DayNote(day, "added", None, calendar.reason(day))
