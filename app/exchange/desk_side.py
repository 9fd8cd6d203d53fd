"""The desk's side of the exchange: what waits for the county, the package, the acknowledgement read back."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.steps.restored import Restored
from app.domain.steps.table import read_entry
from app.exchange import acknowledgement, data_package, format, held, levels
from app.exchange.closed_list import refuse_unlisted
from app.exchange.held import Answers, made_at
from app.exchange.key_ring import KeyRing
from app.exchange.keys import KeyCard, StationKeys
from app.exchange.medium import read_small, read_start
from app.exchange.opening import SMALL, open_package, opened
from app.exchange.sending import Outbox, Packed
from app.exchange.superior import keys_of, one_of, senders
from app.exchange.volumes import LEAST_VOLUME, MOST_VOLUME, VOLUME, Outgoing, cut, with_attachments
from app.storage.attachments import Attachments
from app.storage.driver import Database
from app.storage.journal import Journal

_OWN = "kind = 'entries' AND line = ''"  # packages with entries of our own line
_SUPERSEDED = "本单位已在另一台电脑上由备份恢复，以那一台为准。本机请只用来导出尚未上报的记载，不再登记。"
_PACKAGE = ("name", "recipient", "first", "last", "made_at", "folder", "kept")


class EarlierState(msgspec.Struct, frozen=True, kw_only=True):
    """The same of a line from before a restore. What the county has above `written` is not here any more."""

    epoch: int
    written: int
    sent: int
    acknowledged: int

    @property
    def waiting(self) -> int:
        """How many of its entries the county has not acknowledged."""
        return max(0, self.written - self.acknowledged)

    @property
    def beyond(self) -> int:
        """How many entries the county holds that this desk does not."""
        return max(0, self.acknowledged - self.written)


class ExchangeState(msgspec.Struct, frozen=True, kw_only=True):
    """Seq numbers of our own line: written, sent, acknowledged; and when the last of each happened."""

    county: str  # name, "" before pairing
    written: int
    sent: int
    acknowledged: int
    sent_at: str
    acknowledged_at: str  # when the county took the entries in
    read_at: str  # when we read its acknowledgement
    packages: tuple[dict[str, Any], ...]  # newest first
    earlier: tuple[EarlierState, ...] = ()

    @property
    def waiting(self) -> int:
        """How many entries the county has not acknowledged, those from before a restore too."""
        return self.written - self.acknowledged + sum(line.waiting for line in self.earlier)

    @property
    def beyond(self) -> int:
        """How many entries from before a restore the county holds and this desk does not."""
        return sum(line.beyond for line in self.earlier)


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What an export wrote. `file` is None when the county has everything already."""

    file: str | None
    first: int
    last: int
    entries: int
    bytes: int
    words: str
    earlier: tuple[str, ...] = ()  # the files with what was written before a restore
    volumes: tuple[str, ...] = ()  # further files, in order, where it was too much for one
    relayed: tuple[str, ...] = ()  # the files with lines from below that were sent on


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What a package from the county brought."""

    kind: str
    sender: str
    last: int
    new: bool  # False when the same package was here before
    words: str


def state(db: Database, station: str, epoch: int, peers: Mapping[str, KeyCard]) -> ExchangeState:
    """Where the exchange stands with the county paired last, for the bottom line of the window.

    What another county, or the same one with keys that nothing leads from, has taken in says nothing about this one.
    """
    county = next(iter(peers.values()), None)
    keys = keys_of(db, county) or ("",)
    packages = db.conn.execute(
        "SELECT name, recipient, first, last, made_at, folder, kept FROM packages_sent"
        f" WHERE epoch = ? AND {_OWN} ORDER BY id DESC LIMIT 50",
        (epoch,),
    ).fetchall()
    answers = Answers(county.code if county else "", keys)
    sent = db.conn.execute(
        "SELECT max(last), max(made_at) FROM packages_sent"
        f" WHERE epoch = ? AND {one_of('recipient_key', keys)} AND {_OWN}",
        (epoch, *keys),
    ).fetchone()
    acknowledged = answers.line(db, epoch)
    read = db.conn.execute(
        "SELECT received_at, read_at FROM acknowledgements"
        f" WHERE epoch = ? AND {one_of('sender_key', keys)} AND last = ? ORDER BY id LIMIT 1",
        (epoch, *keys, acknowledged),
    ).fetchone() or ("", "")
    return ExchangeState(
        county=county.name if county else "",
        written=Journal(db).head(station, epoch).seq,
        sent=sent[0] or 0,
        acknowledged=acknowledged,
        sent_at=sent[1] or "",
        acknowledged_at=read[0],
        read_at=read[1],
        packages=tuple(dict(zip(_PACKAGE, row, strict=True)) for row in packages),
        earlier=_earlier(db, station, epoch, answers, keys),
    )


def _earlier(
    db: Database, station: str, epoch: int, answers: Answers, keys: tuple[str, ...]
) -> tuple[EarlierState, ...]:
    """The lines before the one that is written now, those too of which only the county still knows."""
    known = db.conn.execute(
        "SELECT epoch FROM journal WHERE station = ? AND epoch < ?"
        f" UNION SELECT epoch FROM acknowledgements WHERE epoch < ? AND {one_of('sender_key', keys)} ORDER BY 1",
        (station, epoch, epoch, *keys),
    ).fetchall()
    return tuple(
        EarlierState(
            epoch=earlier,
            written=Journal(db).head(station, earlier).seq,
            sent=_sent_to(db, earlier, keys),
            acknowledged=answers.line(db, earlier),
        )
        for (earlier,) in known
    )


def _sent_to(db: Database, epoch: int, keys: tuple[str, ...]) -> int:
    found = db.conn.execute(
        f"SELECT coalesce(max(last), 0) FROM packages_sent WHERE {_OWN} AND {one_of('recipient_key', keys)}"
        " AND epoch = ?",
        (*keys, epoch),
    )
    return int(found.fetchone()[0])


def export(
    db: Database,
    desk: Path,
    keys: StationKeys,
    station: str,
    epoch: int,
    county: KeyCard,
    folder: Path,
    now: dt.datetime,
    *,
    first: int | None = None,
    volume: int | None = None,
) -> Sent:
    """Seal what the county has not acknowledged, write it to the folder, keep a copy in the folder of the `desk`.

    What waits from before a restore goes into packages of its own. `first` starts earlier, for a county that names
    entries it lacks, or goes on behind what was sent already; a later one would leave a gap and is refused. `volume` is
    the most bytes that one package may have: what is more becomes several.
    Raises ExchangeError when the medium is full, read-only, pulled out or unreliable, StorageError when the disk is
    full; nothing is recorded then but the volumes that were written before.
    """
    now_there = state(db, station, epoch, {county.code: county})
    latest = max(now_there.acknowledged, now_there.sent) + 1
    if first is not None and not 1 <= first <= latest:
        raise RuleBroken(
            "export-leaves-gap", f"起始编号应在 1 至 {latest} 之间，否则会缺记载。", first=first, latest=latest
        )
    limit = VOLUME if volume is None else volume
    if not LEAST_VOLUME <= limit <= MOST_VOLUME:
        raise RuleBroken("export-volume", "每个数据包的大小应在 1 至 8000 MB 之间。", given=limit)
    outbox = Outbox(db, desk, keys, station, county, now)
    held = {line.epoch: line.acknowledged for line in now_there.earlier}

    def sent(epoch: int, after: int) -> tuple[Packed, ...]:
        return outbox.send(cut(lambda seq: _waiting(db, station, epoch, seq, held), after, limit), epoch, folder)

    before = [one for line in now_there.earlier if line.waiting for one in sent(line.epoch, line.acknowledged)]
    packed = sent(epoch, (first or now_there.acknowledged + 1) - 1)
    told = _sent(packed or tuple(before[-1:]))
    return msgspec.structs.replace(told, earlier=tuple(one.file for one in before)) if packed else told


def _waiting(db: Database, station: str, epoch: int, after: int, held: Mapping[int, int]) -> Iterator[Outgoing]:
    """The entries of a line above `after`, each with the attachment that it names unless an entry before has brought it
    to the county: one of this line up to `after`, one of another line up to what `held` says of it.

    Raises ExchangeError("export-unlisted") for what may not leave, StorageError("attachment-lost").
    """
    contents = Attachments(db.conn.execute)
    carried = contents.to_carry(station, epoch, after, held)
    return with_attachments(_listed(db, station, epoch, after), contents, carried)


def _listed(db: Database, station: str, epoch: int, after: int) -> Iterator[Outgoing]:
    for rows in Journal(db).batches(station, epoch, after):
        for _seq, _hash, body in rows:
            refuse_unlisted(body)
        yield from itertools.starmap(Outgoing, rows)


def _sent(packed: tuple[Packed, ...]) -> Sent:
    if not packed:
        return Sent(file=None, first=0, last=0, entries=0, bytes=0, words="没有需要上报的新记载，县级均已签收。")
    file, *more = (one.file for one in packed)
    first, last, entries = packed[0].volume.first, packed[-1].volume.last, sum(one.volume.entries for one in packed)
    parts = f"，分为 {len(packed)} 个数据包，请一并交县级" if more else ""
    return Sent(
        file=file,
        first=first,
        last=last,
        entries=entries,
        bytes=sum(one.bytes for one in packed),
        words=f"已导出 {entries} 条记载（第 {first} 至 {last} 号）{parts}，收到县级回执后才算送达。",
        volumes=tuple(more),
    )


def look(path: Path, station: str) -> format.Header:
    """What a file says of itself, nothing proven yet. Raises ExchangeError for a data file and our own package."""
    start = read_start(path)
    if data_package.is_data_package(start):
        raise ExchangeError(
            "package-is-data",
            "这是县级签发的数据文件，不是数据包，没有读入。放假安排请在“更多—放假安排”中导入。",
        )
    seen = format.peek(start)
    if seen.sender == station:
        raise ExchangeError("package-own", "这是本台自己导出的数据包，没有读入。请把它交给县级，读入县级的回执。")
    return seen


def receive(
    db: Database,
    ring: KeyRing,
    station: str,
    epoch: int,
    peers: Mapping[str, KeyCard],
    path: Path,
    now: dt.datetime,
) -> Received:
    """Take in the county's package. The same one again changes nothing; a changed one is refused whole."""
    seen = look(path, station)
    keys = ring.opening(seen.keys.seal)
    cards = senders(db, peers, seen)
    if seen.kind != "acknowledgement":
        with opened(path, keys=keys, me=station, senders=cards) as package:
            raise _unknown_kind(package.header.kind)
    data = read_small(path, SMALL)
    whole = open_package(data, keys=keys, me=station, senders=cards)
    if acknowledgement.PART not in whole.parts:
        raise _unknown_kind(whole.header.kind)
    header, digest = whole.header, hashlib.sha256(data).hexdigest()
    answer = acknowledgement.decode(whole.parts[acknowledgement.PART])
    _check(db, answer, station, epoch)
    levels.check(db, answer)
    if db.conn.execute("SELECT 1 FROM packages_received WHERE sha256 = ?", (digest,)).fetchone():
        words = "此回执已读过，没有变化。"
        return Received(kind=header.kind, sender=header.sender, last=answer.last, new=False, words=words)
    with db.atomic():
        db.conn.execute(
            "INSERT INTO packages_received VALUES (?, ?, ?, ?, ?)",
            (digest, header.kind, header.sender, now.isoformat(timespec="seconds"), data),
        )
        held.keep(db, header, answer, epoch, now)
    last = next((line.last for line in answer.lines if line.epoch == epoch), 0)
    words = f"{answer.county_name}已签收至第 {last} 号记载。{_further(answer, epoch)}"
    words += _SUPERSEDED if answer.epoch > epoch else beyond_words(state(db, station, epoch, peers))
    return Received(kind=header.kind, sender=header.sender, last=last, new=True, words=words)


