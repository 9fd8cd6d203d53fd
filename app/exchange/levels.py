"""Between a township and its villages: lines sent on to the county, how far they are held there, petitions handed down.

All of it is files on a stick beside the ordinary packages (docs/exchange.md, "Hierarchy and custody").
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from app.domain.custody import Told
from app.domain.entries import Entry, hash_of, read_body
from app.domain.errors import ExchangeError, StorageError
from app.domain.petition import Petition
from app.domain.steps.attachment import Attached
from app.domain.steps.custody import PassedBack, PassedOn, TakenOver
from app.domain.steps.table import read_entry
from app.exchange import format, relay
from app.exchange.acknowledgement import AboveLine, Acknowledgement
from app.exchange.format import Header
from app.exchange.held import Answers
from app.exchange.keys import KeyCard, StationKeys, decode_card
from app.exchange.medium import put_on_medium
from app.exchange.opening import SMALL, Opened
from app.exchange.sealing import Source, seal_to
from app.exchange.sending import Outbox, Packed
from app.exchange.superior import keys_of, one_of
from app.exchange.volumes import Outgoing, cut, with_attachments
from app.storage.attachments import OF_BELOW, Attachments, Kept
from app.storage.custody import Excerpt
from app.storage.driver import Database

HANDED: Final = "handed"
HANDED_PART: Final = "handed.jsonl"
PREFIX: Final = "attachments/"
SAYS_ATTACHED: Final = f'"kind":"{Attached.kind}"'.encode()  # in the body of every such entry, and in few others


class HeldAbove(msgspec.Struct, frozen=True):
    """How far a line of ours is held further up than by our superior, as that one told us."""

    name: str
    epoch: int
    last: int


def spoken(text: str, above: KeyCard | None) -> str:
    """Words about the superior as they are right at this desk: a village desk's is the township, not the county."""
    return text.replace("县级", "镇级") if above is not None and above.role == "desk" else text


def send_on(db: Database, outbox: Outbox, above: KeyCard, folder: Path) -> tuple[Packed, ...]:
    """Write what came from below and is not known to be above: each line as packages of its own.

    Raises ExchangeError when the medium, StorageError when the disk fails; what was written before counts.
    """
    rows = db.conn.execute(
        "SELECT e.station, e.epoch, max(e.seq), s.card FROM entries e JOIN stations s ON s.code = e.station"
        " GROUP BY e.station, e.epoch ORDER BY e.station, e.epoch"
    ).fetchall()
    sent: list[Packed] = []
    for station, epoch, last, card in rows:
        held = _held(db, above, station, epoch)
        if last > held:
            told = relay.encode_below(decode_card(card.encode("utf-8")), card)
            volumes = cut(functools.partial(_entries, db, station, epoch), held)
            before = (Source.of(relay.PART, told),)
            sent += outbox.send(volumes, epoch, folder, kind=relay.KIND, line=station, before=before)
    return tuple(sent)


def waiting(db: Database, above: KeyCard) -> int:
    """How many entries from below are not known to be held above."""
    rows = db.conn.execute("SELECT station, epoch, max(seq) FROM entries GROUP BY station, epoch").fetchall()
    return sum(max(0, last - _held(db, above, below, epoch)) for below, epoch, last in rows)


def check(db: Database, answer: Acknowledgement) -> None:
    """What the county says of a line from below must be what we hold. Raises ExchangeError("acknowledgement-mismatch").

    A line of which we hold less, because we were restored from a backup, is no contradiction.
    """
    for line in answer.relayed:
        found = db.conn.execute(
            "SELECT hash FROM entries WHERE (station, epoch, seq) = (?, ?, ?)", (line.station, line.epoch, line.last)
        ).fetchone()
        if found and found[0] != line.last_hash:
            raise ExchangeError(
                "acknowledgement-mismatch",
                f"回执所列 {line.station} 第 {line.last} 号记载与本台收到的不一致，没有采用。请与县级和该台核对。",
                station=line.station,
                epoch=line.epoch,
                last=line.last,
            )


def above_of(db: Database, above: KeyCard | None, station: str) -> tuple[AboveLine, ...]:
    """How far the lines of a station below are held above, as we were told."""
    if above is None:
        return ()
    rows = db.conn.execute("SELECT DISTINCT epoch FROM entries WHERE station = ? ORDER BY epoch", (station,)).fetchall()
    return tuple(AboveLine(epoch=epoch, last=_held(db, above, station, epoch)) for (epoch,) in rows)


def held_above(db: Database, superior: KeyCard | None, epoch: int) -> HeldAbove | None:
    """How far our line is held above our superior; None where nobody told."""
    if superior is None:
        return None
    keys = keys_of(db, superior)
    newest, _made = Answers(superior.code, keys).newest(db)
    found = db.conn.execute(
        f"SELECT name, epoch, last FROM held_above WHERE {one_of('sender_key', keys)} AND epoch = ? AND answer >= ?"
        " ORDER BY last DESC, id LIMIT 1",
        (*keys, epoch, newest),
    ).fetchone()
    return HeldAbove(*found) if found else None


