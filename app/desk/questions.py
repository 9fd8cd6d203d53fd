"""The questions that the desk answers; none of them writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from app import schedule_file, shipped
from app.answering import event_of
from app.answers import KnownSchedule, View, Visit
from app.desk.apart import CLOSED_WORDS
from app.desk.base import Progress, passing
from app.desk.listings import Listings
from app.desk.needs import needs
from app.desk.upload import Uploads
from app.domain.counted import Counts, figures_alone
from app.domain.counting import Lists
from app.domain.covering import covered
from app.domain.deadlines import DayNote, Deadline, deadline, explain
from app.domain.entries import Entry
from app.domain.errors import RuleBroken
from app.domain.finality import Finality, finality
from app.domain.looks import told_of
from app.domain.numbering import NumberRegister, register_of
from app.domain.office import SERIES
from app.domain.petition import Petition
from app.domain.recompute import clocks_as_loaded
from app.domain.records.petitioner import SplitFrom
from app.domain.records.reception import ReceptionDaySeen, days_seen
from app.domain.report import Report, span
from app.domain.rights import Right
from app.domain.routes import Guide
from app.domain.steps import split, split_from, table
from app.domain.steps.denunciation import APART
from app.domain.steps.desk import CalendarLoaded
from app.domain.steps.register import Register
from app.domain.suggesting import ClassRules
from app.ledgers import counts
from app.storage.database import broken_surroundings
from app.storage.rows import Row
from app.storage.search import Candidate

OWN_ROUTES = "routes.json"  # in the desk's folder: the county's list in place of the shipped one
OWN_CLASS_RULES = "categories.json"  # the same for the words by which a content class is suggested


class Questions(Listings, Uploads):
    """Petitions, clocks, lists, figures."""

    @needs()
    def schedules(self) -> tuple[KnownSchedule, ...]:
        """The holiday schedules that count today, each with where it comes from."""
        return schedule_file.known(self.calendar, self._taken_in(CalendarLoaded))

    @needs()
    def routes(self) -> Guide:
        """The guided choice of a route: `routes.json` in the desk's folder where there is one, else the shipped list.

        Raises RuleBroken("routes-invalid") naming each line of the own file to correct, StorageError.
        """
        own = self.folder / OWN_ROUTES
        return shipped.load_routes(own if own.exists() else None)

    @needs()
    def class_rules(self) -> ClassRules:
        """The words by which a class is suggested: `categories.json` in the desk's folder, else the shipped ones.

        Raises RuleBroken("categories-invalid") naming each line of the own file to correct, StorageError.
        """
        own = self.folder / OWN_CLASS_RULES
        return shipped.load_class_rules(own if own.exists() else None)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def candidates(self, step: Register, *, arrival: str = "") -> tuple[Candidate, ...]:
        """Earlier petitions that may be the same matter; works on a half-filled form.

        `arrival` is the matter that came down and filled it: what it hides of people is looked for in full.
        """
        if arrival:
            step = self._people_behind(arrival, step)
        if step.category == APART:  # nothing is joined to one, and its names are searched for nowhere
            self._typed_only()
            return ()
        found = self._own_alone(self._search.candidates(step))
        self._searched("candidates", told_of(step.petitioners), found)
        return found

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def alike(self, number: str) -> tuple[Candidate, ...]:
        """Other petitions that may belong to this one."""
        petition = self._seen(number)
        self._looked("open", number)
        return self._own_alone(self._search.candidates(petition))

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def petition(self, number: str) -> Petition:
        """One petition, the details of persons masked (`reveal`). Raises RuleBroken("no-such-petition")."""
        petition = self._seen(number)
        self._looked("open", number)
        return covered(petition)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def view(self, number: str) -> View:
        """One petition with its clocks, steps, timeline and delivery."""
        petition = self._seen(number)
        self._looked("open", number)
        return View(
            petition=covered(petition),
            deadlines=self._clocks(petition),
            steps=table.offers(petition, self._context(self.today())),
            timeline=tuple(
                event_of(entry, "" if entry.station == self.station else petition.desk_name(entry.station))
                for entry in self._entries(petition)
            ),
            delivery=self.delivery(number),
            papers=self.papers(petition),
            links=self._links(petition),
            notices=(*((self.look_problem,) if self.look_problem else ()), *self._custody_notices(petition)),
            arrivals=self._arrivals_seen(self._petitions.arrivals.of_petition(petition.id, number)),
            places=self._places(petition),
        )

    def _places(self, petition: Petition) -> tuple[str, ...]:
        """What became of the villages that the petition names, as they were called when it was registered."""
        agent = petition.origin.village if petition.origin else ""
        said = "\n".join((petition.place, agent, *(one.address for one in petition.petitioners)))
        return self.divisions.mentioned(said, self.today())

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def finality(self, number: str) -> Finality:
        """How far a matter went through 处理、复查、复核, whether that is final, and ended matters like it.

        Computed when asked for, never kept; a person decides. Raises RuleBroken("no-such-petition").
        """
        petition = self._seen(number)
        self._looked("open", number)
        told = finality(petition, self._clocks(petition))
        return msgspec.structs.replace(told, earlier=self._ended_like(petition) if self.may(Right.READ) else ())

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def suggest(self, number: str, step: str, *, arrival: str = "") -> dict[str, Any]:
        """What a form of this step is filled with before anybody types: field -> value. Writes nothing.

        What an `arrival` says comes before what the step itself suggests. Raises RuleBroken("no-such-petition"),
        RuleBroken("no-such-step"), RuleBroken("no-such-arrival").
        """
        kind, petition = table.step_type(step), self._seen(number)
        return {**kind.suggest(petition, self._context(self.today())), **self._filled_from(arrival, kind, petition)}

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def split_off(self, number: str, contact: int) -> dict[str, Any]:
        """What the registration of a contact that was split off is filled with: field -> value. Writes nothing.

        Raises RuleBroken("no-such-petition"), RuleBroken("split-unknown"), RuleBroken("not-split").
        """
        wanted = SplitFrom(number=self._seen(number).number, contact=contact)
        context = self._context(self.today())
        petition, one = split_from.found(wanted, context)
        split_from.checked(wanted, one.on, context)
        return split.prefilled(covered(petition), contact)

    @needs()
    def reckon(self, code: str, day_zero: dt.date) -> Deadline:
        """When a period would end that begins on a day, by the periods and schedules that are loaded; no petition's.

        Raises RuleBroken("no-period").
        """
        return deadline(self.periods.lookup(code, day_zero), day_zero, self.calendar, today=self.today())

    @needs()
    def explain(self, deadline: Deadline) -> tuple[DayNote, ...]:
        """A deadline day by day: which days count, which were added, and why, by the calendar that counted it."""
        day = deadline.closed_on or self.today()
        return explain(deadline, next(c.calendar for c in reversed(self.calendars) if c.on <= day))

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def search(self, text: str, limit: int = 50) -> list[Row]:
        """Newest petitions in which every typed word occurs: number, name, pinyin, phone, ID, any text; the name of a
        village also by those that it had before and has now.

        The search is recorded once its words stand still (`settle`) or something else is looked at.
        """
        apart = self._rows_apart(text) if text.strip() else []
        texts = self.divisions.alternatives(text)
        others = self._search.find(*texts, limit=limit, by=self._only, in_full=self.may(Right.REVEAL))
        found = [*apart, *others][: max(0, limit)]
        self._searched("search", CLOSED_WORDS if apart else text, found)
        return found

    @needs(Right.COUNT)
    @broken_surroundings()
    def counts(self, first: dt.date, last: dt.date, progress: Progress | None = None) -> Counts:
        """件、批、人次 and the rates of the days from `first` to `last`, each figure with its caliber and its rows.

        Denunciations stand apart. `progress` hears how many of how many petitions are counted. Raises
        RuleBroken("days-turned-round").
        """
        today = self.today()
        told = counts.count(
            chain(
                passing(self._petitions.received_by(last), progress, self._petitions.count),
                (one for one in self._petitions.denunciations.all() if one.received_on <= last),
            ),
            self.counting,
            first,
            last,
            clocks=lambda petition: clocks_as_loaded(petition, self.calendars, today),
            as_of=today,
            station=self.station,
            lists=Lists(self.content_classes.reading(today), self.divisions.reading(today)),
        )
        return told if self.may(Right.READ) else figures_alone(told)

    @needs(Right.COUNT)
    def report(self, year: int, month: int | None = None, progress: Progress | None = None) -> Report:
        """The report of a business month, or of a year (第四十一条): every figure is that of `counts`."""
        first, last = span(self.counting, year, month)
        return Report(year=year, month=month, counts=self.counts(first, last, progress))

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def visits(self, day: dt.date | None = None) -> tuple[Visit, ...]:
        """Who was here on a day (来访、来信、来电), in the order of registration."""
        only, on = self._only, day or self.today()
        seen = tuple(
            Visit(
                number=row.number,
                title=row.title,
                who=row.who,
                channel=channel,
                head_count=count,
                officer=officer,
            )
            for row, channel, count, officer in self._petitions.contacts_on(on)
            if only is None or only.has(row.number, row.first_contact)
        )
        return (*seen, *self._visits_apart(on))

    @needs(Right.READ)
    @broken_surroundings()
    def reception_days(self, year: int) -> tuple[ReceptionDaySeen, ...]:
        """The leaders' reception days of a year, each with the matters taken there; cancelled plans and receptions
        without a plan too. Raises RuleBroken("no-such-year")."""
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            raise RuleBroken("no-such-year", f"没有{year}年，请核对年份。", year=year)
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return days_seen(self._petitions.reception_days(first, last), self._petitions.received_by_leaders(first, last))

    @needs(Right.READ)
    @broken_surroundings()
    def document_numbers(self, series: str = "", year: int | None = None) -> NumberRegister:
        """The register of document numbers (文号登记簿) of a year, this one where none is said; "" is every series.

        Raises RuleBroken("series-unknown").
        """
        entries = self._journal.of_kinds(table.NUMBERING)
        wanted = self.today().year if year is None else year
        return register_of(entries, self._petitions.by_id, series, wanted, self._next_serial)

    @needs()
    @broken_surroundings()
    def next_serials(self) -> dict[str, int]:
        """The next free number of every series of document numbers in this year."""
        year = self.today().year
        return {series: self._next_serial(series, year) for series in SERIES}

    def _next_serial(self, series: str, year: int) -> int:
        return self._petitions.next_serial(self.station, series, year)

    @needs(Right.READ, Right.OWN)
    def journal(self, number: str | None = None) -> Iterator[Entry]:
        """The entries of one petition, or of the whole desk. That needs the right to read every petition."""
        entries = map(table.read_entry, self.written(number))
        return entries if number is None else map(self._petitions.opened, entries)  # of the desk's they stay sealed

    @needs(Right.READ, Right.OWN)
    def written(self, number: str | None = None, *, purpose: str = "") -> Iterator[bytes]:
        """The canonical bodies of the same entries, byte for byte as they were written and hashed, nothing masked.

        With a `purpose` they are to be shown in full, which needs the right that `reveal` needs.
        """
        if number is None:
            self._require(Right.READ)
        if purpose:
            self._require(Right.REVEAL, what="显示完整信息")
        return self._bodies(number, purpose)

    def _bodies(self, number: str | None, purpose: str) -> Iterator[bytes]:
        with broken_surroundings():
            petition = self._seen(number).id if number is not None else None
            self._looked("journal", number or "", purpose=purpose, must=True)
            yield from self._journal.bodies(petition)

    def _own_alone(self, found: Iterable[Candidate]) -> tuple[Candidate, ...]:
        """What the officer sees of it."""
        return tuple(found) if self.may(Right.READ) else tuple(x for x in found if self._find_seen(x.number))