def _further(answer: acknowledgement.Acknowledgement, epoch: int) -> str:
    """How far our line is held further up, "" where nobody told."""
    told = next((one for one in answer.above if one.epoch == epoch), None)
    return f"{answer.above_name}已收至第 {told.last} 号。" if told else ""


def _unknown_kind(kind: str) -> ExchangeError:
    return ExchangeError(
        "package-kind-unknown", f"本版程序不认识这种数据包（{kind}），没有采用。请升级程序后再读入。", kind=kind
    )


def signing(db: Database, ring: KeyRing, county: KeyCard) -> StationKeys:
    """The newest of our keys that the county knows: it has acknowledged the entry that tells of them, signed with
    whatever keys of its own, or has sealed something to them."""
    if not ring.former:
        return ring.current

    answers = Answers(county.code)
    _first, made = answers.newest(db)
    heads = (
        format.peek(bytes(head))
        for (head,) in db.conn.execute(
            "SELECT substr(package, 1, ?) FROM packages_received WHERE sender = ?", (format.HEAD_LIMIT, county.code)
        )
    )
    sealed_to = {head.keys.seal for head in heads if made_at(head.made_at, head.made_at) >= made}
    return ring.signing(lambda epoch, seq: seq <= answers.line(db, epoch), sealed_to)


