"""What the desk answers: plain values for windows, scripts and tests."""

from __future__ import annotations

import datetime as dt

import msgspec

from app.county.dispatching import Issued as DispatchIssued
from app.county.dispatching import Outgoing as DispatchSeen
from app.domain.deadlines import Deadline
from app.domain.entries import Entry
from app.domain.listing import ListRow, ListTold
from app.domain.petition import Petition
from app.domain.recompute import Moved
from app.domain.records.dispatch import Arrival
from app.domain.records.link import LinkKind
from app.domain.redraft import Returned
from app.domain.sheets.taken import Finding
from app.domain.steps.register import Register
from app.domain.steps.table import Offer
from app.domain.workdays import YearSchedule
from app.exchange.desk_side import ExchangeState, Received, Sent

__all__ = [
    "ArrivalSeen",
    "Changes",
    "DataFile",
    "DataLoaded",
    "Delivery",
    "DispatchIssued",
    "DispatchSeen",
    "Duty",
    "Event",
    "ExchangeState",
    "JournalEntry",
    "JournalLine",
    "KnownSchedule",
    "LayoutSeen",
    "LinkSeen",
    "ListRow",
    "ListTold",
    "ListValue",
    "Listed",
    "Received",
    "RestoredDesk",
    "Returned",
    "ScheduleLoaded",
    "Sent",
    "SheetMade",
    "SheetRead",
    "SoundTaken",
    "StagedFilled",
    "StagedSeen",
    "View",
    "Visit",
    "WordingSeen",
]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What one step changed: which petition, which entries, and what the officer should be told."""

    number: str  # "" when the desk itself changed
    entries: tuple[Entry, ...]
    petition: Petition | None = None
    query_code: str = ""
    notices: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()  # what is still to be done after a step, as its form says before it
    deadlines: tuple[Deadline, ...] = ()


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the journal: its place, moment, officer, the petition's number where it is told, a sentence, its
    hash. `on` is the day that it is about."""

    station: str
    epoch: int
    seq: int
    at: str
    on: dt.date
    officer: str
    number: str
    kind: str
    sentence: str
    hash: str


class JournalEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with its facts, field by field (name, what it says), and the hash of the one before it.

    `body` are the very bytes that are hashed, in full alone; "" where details are masked or the entry is sealed.
    """

    line: JournalLine
    facts: tuple[tuple[str, str], ...]
    previous: str
    body: str = ""


class WordingSeen(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a paper: whether the county's own file holds, how many texts, how many of them are our drafts.

    `problem` is what is wrong with the file; the paper cannot be printed then.
    """

    code: str
    title: str
    own: bool
    file: str
    texts: int = 0
    drafted: int = 0
    problem: str = ""


class LayoutSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A layout of sheets: the headings of what goes out and of what comes in. `own` is the county's file.

    `problem` is what is wrong with the file; it cannot be used then.
    """

    code: str
    title: str
    file: str
    own: bool
    source: str = ""
    valid_from: dt.date | None = None
    told: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    problem: str = ""


class SheetMade(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet that was written: not sealed. `full` says that details of persons are not masked in it.

    `cut` names the cells that hold less than the whole text.
    """

    file: str
    rows: int
    layout: str
    kind: str
    full: bool
    cut: tuple[str, ...]
    words: str


class StagedSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a sheet that came in: waiting, taken (registered as `number`) or set_aside (for `reason`).

    `sound` says that nothing in it has to be looked at before it is registered; `words` are its findings in one line.
    """

    row: int
    sheet: str
    sheet_row: int
    state: str
    sender: str
    body_number: str
    kind: str
    who: str
    title: str
    result_due: dt.date | None
    findings: tuple[Finding, ...]
    sound: bool
    words: str
    staged_at: str
    staged_by: str
    settled_at: str
    settled_by: str
    number: str
    reason: str


class StagedFilled(msgspec.Struct, frozen=True, kw_only=True):
    """A waiting row, its cells (title, text) as they stood, and the registration filled with what could be read."""

    row: StagedSeen
    register: Register
    cells: tuple[tuple[str, str], ...]


class SheetRead(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet that was read: the rows that now wait, those that do not and why, and what else was not read."""

    file: str
    rows: tuple[StagedSeen, ...]
    skipped: tuple[str, ...]
    notices: tuple[str, ...]
    words: str