def hand(
    desk: Path,
    keys: StationKeys,
    own: tuple[str, int],
    recipient: KeyCard,
    bodies: Iterable[bytes],
    contents: Attachments,
    folder: Path,
    now: dt.datetime,
) -> Path:
    """Write the entries that a station below needs for petitions handed to it or taken over from it.

    The attachments that they name go with them. It is sealed in the folder `desk` first, whatever its size.
    """
    bodies = tuple(bodies)
    outline = format.Outline(kind=HANDED, sender=own[0], epoch=own[1], first=0, last=0, made_at=now)
    sources = [Source.of(HANDED_PART, b"\n".join(bodies))]
    for sha256 in sorted(named_in(bodies)):
        size = contents.size(sha256)
        if size is not None:
            sources.append(Source(PREFIX + sha256, size, sha256, functools.partial(contents.read, sha256)))
    making = desk / ".handed.part"
    try:
        header = seal_to(making, outline, sources, signer=keys, recipient=recipient)
        stem, dot, suffix = format.package_name(header).rpartition(".")
        return put_on_medium(making, folder, f"{stem}-{header.payload_sha256[:8]}{dot}{suffix}")
    finally:
        with contextlib.suppress(OSError):
            making.unlink(missing_ok=True)


def to_hand(
    told: Told, petition: Petition, here: str, station: str, lost: Callable[[Entry], bool]
) -> tuple[bytes, ...]:
    """The entries of one petition that a station below needs from us.

    Where it had taken the petition over and was restored from a backup of before, it is handed all of it once more but
    for what it wrote itself since: a person there takes it over again. Nobody else could work on it.
    """
    pairs = tuple(zip(told.entries, told.bodies, strict=True))
    waiting = petition.waiting_transfer
    if waiting and waiting.to == station and not waiting.returned:
        return (*told.bodies, *told.beside_bodies)
    if petition.holder == station and not waiting:
        again = _taking_lost(told.entries, station, lost)
        return tuple(body for entry, body in pairs if not lost(entry)) if again else ()
    answers = {one.taken_ref for one in petition.transfers if one.giver == station}
    return tuple(body for entry, body in pairs if entry.ref in answers and entry.station == here)


def _taking_lost(entries: tuple[Entry, ...], station: str, lost: Callable[[Entry], bool]) -> bool:
    """Whether the station lost that it took the petition over, and neither took it again nor lost that it had it
    before."""
    own = [one for one in entries if one.station == station]
    moves = [one for one in own if isinstance(one.facts, TakenOver | PassedOn | PassedBack)]
    return bool(moves) and isinstance(moves[-1].facts, TakenOver) and lost(moves[-1]) and not any(map(lost, moves[:-1]))


def named_in(bodies: Iterable[bytes]) -> set[str]:
    """The hashes of the attachments that entries name."""
    found = (read_entry(body).facts for body in bodies if SAYS_ATTACHED in body)
    return {facts.sha256 for facts in found if isinstance(facts, Attached)}


def take_handed(package: Opened, contents: Attachments) -> bytes:
    """The entries of a package of kind `handed`; its attachments are kept as they pass by, in the caller's transaction.

    Raises ExchangeError: package-damaged, package-part-unnamed.
    """
    part, carried = b"", set()
    for one, chunks in package.parts():
        if one.name.startswith(PREFIX):
            carried.add(one.sha256)
            if not contents.has(one.sha256) and not contents.keep_as(Kept(one.sha256, one.size), chunks):
                raise format.refused("package-damaged")
        elif one.name == HANDED_PART and one.size <= SMALL:
            part = b"".join(chunks)
    if not part:
        raise format.refused("package-damaged")
    if carried - named_in(part.split(b"\n")):
        raise ExchangeError(
            "package-part-unnamed", "数据包中有附件没有任何一条记载写明，整包没有采用。请该台重新导出。"
        )
    return part


def read_handed(part: bytes, header: Header) -> list[Excerpt]:
    """The entries of a package of kind `handed`, each by its own hash.

    Raises ExchangeError("handed-damaged") for what is no entry of a petition of the sender's township.
    """
    found = []
    for number, body in enumerate(part.split(b"\n"), 1):
        try:
            read = read_body(body)
        except StorageError as error:
            raise _damaged(number, error.message) from None
        same = (code == header.sender or relay.is_below(code, header.sender) for code in (read.petition, read.station))
        if not read.petition or not all(same) or min(read.epoch, read.seq) < 1:
            raise _damaged(number, "不是该镇范围内事项的记载")
        found.append(
            Excerpt(
                petition=read.petition,
                station=read.station,
                epoch=read.epoch,
                seq=read.seq,
                hash=hash_of(body),
                body=body,
            )
        )
    return found


def _damaged(number: int, why: str) -> ExchangeError:
    return ExchangeError(
        "handed-damaged",
        f"移交数据包第 {number} 条不能采用（{why}），整包没有采用。请对方重新出具。",
        number=number,
        why=why,
    )


def _held(db: Database, above: KeyCard, station: str, epoch: int) -> int:
    """How far a line from below is known to be held above."""
    return Answers(above.code, keys_of(db, above)).below(db, station, epoch)


def _entries(db: Database, station: str, epoch: int, after: int) -> Iterator[Outgoing]:
    """The entries of a line from below, above `after`, each with the attachment that no entry before has named."""
    contents = Attachments(db.conn.execute, OF_BELOW)
    rows = db.conn.execute(
        "SELECT seq, hash, body FROM entries WHERE station = ? AND epoch = ? AND seq > ? ORDER BY seq",
        (station, epoch, after),
    )
    lines = (Outgoing(seq, digest, body) for seq, digest, body in rows)
    return with_attachments(lines, contents, contents.to_carry(station, epoch, after, {}))