def holds(db: Database, county: KeyCard, epoch: int, seq: int) -> bool:
    """Whether the county has acknowledged the entry (epoch, seq) of our line."""
    return seq <= Answers(county.code, keys_of(db, county)).line(db, epoch)


def is_waiting(db: Database, sha256: str, county: KeyCard) -> bool:
    """Whether a package of ours is one that this county has not acknowledged."""
    keys = keys_of(db, county)
    sent = db.conn.execute(
        f"SELECT epoch, last FROM packages_sent WHERE sha256 = ? AND {one_of('recipient_key', keys)}",
        (sha256, *keys),
    ).fetchone()
    return sent is not None and not holds(db, county, sent[0], sent[1])


def beyond_words(state: ExchangeState) -> str:
    """What the county holds from before a restore that this desk does not, "" when that is nothing."""
    spans = [f"第 {line.written + 1} 至 {line.acknowledged} 号" for line in state.earlier if line.beyond]
    if not spans:
        return ""
    return (
        f"本台由备份恢复，恢复前的记载县级另持有 {state.beyond} 条（原{'、'.join(spans)}），本台没有。"
        "县级仍完整保存，请请县级查阅后补登。"
    )


def _check(db: Database, answer: acknowledgement.Acknowledgement, station: str, epoch: int) -> None:
    """The county's hash must be ours: else one of us holds another history, and nothing counts as delivered.

    A line newer than that which is written here began when this station was restored on another computer.
    """
    for line in answer.lines:
        if line.epoch > epoch and answer.station == station:
            continue
        ours = Journal(db).hash_at(station, line.epoch, line.last) if line.last else line.last_hash
        if ours is None and is_beyond(db, station, epoch, line.epoch, line.last):
            continue
        if answer.station != station or ours != line.last_hash:
            raise ExchangeError(
                "acknowledgement-mismatch",
                f"回执所列第 {line.last} 号记载与本台台账不一致，没有采用。"
                "请与县级核对：可能是旧备份恢复后的另一条台账。",
                station=answer.station,
                epoch=line.epoch,
                last=line.last,
            )


