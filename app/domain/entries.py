"""The journal entry: what happened, when, by whom; and the bytes of it that are hashed.

The canonical body of an entry is one JSON object in UTF-8: keys sorted by code point, no white space,
nothing escaped that JSON does not ask to be escaped, numbers only as integers. `docs/journal.md`
describes it for others; `tests/reference` freezes it. Bodies are stored and hashed as they were
written and never encoded again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec

from app.domain.errors import StorageError

if TYPE_CHECKING:
    from app.domain.petition import Petition
    from app.domain.records.officer import Staff

FORMAT = 1
GENESIS = "0" * 64  # `prev` of the first entry of a station's line
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # what bytes that are no entry raise


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of entry says. Subclasses are past participles: registered, accepted, served."""

    kind: ClassVar[str] = ""

    def begin(self, entry: Entry) -> Petition | None:
        """The petition that this entry begins; None for every kind but the registration."""
        return None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        """The petition after this entry."""
        return petition

    def staff_after(self, staff: Staff, entry: Entry) -> Staff:
        """Who works at the desk after this entry."""
        return staff

    def sentence(self, entry: Entry) -> str:
        """The entry as one Chinese sentence for the timeline, without date and officer."""
        return self.kind

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        """(series, year, serial) of every number that this entry takes."""
        return ()

    def numbers(self) -> tuple[str, ...]:
        """The same numbers as they are written, in the same order."""
        return (getattr(self, "number", ""),) if self.serials() else ()


class NumberedFacts(Facts, frozen=True, kw_only=True):
    """Facts of a kind that makes one numbered paper: its number and what stands at head and foot of it.

    `number_serial` is the place of the number in its `series` and `year`.
    """

    series: ClassVar[str] = ""

    number: str
    year: int
    number_serial: int
    unit: str
    phone: str

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        return ((self.series, self.year, self.number_serial),)


class Unknown(Facts, frozen=True, kw_only=True):
    """Facts of a kind that this program does not know: kept as they came, shown as such, never dropped."""

    raw: msgspec.Raw

    def sentence(self, entry: Entry) -> str:
        return f"本版程序不认识的记载（{entry.kind}），已原样保存"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a station's journal. `at` is when it was written, `on` the day the thing happened."""

    station: str  # desk code: 12-digit division + 2-digit desk
    epoch: int  # 1 for a new desk, a greater one after each restore from a backup
    seq: int  # gapless from 1 within (station, epoch)
    at: str  # ISO 8601 with zone, to the second
    on: dt.date
    officer: str
    petition: str  # "station.epoch.seq" of its registration, "" for an entry of the desk itself
    kind: str
    facts: Facts
    prev: str  # hex hash of the station's previous entry

    @property
    def ref(self) -> str:
        """What other entries and papers call this one."""
        return f"{self.station}.{self.epoch}.{self.seq}"


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """The canonical body: an entry without its hash, facts still as bytes."""

    v: int
    station: str
    epoch: int
    seq: int
    at: str
    on: dt.date
    officer: str
    petition: str
    kind: str
    facts: msgspec.Raw
    prev: str


S = TypeVar("S", bound=msgspec.Struct)


def record(kind: type[S], facts: Facts, entry: Entry, /, **other: Any) -> S:
    """What a petition remembers of an entry: the facts of the same names, and whatever else is given.

    `on`, `by` and `ref` come from the entry where the record has them and they are not given.
    """
    stamp = {"on": entry.on, "by": entry.officer, "ref": entry.ref}
    wanted = kind.__struct_fields__
    told = {name: getattr(facts, name) for name in facts.__struct_fields__ if name in wanted}
    return kind(**{name: value for name, value in {**stamp, **told, **other}.items() if name in wanted})


_encoder = msgspec.json.Encoder(order="sorted")
_body_decoder = msgspec.json.Decoder(Body)


def body_of(entry: Entry) -> bytes:
    """The canonical bytes of an entry."""
    return _encoder.encode(
        {
            "v": FORMAT,
            "station": entry.station,
            "epoch": entry.epoch,
            "seq": entry.seq,
            "at": entry.at,
            "on": entry.on,
            "officer": entry.officer,
            "petition": entry.petition,
            "kind": entry.kind,
            "facts": entry.facts.raw if isinstance(entry.facts, Unknown) else entry.facts,
            "prev": entry.prev,
        }
    )


def hash_of(body: bytes) -> str:
    """The hash that chains entries: SHA-256 of the canonical body, in hex."""
    return hashlib.sha256(body).hexdigest()


def tail_of(petition: str, prev: str, seq: int, station: str) -> bytes:
    """How the canonical body of such an entry ends: keys are sorted, so its place in the chain stands last.

    Checking a million entries compares these bytes instead of taking a million bodies apart.
    """
    return f',"petition":"{petition}","prev":"{prev}","seq":{seq},"station":"{station}","v":{FORMAT}}}'.encode()


def read_body(body: bytes) -> Body:
    """Take a canonical body apart, its facts still as bytes. Raises StorageError when it is none."""
    try:
        read = _body_decoder.decode(body)
    except UNREADABLE as error:
        raise StorageError("entry-damaged", "台账记载已损坏，无法读取。", problem=str(error)) from None
    if read.v != FORMAT:
        raise StorageError("entry-newer", "台账记载由更新版本的程序写成，请先升级本程序。", version=read.v)
    return read


def read_entry(body: bytes, kinds: Mapping[str, type[Facts]]) -> Entry:
    """The entry behind a canonical body; a kind that is not in `kinds` is kept as Unknown."""
    read = read_body(body)
    facts_type = kinds.get(read.kind)
    try:
        facts: Any = (
            msgspec.json.decode(read.facts, type=facts_type) if facts_type else Unknown(raw=msgspec.Raw(read.facts))
        )
    except UNREADABLE as error:
        raise StorageError("entry-damaged", f"台账第{read.seq}号记载已损坏，无法读取。", problem=str(error)) from None
    return Entry(
        station=read.station,
        epoch=read.epoch,
        seq=read.seq,
        at=read.at,
        on=read.on,
        officer=read.officer,
        petition=read.petition,
        kind=read.kind,
        facts=facts,
        prev=read.prev,
    )
