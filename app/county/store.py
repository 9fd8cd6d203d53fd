"""The county's side: takes in what desks send, keeps every station's line, answers with an acknowledgement."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from app.county import places
from app.county.backups import back_up_before_merging, back_up_before_migrating
from app.county.dispatching import Dispatched
from app.county.down import Down
from app.county.intake import Intake, Merged
from app.county.keeping import Keeping
from app.county.looking import Looking
from app.county.new_keys import Late, NewKeys, Replaced, late_words
from app.county.received import Received
from app.county.refusals import Refusals
from app.county.reports import VIEWS
from app.county.schema import COUNTY, PROGRAM
from app.county.seeing import Seeing
from app.county.signing import Signing
from app.county.status import CountyStatus, status
from app.county.surroundings import broken_store
from app.county.tables import Tables
from app.county.visiting import Visiting
from app.county.working import Working
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.passphrases import Unit
from app.domain.petition import Petition
from app.domain.practice import refuse_apart
from app.exchange import format
from app.exchange.key_ring import KeyRing, successor
from app.exchange.keys import KeyCard, StationKeys, decode_card, encode_card, fingerprint, make_card
from app.exchange.opening import check_head
from app.security import vault
from app.security.one_passphrase import OnePassphrase
from app.security.unlock import Slot
from app.storage.driver import Database
from app.storage.journal import Head


class Speaking(msgspec.Struct, frozen=True):
    """The desks' cards, our keys, and those that each desk knows us by."""

    cards: dict[str, KeyCard]
    ring: KeyRing | None  # None before anything was read
    signing: dict[str, StationKeys]


