"""The list of petitions and the list of duties: filtered, in any order, a part at a time however many there are."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import msgspec

from app import __version__
from app.answering import duty_of, urgency_of
from app.answers import Duty, Listed, ListRow, ListValue
from app.desk.apart import CLOSED_WORDS, MARK
from app.desk.base import Progress
from app.desk.needs import needs
from app.desk.papers import Papers
from app.domain.covering import covered
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken, StorageError
from app.domain.listing import (
    FIELDS,
    NAMED,
    ListTold,
    Selection,
    cell,
    due_of,
    listed_by,
    matches,
    nearest,
    offered_by,
    place_in_order,
    spoken,
)
from app.domain.looks import MOST_FOUND
from app.domain.petition import Petition
from app.domain.recompute import clocks_as_loaded
from app.domain.rights import Right
from app.storage.bits import Bits, bits_of, both, count, either
from app.storage.database import broken_surroundings
from app.storage.duties import OTHERS, OURS, DutyOrder
from app.storage.listing import Listing, Ordered
from app.storage.pinyin import initials
from app.storage.rows import Row

AT_ONCE = 200  # lines that are read together
MANY = 2000  # petitions to be read anew: more than one waits for without a word
MOST_LISTED = 10_000  # petitions in which typed words are found, the newest


class _Arranged(msgspec.Struct, frozen=True):
    """One selection as it stands: denunciations for who has the right, then the rows of the others."""

    apart: tuple[Petition, ...]
    rows: Ordered
    more: bool


class Listings(Papers):
    """Petitions and duties as lists."""

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def listed(self, selection: Selection) -> Listed:
        """How many petitions a selection shows. Its words are recorded as a search is (`search`)."""
        found = self._arranged(selection)
        total = len(found.apart) + len(found.rows)
        if selection.words.strip():
            told: Sequence[object] = self._rows_of(found, 0, total) if total <= MOST_FOUND else range(total)
            self._searched("search", CLOSED_WORDS if found.apart else selection.words, told)
        return Listed(count=total, more=found.more, words=selection.sentence)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def list_rows(self, selection: Selection, *, offset: int = 0, limit: int = 100) -> tuple[ListRow, ...]:
        """Some lines of a selection, from a place on; denunciations come first, for who has the right."""
        return self._rows_of(self._arranged(selection), offset, limit)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def list_told(
        self,
        selection: Selection,
        columns: Sequence[str],
        places: Sequence[tuple[int, int]] = (),
        *,
        most: int,
        progress: Progress | None = None,
    ) -> ListTold:
        """A selection as it is seen, to be printed or exported: all of it, or the stretches of it that were picked
        (first and last place of each). Denunciations are left out.

        Raises RuleBroken: list-empty; list-too-long, where it is more than `most`.
        """
        found = self._arranged(selection)
        before, total = len(found.apart), len(found.rows)
        stretches = [(max(0, first - before), min(last - before, total - 1)) for first, last in places]
        wanted = [(first, last) for first, last in stretches if last >= first] if places else [(0, total - 1)]
        count = sum(last - first + 1 for first, last in wanted)
        if not count:
            raise RuleBroken("list-empty", "列表中没有可以打印、导出的事项。")
        if count > most:
            raise RuleBroken("list-too-long", f"共{count}件，一次最多{most}件。请先筛选，或者选定其中一部分。")
        plain = msgspec.structs.replace(found, apart=())
        rows: list[ListRow] = []
        for first, last in wanted:
            for at in range(first, last + 1, AT_ONCE):
                rows += self._rows_of(plain, at, min(AT_ONCE, last - at + 1))
                if progress:
                    progress(len(rows), count)
        return ListTold(
            words=selection.sentence,
            picked=bool(places),
            columns=tuple(columns),
            lines=tuple(tuple(cell(row, name) for name in columns) for row in rows),
        )

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def list_values(self) -> dict[str, tuple[ListValue, ...]]:
        """What may be chosen in each field, with how many petitions there are of it, in the order of a list."""
        listing = self._listing_now()
        own = self._own_rows(listing)
        return {field: self._values(listing, field, own) for field in FIELDS[1:]}

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def duty_counts(self) -> dict[str, int]:
        """How many clocks are overdue, due today, within the week, later, and waited for: those of `due`."""
        day, only, kept = self.today(), self._only, self._listing_now().duties
        key = (self._written_so_far(), day, only)
        known, found = vars(self).get("_last_counts", (None, None))
        if known != key or found is None:
            found = kept.counts(day, only)
            vars(self)["_last_counts"] = (key, found)
        apart = Counter(duty.urgency for duty in self._duties_apart(day))
        return {urgency: count + apart[urgency] for urgency, count in found.items()}

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def duties(self, *, order: DutyOrder = "urgency", offset: int = 0, limit: int = 100) -> tuple[Duty, ...]:
        """Some of the clocks of `due`, from a place on: in its order, or by their last day alone."""
        day, only = self.today(), self._only
        kept = self._listing_now().duties
        apart = sorted(self._duties_apart(day), key=_by_day if order == "day" else _by_urgency)
        places = {
            kept.before(order, _whose_turn(duty), duty.deadline.effective, duty.number, only) + n: duty
            for n, duty in enumerate(apart)
        }
        wanted = range(offset, offset + max(0, limit))
        ahead = sum(place < offset for place in places)
        among = sum(place in wanted for place in places)
        rest = iter(self._duties_at(kept.page(order, offset - ahead, len(wanted) - among, only), day))
        found = (places[place] if place in places else next(rest, None) for place in wanted)
        return tuple(duty for duty in found if duty is not None)

    @needs()
    def ready_lists(self, progress: Progress | None = None) -> None:
        """Read what has changed where it is so much that somebody would wait for it: after an update, a schedule.

        Less is read when a list is asked for. A desk that is damaged is none the worse; the list says what is wrong.
        """
        known: Listing = vars(self).setdefault("_listing", Listing(self._db))
        with contextlib.suppress(StorageError), broken_surroundings():
            if self._vault.writable and known.behind(self.today(), self._basis()) > MANY:
                self._listing_now(progress)

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def page(self, *, offset: int = 0, limit: int = 100) -> list[Row]:
        """All petitions, newest first, a page at a time; denunciations before them, for who has the right."""
        apart = self._rows_apart()
        own, place = apart[offset : offset + limit], max(0, offset - len(apart))
        return [*own, *self._petitions.page(offset=place, limit=limit - len(own), by=self._only)]

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def count(self) -> int:
        """How many petitions the desk holds."""
        return self._petitions.count(self._only) + sum(1 for _one in self._apart())

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def due(self, on: dt.date | None = None, progress: Progress | None = None) -> tuple[Duty, ...]:
        """Every running or missed clock of open petitions as it stands on a day, the nearest first; of closed ones what
        is owed still. Reads every open petition: `duties` gives some of them at once.
        """
        day = on or self.today()
        found = self._duties_of(chain(self._apart_open(), self._all_seen(self._open(progress))), day)
        return tuple(sorted(found, key=_by_urgency))

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def waiting_hand_overs(self) -> tuple[Petition, ...]:
        """Open petitions whose hand-over nobody has confirmed yet."""
        listing = self._listing_now()
        return tuple(covered(one) for one in listing.petitions(listing.duties.handed(self._only)))

    def _rows_of(self, found: _Arranged, offset: int, limit: int) -> tuple[ListRow, ...]:
        own = found.apart[offset : offset + limit]
        place = max(0, offset - len(found.apart))
        others = self._listing_now().petitions(found.rows.rows(place, limit - len(own)))
        day = self.today()
        return (*(self._list_row(one, day, MARK) for one in own), *(self._list_row(one, day) for one in others))

    def _list_row(self, petition: Petition, day: dt.date, mark: str = "") -> ListRow:
        shut = petition.voided is not None or petition.at_rest or petition.away_from(self.station)
        due = () if shut else due_of(petition, clocks_as_loaded(petition, self.calendars, day))
        clock = nearest(due, day)
        return ListRow(
            number=petition.number,
            title=f"（登记作废）{petition.title}" if petition.voided else f"{mark}{petition.title}",
            who=petition.who,
            channel=petition.channel,
            category=petition.category,
            stage=petition.stage,
            received_on=petition.received_on,
            first_contact=petition.first_contact,
            office=petition.office,
            handler=petition.handler,
            place=petition.place,
            content_class=petition.content_class,
            clock=clock,
            urgency=urgency_of(clock, day) if clock else "",
        )

    def _arranged(self, selection: Selection) -> _Arranged:
        """The selection as it stands now, looked up once for as long as nothing changes."""
        listing = self._listing_now()
        key = (selection, self._written_so_far(), self.officer)
        known, found = vars(self).get("_last_arranged", (None, None))
        if known != key or found is None:
            found = self._arrange(listing, selection)
            vars(self)["_last_arranged"] = (key, found)
        return found

    def _arrange(self, listing: Listing, selection: Selection) -> _Arranged:
        within, more = self._own_rows(listing), False
        if selection.words.strip():
            texts, in_full = self.divisions.alternatives(selection.words), self.may(Right.REVEAL)
            rows = self._search.rows(*texts, most=MOST_LISTED, in_full=in_full)
            more = len(rows) >= MOST_LISTED
            within = bits_of(rows) if within is None else both(within, bits_of(rows))
        chosen = listing.chosen(selection, self.today(), within)
        return _Arranged(
            apart=self._apart_listed(selection),
            rows=listing.ordered(chosen, selection.order, descending=selection.descending),
            more=more,
        )

    def _apart_listed(self, selection: Selection) -> tuple[Petition, ...]:
        day = self.today()
        found = [
            (listed, one)
            for one in reversed(self._apart_with(selection.words))
            if matches(selection, listed := listed_by(one, self._due_apart(one, day), day), day)
        ]
        if selection.order != "number":
            found.sort(key=lambda pair: place_in_order(selection.order, pair[0][selection.order]))
        if selection.descending:
            found.reverse()
        return tuple(one for _listed, one in found)

    def _due_apart(self, petition: Petition, day: dt.date) -> tuple[Deadline, ...]:
        open_ = petition.voided is None and not petition.at_rest
        return due_of(petition, clocks_as_loaded(petition, self.calendars, day)) if open_ else ()

    def _values(self, listing: Listing, field: str, own: Bits | None) -> tuple[ListValue, ...]:
        found: dict[str, int] = {}
        for one in listing.values(field):
            seen = one.count if own is None else count(both(own, listing.rows_with(field, one.value.__eq__)))
            for offered in offered_by(field, one.value) if seen and one.value else ():
                found[offered] = found.get(offered, 0) + seen
        order = sorted(found, key=lambda value: place_in_order(field, value))
        letters = {value: initials(spoken(value))[0][:1].upper() if field in NAMED else "" for value in order}
        return tuple(ListValue(value=value, count=found[value], letter=letters[value]) for value in order)

    def _own_rows(self, listing: Listing) -> Bits | None:
        """The rows that the officer sees; None for all."""
        only = self._only
        if only is None:
            return None
        return either([listing.rows_with("first_contact", only.officer.__eq__), bits_of(set(only.more.values()) - {0})])

    def _duties_apart(self, day: dt.date) -> list[Duty]:
        return self._duties_of(self._apart_open(), day)

    def _duties_of(self, petitions: Iterable[Petition], day: dt.date) -> list[Duty]:
        return [
            duty_of(petition, clock, day)
            for petition in petitions
            for clock in due_of(petition, clocks_as_loaded(petition, self.calendars, day))
        ]

    def _duties_at(self, places: Sequence[tuple[int, int]], day: dt.date) -> list[Duty]:
        rows = list(dict.fromkeys(row for row, _n in places))
        petitions = dict(zip(rows, self._listing_now().petitions(rows), strict=True))
        due = {row: due_of(one, clocks_as_loaded(one, self.calendars, day)) for row, one in petitions.items()}
        return [duty_of(petitions[row], due[row][n], day) for row, n in places]

    def _listing_now(self, progress: Progress | None = None) -> Listing:
        """What the lists are read from, as it is today. Where nothing can be written it is made in memory."""
        today, basis = self.today(), self._basis()
        known: Listing = vars(self).setdefault("_listing", Listing(self._db))
        if known.is_current(today, basis):
            return known
        try:
            self._check_writable()
            with broken_surroundings():
                known.catch_up(self._counted(today), today, basis, progress)
        except StorageError:
            return self._listing_aside(today, basis, progress)
        return known

    def _check_listing(self) -> None:
        """What the lists are read from, against the petitions. Raises StorageError("projection-differs").

        What was wrong is made anew the next time.
        """
        kept = self._listing_now()
        table = kept.differs(self._listing_aside(self.today(), self._basis(), None))
        if not table:
            return
        self._check_writable()
        kept.doubt()
        raise StorageError(
            "projection-differs",
            f"列表索引（{table}）与事项不一致，下次打开列表时自动重建；台账和事项没有受到影响。",
            table=table,
        )

    def _listing_aside(self, today: dt.date, basis: str, progress: Progress | None) -> Listing:
        stamp = (self._written_so_far(), today, basis)
        made, found = vars(self).get("_listing_made", (None, None))
        if made != stamp or found is None:
            found = Listing.in_memory(self._db)
            found.catch_up(self._counted(today), today, basis, progress)
            vars(self)["_listing_made"] = (stamp, found)
        return found

    def _counted(self, today: dt.date) -> Callable[[Petition], tuple[Deadline, ...]]:
        calendars = self.calendars
        return lambda petition: clocks_as_loaded(petition, calendars, today)

    def _written_so_far(self) -> tuple[int, int]:
        """Another one whenever something was written, by us or by another program."""
        (version,) = self._db.conn.execute("PRAGMA data_version").fetchone()
        return self._db.conn.total_changes, version

    def _basis(self) -> str:
        """What calendar, periods and program count every clock by, in short."""
        calendars = self.calendars
        known, basis = vars(self).get("_known_basis", (None, ""))
        if known is not calendars:
            told = [(one.on, one.calendar.schedules, one.periods.all, one.periods.suspensions) for one in calendars]
            basis = hashlib.sha256(msgspec.json.encode([__version__, told])).hexdigest()
            vars(self)["_known_basis"] = (calendars, basis)
        return basis


def _whose_turn(duty: Duty) -> int:
    return OTHERS if duty.urgency == "waiting" else OURS


def _by_urgency(duty: Duty) -> tuple[bool, dt.date, str]:
    return duty.urgency == "waiting", duty.deadline.effective, duty.number


def _by_day(duty: Duty) -> tuple[dt.date, bool, str]:
    return duty.deadline.effective, duty.urgency == "waiting", duty.number