def is_beyond(db: Database, station: str, epoch: int, line: int, seq: int) -> bool:
    """Whether an entry was written after a backup from which the line that is written now (`epoch`), or one before it
    that this goes on from, began."""
    begun = db.conn.execute(
        "SELECT body FROM journal WHERE station = ? AND epoch > ? AND epoch <= ? AND seq = 1",
        (station, line, epoch),
    ).fetchall()
    facts = (read_entry(body).facts for (body,) in begun)
    return any(isinstance(one, Restored) and (line, seq) > (one.from_epoch, one.from_seq) for one in facts)


def check_witnessed(db: Database, station: str, epoch: int) -> int:
    """Hold the journal against what others have seen of it: packages sent and acknowledgements read.

    A chain that was cut at its end is still a chain; only these show it. What was written after the backup from which
    the desk was restored is not here, and the journal itself says so. Returns how many were compared.
    Raises StorageError("journal-cut") naming the first place that differs.
    """
    witnessed = db.conn.execute(
        f"SELECT epoch, last, last_hash FROM packages_sent WHERE {_OWN}"
        " UNION SELECT epoch, last, last_hash FROM acknowledgements WHERE last > 0 ORDER BY 1, 2"
    ).fetchall()
    journal = Journal(db)
    for line, last, digest in witnessed:
        ours = journal.hash_at(station, line, last)
        if ours is None and is_beyond(db, station, epoch, line, last):
            continue
        if ours != digest:
            raise StorageError(
                "journal-cut",
                f"台账校验未通过：第 {last} 号记载已经上报，本台台账中没有或者不同，台账可能被截去。"
                "请保留现状并联系管理员，从备份核对。",
                station=station,
                epoch=line,
                seq=last,
            )
    return len(witnessed)
