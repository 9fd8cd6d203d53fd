"""Projections: the tables that lists, search and numbers read. Written with the entry, rebuilt from the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.entries import Entry, record
from app.domain.errors import RuleBroken
from app.domain.office import Office
from app.domain.petition import Petition
from app.domain.records.custody import Station
from app.domain.records.reception import MatterReceived, ReceptionDay
from app.domain.records.record import station_of
from app.domain.steps.desk import Described, Opened, Paired
from app.domain.steps.reception import ReceptionDayCancelled, ReceptionDayPlanned
from app.domain.steps.table import apply
from app.storage import arrivals, denunciations, found_by
from app.storage.arrivals import Arrivals
from app.storage.attachments import Attachments
from app.storage.custody import Custody
from app.storage.denunciations import Compartment, Denunciations
from app.storage.driver import Database
from app.storage.found_by import searched
from app.storage.rows import Rows, damaged, read_state

# Every table that is rebuilt from the journal, with the columns that put its rows in order.
PROJECTIONS = {
    "attached": "station, epoch, seq",
    "arrivals": "row",
    "petitions": "row",
    "contacts": '"on", petition, n',
    "denunciations": "row",
    "former_peers": "code, n",
    "links": "other, petition, n",
    "numbers": "station, series, year",
    "office": "only",
    "peers": "code",
    "reception_days": "held_on, leader",
    "receptions": "held_on, leader, petition",
    "search_places": "term, doc, col, offset",
}

_encode = msgspec.json.Encoder(order="sorted").encode


def _read_day(state: bytes) -> ReceptionDay:
    try:
        return msgspec.json.decode(state, type=ReceptionDay)
    except msgspec.DecodeError as error:
        raise damaged("接访安排", error) from None


class DeskState(msgspec.Struct, frozen=True):
    """The office and its officers as the journal has them."""

    office: Office
    officers: tuple[str, ...]


# Tables whose last column is a state -> that state as this program writes it.
STATES: dict[str, Callable[[bytes], bytes]] = {
    "petitions": lambda state: _encode(read_state(state)),
    "arrivals": arrivals.rewritten,
    "denunciations": denunciations.rewritten,
    "office": lambda state: _encode(msgspec.json.decode(state, type=DeskState)),
    "reception_days": lambda state: _encode(_read_day(state)),
}


class Petitions(Rows):
    """Folds entries into the tables and reads them back."""

    def __init__(self, db: Database, compartment: Compartment | None = None, custody: Custody | None = None) -> None:
        super().__init__(db)
        self.custody = custody or Custody(db)
        self._compartment = compartment or Compartment(db)
        self.denunciations = Denunciations(db)
        self.arrivals = Arrivals(db)
        self._attachments = Attachments(db.conn.execute)

    def kept(self, entry: Entry) -> Entry:
        """The entry as the journal is to keep it: sealed when it is one of a denunciation."""
        apart = denunciations.begins(entry.facts) or (entry.petition and self.denunciations.by_id(entry.petition))
        return self._compartment.sealed(entry) if apart else entry

    def opened(self, entry: Entry) -> Entry:
        """What a sealed entry says, any other as it is; for who has the right alone."""
        return self._compartment.opened(entry)

    def project(self, entry: Entry) -> Petition | None:
        """Fold one entry, sealed or opened, into the projections; the caller holds the transaction that wrote it."""
        entry = self._compartment.opened(entry)
        self._take_numbers(entry)
        self.arrivals.project(entry)
        if isinstance(entry.facts, Opened | Described):
            self._save_desk(DeskState(entry.facts.office, entry.facts.officers))
        elif isinstance(entry.facts, Paired):
            self._save_peer(entry.facts)
        elif isinstance(entry.facts, ReceptionDayPlanned):
            self._save_reception_day(record(ReceptionDay, entry.facts, entry))
        elif isinstance(entry.facts, ReceptionDayCancelled):
            self._cancel_reception_day(entry.facts, entry)
        if not entry.petition:
            return None
        apart = self.denunciations.by_id(entry.petition)
        if apart or denunciations.begins(entry.facts):
            return self._project_apart(apart, entry)
        self._attachments.note(entry)
        if self.custody.moves(entry):
            return self._project_moved(entry)
        before = self._load("id", entry.petition)
        after = apply(before[1] if before else None, entry)
        if after is None:
            return None
        self._save(before, after, entry)
        return after

    def _project_apart(self, before: Petition | None, entry: Entry) -> Petition | None:
        """Into the compartment, and into no other table."""
        after = apply(before, entry)
        if after is not None:
            self.denunciations.save(after, entry)
        return after

    def _project_moved(self, entry: Entry) -> Petition | None:
        """A petition that goes from desk to desk: folded from all its entries. It has a row once it was held here."""
        told = self.custody.told(entry.petition)
        self.custody.keep(entry.petition, told)
        known, state = self._load("id", entry.petition), told.petition
        if state is not None and (known or state.was_held_by(entry.station)):
            columns = {**_columns(state, entry.station), **_written(entry)}
            self._save_anew(known[0] if known else None, state, columns, entry.station)
        return state

    def refold(self, petition: str) -> None:
        """Entries of other desks came: tell the petition anew. The caller holds the transaction."""
        told = self.custody.told(petition)
        self.custody.keep(petition, told)
        found = self._db.conn.execute("SELECT row, station FROM petitions WHERE id = ?", (petition,)).fetchone()
        if found and told.petition:
            self._save_anew(found[0], told.petition, _columns(told.petition, found[1]), found[1])

    def _save_anew(self, row: int | None, state: Petition, columns: dict[str, Any], here: str) -> None:
        """The row with all that hangs on it, whatever was there; `here` is our own station."""
        if row is None:
            row = self._insert("petitions", columns)
        else:
            self._update(row, columns)
            for table in ("contacts", "links", "receptions"):
                self._db.conn.execute(f"DELETE FROM {table} WHERE petition = ?", (row,))
            self._db.conn.execute("DELETE FROM search WHERE rowid = ?", (row,))
        self._save_contacts(row, state, known=0)
        self._save_links(row, state, known=0)
        self._save_receptions(row, state, known=0)
        for n, contact in enumerate(state.contacts, 1):
            if (
                not contact.standing or (station_of(contact.ref) if contact.ref else state.station) != here
            ):  # listed where it was made
                self._db.conn.execute("DELETE FROM contacts WHERE petition = ? AND n = ?", (row, n))
        for n, one in enumerate(state.receptions, 1):
            if one.split_on:
                self._db.conn.execute("DELETE FROM receptions WHERE petition = ? AND n = ?", (row, n))
        found_by.index(self._db, row, state)

    def load(self, number: str) -> Petition:
        """The petition with this number. Raises RuleBroken("no-such-petition")."""
        found = self.find(number)
        if found is None:
            raise no_such(sound(number))
        return found

    def find(self, number: str) -> Petition | None:
        """The petition with this number, None when there is none."""
        found = self._load("number", sound(number))
        return found[1] if found else None

    def by_id(self, id_: str) -> Petition:
        """The petition with this id. Raises RuleBroken("no-such-petition")."""
        found = self._load("id", id_)
        if found is None:
            raise no_such(id_)
        return found[1]

    def has(self, id_: str) -> bool:
        """Whether there is a petition with this id; a denunciation is none."""
        return self._db.conn.execute("SELECT 1 FROM petitions WHERE id = ?", (id_,)).fetchone() is not None

    def linked_to(self, petition: str) -> list[Petition]:
        """The petitions that were linked to the one with this id, undone or not, the newest first."""
        rows = self._db.conn.execute(
            "SELECT state FROM petitions WHERE row IN (SELECT petition FROM links WHERE other = ?) ORDER BY row DESC",
            (petition,),
        )
        return [read_state(state) for (state,) in rows]

    def reception_day(self, day: dt.date, leader: str) -> ReceptionDay | None:
        """The newest plan of a leader for a day, cancelled or not; None when there is none."""
        found = self._db.conn.execute(
            "SELECT state FROM reception_days WHERE held_on = ? AND leader = ?", (day.isoformat(), leader)
        ).fetchone()
        return _read_day(found[0]) if found else None

    def reception_days(self, first: dt.date, last: dt.date) -> list[ReceptionDay]:
        """The planned days from `first` to `last`, cancelled ones too, in order."""
        rows = self._db.conn.execute(
            "SELECT state FROM reception_days WHERE held_on BETWEEN ? AND ? ORDER BY held_on, leader",
            (first.isoformat(), last.isoformat()),
        )
        return [_read_day(state) for (state,) in rows]

    def received_by_leaders(self, first: dt.date, last: dt.date) -> list[MatterReceived]:
        """What leaders received from `first` to `last`, in order of day, leader and registration."""
        rows = self._db.conn.execute(
            "SELECT p.state, r.n FROM receptions r JOIN petitions p ON p.row = r.petition"
            " WHERE r.held_on BETWEEN ? AND ? ORDER BY r.held_on, r.leader, r.petition",
            (first.isoformat(), last.isoformat()),
        )
        return [_received(read_state(state), n) for state, n in rows]

    def received_on(self, day: dt.date, leader: str) -> int:
        """How many petitions a leader received on a day."""
        statement = "SELECT count(*) FROM receptions WHERE held_on = ? AND leader = ?"
        return int(self._db.conn.execute(statement, (day.isoformat(), leader)).fetchone()[0])

    def next_serial(self, station: str, series: str, year: int) -> int:
        """The next free number of a series: numbers have no gaps and are never used twice."""
        found = self._db.conn.execute(
            "SELECT last FROM numbers WHERE station = ? AND series = ? AND year = ?", (station, series, year)
        ).fetchone()
        return (found[0] if found else 0) + 1

    def desk(self) -> DeskState | None:
        """Office and officers, None before the desk was opened."""
        found = self._db.conn.execute("SELECT state FROM office").fetchone()
        return msgspec.json.decode(found[0], type=DeskState) if found else None

    def peers(self) -> dict[str, str]:
        """Code -> key card of every county whose keys were taken in, the newest first."""
        return dict(self._db.conn.execute("SELECT code, card FROM peers ORDER BY rowid DESC").fetchall())

    def stations_below(self) -> tuple[Station, ...]:
        """The desks below whose keys are here."""
        rows = self._db.conn.execute("SELECT code, name FROM stations WHERE revoked_at = '' ORDER BY code")
        return tuple(Station(code=code, name=name) for code, name in rows)

    def last_written(self, number: str) -> tuple[str, int, int]:
        """(station, epoch, seq) of the newest entry of a petition. Raises RuleBroken("no-such-petition")."""
        number = sound(number)
        found = self._db.conn.execute(
            "SELECT station, epoch, last_seq FROM petitions WHERE number = ?"
            " UNION ALL SELECT station, epoch, last_seq FROM denunciations WHERE number = ?",
            (number, number),
        ).fetchone()
        if found is None:
            raise no_such(number)
        return (found[0], found[1], found[2])

    def _load(self, column: str, value: str) -> tuple[int, Petition] | None:
        found = self._db.conn.execute(
            f"SELECT row, state FROM petitions WHERE {column} = ? ORDER BY row DESC LIMIT 1", (value,)
        ).fetchone()
        return (found[0], read_state(found[1])) if found else None

    def _save(self, before: tuple[int, Petition] | None, after: Petition, entry: Entry) -> None:
        columns = {**_columns(after, entry.station), **_written(entry)}
        if before is None:
            row = self._insert("petitions", columns)
            self._save_contacts(row, after, known=0)
            self._save_links(row, after, known=0)
            self._save_receptions(row, after, known=0)
            found_by.index(self._db, row, after)
            return
        row, old = before
        self._update(row, columns)
        self._save_contacts(row, after, known=len(old.contacts))
        self._save_links(row, after, known=len(old.links))
        self._save_receptions(row, after, known=len(old.receptions))
        self._take_away_split(row, old, after)
        self._put_right(row, old, after)
        if searched(old) != searched(after) or old.petitioners != after.petitioners:
            self._db.conn.execute("DELETE FROM search WHERE rowid = ?", (row,))
            found_by.index(self._db, row, after)

    def _update(self, row: int, columns: dict[str, Any]) -> None:
        assignments = ", ".join(f"{name} = ?" for name in columns)
        self._db.conn.execute(f"UPDATE petitions SET {assignments} WHERE row = ?", (*columns.values(), row))

    def _insert(self, table: str, columns: dict[str, Any]) -> int:
        marks = ", ".join("?" * len(columns))
        names = ", ".join(columns)
        cursor = self._db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values()))
        return int(cursor.lastrowid or 0)

    def _save_contacts(self, row: int, petition: Petition, *, known: int) -> None:
        for n, contact in enumerate(petition.contacts[known:], known + 1):
            self._db.conn.execute(
                "INSERT INTO contacts VALUES (?, ?, ?, ?, ?, ?)",
                (contact.on.isoformat(), row, n, contact.channel, contact.head_count, contact.by),
            )

    def _take_away_split(self, row: int, old: Petition, after: Petition) -> None:
        """What was split off counts on no day's list; the petition keeps it."""
        if len(old.standing_contacts) <= len(after.standing_contacts):
            return
        for n, (was, now) in enumerate(zip(old.contacts, after.contacts, strict=False), 1):
            if was.standing and not now.standing:
                self._db.conn.execute("DELETE FROM contacts WHERE petition = ? AND n = ?", (row, n))
        for n, (met, one) in enumerate(zip(old.receptions, after.receptions, strict=False), 1):
            if one.split_on and not met.split_on:
                self._db.conn.execute("DELETE FROM receptions WHERE petition = ? AND n = ?", (row, n))

    def _put_right(self, row: int, old: Petition, after: Petition) -> None:
        """A contact that was corrected counts as it is now, where it is listed."""
        for n, (was, now) in enumerate(zip(old.contacts, after.contacts, strict=False), 1):
            if (was.channel, was.head_count) != (now.channel, now.head_count):
                self._db.conn.execute(
                    "UPDATE contacts SET channel = ?, head_count = ? WHERE petition = ? AND n = ?",
                    (now.channel, now.head_count, row, n),
                )

    def _save_links(self, row: int, petition: Petition, *, known: int) -> None:
        for n, link in enumerate(petition.links[known:], known + 1):
            self._db.conn.execute("INSERT INTO links VALUES (?, ?, ?)", (link.other, row, n))

    def _save_receptions(self, row: int, petition: Petition, *, known: int) -> None:
        for n, one in enumerate(petition.receptions[known:], known + 1):
            self._db.conn.execute(
                "INSERT INTO receptions VALUES (?, ?, ?, ?)", (one.on.isoformat(), one.leader, row, n)
            )

    def _save_reception_day(self, day: ReceptionDay) -> None:
        self._db.conn.execute(
            "INSERT OR REPLACE INTO reception_days VALUES (?, ?, ?)",
            (day.held_on.isoformat(), day.leader, _encode(day)),
        )

    def _cancel_reception_day(self, facts: ReceptionDayCancelled, entry: Entry) -> None:
        day = self.reception_day(facts.held_on, facts.leader)
        if day is not None:
            self._save_reception_day(
                msgspec.structs.replace(
                    day, cancelled_on=entry.on, cancelled_by=entry.officer, cancelled_reason=facts.reason
                )
            )

    def _take_numbers(self, entry: Entry) -> None:
        for taken in entry.facts.serials():
            self._db.conn.execute(
                "INSERT INTO numbers VALUES (?, ?, ?, ?)"
                " ON CONFLICT (station, series, year) DO UPDATE SET last = max(last, excluded.last)",
                (entry.station, *taken),
            )

    def _save_desk(self, desk: DeskState) -> None:
        self._db.conn.execute("INSERT OR REPLACE INTO office VALUES (1, ?)", (_encode(desk),))

    def _save_peer(self, peer: Paired) -> None:
        if peer.followed:
            self._db.conn.execute(
                "INSERT INTO former_peers"
                " SELECT code, (SELECT count(*) FROM former_peers f WHERE f.code = p.code), card"
                " FROM peers p WHERE code = ? AND fingerprint = ?",
                (peer.code, peer.followed),
            )
        else:
            self._db.conn.execute("DELETE FROM former_peers WHERE code = ?", (peer.code,))
        self._db.conn.execute(
            "INSERT OR REPLACE INTO peers VALUES (?, ?, ?, ?)", (peer.code, peer.name, peer.card, peer.fingerprint)
        )


