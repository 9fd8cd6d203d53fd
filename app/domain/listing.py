"""The list of petitions: by what each is listed, what an officer wants to see of it, and in which order.

What a petition is listed by is computed from it and its clocks. It is kept beside the register so that a list of a
million answers at once (app/storage/listing.py); it is never truth, and made anew where anything has changed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from app.domain.clocks import ASK_REVIEW
from app.domain.code_lists import BETWEEN
from app.domain.codes import CATEGORIES, CHANNELS, STAGES
from app.domain.deadlines import Deadline
from app.domain.petition import Petition

Order = Literal[
    "number", "received", "due", "stage", "channel", "office", "handler", "first_contact", "place", "content_class"
]  # fmt: skip
ORDERS: dict[str, str] = {
    "number": "登记先后",
    "received": "收到日期",
    "due": "期限",
    "stage": "进展",
    "channel": "形式",
    "office": "承办单位",
    "handler": "承办人",
    "first_contact": "首问责任人",
    "place": "问题属地",
    "content_class": "内容分类",
}
Clock = Literal["", "overdue", "today", "week", "later", "waiting"]
CLOCKS: dict[str, str] = {
    "overdue": "逾期",
    "today": "今天到期",
    "week": "七日内到期",
    "later": "七日以后到期",
    "waiting": "等待他人",
}
EVERY = "all"  # the field in which every petition stands
FIELDS = (EVERY, *(field for field in ORDERS if field != "number"))
WAITING = "waiting"  # listed as due: only others are waited for
WEEK = 7  # days
_VILLAGE = re.compile(r".*?(?:村|社区|居委会)")
_TOWNSHIP = re.compile(r"^.*?(?:街道|镇|乡)")
NAMED = ("office", "handler", "first_contact", "place", "content_class")


# The columns that a list can show, in their order: the name by which each is remembered, and its head.
COLUMNS: dict[str, str] = {
    "number": "编号",
    "received": "收到日期",
    "channel": "形式",
    "who": "信访人",
    "title": "标题",
    "place": "问题属地",
    "content_class": "内容分类",
    "category": "信访目的",
    "stage": "进展",
    "due": "期限",
    "handling": "承办",
    "first_contact": "首问",
}
USUAL = ("number", "received", "channel", "who", "title", "stage", "due", "handling")
Cell = str | dt.date
_HOW_DUE = {"overdue": "（逾期）", "today": "（今天）", "week": "", "later": "", "waiting": "（等待）"}


class Selection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list shows: typed words, one value of each field ("" for all), days of receipt, and the order.

    `place` is a village or the beginning of a place, `content_class` a class or one above it, `person` the handler or
    the first contact.
    """

    words: str = ""
    stage: str = ""
    clock: Clock = ""
    office: str = ""
    place: str = ""
    content_class: str = ""
    channel: str = ""
    person: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    order: Order = "number"
    descending: bool = True

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """What is filtered by, in words: name of the field, and its value."""
        told = {
            "进展": STAGES.get(self.stage, self.stage),
            "期限": CLOCKS.get(self.clock, ""),
            "承办单位": self.office,
            "属地": self.place,
            "分类": self.content_class,
            "形式": CHANNELS.get(self.channel, self.channel),
            "人员": self.person,
            "收到": _days(self.first, self.last),
        }
        return tuple((name, value) for name, value in told.items() if value)

    @property
    def sentence(self) -> str:
        """The filters and typed words in one line, "" where everything is shown."""
        typed = (f"搜索“{self.words}”",) if self.words.strip() else ()
        return "，".join((*typed, *(f"{name} {value}" for name, value in self.filters)))

    def cleared(self) -> Selection:
        """The same order of everything."""
        return Selection(order=self.order, descending=self.descending)


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first and last:
        return str(first) if first == last else f"{first}至{last}"
    return f"{first}起" if first else f"{last}以前" if last else ""


class ListRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of petitions. `clock` is the nearest of ours that runs, else one that is waited for."""

    number: str
    title: str
    who: str
    channel: str
    category: str
    stage: str
    received_on: dt.date
    first_contact: str
    office: str
    handler: str
    place: str
    content_class: str
    clock: Deadline | None
    urgency: str  # of the clock, "" without one


class ListTold(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it is seen, to be printed or written into a sheet: what it shows in words, its columns, its lines."""

    words: str
    picked: bool  # single lines were picked out of it
    columns: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]


def cell(row: ListRow, column: str) -> Cell:
    """What a list says of a petition in one of COLUMNS, in full."""
    if column == "handling":
        return f"{row.office} {row.handler}".strip() or f"首问 {row.first_contact}"
    if column == "due":
        return f"{row.clock.effective}{_HOW_DUE[row.urgency]}" if row.clock else ""
    if column == "received":
        return row.received_on
    words = {"channel": CHANNELS, "stage": STAGES, "category": CATEGORIES}.get(column)
    text = str(getattr(row, column))
    return words.get(text, text) if words else text


