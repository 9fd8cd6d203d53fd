"""Packages from stations below are taken in and answered: by a county, and by a township for its villages."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from app.county.carried import PREFIX, Carried
from app.county.lines import check_lines
from app.county.received import Received, Taken
from app.county.tables import Tables
from app.domain.errors import ExchangeError, RuleBroken
from app.exchange import acknowledgement, format, relay
from app.exchange.acknowledgement import AboveLine, RelayedLine
from app.exchange.keys import KeyCard, StationKeys
from app.exchange.medium import read_start, write_package
from app.exchange.opening import Opened, opened
from app.exchange.sealing import seal


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What one package brought: how many entries were new, and how far the station's line reaches now."""

    station: str
    epoch: int
    first: int
    last: int
    new: int
    head: int
    petitions: int
    unlisted: tuple[str, ...] = ()  # what a newer version wrote and this one does not know: kept as it came
    words: str
    through: str = ""  # the township that sent it on


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What taking in needs of the store that it is done for."""

    code: str
    name: Callable[[], str]
    opening: Callable[[str], StationKeys]  # the keys to which a package with this key id is sealed
    signing: Callable[[str], StationKeys]  # the keys by which a station knows us
    received: Received
    tables: Tables
    back_up: Callable[[], None]  # before something new is merged; raises StorageError
    writing: Callable[[], contextlib.AbstractContextManager[Any]]  # one transaction
    broken: Callable[[], contextlib.AbstractContextManager[None]]  # what disk and server do, in sentences
    clock: Callable[[], dt.datetime]

    def take_in(self, path: Path) -> Merged:
        """Take in one package: all checks, then one transaction. The same one again changes nothing.

        Raises ExchangeError: as opening.opened; package-gap (which numbers are missing), package-fork (our line and
        the station's differ), package-chain (the entries do not hang together), relayed-not-below (no village of the
        township that sent it on), package-kind-unknown; StorageError as `back_up`.
        """
        seen = format.peek(read_start(path))
        if seen.sender == self.code:
            raise ExchangeError("package-own", "这是本单位自己出具的数据包，没有读入。请把它交给接待台。")
        relayed = seen.kind == relay.KIND
        with self.broken():
            held = 0 if relayed else self.received.head(seen.sender, seen.epoch).seq
            senders = self.received.senders(seen, seen.last if relayed else held)
        keys = self.opening(seen.keys.seal)
        with opened(path, keys=keys, me=self.code, senders=senders) as package, self.broken():
            self._refuse_other_kinds(package)
            with contextlib.ExitStack() as held_open:
                taken, header = self._take(package, path.name, senders, held_open)
            beyond = self.received.beyond(header)
        return _merged(taken, header, beyond, through=seen.sender if relayed else "")

    def _refuse_other_kinds(self, package: Opened) -> None:
        kind, names = package.header.kind, {part.name for part in package.listed}
        known = kind == "entries" or (kind == relay.KIND and relay.PART in names)
        if not known or acknowledgement.ENTRIES not in names:
            raise ExchangeError("package-kind-unknown", f"本版程序不认识这种数据包（{kind}），没有采用。", kind=kind)

    def _take(
        self, package: Opened, name: str, senders: dict[str, KeyCard], held_open: contextlib.ExitStack
    ) -> tuple[Taken, format.Header]:
        """All parts of a package, read to its end inside the transaction, which begins once it is known whose it is."""
        taken, header, through = Taken(0, 0, 0), package.header, ""
        below: relay.Below | None = None
        carried = Carried(self.tables)
        early = header.kind == relay.KIND and any(part.name.startswith(PREFIX) for part in package.listed)
        if header.kind != relay.KIND:
            self._begin(header, held_open)
        elif early:  # attachments come before it is known whose they are
            self.back_up()
            held_open.enter_context(self.writing())
        for part, chunks in package.parts():
            if part.name == relay.PART and header.kind == relay.KIND:
                through = header.sender
                below = relay.read_below(b"".join(chunks), senders[through])
                header = msgspec.structs.replace(header, sender=below.card.code)
                if early:
                    self.tables.lock(header.sender)
                else:
                    self._begin(header, held_open)
                self.received.vouch(below.card, below.text, through, self._now())
            elif part.name == acknowledgement.ENTRIES:
                if header.kind == relay.KIND and below is None:
                    raise format.refused("package-damaged")
                took = functools.partial(self.received.wrote, header.sender)
                lines = check_lines(chunks, header, took)
                taken = self.received.take(lines, package.sha256, name, header, self._now(), carried, through=through)
            elif part.name.startswith(PREFIX):
                carried.keep(part, chunks)
        carried.check(header)
        if below is not None:
            self.received.refuse_other_card(below.card, senders[through].name)
        return taken, header

    def _begin(self, header: format.Header, held_open: contextlib.ExitStack) -> None:
        """A package that brings something new is not taken in without a backup of the day."""
        head = self.received.head(header.sender, header.epoch).seq
        if header.first <= head + 1 <= header.last:
            self.back_up()
        held_open.enter_context(self.writing())
        self.tables.lock(header.sender)

    def answer(
        self,
        station: str,
        folder: Path,
        *,
        above: tuple[AboveLine, ...] = (),
        above_name: str = "",
        refused: bool = False,
    ) -> Path:
        """Write the acknowledgement for a station into a folder: how far its lines are here, and those it sent on.

        `above` says how far its lines are further up; `refused` that what it sent was refused: it is told even that
        nothing of it is here, so that it sends again what is missing. Raises RuleBroken("nothing-received").
        """
        with self.broken():
            card = self.received.stations().get(station)
            epoch = self.received.newest(station)
            relayed = self.received.relayed_by(station)
            township = self.received.through(station)
            if township:
                raise RuleBroken(
                    "answered-through-township",
                    f"该台数据由 {township} 转报，回执请出具给该镇，由镇转告。",
                    station=station,
                    township=township,
                )
            if card is None or (epoch is None and not relayed and not refused):
                raise RuleBroken(
                    "nothing-received", f"尚未收到接待台 {station} 的数据包，没有可签收的内容。", station=station
                )
            answer = self._acknowledgement(station, epoch or 1, relayed, above, above_name)
            outline = format.Outline(
                kind="acknowledgement",
                sender=self.code,
                epoch=answer.epoch,
                first=min(1, answer.last),
                last=answer.last,
                made_at=self.clock(),
            )
            parts = {acknowledgement.PART: acknowledgement.encode(answer)}
            data = seal(outline, parts, signer=self.signing(station), recipient=card)
            return write_package(folder, format.package_name(format.peek(data)), data)

    def _acknowledgement(
        self, station: str, epoch: int, relayed: tuple[RelayedLine, ...], above: tuple[AboveLine, ...], above_name: str
    ) -> acknowledgement.Acknowledgement:
        head = self.received.head(station, epoch)
        return acknowledgement.Acknowledgement(
            station=station,
            epoch=epoch,
            last=head.seq,
            last_hash=head.hash,
            county=self.code,
            county_name=self.name(),
            received_at=self.received.received_at(station, epoch) if head.seq else self._now(),
            earlier=self.received.earlier(station, epoch),
            relayed=relayed,
            above=above,
            above_name=above_name,
        )

    def _now(self) -> str:
        return self.clock().isoformat(timespec="seconds")


def _merged(taken: Taken, header: format.Header, beyond: str, *, through: str) -> Merged:
    last = max(taken.before, header.last)
    words = f"新收 {taken.new} 条记载，该台已收至第 {last} 号。" if taken.new else "此包内容此前已收，没有变化。"
    return Merged(
        station=header.sender,
        epoch=header.epoch,
        first=header.first,
        last=header.last,
        new=taken.new,
        head=last,
        petitions=taken.petitions,
        unlisted=tuple(sorted(taken.unlisted)),
        words=words + beyond + _unlisted_words(taken.unlisted),
        through=through,
    )


def _unlisted_words(found: frozenset[str]) -> str:
    if not found:
        return ""
    return f"其中有本版程序不认识的内容（{'、'.join(sorted(found))}），已原样保存，升级程序后可见。"
