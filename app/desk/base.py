"""What every room of the desk needs: the open folder, the officer, the day, one transaction."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self, TypeVar

from app import shipped
from app.answers import Changes
from app.clock import SLIP, ClockWatch
from app.desk.apart import Apart
from app.desk.needs import needs
from app.domain.articles import Articles
from app.domain.code_lists import CONTENT_CLASS, Codes
from app.domain.counting import CountingRules
from app.domain.covering import covered
from app.domain.deadlines import Deadline, Pause, Periods, deadline
from app.domain.divisions import Divisions
from app.domain.entries import Facts
from app.domain.errors import RuleBroken, StorageError
from app.domain.finality import FinalOpinion, final_opinion
from app.domain.from_county import in_order
from app.domain.office import Office
from app.domain.petition import Petition
from app.domain.recompute import Loaded, clocks_as_loaded
from app.domain.records.custody import Station
from app.domain.regional import Regions
from app.domain.rights import Right
from app.domain.steps.county_data import CodesLoaded, DivisionsLoaded, PeriodsLoaded, regions_after
from app.domain.steps.desk import CalendarLoaded, regions_held
from app.domain.steps.step import Context
from app.domain.workdays import Calendar
from app.exchange import superior
from app.exchange.key_ring import Former, KeyRing
from app.exchange.keys import KeyCard, StationKeys, decode_card
from app.security import vault
from app.security.receipt_proof import code_hash, query_code
from app.setup import Clock
from app.storage.attachments import Attachments
from app.storage.database import broken_surroundings
from app.storage.journal import Journal
from app.storage.petitions import Petitions
from app.storage.search import Search
from app.writer import Writer, not_before, set_back, transaction

Progress = Callable[[int, int], None]  # how many of how many are done
TOLD_EVERY = 200  # petitions

F = TypeVar("F", bound=Facts)


class DeskBase(Apart):
    """One desk folder, unlocked: opening, closing, who and when, and what every room of the desk needs."""

    def __init__(self, folder: Path, opened: vault.Vault, *, clock: Clock, officer: str | None) -> None:
        self.folder = folder
        self._vault = opened
        self._db = db = opened.db
        self._clock = clock
        self._watch: ClockWatch | None = None
        self._confirmed: dt.datetime | None = None
        self._journal = Journal(db)
        self._petitions = Petitions(db)
        self._search = Search(db)
        self._attachments = Attachments(db.conn.execute)
        with broken_surroundings():
            found = db.conn.execute("SELECT station, epoch, keys, secret FROM desk").fetchone()
        self.station: str = found[0]
        self.epoch: int = found[1]
        self._ring = self._read_ring(found[2])
        self._secret: bytes = found[3]
        self._officer = self._who(officer)

    @property
    def _keys(self) -> StationKeys:
        """The station's keys of now."""
        return self._ring.current

    def _read_ring(self, keys: bytes) -> KeyRing:
        with broken_surroundings():
            rows = self._db.conn.execute("SELECT keys, epoch, seq FROM former_keys ORDER BY id").fetchall()
        former = tuple(Former(StationKeys.from_bytes(old), epoch, seq) for old, epoch, seq in rows)
        return KeyRing(StationKeys.from_bytes(keys), former)

    def _furnish(self) -> None:
        """What a room of a new desk needs besides the database."""

    def close(self) -> None:
        """Lock the desk."""
        self._vault.close()

    def rest(self) -> None:
        """Call when nobody has typed for a few seconds: empties the write-ahead log into the main file."""
        self._vault.rest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    @needs()
    @broken_surroundings()
    def office(self) -> Office:
        """The office's data as they stand."""
        return self._described().office

    @needs()
    @broken_surroundings()
    def today(self) -> dt.date:
        """Today by the machine's clock; not before the last entry unless that was written by a clock that was ahead
        and somebody has said that the machine is right now."""
        return self._now().date()

    @property
    @needs()
    def calendar(self) -> Calendar:
        """The working-day calendar that counts today."""
        return self.calendars[-1].calendar

    @functools.cached_property
    @needs()
    def calendars(self) -> tuple[Loaded, ...]:
        """Calendar and periods as shipped, then what they became with each file loaded, and since when."""
        found = [Loaded(dt.date.min, shipped.load_calendar(), self._held_periods(()))]
        files: list[PeriodsLoaded] = []
        for entry in self._own:
            last, facts = found[-1], entry.facts
            if isinstance(facts, CalendarLoaded):
                calendar = Calendar((*last.calendar.schedules, facts.schedule))
                found.append(Loaded(entry.on, calendar, last.periods))
            if isinstance(facts, PeriodsLoaded):
                files.append(facts)
                found.append(Loaded(entry.on, last.calendar, self._held_periods(files)))
        return tuple(found)

    @property
    @needs()
    def periods(self) -> Periods:
        """The national periods, and a region's for the day zeros on which the office had chosen it."""
        return self.calendars[-1].periods

    @functools.cached_property
    @needs()
    def regions(self) -> Regions:
        """What every region says that an office may choose: shipped, or signed by the county."""
        return regions_after(self._shipped_regions, self._taken_in(PeriodsLoaded))

    @functools.cached_property
    @needs()
    def counting(self) -> CountingRules:
        """The counting rules shipped with the program."""
        return shipped.load_counting()

    @functools.cached_property
    @needs()
    def articles(self) -> Articles:
        """The quoted articles of 《信访工作条例》; an article that is not quoted has no words."""
        return shipped.load_articles()

    @needs()
    def county(self) -> KeyCard | None:
        """The county that packages go to: the one whose card was taken in last; None before pairing."""
        return next(iter(self.peers().values()), None)

    def _signer(self) -> tuple[KeyCard, ...]:
        """The cards of the county whose signed data are taken in, the present one first: also that of a village desk
        which now reports to its township."""
        card = next((card for card in self.peers().values() if card.role == "county"), None)
        return (card, *reversed(self._former_cards(card))) if card else ()

    @broken_surroundings()
    def _former_cards(self, card: KeyCard) -> tuple[KeyCard, ...]:
        return superior.former_cards(self._db, card.code)

    @needs()
    @broken_surroundings()
    def peers(self) -> dict[str, KeyCard]:
        """The counties whose keys were taken in, by code."""
        return {code: decode_card(card.encode("utf-8")) for code, card in self._petitions.peers().items()}

    @needs(Right.READ, Right.OWN)
    def query_code(self, number: str) -> str:
        """The query code of a petition, for its receipt; nothing but its hash is stored."""
        if self._seen(number).station != self.station:
            raise RuleBroken("query-code-elsewhere", "查询码由登记该事项的接待台出具，本台不掌握。")
        return self._query_code(number)

    def _query_code(self, number: str) -> str:
        return query_code(self._secret, number)

    @functools.cached_property
    @needs()
    def content_classes(self) -> Codes:
        """The code list of content classes: the county's, else the proposal that is shipped."""
        files = [one.file for one in in_order(self._taken_in(CodesLoaded))]
        return Codes(CONTENT_CLASS, files, shipped.load_code_list(CONTENT_CLASS))

    @functools.cached_property
    @needs()
    def divisions(self) -> Divisions:
        """The villages and communities that the county's files name, none before one was taken in."""
        return Divisions([one.file for one in in_order(self._taken_in(DivisionsLoaded))])

    @functools.cached_property
    def _shipped_regions(self) -> Regions:
        return shipped.load_regions()

    def _held_periods(self, files: Sequence[PeriodsLoaded]) -> Periods:
        return shipped.load_held_periods(regions_held(self._own), regions_after(self._shipped_regions, files))

    def _taken_in(self, kind: type[F]) -> tuple[F, ...]:
        """What was taken in of one kind at this desk, the oldest first."""
        return tuple(entry.facts for entry in self._own if isinstance(entry.facts, kind))

    def _read_anew(self) -> None:
        """Forget what was read from the desk's own entries: there is a new one."""
        for name in ("calendars", "regions", "content_classes", "divisions", "staff", "roles", "_own"):
            vars(self).pop(name, None)

    def _open(self, progress: Progress | None) -> Iterator[Petition]:
        return passing(self._petitions.open(), progress, self._petitions.count_open)

    def _changes(self, writer: Writer) -> Changes:
        petition = writer.petition
        return Changes(
            number=petition.number if petition else "",
            entries=tuple(writer.entries),
            petition=covered(petition) if petition else None,
            notices=tuple(writer.notices),
            deadlines=clocks_as_loaded(petition, self.calendars, writer.today) if petition else (),
        )

    def _ended_like(self, petition: Petition) -> tuple[FinalOpinion, ...]:
        """Other matters like this one by a petitioner of the same name that a final review has ended."""
        names = {person.name for person in petition.petitioners}
        found = (self._petitions.load(one.number) for one in self._search.candidates(petition))
        others = (one for one in found if names & {person.name for person in one.petitioners})
        return tuple(ended for other in others if (ended := final_opinion(other)))

    def _clocks(self, petition: Petition) -> tuple[Deadline, ...]:
        return clocks_as_loaded(petition, self.calendars, self.today())

    def _context(self, today: dt.date) -> Context:
        """What a decision may know on a day."""
        office = self.office

        def clock(code: str, day: dt.date, pauses: tuple[Pause, ...] = ()) -> Deadline:
            return deadline(self.periods.lookup(code, day), day, self.calendar, today=today, pauses=pauses)

        return Context(
            today=today,
            officer=self.officer,
            office=office,
            due=lambda code, day, pauses=(): clock(code, day, pauses).nominal,
            last_day=lambda code, day, pauses=(): clock(code, day, pauses).effective,
            serial=lambda series, year: self._petitions.next_serial(self.station, series, year),
            code_hash=lambda number: code_hash(number, self._query_code(number)),
            other=self._find_seen,
            reception_days=lambda day: self._petitions.reception_days(day, day),
            received_on=self._petitions.received_on,
            ended=self._ended_like,
            suspension=self.periods.suspension,
            clocks=lambda petition: clocks_as_loaded(petition, self.calendars, today),
            coded=lambda _list, text: self.content_classes.taken(text, today),
            rights=self._rights,
            staff=self.staff,
            roles=self.roles,
            period=self.periods.find,
            above=self._station_above(),
            below=self._petitions.stations_below(),
            hash_of=self._petitions.custody.hash_of,
            beside=lambda petition: self._petitions.custody.told(petition.id).beside,
        )

    def _station_above(self) -> Station | None:
        """The desk above; None where that is the county, to which no petition is handed."""
        above = self.county()
        return Station(code=above.code, name=above.name) if above and above.role == "desk" else None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Writer]:
        """One transaction of the current officer."""
        self._check_writable()
        machine = self._clock()
        doubt = self._watch.doubt(machine) if self._watch else None
        with transaction(self._db):
            right = self._is_right(machine, self._journal.head(self.station, self.epoch).at)
            line = self._db, self.station, self.epoch, self.officer
            yield Writer(*line, machine, right=right, doubt=doubt)

    def _check_writable(self) -> None:
        """Raises StorageError: opened-read-only, database-gone."""
        if not self._vault.writable:
            raise StorageError("opened-read-only", "本台以只读方式打开，不能登记。")
        self._vault.check_there()

    def _now(self) -> dt.datetime:
        machine, last = self._clock(), self._journal.head(self.station, self.epoch).at
        return machine if self._is_right(machine, last) else not_before(machine, last)

    def _is_right(self, machine: dt.datetime, last: str) -> bool:
        """Whether somebody has said that the machine is right although the last entry lies ahead of it."""
        if not last or machine >= dt.datetime.fromisoformat(last):
            return False
        said = self._confirmed or self._said_right(last)
        return said is not None and machine >= said - SLIP

    def _said_right(self, last: str) -> dt.datetime | None:
        """What the machine said when it was last recorded that it is right and the last entry lies ahead of it."""
        said = next((one.machine for one in set_back(self._journal, last) if one.confirmed), None)
        return dt.datetime.fromisoformat(said) if said else None


def passing(
    petitions: Iterable[Petition], progress: Progress | None, total_of: Callable[[], int]
) -> Iterator[Petition]:
    """Petitions, counted as they pass."""
    total = total_of() if progress else 0
    for n, petition in enumerate(petitions, 1):
        yield petition
        if progress and (n % TOLD_EVERY == 0 or n == total):
            progress(n, total)