class SoundTaken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the rows when all sound ones were registered: (row, number), and (row, why it is left)."""

    taken: tuple[tuple[int, str], ...]
    left: tuple[tuple[int, str], ...]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the timeline. `on` is when it happened, `at` when it was written."""

    on: dt.date
    at: str
    officer: str
    kind: str
    sentence: str
    ref: str


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the county has the petition: delivered only after its signed acknowledgement was read back."""

    state: str  # delivered, sent, waiting, unpaired
    words: str
    last_seq: int
    acknowledged_seq: int


class LinkSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A link as one of its two petitions sees it; `number` to `stage` are those of the other one."""

    number: str
    title: str
    who: str
    received_on: dt.date
    stage: str
    earlier: bool  # the other one is the earlier: the link was made here and is undone here
    link: LinkKind
    words: str
    on: dt.date
    by: str
    reason: str
    undone_on: dt.date | None
    undone_by: str
    undone_reason: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a petition page shows."""

    petition: Petition
    deadlines: tuple[Deadline, ...]
    steps: tuple[Offer, ...]
    timeline: tuple[Event, ...]
    delivery: Delivery
    papers: tuple[str, ...]
    links: tuple[LinkSeen, ...]
    notices: tuple[str, ...] = ()  # what went wrong while looking
    arrivals: tuple[ArrivalSeen, ...] = ()  # what came down about it
    places: tuple[str, ...] = ()  # what became of villages that it names, a sentence each


class ArrivalSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What came down to the desk (下发件), the details of persons masked: a duty until it is taken up."""

    arrival: Arrival
    what: str  # what it is: 交办事项, 催办
    number: str  # of the petition at this desk that it is about, or that came of it; "" for none
    title: str
    who: str
    step: str  # the step that takes it up: "register" for a matter; "" where none does or it was taken up
    before: str  # the step that comes first where no request for review is known here
    clocks: tuple[Deadline, ...]  # the nearest first
    urgency: str  # as of a duty; "" once it was taken up
    why: str

    @property
    def ref(self) -> str:
        """The entry that says so, by which it is named."""
        return self.arrival.ref


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to be done by a day: a running or missed clock of an open petition."""

    number: str
    title: str
    who: str
    responsible: str
    what: str
    urgency: str  # overdue, today, week, later, waiting
    deadline: Deadline


class ListValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value by which a list can be filtered, how many petitions have it, and the letter that it is found by."""

    value: str
    count: int
    letter: str = ""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """How many petitions a selection shows. `more` says that its words were found in more than are looked at."""

    count: int
    more: bool
    words: str  # the selection in one line, "" for everything


class ScheduleLoaded(msgspec.Struct, frozen=True, kw_only=True):
    """What a new holiday schedule did: each running clock it moved, and what should be compared with the notice."""

    year: int
    new: bool  # False when the desk counted by the same days already
    moved: tuple[Moved, ...]
    doubts: tuple[str, ...]
    signed_by: str = ""  # fingerprint of the county's card, "" for a typed schedule
    words: str = ""  # where it comes from
    notices: tuple[str, ...] = ()


class DataLoaded(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of the county says, and what it did where it was `taken`.

    `confirm` are the sentences that a person must read before it may be taken in, none where nothing needs that.
    """

    kind: str  # periods, holiday_schedule
    title: str
    new: bool  # False when this very file is here already
    taken: bool  # False when it was only looked at, and when it was not new
    changes: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()  # codes of periods that are worse for the petitioner than the national law
    moved: tuple[Moved, ...] = ()
    doubts: tuple[str, ...] = ()
    signed_by: str = ""
    words: str = ""  # where it comes from
    notices: tuple[str, ...] = ()


class DataFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of data as the desk has it: what it is, where it comes from, what it changed when it was taken in."""

    kind: str
    title: str
    origin: str  # shipped, typed, signed
    words: str
    note: str = ""
    signed_on: str = ""  # ISO day, as `loaded_on`
    loaded_on: str = ""
    changed: tuple[str, ...] = ()


class KnownSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """A year's schedule as it counts now, and where it comes from: shipped, typed or signed."""

    schedule: YearSchedule
    origin: str
    words: str


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One contact of the day, for the reception page."""

    number: str
    title: str
    who: str
    channel: str
    head_count: int
    officer: str


class RestoredDesk(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore did."""

    folder: str
    station: str
    epoch: int
    made_at: str
    entries: int
    petitions: int
    aside: str  # where the desk that was here lies now, untouched; "" when there was none
    lost: int  # entries of the desk that was here which the backup does not hold; 0 when it could not be read
    beyond: int  # entries that the county is known to hold beyond the backup
    skipped: tuple[str, ...]  # numbers that are not given out again, a sentence each
    notices: tuple[str, ...]


class BelowSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A station below: how far its line is here, how far further up, and what it holds."""

    code: str
    name: str
    fingerprint: str
    last: int
    received_at: str
    above: int
    petitions: int  # registered there
    handed: int  # from elsewhere, held there
    revoked_at: str = ""  # since when nothing more that its key signs is taken, "" while it is
    revoked_for: str = ""

    @property
    def waiting(self) -> int:
        """How many of its entries are not known to be held above."""
        return max(0, self.last - self.above)


class HandedSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A petition on its way between two desks; `incoming` when it waits for us."""

    number: str
    title: str
    who: str
    incoming: bool
    returned: bool
    on: dt.date
    giver_name: str
    to_name: str
    reason: str
    words: str


class BesideSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What another desk wrote while it did not hold the petition, and what stands there now."""

    ref: str
    station: str
    on: dt.date
    officer: str
    sentence: str
    now: str  # the present content of the same field, "" where it is no field
    settled: bool