class County(Down, Keeping, Looking, OnePassphrase, Seeing, Signing, Visiting, Working):
    """One county store, unlocked. Use `create` or `open`, and close it; it is a context manager."""

    def __init__(
        self, folder: Path, opened: vault.Vault, clock: Callable[[], dt.datetime], *, write: bool = True
    ) -> None:
        self.folder = folder
        self._vault = opened
        self._db = opened.db
        self._write = write
        self._read_lines: dict[str, tuple[tuple[int, int], str]] = {}
        self._clock = clock
        with broken_store():
            code, name, keys = self._db.conn.execute("SELECT code, name, keys FROM county").fetchone()
        self.code: str = code
        self.name: str = name
        StationKeys.from_bytes(keys)  # refuses a store whose keys are damaged
        with broken_store():
            self._tables: Tables = places.open_tables(opened.db, code, write=write)
        self._received = Received(self._tables)
        self._refusals = Refusals(self._tables)
        self._dispatched = Dispatched(self._tables)
        self._intake = Intake(
            code=code,
            name=lambda: self.name,
            opening=lambda seal: self._new_keys().opening(seal),
            signing=lambda station: self._new_keys().signing(station),
            received=self._received,
            tables=self._tables,
            back_up=self._back_up_before_merging,
            writing=self._writing,
            broken=broken_store,
            clock=clock,
        )

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        code: str,
        name: str,
        passphrase: str,
        clock: Callable[[], dt.datetime],
        unlock_seconds: float = 1.0,
        program: str = PROGRAM,
        url: str = "",
    ) -> County:
        """Set up a county store. `code` is the six-digit division code; `url` a PostgreSQL database for the lines.

        Raises RuleBroken: county-code-wrong, county-name-missing, store-url-wrong, store-occupied; StorageError.
        """
        if len(code) != 6 or not (code.isascii() and code.isdigit()):
            raise RuleBroken("county-code-wrong", f"县级代码应为6位行政区划代码，现为“{code}”。", given=code)
        if not name.strip():
            raise RuleBroken("county-name-missing", "请填写县级单位名称。")

        def fill(db: Database, _slot: Slot) -> None:
            row = (code, name, StationKeys.generate().to_bytes(), clock().date().isoformat())
            db.conn.execute("INSERT INTO county (only, code, name, keys, made_on) VALUES (1, ?, ?, ?, ?)", row)
            if url:
                places.set_up(db, url, code)

        if url:
            places.check(url)
        with broken_store():
            opened = vault.create(folder, COUNTY, passphrase, fill, unlock_seconds=unlock_seconds, program=program)
        return cls._of(folder, opened, clock, write=True)

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str,
        *,
        clock: Callable[[], dt.datetime],
        write: bool = True,
        alone: bool = False,
        program: str = PROGRAM,
    ) -> County:
        """Unlock a county store. Raises StorageError as a desk does, and what the server of its lines says.

        Where the lines lie in PostgreSQL any number of programs may write at once: the folder stays unlocked, unless
        `alone` says that the store's own file is to be written too.
        """
        opened = vault.open_vault(
            *(folder, COUNTY, passphrase),
            write=write and (alone or (lambda key: places.writes_its_file(folder, key))),
            program=program,
            before_migrating=lambda key: back_up_before_migrating(folder, key, clock()),
        )
        return cls._of(folder, opened, clock, write=write)

    @classmethod
    def _of(cls, folder: Path, opened: vault.Vault, clock: Callable[[], dt.datetime], *, write: bool) -> County:
        try:
            return cls(folder, opened, clock, write=write)
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        """Lock the store."""
        self._tables.close()
        self._vault.close()

    def __enter__(self) -> County:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def unit(self) -> Unit:
        return Unit(name=self.name, station=self.code)

    @property
    def kept_in(self) -> str:
        """Where the received lines lie: "sqlite" (this folder's file) or "postgresql"."""
        return self._tables.engine

    # Keys

    def card(self) -> bytes:
        """The county's public key card, for the desks."""
        with broken_store():
            return encode_card(self._card(), self._new_keys().current)

    def fingerprint(self) -> str:
        """Our card's fingerprint, to be compared by telephone."""
        with broken_store():
            return fingerprint(self._card())

    @broken_store()
    def late(self) -> tuple[Late, ...]:
        """The desks that have not our newest card yet."""
        return self._new_keys().late()

    @broken_store()
    def renew_keys(self, reason: str) -> tuple[Late, ...]:
        """New keys from now on, told to every desk in what the old ones sign; returns the desks that are to hear of it.

        Until a desk's own line says that it has the new card, what goes to it is signed with the old keys; what goes to
        all alike until each of them has it. For keys that others may have got hold of this is not enough. The store
        must have been opened with `alone`. Raises RuleBroken("reason-missing"), StorageError.
        """
        if not reason.strip():
            raise RuleBroken("reason-missing", "请填写更换密钥的事由。", field="reason")
        if not self._vault.writable:
            raise StorageError("opened-read-only", "县级接收库以只读方式打开，不能更换密钥。")
        now = self._clock()
        new, made, proof = successor(self._card(), self._new_keys().current, now.date())
        self._received.stations()  # refuses before anything is changed where the server is gone
        self._vault.check_there()
        with self._db.atomic():
            self._db.conn.execute(
                "INSERT INTO former_keys (keys, made_at, replaced_at, reason, succession)"
                " SELECT keys, made_on, ?, ?, ? FROM county",
                (self._now(), reason.strip(), proof),
            )
            self._db.conn.execute("UPDATE county SET keys = ?, made_on = ?", (new.to_bytes(), made.made_on.isoformat()))
        with contextlib.suppress(StorageError), broken_store(), self._writing():  # every reply makes up for it
            for one in self._new_keys().late():
                self._tables.lock(one.code)
                self._tell_keys(one.code)
        return self._new_keys().late()

    def trust(self, card: bytes, *, replace: bool = False) -> KeyCard:
        """Take in a desk's key card; packages are taken only from desks whose card is here.

        Raises RuleBroken when a different card of the same desk is here already, or it was revoked: `replace` says that
        a person compared the fingerprint by telephone.
        """
        desk = decode_card(card)
        if desk.role != "desk":
            raise RuleBroken("card-not-desk", f"这是“{desk.name}”的县级公钥卡，不是接待台的。")
        refuse_apart(self.code, desk.code, desk.name)
        with broken_store(), self._writing():
            self._tables.lock(desk.code)
            self._received.trust(desk, card, self._now(), replace=replace)
        return desk

    def revoke(self, station: str, reason: str) -> None:
        """Take nothing more that a desk's key signs: stolen, lost or closed down. Raises RuleBroken."""
        with broken_store(), self._writing():
            self._received.revoke(station, reason, self._now())

    @broken_store()
    def stations(self) -> dict[str, KeyCard]:
        """The desks whose keys are here, by station code."""
        return self._received.stations()

    # Packages

    def receive(self, path: Path) -> Merged:
        """Take in a package as `_receive` does; one that is refused is remembered with its reason (`status`)."""
        try:
            return self._receive(path)
        except ExchangeError as refused:
            self.keep_refusal(path, refused)
            raise

    def keep_refusal(self, file: Path, refused: ExchangeError, *, sha256: str = "") -> None:
        """Remember a package that was refused, as far as the store can be written; with `sha256`, of an upload, that of
        the whole file, of which the beginning may be all that came."""
        with contextlib.suppress(StorageError), broken_store(), self._writing():
            self._refusals.keep(file, refused, self._now(), sha256=sha256)

    def _receive(self, path: Path) -> Merged:
        """Take in one desk's package, or one that a township sends on: all checks, then one transaction. The same one
        again changes nothing.

        Before the first one of a day that brings something new the store is backed up. Raises ExchangeError as
        `Intake.take_in`; StorageError("merge-without-backup").
        """
        return self._intake.take_in(path)

    def _back_up_before_merging(self) -> None:
        if self._vault.writable:
            self._vault.check_there()
            back_up_before_merging(self.folder, self._vault.key, self.code, self._clock())

    def check_head(
        self, data: bytes, stations: Mapping[str, KeyCard] | None = None, ring: KeyRing | None = None
    ) -> tuple[format.Header, int]:
        """What the head of a package proves before the rest of it is here, and how many bytes the whole one has.

        With the cards of `stations` and our `ring` nothing is read from the store, and any thread may ask; without,
        they are those by which `receive` would prove it. Raises ExchangeError as that does; "package-cut" while the
        head is not whole.
        """
        if stations is None:
            seen = format.peek(data)
            with broken_store():
                stations = self._received.senders(seen, self.head(seen.sender, seen.epoch).seq)
        keys = (ring or self._new_keys().ring).opening(format.peek(data).keys.seal)
        head = check_head(data, keys=keys, me=self.code, senders=stations)
        return head.header, head.length + head.header.payload_bytes

    def now(self) -> dt.datetime:
        """The machine's clock."""
        return self._clock()

    @broken_store()
    def speaking(self) -> Speaking:
        """What whoever speaks with the desks by line has to know."""
        known, cards = self._new_keys(), self._received.stations()
        return Speaking(cards=cards, ring=known.ring, signing={code: known.signing(code) for code in cards})

    def reply(self, station: str, folder: Path) -> Path:
        """Write the acknowledgement for a desk into a folder. Raises RuleBroken for an unknown desk."""
        with broken_store():
            refused = any(one.station == station for one in self._refusals.standing())
        return self._intake.answer(station, folder, refused=refused)

    # Questions

    @broken_store()
    def status(self) -> CountyStatus:
        """How things stand with each station, and which packages were not taken in and why."""
        return status(self._tables, self._clock(), frozenset(one.code for one in self._new_keys().late()))

    @broken_store()
    def report(self, view: str) -> list[dict[str, Any]]:
        """The rows of one of the views for reports, as somebody with another program reads them.

        Raises RuleBroken("no-such-report").
        """
        if view not in VIEWS:
            raise RuleBroken("no-such-report", f"没有“{view}”这种报表，有：{'、'.join(VIEWS)}。", known=list(VIEWS))
        return self._tables.rows(f"SELECT * FROM {view} ORDER BY 1, 2, 3")

    @broken_store()
    def head(self, station: str, epoch: int) -> Head:
        """How far we have a station's line."""
        return self._received.head(station, epoch)

    @broken_store()
    def show(self, number: str) -> tuple[Petition, list[bytes]]:
        """One petition as the county has it, and its entries' bodies as they came. Raises RuleBroken."""
        return self.all_of(number)[0]

    @broken_store()
    def all_of(self, number: str) -> list[tuple[Petition, list[bytes]]]:
        """Every petition of this number, that of the newest line first.

        There are two where a desk was restored from a backup and gave a number out again whose entries it had lost:
        both are kept, and people decide. Raises RuleBroken("no-such-petition").
        """
        found = self._received.all_of(number)
        if not found:
            raise RuleBroken(
                "no-such-petition", f"没有编号为“{number}”的事项，请核对编号，或尚未收到该台数据包。", number=number
            )
        return found

    # Inside

    def _writing(self) -> Any:
        self._check_writable()
        return self._tables.atomic()

    def _check_writable(self) -> None:
        if not self._write:
            raise StorageError("opened-read-only", "县级接收库以只读方式打开，不能写入。")
        self._vault.check_there()
        self._wrote = True

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")

    def _new_keys(self) -> NewKeys:
        """Read anew each time: where the lines lie in PostgreSQL another program may have renewed them."""
        keys = self._db.conn.execute("SELECT keys FROM county").fetchone()[0]
        rows = self._db.conn.execute(
            "SELECT keys, made_at, replaced_at, succession FROM former_keys ORDER BY id"
        ).fetchall()
        replaced = (
            Replaced(StationKeys.from_bytes(old), dt.date.fromisoformat(made_on), at, succession)
            for old, made_on, at, succession in rows
        )
        return NewKeys(
            code=self.code,
            current=StationKeys.from_bytes(keys),
            replaced=tuple(replaced),
            tables=self._tables,
            read=self._read_lines,
        )

    @broken_store()
    def _for_all(self) -> tuple[StationKeys, KeyCard, str]:
        """What every desk can prove: keys, their card, and in words who keeps us from using the newest."""
        known = self._new_keys()
        place = known.for_all()
        if place == len(known.replaced):
            return known.current, self._card(), ""
        former = known.replaced[place]
        words = f"{late_words(known.late())}在此之前仍用原密钥签名，已有新公钥卡的接待台同样认可。"
        return former.keys, self._card_of(former.keys, former.made_on), words

    def _card(self) -> KeyCard:
        made_on = self._db.conn.execute("SELECT made_on FROM county").fetchone()[0]
        return self._card_of(self._new_keys().current, dt.date.fromisoformat(made_on))

    def _card_of(self, keys: StationKeys, made_on: dt.date) -> KeyCard:
        return make_card(keys, role="county", code=self.code, name=self.name, made_on=made_on)