def due_of(petition: Petition, clocks: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """The clocks that are duties: running or missed; of a closed petition not the right to ask for a review."""
    return tuple(
        clock
        for clock in clocks
        if clock.state in ("running", "missed") and (petition.closing is None or clock.code != ASK_REVIEW)
    )


def waits(clock: Deadline, day: dt.date) -> bool:
    """Whether others are waited for: a citizen, a reviewer, another body until its day is over."""
    return clock.whose in ("citizen", "reviewer") or (clock.whose == "other" and clock.effective >= day)


def nearest(due: Sequence[Deadline], day: dt.date) -> Deadline | None:
    """The clock that a list shows of a petition: the nearest of ours, else the nearest that is waited for."""
    return min(due, key=lambda clock: (waits(clock, day), clock.effective), default=None)


def right_until(petition: Petition, due: Sequence[Deadline], day: dt.date) -> dt.date | None:
    """The last day on which the same clocks are due, None where no day alone changes them.

    Told early rather than late: a clock may lapse after its last day, and one that stands still moves from day to day.
    """
    if petition.hearings or petition.suspensions or petition.review_case:
        return day
    return min((clock.effective for clock in due if clock.effective >= day), default=None)


def listed_by(petition: Petition, due: Sequence[Deadline], day: dt.date) -> dict[str, str]:
    """Field -> the value under which the petition stands in it."""
    clock = nearest(due, day)
    return {
        EVERY: "",
        "received": petition.received_on.isoformat(),
        "due": "" if clock is None else WAITING if waits(clock, day) else clock.effective.isoformat(),
        "stage": petition.stage,
        "channel": petition.channel,
        "office": petition.office,
        "handler": petition.handler,
        "first_contact": petition.first_contact,
        "place": petition.place.strip(),
        "content_class": petition.content_class,
    }


def village_of(place: str) -> str:
    """The village or community at the beginning of a place, else the whole."""
    found = _VILLAGE.match(place)
    return found.group() if found else place


def spoken(name: str) -> str:
    """The part of a name that people say: a village without its township."""
    return _TOWNSHIP.sub("", name, count=1) or name


def offered_by(field: str, value: str) -> tuple[str, ...]:
    """What is offered to be chosen for a value: a place by its village, a class also by those above it."""
    if field == "place":
        return (village_of(value),)
    if field == "content_class":
        parts = value.split(BETWEEN)
        return tuple(BETWEEN.join(parts[: n + 1]) for n in range(len(parts)))
    return (value,)


def is_meant(field: str, chosen: str, value: str) -> bool:
    """Whether a value is among those that were chosen."""
    if field == "place":
        return value.startswith(chosen)
    if field == "content_class":
        return value == chosen or value.startswith(chosen + BETWEEN)
    return value == chosen


def clock_is(clock: str, value: str, day: dt.date) -> bool:
    """Whether what a petition is due by counts as overdue, today … on a day."""
    if value in ("", WAITING):
        return value == clock and value != ""
    left = (dt.date.fromisoformat(value) - day).days
    found = "overdue" if left < 0 else "today" if left == 0 else "week" if left <= WEEK else "later"
    return found == clock


def wanted(selection: Selection, day: dt.date) -> tuple[tuple[tuple[str, ...], Wanted], ...]:
    """The filters of a selection, each as the fields in one of which a wanted value must stand."""
    found: list[tuple[tuple[str, ...], Wanted]] = []
    for field in ("stage", "channel", "office", "place", "content_class"):
        if chosen := getattr(selection, field):
            found.append(((field,), _Chosen(field, chosen)))
    if selection.person:
        found.append((("handler", "first_contact"), _Chosen("handler", selection.person)))
    if selection.clock:
        found.append((("due",), _Clock(selection.clock, day)))
    if selection.first or selection.last:
        found.append((("received",), _Received(selection.first or dt.date.min, selection.last or dt.date.max)))
    return tuple(found)


class Wanted:
    """Whether a value of a field is wanted."""

    def __call__(self, value: str) -> bool:
        raise NotImplementedError


class _Chosen(Wanted):
    def __init__(self, field: str, chosen: str) -> None:
        self._field, self._chosen = field, chosen

    def __call__(self, value: str) -> bool:
        return is_meant(self._field, self._chosen, value)


class _Clock(Wanted):
    def __init__(self, clock: str, day: dt.date) -> None:
        self._clock, self._day = clock, day

    def __call__(self, value: str) -> bool:
        return clock_is(self._clock, value, self._day)


class _Received(Wanted):
    def __init__(self, first: dt.date, last: dt.date) -> None:
        self._first, self._last = first.isoformat(), last.isoformat()

    def __call__(self, value: str) -> bool:
        return self._first <= value <= self._last


def matches(selection: Selection, listed: dict[str, str], day: dt.date) -> bool:
    """Whether a petition that is listed so is shown; its words are looked for elsewhere."""
    return all(any(meant(listed[field]) for field in fields) for fields, meant in wanted(selection, day))


def place_in_order(order: str, value: str) -> tuple[int, str | bytes]:
    """By what the values of a field are sorted: codes as the law names them, days by day, names as a dictionary has
    them (GB 18030 puts the common characters in the order of their sounds); nothing comes last."""
    if order in ("stage", "channel"):
        codes = list(STAGES if order == "stage" else CHANNELS)
        return (codes.index(value) if value in codes else len(codes), value)
    if order in ("received", "due"):
        return (2 if not value else 1 if value == WAITING else 0, value)
    return (0 if value else 1, value.encode("gb18030", "replace"))
