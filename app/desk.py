"""Desk: the one door. It takes a step or answers a question; windows, scripts and tests use nothing deeper."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app import schedule_file, setup, shipped
from app.answers import (
    Changes,
    Delivery,
    Duty,
    KnownSchedule,
    LinkSeen,
    Returned,
    ScheduleLoaded,
    View,
    Visit,
    delivery_of,
    duty_of,
    event_of,
    late_notice,
    link_seen,
    warnings_of,
)
from app.domain import shape
from app.domain.articles import Articles
from app.domain.clocks import ASK_REVIEW
from app.domain.counting import CountingRules, Counts
from app.domain.deadlines import DayNote, Deadline, Pause, Periods, deadline, explain
from app.domain.entries import Entry
from app.domain.errors import RuleBroken, StorageError
from app.domain.finality import Finality, FinalOpinion, final_opinion, finality
from app.domain.numbering import NumberRegister, register_of
from app.domain.office import SERIES, Office
from app.domain.papers import FORMS, offered
from app.domain.petition import Petition
from app.domain.recompute import Loaded, clocks_as_loaded, moved
from app.domain.records.reception import ReceptionDaySeen, days_seen
from app.domain.records.record import code_of
from app.domain.report import Report, span
from app.domain.routes import Guide
from app.domain.schedules import doubts
from app.domain.steps import table
from app.domain.steps.desk import CalendarLoaded, Described, Opened, Paired, regions_held
from app.domain.steps.links import LinkEarlier
from app.domain.steps.register import Register
from app.domain.steps.step import Context, DeskStep, Step
from app.domain.steps.table import DESK_STEPS, STEPS
from app.domain.workdays import Calendar
from app.exchange import desk_side
from app.exchange.keys import KeyCard, StationKeys, decode_card, encode_card, fingerprint, make_card
from app.ledgers import counts
from app.security import vault
from app.security.receipt_proof import code_hash, query_code, sign_receipt
from app.setup import DESK, Clock, machine_clock
from app.storage.database import broken_surroundings
from app.storage.files import read_file
from app.storage.journal import Journal
from app.storage.petitions import DeskState, Petitions, Row
from app.storage.search import Candidate, Search
from app.storage.verify import verify_rebuild
from app.writer import Writer, not_before, transaction

Marks = tuple[tuple[str, int, int], ...]  # name, time, size of each file: whether any has changed
Progress = Callable[[int, int], None]  # how many of how many are done
TOLD_EVERY = 200  # petitions
OWN_WORDING = "wording"  # in the desk's folder: the county's texts of papers (docs/papers.md)
OWN_ROUTES = "routes.json"  # in the desk's folder: the county's list in place of the shipped one

if TYPE_CHECKING:
    from app.documents.case_file import CaseFile
    from app.documents.paper import PaperContext


class Desk:
    """One desk folder, unlocked. Use `create` or `open`, and close it; it is a context manager."""

    def __init__(self, folder: Path, opened: vault.Vault, *, clock: Clock, officer: str | None) -> None:
        self.folder = folder
        self._vault = opened
        self._db = db = opened.db
        self._clock = clock
        self._journal = Journal(db)
        self._petitions = Petitions(db)
        self._search = Search(db)
        with broken_surroundings():
            found = db.conn.execute("SELECT station, epoch, keys, secret FROM desk").fetchone()
        self.station: str = found[0]
        self.epoch: int = found[1]
        self._keys = StationKeys.from_bytes(found[2])
        self._secret: bytes = found[3]
        self._wording_checked: tuple[Marks, tuple[str, ...]] = ((), ())
        self.officer = self._known_officer(officer)

    # Opening and closing

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        office: Office,
        officers: tuple[str, ...],
        passphrase: str,
        clock: Clock = machine_clock,
        unlock_seconds: float = 1.0,
        program: str = "首问台",
    ) -> Desk:
        """Set up a new desk in a folder and open it. Raises StorageError when there is one already."""
        office = setup.check_new(office, officers)
        opened = vault.create(
            folder,
            DESK,
            passphrase,
            lambda db: setup.fill(db, office, officers, clock),
            unlock_seconds=unlock_seconds,
            program=program,
        )
        return cls(folder, opened, clock=clock, officer=None)

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str,
        *,
        clock: Clock = machine_clock,
        write: bool = True,
        officer: str | None = None,
        program: str = "首问台",
    ) -> Desk:
        """Unlock a desk. Raises StorageError: no desk here, wrong passphrase, in use, newer, damaged."""
        opened = vault.open_vault(folder, DESK, passphrase, write=write, program=program)
        try:
            return cls(folder, opened, clock=clock, officer=officer)
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        """Lock the desk."""
        self._vault.close()

    def rest(self) -> None:
        """Call when nobody has typed for a few seconds: empties the write-ahead log into the main file."""
        self._vault.rest()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # Who and when

    @property
    @broken_surroundings()
    def office(self) -> Office:
        """The office's data as they stand."""
        return self._described().office

    @property
    @broken_surroundings()
    def officers(self) -> tuple[str, ...]:
        """The officers of this desk."""
        return self._described().officers

    @broken_surroundings()
    def today(self) -> dt.date:
        """Today by the machine's clock, but never before the last entry."""
        return self._now().date()

    @property
    def calendar(self) -> Calendar:
        """The working-day calendar that counts today."""
        return self.calendars[-1].calendar

    @functools.cached_property
    def calendars(self) -> tuple[Loaded, ...]:
        """The calendar shipped with the program, then what it became with each schedule loaded, and since when."""
        found = [Loaded(dt.date.min, shipped.load_calendar())]
        for on, facts in self._loaded:
            found.append(Loaded(on, Calendar((*found[-1].calendar.schedules, facts.schedule))))
        return tuple(found)

    def schedules(self) -> tuple[KnownSchedule, ...]:
        """The holiday schedules that count today, each with where it comes from."""
        return schedule_file.known(self.calendar, tuple(facts for _on, facts in self._loaded))

    @functools.cached_property
    def periods(self) -> Periods:
        """The national periods, and a region's for the day zeros on which the office had chosen it."""
        return shipped.load_held_periods(regions_held(self._own))

    @functools.cached_property
    def counting(self) -> CountingRules:
        """The counting rules shipped with the program."""
        return shipped.load_counting()

    @functools.cached_property
    def articles(self) -> Articles:
        """The quoted articles of 《信访工作条例》; an article that is not quoted has no words."""
        return shipped.load_articles()

    def routes(self) -> Guide:
        """The guided choice of a route: `routes.json` in the desk's folder where there is one, else the shipped list.

        Raises RuleBroken("routes-invalid") naming each line of the own file to correct, StorageError.
        """
        own = self.folder / OWN_ROUTES
        return shipped.load_routes(own if own.exists() else None)

    # Steps

    def read_step(self, name: str, data: bytes | dict[str, Any]) -> Step:
        """The step behind a name and its JSON. Raises RuleBroken naming every wrong field."""
        return shape.read(_step_type(name), data)

    def register(self, step: Register, links: Sequence[LinkEarlier] = ()) -> Changes:
        """Register a new petition; the changes carry its number, query code and deadlines.

        Ask for `candidates` first: this writes at once. `links` join it to earlier ones, all together or not at all.
        """
        for given in (step, *links):
            shape.check(given)
        with self._writing() as writer:
            context = self._context(writer.today)
            for facts in table.decide_new(step, context):
                writer.write(None, step.day(context), facts)
            for link in links:
                self._take(writer, self._changes(writer).number, link)
        changes = self._changes(writer)
        warnings, late = warnings_of(step, writer.today), late_notice(step, writer.today)
        return msgspec.structs.replace(
            changes,
            query_code=self.query_code(changes.number),
            notices=(*changes.notices, *warnings, *late),
        )

    def run(self, number: str, step: Step) -> Changes:
        """Take one step on a petition: decide, write, fold, all in one transaction or not at all."""
        shape.check(step)
        with self._writing() as writer:
            self._take(writer, number, step)
        return self._changes(writer)

    def read_desk_step(self, name: str, data: bytes | dict[str, Any]) -> DeskStep:
        """The step of the desk itself behind a name and its JSON. Raises RuleBroken as `read_step` does."""
        if name not in DESK_STEPS:
            raise RuleBroken("no-such-step", f"本台没有“{name}”这个步骤。可用：{'、'.join(DESK_STEPS)}。", step=name)
        return shape.read(DESK_STEPS[name], data)

    def run_desk(self, step: DeskStep) -> Changes:
        """Take one step of the desk itself, about no petition (DESK_STEPS)."""
        shape.check(step)
        with self._writing() as writer:
            context = self._context(writer.today)
            for facts in table.decide_desk(step, context):
                writer.write("", step.day(context), facts)
        return self._changes(writer)

    def describe(self, office: Office, officers: tuple[str, ...]) -> Changes:
        """Change the office's data; what was printed before keeps what stood on it."""
        shape.check(office)
        setup.check_patterns(office)
        setup.check_region(office)
        setup.check_officers(officers)
        if office.station != self.station:
            raise RuleBroken("station-fixed", f"台号 {self.station} 启用后不能更改。")
        with self._writing() as writer:
            writer.write("", writer.today, Described(office=office, officers=officers))
        self._read_anew()
        return self._changes(writer)

    def load_schedule(self, file: Path, progress: Progress | None = None) -> ScheduleLoaded:
        """Take in a year's holiday schedule: typed from the State Council's notice, or signed by our county.

        Every running clock it moves is listed with the days that moved it; closed clocks keep their dates. The same
        days again change nothing, but that a signed schedule takes a typed one's place. `progress` hears how many of
        how many open petitions are done. Raises RuleBroken naming each mistake with its line, RuleBroken
        ("schedule-older"), ExchangeError as data_package.read does, StorageError.
        """
        facts = schedule_file.read(file, self.county())
        before, loaded = self.calendar, tuple(facts for _on, facts in self._loaded)
        doubted = schedule_file.contradicted(facts, loaded)
        facts = msgspec.structs.replace(facts, against_signed=bool(doubted))
        told = ScheduleLoaded(
            year=facts.year,
            new=schedule_file.changes(facts, before, loaded),
            moved=(),
            doubts=(*doubted, *doubts(facts.schedule)),
            signed_by=facts.signed_by,
            words=facts.origin,
        )
        if not told.new:
            return told
        schedule_file.check_newest(facts, loaded)
        after = Calendar((*before.schedules, facts.schedule))
        with self._writing() as writer:
            shifted = tuple(moved(before, after, self._open(progress), self.periods, writer.today))
            writer.write("", writer.today, facts)
        self._read_anew()
        return msgspec.structs.replace(told, moved=shifted, notices=tuple(writer.notices))

    # Questions

    @broken_surroundings()
    def candidates(self, step: Register) -> tuple[Candidate, ...]:
        """Earlier petitions that may be the same matter; works on a half-filled form."""
        return tuple(self._search.candidates(step))

    @broken_surroundings()
    def alike(self, number: str) -> tuple[Candidate, ...]:
        """Other petitions that may belong to this one."""
        return tuple(self._search.candidates(self._petitions.load(number)))

    @broken_surroundings()
    def petition(self, number: str) -> Petition:
        """One petition. Raises RuleBroken("no-such-petition")."""
        return self._petitions.load(number)

    @broken_surroundings()
    def view(self, number: str) -> View:
        """One petition with its clocks, steps, timeline and delivery."""
        petition = self._petitions.load(number)
        return View(
            petition=petition,
            deadlines=self._clocks(petition),
            steps=table.offers(petition),
            timeline=tuple(event_of(entry) for entry in self._journal.entries(petition.id)),
            delivery=self.delivery(number),
            papers=self.papers(petition),
            links=self._links(petition),
        )

    @broken_surroundings()
    def finality(self, number: str) -> Finality:
        """How far a matter went through 处理、复查、复核, whether that is final, and ended matters like it.

        Computed when asked for, never kept; a person decides. Raises RuleBroken("no-such-petition").
        """
        petition = self._petitions.load(number)
        told = finality(petition, self._clocks(petition))
        return msgspec.structs.replace(told, earlier=self._ended_like(petition))

    @broken_surroundings()
    def suggest(self, number: str, step: str) -> dict[str, Any]:
        """What a form of this step is filled with before anybody types: field -> value. Writes nothing.

        Raises RuleBroken("no-such-petition"), RuleBroken("no-such-step").
        """
        return _step_type(step).suggest(self._petitions.load(number), self._context(self.today()))

    def explain(self, deadline: Deadline) -> tuple[DayNote, ...]:
        """A deadline day by day: which days count, which were added, and why, by the calendar that counted it."""
        day = deadline.closed_on or self.today()
        return explain(deadline, next(c.calendar for c in reversed(self.calendars) if c.on <= day))

    @broken_surroundings()
    def search(self, text: str, limit: int = 50) -> list[Row]:
        """Newest petitions in which every typed word occurs: number, name, initials, phone, ID, any text."""
        return self._search.find(text, limit=limit)

    @broken_surroundings()
    def page(self, *, offset: int = 0, limit: int = 100) -> list[Row]:
        """All petitions, newest first, a page at a time."""
        return self._petitions.page(offset=offset, limit=limit)

    @broken_surroundings()
    def count(self) -> int:
        """How many petitions the desk holds."""
        return self._petitions.count()

    @broken_surroundings()
    def due(self, on: dt.date | None = None) -> tuple[Duty, ...]:
        """Every running or missed clock of open petitions as it stands on a day, the nearest first; of closed ones what
        is owed still.
        """
        day = on or self.today()
        found = [
            duty_of(petition, clock, day)
            for petition in self._petitions.open()
            for clock in clocks_as_loaded(petition, self.periods, self.calendars, day)
            if clock.state in ("running", "missed") and (petition.closing is None or clock.code != ASK_REVIEW)
        ]
        return tuple(sorted(found, key=lambda duty: (duty.urgency == "waiting", duty.deadline.effective, duty.number)))

    @broken_surroundings()
    def counts(self, first: dt.date, last: dt.date, progress: Progress | None = None) -> Counts:
        """件、批、人次 and the rates of the days from `first` to `last`, each figure with its caliber and its rows.

        Denunciations stand apart. `progress` hears how many of how many petitions are counted. Raises
        RuleBroken("days-turned-round").
        """
        today = self.today()
        return counts.count(
            _passing(self._petitions.received_by(last), progress, self._petitions.count),
            self.counting,
            first,
            last,
            clocks=lambda petition: clocks_as_loaded(petition, self.periods, self.calendars, today),
            as_of=today,
        )

    def report(self, year: int, month: int | None = None, progress: Progress | None = None) -> Report:
        """The report of a business month, or of a year (第四十一条): every figure is that of `counts`."""
        first, last = span(self.counting, year, month)
        return Report(year=year, month=month, counts=self.counts(first, last, progress))

    @broken_surroundings()
    def visits(self, day: dt.date | None = None) -> tuple[Visit, ...]:
        """Who was here on a day (来访、来信、来电), in the order of registration."""
        return tuple(
            Visit(
                number=row.number,
                title=row.title,
                who=row.who,
                channel=row.channel,
                head_count=count,
                officer=officer,
            )
            for row, count, officer in self._petitions.contacts_on(day or self.today())
        )

    @broken_surroundings()
    def reception_days(self, year: int) -> tuple[ReceptionDaySeen, ...]:
        """The leaders' reception days of a year, each with the matters taken there; cancelled plans and receptions
        without a plan too. Raises RuleBroken("no-such-year")."""
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            raise RuleBroken("no-such-year", f"没有{year}年，请核对年份。", year=year)
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return days_seen(self._petitions.reception_days(first, last), self._petitions.received_by_leaders(first, last))

    @broken_surroundings()
    def waiting_hand_overs(self) -> tuple[Petition, ...]:
        """Open petitions whose hand-over nobody has confirmed yet."""
        return tuple(petition for petition in self._petitions.open() if petition.open_hand_over)

    @broken_surroundings()
    def document_numbers(self, series: str = "", year: int | None = None) -> NumberRegister:
        """The register of document numbers (文号登记簿) of a year, this one where none is said; "" is every series.

        Raises RuleBroken("series-unknown").
        """
        entries = self._journal.of_kinds(table.NUMBERING)
        return register_of(entries, self._petitions.by_id, series, self.today().year if year is None else year)

    @broken_surroundings()
    def next_serials(self) -> dict[str, int]:
        """The next free number of every series of document numbers in this year."""
        year = self.today().year
        return {series: self._petitions.next_serial(self.station, series, year) for series in SERIES}

    def journal(self, number: str | None = None) -> Iterator[Entry]:
        """The entries of one petition, or of the whole desk."""
        return map(table.read_entry, self.written(number))

    def written(self, number: str | None = None) -> Iterator[bytes]:
        """The canonical bodies of the same entries, byte for byte as they were written and hashed."""
        with broken_surroundings():
            yield from self._journal.bodies(self._petitions.load(number).id if number is not None else None)

    def query_code(self, number: str) -> str:
        """The query code of a petition, for its receipt; nothing but its hash is stored."""
        return query_code(self._secret, number)

    @broken_surroundings()
    def verify(self, *, rebuild: bool = False) -> dict[str, Any]:
        """Check the chain, with `rebuild` also every table against a replay. Raises StorageError at the first flaw."""
        chained = self._journal.verify()
        witnessed = desk_side.check_witnessed(self._db, self.station)
        compared = verify_rebuild(self._db) if rebuild else None
        return {
            "entries": chained.entries,
            "lines": {name: {"seq": head.seq, "hash": head.hash} for name, head in chained.lines.items()},
            "witnessed": witnessed,
            "rebuilt": compared,
        }

    # Papers

    @property
    def wording(self) -> Path | None:
        """The folder with the county's own texts, inside the desk's; None where there is none.

        Raises StorageError("wording-no-folder") when something else has its name.
        """
        folder = self.folder / OWN_WORDING
        if folder.is_dir():
            return folder
        if folder.exists() or folder.is_symlink():
            raise StorageError(
                "wording-no-folder",
                f"“{OWN_WORDING}”应为文件夹，内放文书用语文件。请改正后再打印，或删除该文件。",
                file=str(folder),
            )
        return None

    def wording_problems(self) -> tuple[str, ...]:
        """What is wrong with the county's own texts, a sentence each. It stops the papers concerned, nothing else.

        Each paper checks its file again when it is drawn.
        """
        try:
            folder = self.wording
            marks = _marks(folder) if folder else ()
        except StorageError as error:
            return (error.message,)
        if folder is None:
            return ()
        if marks != self._wording_checked[0]:
            from app.documents import own_wording  # heavy; only a desk with texts of its own loads it here

            self._wording_checked = (marks, tuple(told.message for told in own_wording.problems(folder)))
        return self._wording_checked[1]

    def papers(self, petition: Petition) -> tuple[str, ...]:
        """The papers that can be drawn for a petition as it stands, by their keys (F03, F27.2, F24-F03)."""
        return offered(petition)

    @broken_surroundings()
    def paper(self, number: str, code: str) -> bytes:
        """A paper as PDF; "F24" records the service of the paper that left last, "F24-F03" that of the notice.

        Raises RuleBroken when a mandatory content is missing or the paper is not known.
        """
        return self._drawn(self._paper_context(self._petitions.load(number)), code)

    def desk_paper(self, code: str, told: msgspec.Struct) -> bytes:
        """A paper of the desk itself as PDF (F32): it shows `told`, an answer that this desk gave.

        Raises RuleBroken when the paper is not known or shows another answer.
        """
        from app.documents import desk_paper

        return desk_paper.render(
            code, desk_paper.DeskContext(told=told, office=self.office, today=self.today(), wording=self.wording)
        )

    @broken_surroundings()
    def bind_case(self, number: str) -> CaseFile:
        """The case file (F30) with what is in it and what could not be drawn; also while the petition is open."""
        from app.documents import case_file

        petition = self._petitions.load(number)
        context = msgspec.structs.replace(self._paper_context(petition), query_code="", for_file=True)
        draw = functools.partial(self._drawn, context)
        papers = tuple(key for key in self.papers(petition) if key not in FORMS)
        return case_file.build(context, papers, tuple(self._journal.entries(petition.id)), draw)

    def case_file(self, number: str) -> bytes:
        """The whole case file as one PDF: cover, contents list, every paper in order, note; with bookmarks."""
        return self.bind_case(number).pdf

    @broken_surroundings()
    def docx(self, number: str) -> bytes:
        """The opinion (F12) as a document that WPS can edit. Raises RuleBroken when a mandatory content is missing."""
        from app.documents import opinion, opinion_docx

        context = self._paper_context(self._petitions.load(number))
        return opinion_docx.make(context, opinion.PAPER.wording(context.wording))

    @broken_surroundings()
    def check_docx(self, number: str, file: Path) -> Returned:
        """What was changed in an edited opinion, and the step that takes it over as a new draft; nothing is written.

        Raises RuleBroken when it is no such document, another petition's, or lacks what the law asks for;
        StorageError when it cannot be read.
        """
        from app.documents import opinion, opinion_return

        context = self._paper_context(self._petitions.load(number))
        data = read_file(file, most=opinion_return.MOST_FILE + 1)
        return opinion_return.check(context, opinion.PAPER.wording(context.wording), data)

    # Exchange

    def card(self) -> bytes:
        """Our public key card, for the county."""
        return encode_card(self._card(), self._keys)

    def fingerprint(self) -> str:
        """Our card's fingerprint, to be compared by telephone."""
        return fingerprint(self._card())

    def trust(self, card: bytes, *, replace: bool = False) -> Changes:
        """Take in the county's key card; the one that is here already changes nothing.

        Raises ExchangeError when it is none or was changed; RuleBroken("county-differs") when another county, or
        other keys of the same one, are here already and `replace` is not said: both fingerprints are in its facts.
        """
        offered = decode_card(card)
        if offered.role != "county":
            raise RuleBroken("card-not-county", f"这是“{offered.name}”的接待台公钥卡，不是县级的，不能用于上报。")
        known = self.county()
        if known == offered:
            return Changes(number="", entries=())
        if known and not replace:
            raise RuleBroken(
                "county-differs",
                f"本台已与{known.name}（{known.code}，指纹 {fingerprint(known)}）交换公钥，没有更换。"
                f"确需更换为{offered.name}（{offered.code}，指纹 {fingerprint(offered)}）的，"
                "请先用电话核对新指纹，再确认更换。",
                known=fingerprint(known),
                offered=fingerprint(offered),
            )
        facts = Paired(
            code=offered.code, name=offered.name, fingerprint=fingerprint(offered), card=card.decode("utf-8")
        )
        with self._writing() as writer:
            writer.write("", writer.today, facts)
        return self._changes(writer)

    def county(self) -> KeyCard | None:
        """The county that packages go to: the one whose card was taken in last; None before pairing."""
        return next(iter(self.peers().values()), None)

    @broken_surroundings()
    def peers(self) -> dict[str, KeyCard]:
        """The counties whose keys were taken in, by code."""
        return {code: decode_card(card.encode("utf-8")) for code, card in self._petitions.peers().items()}

    @broken_surroundings()
    def exchange(self) -> desk_side.ExchangeState:
        """What waits, what was sent, what the county has acknowledged."""
        return desk_side.state(self._db, self.station, self.epoch, self.peers())

    @broken_surroundings()
    def undelivered(self) -> list[Row]:
        """Petitions that the county has not acknowledged in their newest form."""
        return self._petitions.undelivered(self.station, self.epoch, self.exchange().acknowledged)

    @broken_surroundings()
    def delivery(self, number: str) -> Delivery:
        """Whether the county has this petition in its newest form."""
        _station, _epoch, last = self._petitions.last_written(number)
        return delivery_of(last, self.exchange())

    def export(self, folder: Path, *, first: int | None = None) -> desk_side.Sent:
        """Write the package for the county into a folder (a stick). Raises ExchangeError, RuleBroken.

        `first` goes back to an earlier entry than the first unacknowledged one, when the county asks for it.
        """
        county = self.county()
        if county is None:
            raise RuleBroken("not-paired", "尚未与县级交换公钥，不能导出。请先在“交换”中导入县级公钥卡。")
        self._vault.check_there()
        with broken_surroundings():
            return desk_side.export(
                self._db, self._keys, self.station, self.epoch, county, folder, self._now(), first=first
            )

    def receive(self, path: Path) -> desk_side.Received:
        """Take in a package from the county: for now its acknowledgement. Raises ExchangeError."""
        self._vault.check_there()
        with broken_surroundings():
            return desk_side.receive(self._db, self._keys, self.station, self.epoch, self.peers(), path, self._now())

    # Inside

    @functools.cached_property
    def _loaded(self) -> tuple[tuple[dt.date, CalendarLoaded], ...]:
        """Every schedule taken in at this desk and its day, the oldest first."""
        return tuple((entry.on, entry.facts) for entry in self._own if isinstance(entry.facts, CalendarLoaded))

    @functools.cached_property
    def _own(self) -> tuple[Entry, ...]:
        """The entries of the desk itself that say by what is counted."""
        return tuple(x for x in self._journal.entries("") if isinstance(x.facts, Opened | Described | CalendarLoaded))

    def _read_anew(self) -> None:
        """Forget what was read from the desk's own entries: there is a new one."""
        for name in ("calendars", "periods", "_loaded", "_own"):
            vars(self).pop(name, None)

    def _open(self, progress: Progress | None) -> Iterator[Petition]:
        return _passing(self._petitions.open(), progress, self._petitions.count_open)

    def _paper_context(self, petition: Petition) -> PaperContext:
        from app.documents.paper import PaperContext  # reportlab is heavy: loaded when the first paper is drawn

        return PaperContext(
            petition=petition,
            office=self.office,
            today=self.today(),
            deadlines=self._clocks(petition),
            query_code=self.query_code(petition.number),
            qr=sign_receipt(petition.number, petition.registered_on, self.station, self._keys),
            wording=self.wording,
        )

    def _drawn(self, context: PaperContext, code: str) -> bytes:
        """A paper by its key in a context that says all but which paper."""
        from app.documents import papers

        key, _, served = code.partition("-")
        named = "." in key or any(paper.key == key for paper in context.petition.made)
        wanted = msgspec.structs.replace(context, key=key if named else "", served_paper=served)
        return papers.render(code_of(key), wanted)

    def _take(self, writer: Writer, number: str, step: Step) -> None:
        petition = self._petitions.load(number)
        context = self._context(writer.today)
        for facts in table.decide(petition, step, context):
            writer.write(petition.id, step.day(context), facts)

    def _known_officer(self, officer: str | None) -> str:
        if officer is None:
            return self.officers[0]
        if officer not in self.officers:
            raise RuleBroken(
                "no-such-officer",
                f"“{officer}”不是本台工作人员。现有：{'、'.join(self.officers)}。可在单位资料中添加。",
                officer=officer,
            )
        return officer

    def _described(self) -> DeskState:
        found = self._petitions.desk()
        if found is None:
            raise StorageError("desk-not-opened", "数据文件中没有启用记载，请从备份恢复。")
        return found

    def _changes(self, writer: Writer) -> Changes:
        petition = writer.petition
        return Changes(
            number=petition.number if petition else "",
            entries=tuple(writer.entries),
            petition=petition,
            notices=tuple(writer.notices),
            deadlines=clocks_as_loaded(petition, self.periods, self.calendars, writer.today) if petition else (),
        )

    def _links(self, petition: Petition) -> tuple[LinkSeen, ...]:
        """The links to earlier petitions, then those from later ones."""
        made = [link_seen(x, self._petitions.load(x.number), earlier=True) for x in petition.links]
        others = self._petitions.linked_to(petition.id)
        received = [link_seen(x, o, earlier=False) for o in others for x in o.links if x.other == petition.id]
        return (*made, *received)

    def _ended_like(self, petition: Petition) -> tuple[FinalOpinion, ...]:
        """Other matters like this one by a petitioner of the same name that a final review has ended."""
        names = {person.name for person in petition.petitioners}
        found = (self._petitions.load(one.number) for one in self._search.candidates(petition))
        others = (one for one in found if names & {person.name for person in one.petitioners})
        return tuple(ended for other in others if (ended := final_opinion(other)))

    def _clocks(self, petition: Petition) -> tuple[Deadline, ...]:
        return clocks_as_loaded(petition, self.periods, self.calendars, self.today())

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
            code_hash=lambda number: code_hash(number, self.query_code(number)),
            other=self._petitions.find,
            reception_days=lambda day: self._petitions.reception_days(day, day),
            received_on=self._petitions.received_on,
            ended=self._ended_like,
        )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Writer]:
        """One transaction of the current officer."""
        if not self._vault.writable:
            raise StorageError("opened-read-only", "本台以只读方式打开，不能登记。")
        self._vault.check_there()
        with transaction(self._db):
            yield Writer(self._db, self.station, self.epoch, self.officer, self._clock())

    def _now(self) -> dt.datetime:
        return not_before(self._clock(), self._journal.head(self.station, self.epoch).at)

    def _card(self) -> KeyCard:
        opened = next(self._journal.entries(""))
        return make_card(
            self._keys,
            role="desk",
            code=self.station,
            name=self.office.name,
            made_on=dt.datetime.fromisoformat(opened.at).date(),
        )


def _passing(
    petitions: Iterable[Petition], progress: Progress | None, total_of: Callable[[], int]
) -> Iterator[Petition]:
    """Petitions, counted as they pass."""
    total = total_of() if progress else 0
    for n, petition in enumerate(petitions, 1):
        yield petition
        if progress and (n % TOLD_EVERY == 0 or n == total):
            progress(n, total)


def _step_type(name: str) -> type[Step]:
    if name not in STEPS:
        raise RuleBroken("no-such-step", f"没有“{name}”这个步骤。可用：{'、'.join(STEPS)}。", step=name)
    return STEPS[name]


def _marks(folder: Path) -> Marks:
    """By what a change of the county's own texts is noticed. Raises StorageError when they cannot be looked at."""
    try:
        looked = [(file.name, file.lstat()) for file in folder.iterdir()]
    except OSError as error:
        raise StorageError(
            "wording-no-folder",
            f"文书用语文件夹“{OWN_WORDING}”读不出来，请检查后再打印。",
            file=str(folder),
            detail=str(error),
        ) from error
    return tuple(sorted((name, seen.st_mtime_ns, seen.st_size) for name, seen in looked))
