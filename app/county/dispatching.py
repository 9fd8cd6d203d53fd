"""What we send down to the stations below: issued, written on a stick, arrived, taken up.

A county keeps it in its own store, a township in its desk: the same code decides in both. That a dispatch has arrived
and what became of it is read from the recipient's own entries and from nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from app.county.lines import Line
from app.county.tables import Tables
from app.domain import shape
from app.domain.entries import GENESIS, Entry, hash_of
from app.domain.errors import RuleBroken, StorageError
from app.domain.petition import Petition
from app.domain.records.dispatch import ABOUT_ONE, APART, BRINGS, CONTENTS, KEY, MATTER, TAKEN, DataFile, words_of
from app.domain.records.matter import Matter
from app.domain.steps.arrival import Arrived, TakenUp
from app.domain.steps.restored import Restored
from app.domain.steps.table import read_entry
from app.exchange import data_package, dispatches, format
from app.exchange.dispatches import Dispatch
from app.exchange.keys import KeyCard, StationKeys
from app.exchange.medium import write_package
from app.exchange.sealing import seal
from app.storage.petitions import read_state

_MARKS = tuple(f'"kind":"{facts.kind}"'.encode() for facts in (Arrived, TakenUp, Restored))
_NEXT_KEY = f'"kind":"{KEY}"'.encode()
_ARRIVED = "EXISTS (SELECT 1 FROM dispatch_news n WHERE n.dispatch = d.id AND n.hash = d.hash AND n.lost = 0)"
STATES = {
    "waiting": "待交下级",
    "written": "已写入介质，尚未送达",
    "arrived": "已送达，尚未办理",
    "taken_up": "已办理",
    "set_aside": "对方不另行办理",
}


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent down: a kind, its content as a script hands it in, the number of the petition it is about."""

    kind: str
    content: dict[str, Any]
    number: str = ""


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A dispatch that was issued: its name, its place among those of its recipient, and what it is."""

    id: str
    station: str
    seq: int
    hash: str
    words: str


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A dispatch and how far it has come (a key of STATES)."""

    id: str
    station: str
    seq: int
    kind: str
    words: str
    title: str  # of a matter, "" of anything else
    petition: str  # its number, "" for none
    at: str
    officer: str
    state: str
    state_words: str
    written_at: str
    file: str
    arrived_on: str
    taken_on: str
    number: str  # the petition that came of it
    note: str


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A package of dispatches on a stick."""

    file: str
    first: int
    last: int


class Dispatched:
    """Issues and reads. The caller holds the transaction and turns what the surroundings do into sentences."""

    def __init__(self, tables: Tables, own: Callable[[str], Petition | None] = lambda _number: None) -> None:
        self._tables = tables
        self._own = own  # number -> that petition, where it is one of ours and not only folded from below

    def issue(self, order: Order, *, sender: str, epoch: int, recipient: str, at: dt.datetime, by: str) -> Issued:
        """Put a dispatch at the end of the recipient's chain.

        Raises RuleBroken: station-unknown, dispatch-kind-unknown, dispatch-denunciation, dispatch-not-signed,
        input-invalid (each field and why), dispatch-petition-unknown, dispatch-petition-moved,
        dispatch-petition-not-here, dispatch-day, result-day-missing.
        """
        self._check_recipient(recipient)
        content = checked(order, at.date())
        seq, previous = self._head(recipient, epoch)
        one = dispatches.encode(
            Dispatch(
                v=dispatches.FORMAT,
                sender=sender,
                epoch=epoch,
                recipient=recipient,
                seq=seq + 1,
                at=at.isoformat(timespec="seconds"),
                officer=by,
                kind=order.kind,
                petition=self._petition(order, recipient),
                content=content,
                prev=previous,
            )
        )
        self._tables.execute(
            "INSERT INTO dispatches (recipient, epoch, seq, id, hash, body, written_at, file)"
            " VALUES (?, ?, ?, ?, ?, ?, '', '')",
            (recipient, epoch, seq + 1, one.dispatch.id, one.hash, one.body),
        )
        words = words_of(order.kind, content)
        return Issued(id=one.dispatch.id, station=recipient, seq=seq + 1, hash=one.hash, words=words)

    def successions(self, recipient: str) -> frozenset[str]:
        """Our next cards of which a station was told."""
        rows = self._tables.execute("SELECT body FROM dispatches WHERE recipient = ?", (recipient,)).fetchall()
        told = (msgspec.json.decode(body, type=Dispatch) for (body,) in rows if _NEXT_KEY in body)
        return frozenset(str(one.content["succession"]) for one in told if one.kind == KEY)

    def pending(self, recipient: str) -> int:
        """How many have not arrived."""
        found = self._tables.execute(
            f"SELECT count(*) FROM dispatches d WHERE d.recipient = ? AND NOT {_ARRIVED}", (recipient,)
        ).fetchone()
        return int(found[0])

    def write(
        self, recipient: KeyCard, folder: Path, *, sender: str, keys: StationKeys, now: dt.datetime
    ) -> tuple[Written, ...]:
        """Everything that has not arrived, a package for each of our epochs. Raises ExchangeError for the medium."""
        first = self._tables.execute(
            f"SELECT d.epoch, min(d.seq) FROM dispatches d WHERE d.recipient = ? AND NOT {_ARRIVED}"
            " GROUP BY d.epoch ORDER BY d.epoch",
            (recipient.code,),
        ).fetchall()
        return tuple(self._write(recipient, epoch, seq, folder, sender, keys, now) for epoch, seq in first)

    def all(self, station: str = "") -> tuple[Outgoing, ...]:
        """Every dispatch to a station, or to all of them, the newest last."""
        where, given = ("WHERE d.recipient = ?", (station,)) if station else ("", ())
        rows = self._tables.execute(
            f"SELECT d.id, d.hash, d.body, d.written_at, d.file FROM dispatches d {where}"
            " ORDER BY d.recipient, d.epoch, d.seq",
            given,
        ).fetchall()
        return tuple(self._outgoing(*row) for row in rows)

    # Proof

    def check(self) -> int:
        """Every chain of dispatches; returns how many were checked. Raises StorageError("dispatches-damaged")."""
        ends: dict[tuple[str, int], tuple[int, str]] = {}
        checked = 0
        with self._tables.snapshot():
            for recipient, epoch, seq, digest, body in self._tables.stream(
                "SELECT recipient, epoch, seq, hash, body FROM dispatches ORDER BY recipient, epoch, seq"
            ):
                last, previous = ends.get((recipient, epoch), (0, GENESIS))
                told = f'"prev":"{previous}","recipient":"{recipient}"'.encode()
                if seq != last + 1 or hash_of(body) != digest or told not in body:
                    raise StorageError(
                        "dispatches-damaged",
                        f"下发件校验未通过：给 {recipient} 第 {seq} 号与链条不符，可能被改动。请保留现状，从备份核对。",
                        station=recipient,
                        epoch=epoch,
                        seq=seq,
                    )
                ends[recipient, epoch] = (seq, digest)
                checked += 1
        return checked

    def check_news(self) -> None:
        """What became of them against a replay of entries. Raises StorageError("projection-differs")."""
        with self._tables.snapshot():
            bodies = self._tables.stream("SELECT body FROM entries ORDER BY station, epoch, seq")
            entries = (read_entry(body) for (body,) in bodies if any(mark in body for mark in _MARKS))
            replayed = [((one.station, one.epoch, one.seq), row) for one in entries if (row := _news(one))]
            kept = [
                ((station, epoch, seq), tuple(row))
                for station, epoch, seq, *row in self._tables.stream(
                    "SELECT station, epoch, seq, dispatch, hash, day, how, number, note FROM dispatch_news"
                    " ORDER BY station, epoch, seq"
                )
            ]
        if replayed != kept:
            raise StorageError(
                "projection-differs",
                "县级接收库的下发件办理情况与台账重算结果不一致，须由管理员从台账重建。",
                table="dispatch_news",
            )

    # Inside

    def _write(
        self, recipient: KeyCard, epoch: int, first: int, folder: Path, sender: str, keys: StationKeys, now: dt.datetime
    ) -> Written:
        rows = self._tables.execute(
            "SELECT seq, body FROM dispatches WHERE recipient = ? AND epoch = ? AND seq >= ? ORDER BY seq",
            (recipient.code, epoch, first),
        ).fetchall()
        outline = format.Outline(
            kind=dispatches.KIND, sender=sender, epoch=epoch, first=first, last=rows[-1][0], made_at=now
        )
        part = dispatches.part_of(body for _seq, body in rows)
        data = seal(outline, {dispatches.PART: part}, signer=keys, recipient=recipient)
        name = format.package_name(format.peek(data))
        path = write_package(folder, name, data)
        self._tables.execute(
            "UPDATE dispatches SET written_at = ?, file = ? WHERE recipient = ? AND epoch = ? AND seq >= ?",
            (now.isoformat(timespec="seconds"), name, recipient.code, epoch, first),
        )
        return Written(file=str(path), first=first, last=rows[-1][0])

    def _check_recipient(self, recipient: str) -> None:
        known = self._tables.execute("SELECT 1 FROM stations WHERE code = ? AND revoked_at = ''", (recipient,))
        if known.fetchone() is None:
            raise RuleBroken(
                "station-unknown",
                f"没有登记接待台 {recipient} 的公钥卡，不能向它下发。请先交换公钥卡。",
                station=recipient,
            )

    def _head(self, recipient: str, epoch: int) -> tuple[int, str]:
        found = self._tables.execute(
            "SELECT seq, hash FROM dispatches WHERE recipient = ? AND epoch = ? ORDER BY seq DESC LIMIT 1",
            (recipient, epoch),
        ).fetchone()
        return (found[0], found[1]) if found else (0, GENESIS)

    def _petition(self, order: Order, recipient: str) -> str:
        """The id of the petition that an order names: one that this station holds, as far as we were told."""
        if order.kind not in ABOUT_ONE:
            return ""
        number = order.number.strip()
        rows = self._tables.execute("SELECT state FROM folded WHERE number = ?", (number,)).fetchall()
        own = self._own(number)
        found = [own] if own else [read_state(state) for (state,) in rows]
        held = [petition.id for petition in found if petition.holder == recipient]
        if held:
            return max(held, key=lambda id_: tuple(map(int, id_.split(".")[1:])))
        moved = next((petition for petition in found if petition.was_held_by(recipient)), None)
        if moved is not None:
            raise RuleBroken(
                "dispatch-petition-moved",
                f"事项 {moved.number} 现由{moved.holder_name}（{moved.holder}）办理，请向该台下发。",
                number=moved.number,
                holder=moved.holder,
                field="number",
            )
        raise RuleBroken(
            "dispatch-petition-unknown",
            f"没有收到过接待台 {recipient} 编号为“{order.number}”的事项，请核对编号。",
            number=order.number,
            station=recipient,
            field="number",
        )

    def _outgoing(self, id_: str, digest: str, body: bytes, written_at: str, file: str) -> Outgoing:
        one = msgspec.json.decode(body, type=Dispatch)
        news = self._tables.execute(
            "SELECT day, how, number, note FROM dispatch_news WHERE dispatch = ? AND lost = 0 AND hash IN (?, '')"
            " ORDER BY epoch, seq",
            (id_, digest),
        ).fetchall()
        arrived = next((day for day, how, _number, _note in news if not how), "")
        taken = next((row for row in reversed(news) if row[1]), ("", "", "", "")) if arrived else ("", "", "", "")
        state = _state(written_at, arrived, taken[1])
        return Outgoing(
            id=id_,
            station=one.recipient,
            seq=one.seq,
            kind=one.kind,
            words=words_of(one.kind, one.content),
            title=str(one.content.get("title", "")),
            petition=self._number(one.petition),
            at=one.at,
            officer=one.officer,
            state=state,
            state_words=TAKEN.get(taken[1], STATES[state]),
            written_at=written_at,
            file=file,
            arrived_on=arrived,
            taken_on=taken[0],
            number=taken[2],
            note=taken[3],
        )

    def _number(self, petition: str) -> str:
        if not petition:
            return ""
        found = self._tables.execute("SELECT number FROM folded WHERE id = ?", (petition,)).fetchone()
        return str(found[0]) if found else petition


def learn(tables: Tables, lines: Iterable[Line]) -> None:
    """Read from new entries of a station what became of dispatches; those it lost in a restore are to be sent again."""
    told = [(line, read_entry(line.body)) for line in lines if any(mark in line.body for mark in _MARKS)]
    for line, entry in told:
        row = _news(entry)
        if not row:
            continue
        tables.execute(
            "INSERT INTO dispatch_news (station, epoch, seq, dispatch, hash, day, how, number, note, lost)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
            (entry.station, entry.epoch, line.seq, *row),
        )
    for station in {entry.station for _line, entry in told}:
        _mark_lost(tables, station)


def _news(entry: Entry) -> tuple[str, ...]:
    """(dispatch, hash, day, how, number, note) of an entry that tells of a dispatch, () of any other."""
    facts, day = entry.facts, entry.on.isoformat()
    if isinstance(facts, Arrived):
        return (facts.dispatch, facts.hash, day, "", "", "")
    if isinstance(facts, TakenUp):
        return (facts.dispatch, "", day, facts.how, facts.number, facts.note)
    return ()


def _mark_lost(tables: Tables, station: str) -> None:
    """What a station says is at its desk as far as its newest line goes on from it, from backup to backup: a later
    backup brings back what one before it had lost."""
    rows = tables.execute("SELECT epoch, body FROM entries WHERE station = ? AND seq = 1", (station,)).fetchall()
    begun = {epoch: read_entry(body).facts for epoch, body in rows}
    epoch = max(begun)
    tables.execute("UPDATE dispatch_news SET lost = 1 WHERE station = ? AND epoch < ?", (station, epoch))
    # A line cannot have begun from itself or from a later one, whatever it says.
    while isinstance(facts := begun.get(epoch), Restored) and facts.from_epoch < epoch:
        epoch = facts.from_epoch
        tables.execute(
            "UPDATE dispatch_news SET lost = 0 WHERE station = ? AND epoch = ? AND seq <= ?",
            (station, epoch, facts.from_seq),
        )


def checked(order: Order, today: dt.date) -> dict[str, Any]:
    """The content as it goes into the body, every field written. Raises RuleBroken as `Dispatched.issue`."""
    kind = CONTENTS.get(order.kind)
    if kind is None:
        raise RuleBroken(
            "dispatch-kind-unknown",
            f"没有“{order.kind}”这种下发件，可用：{'、'.join(f'{code}（{BRINGS[code]}）' for code in CONTENTS)}。",
            kind=order.kind,
        )
    if order.kind == MATTER and order.content.get("category") == APART:
        raise RuleBroken(
            "dispatch-denunciation",
            "检举控告不与其他下发件放在一起。请单独密封，交有管理权限的纪检监察机关或者有权处理的机关。",
            article="《信访工作条例》第三十条",
        )
    if order.number and order.kind not in ABOUT_ONE:
        raise RuleBroken("dispatch-petition-not-here", f"{BRINGS[order.kind]}不写事项编号。", field="number")
    content = shape.read(kind, order.content)
    if isinstance(content, DataFile) and not data_package.is_data_package(content.file.encode()):
        raise RuleBroken("dispatch-not-signed", "这不是县级签发的数据文件，不能下发。请另选文件。", field="file")
    _check_days(content, today)
    plain: dict[str, Any] = msgspec.to_builtins(content)
    return plain


def _check_days(content: msgspec.Struct, today: dt.date) -> None:
    """A letter is not from tomorrow, and wants nothing by a day before itself; an assigned matter has its day."""
    written = getattr(content, "letter_on", None) or getattr(content, "decided_on", None)
    due_field = "result_due" if isinstance(content, Matter) else "due"
    due = getattr(content, due_field, None)
    if written and written > today:
        raise RuleBroken("dispatch-day", f"来文（意见）日期 {written} 晚于今天 {today}，请核对。", field="letter_on")
    if due and due < (written or today):
        raise RuleBroken("dispatch-day", f"要求的日期 {due} 早于来文日期 {written or today}，请核对。", field=due_field)
    if isinstance(content, Matter) and content.kind == "assigned" and due is None:
        raise RuleBroken(
            "result-day-missing",
            "交办的，请填写要求报送结果的日期。",
            article="《信访工作条例》第二十二条第一款第三项",
            field="result_due",
        )


def _state(written_at: str, arrived: str, how: str) -> str:
    if arrived:
        return {"": "arrived", "set_aside": "set_aside"}.get(how, "taken_up")
    return "written" if written_at else "waiting"


def told(written: Sequence[Written]) -> str:
    """What was written, for people: 下发件第3至4号."""
    return "、".join(f"第{one.first}号" if one.first == one.last else f"第{one.first}至{one.last}号" for one in written)