def _received(petition: Petition, n: int) -> MatterReceived:
    return MatterReceived(
        number=petition.number,
        title=petition.title,
        who=petition.who,
        stage=petition.stage,
        reception=petition.receptions[n - 1],
    )


def sound(text: str) -> str:
    """Text that can be asked for and shown: a lone surrogate, from an argument that was no UTF-8, has no bytes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def no_such(number: str) -> RuleBroken:
    return RuleBroken("no-such-petition", f"没有编号为“{number}”的事项，请核对编号。", number=number)


def _columns(petition: Petition, here: str) -> dict[str, Any]:
    """The columns that tell the petition; for the desk `here` it is not open while another holds it."""
    return {
        "id": petition.id,
        "number": petition.number,
        "title": f"（登记作废）{petition.title}" if petition.voided else petition.title,
        "who": petition.who,
        "channel": petition.channel,
        "category": petition.category,
        "stage": petition.stage,
        "received_on": petition.received_on.isoformat(),
        "first_contact": petition.first_contact,
        "office": petition.office,
        "handler": petition.handler,
        "closed": int(petition.voided is not None or petition.at_rest or petition.away_from(here)),
        "state": _encode(petition),
    }


def _written(entry: Entry) -> dict[str, Any]:
    """The columns that say which entry of our own was the last."""
    return {"station": entry.station, "epoch": entry.epoch, "last_seq": entry.seq, "last_at": entry.at}
