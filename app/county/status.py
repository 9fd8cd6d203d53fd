"""How things stand with each station: how far its lines are here, since when nothing came, what is missing and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from app.county.received import Received
from app.county.refusals import Refusal, Refusals
from app.county.tables import Tables
from app.domain.steps.restored import Restored
from app.domain.steps.table import read_entry

HOW_FAR = "已收至第"  # begins the words that say how far a station has come and since when


class LineStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a station. After a restore from a backup the station writes on in a new one."""

    epoch: int
    last: int
    last_hash: str
    packages: int
    last_received_at: str
    through: str  # code of the township that sent on packages of it, "" when all came from the station itself
    restored_from: tuple[int, int] | None  # epoch and seq up to which the backup reached
    lost_at_station: tuple[int, int] | None  # entries of the line before that are here and not at the station


class GapStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Entries that a package would have followed on and that are not here."""

    epoch: int
    first: int
    last: int
    package: str
    at: str


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A package that was refused, and why. Sender and numbers are what its head claims."""

    name: str
    sha256: str
    station: str
    code: str
    words: str
    at: str


class StationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One station below."""

    code: str
    name: str
    revoked_at: str
    lines: tuple[LineStatus, ...]  # the oldest first
    last_received_at: str  # "" when nothing came yet
    days_since: int | None
    gaps: tuple[GapStatus, ...]
    forks: tuple[Held, ...]
    words: tuple[str, ...]

    @property
    def besides(self) -> str:
        """The words where how far it has come and since when stands beside them."""
        return "".join(words for words in self.words if not words.startswith(HOW_FAR)) or "".join(self.words)


class CountyStatus(msgspec.Struct, frozen=True, kw_only=True):
    """All stations, those that need somebody first, and the packages that were not taken in."""

    stations: tuple[StationStatus, ...]
    held: tuple[Held, ...]
    words: tuple[str, ...]


def status(tables: Tables, now: dt.datetime, late: frozenset[str] = frozenset()) -> CountyStatus:
    """How things stand; everything of one moment. `late` are the stations that have not our newest card."""
    with tables.snapshot():
        refused = Refusals(tables).standing()
        lines = _lines(tables)
        rows = tables.execute("SELECT code, name, revoked_at FROM stations ORDER BY code").fetchall()
    found = [
        _station(code, name, revoked_at, lines.get(code, ()), [one for one in refused if one.station == code], now)
        for code, name, revoked_at in rows
    ]
    found = [
        msgspec.structs.replace(one, words=(*one.words, "尚未收到本单位新公钥卡，随下发件告知。"))
        if one.code in late
        else one
        for one in found
    ]
    found.sort(key=lambda one: not (one.gaps or one.forks))
    held = tuple(map(_held, refused))
    return CountyStatus(stations=tuple(found), held=held, words=_words(found, held))


def _lines(tables: Tables) -> dict[str, tuple[LineStatus, ...]]:
    """Every station's lines, read off the packages: each ends in an entry that is here."""
    received = Received(tables)
    found: dict[str, tuple[LineStatus, ...]] = {}
    for station, epoch, packages, last_at, through in tables.execute(
        "SELECT station, epoch, count(*), max(received_at), max(through) FROM packages"
        " GROUP BY station, epoch ORDER BY 1, 2"
    ).fetchall():
        head = received.head(station, epoch)
        came_from = _came_from(tables, station, epoch)
        before = received.head(station, came_from[0]).seq if came_from else 0
        line = LineStatus(
            epoch=epoch,
            last=head.seq,
            last_hash=head.hash,
            packages=packages,
            last_received_at=last_at,
            through=through,
            restored_from=came_from,
            lost_at_station=(came_from[1] + 1, before) if came_from and before > came_from[1] else None,
        )
        found[station] = (*found.get(station, ()), line)
    return found


def _came_from(tables: Tables, station: str, epoch: int) -> tuple[int, int] | None:
    """The line and place from which a restored station went on; None for a line that began otherwise."""
    first = tables.execute(
        "SELECT body FROM entries WHERE station = ? AND epoch = ? AND seq = 1", (station, epoch)
    ).fetchone()
    facts = read_entry(first[0]).facts if first else None
    return (facts.from_epoch, facts.from_seq) if isinstance(facts, Restored) else None


def _station(
    code: str, name: str, revoked_at: str, lines: tuple[LineStatus, ...], refused: list[Refusal], now: dt.datetime
) -> StationStatus:
    heads = {line.epoch: line.last for line in lines}
    last_at = max((line.last_received_at for line in lines), default="")
    days = (now.date() - dt.datetime.fromisoformat(last_at).astimezone(now.tzinfo).date()).days if last_at else None
    gaps = tuple(sorted(_gaps(refused, heads), key=lambda gap: (gap.epoch, gap.first)))
    forks = tuple(_held(one) for one in refused if one.code == "package-fork")
    return StationStatus(
        code=code,
        name=name,
        revoked_at=revoked_at,
        lines=lines,
        last_received_at=last_at,
        days_since=days,
        gaps=gaps,
        forks=forks,
        words=tuple(_words_of(revoked_at, lines, days, gaps, forks)),
    )


def _gaps(refused: Iterable[Refusal], heads: dict[int, int]) -> Iterable[GapStatus]:
    """The gaps that are still open, each numbered from what is here now."""
    for one in refused:
        missing, head = one.missing, heads.get(one.epoch, 0)
        if missing and head < missing[1]:
            first = max(missing[0], head + 1)
            yield GapStatus(epoch=one.epoch, first=first, last=missing[1], package=one.name, at=one.at)


def _words_of(
    revoked_at: str,
    lines: tuple[LineStatus, ...],
    days: int | None,
    gaps: tuple[GapStatus, ...],
    forks: tuple[Held, ...],
) -> Iterable[str]:
    if revoked_at:
        yield f"公钥已于{revoked_at[:10]}停用，不再收取。"
    if days is None:
        yield "尚未收到数据包。"
    else:
        yield f"{HOW_FAR} {lines[-1].last} 号，最近一次收到是{'今天' if days <= 0 else f'{days}天前'}。"
        if lines[-1].through:
            yield f"由镇级接待台 {lines[-1].through} 转报。"
    for gap in gaps:
        yield f"缺第 {gap.first} 至 {gap.last} 号记载，请读入所缺的数据包，或请该台从第 {gap.first} 号起重新导出。"
    for fork in forks:
        yield f"{fork.at[:10]}的数据包与已收的不一致，没有采用，须与该台核对。"
    for line in lines:
        if line.restored_from:
            yield "该台曾由备份恢复，其后的记载另起一条线，自第 1 号编起。"
        if line.lost_at_station:
            first, last = line.lost_at_station
            yield f"恢复前第 {first} 至 {last} 号记载只在本库，请协助该台补登。"


def _words(stations: list[StationStatus], held: tuple[Held, ...]) -> tuple[str, ...]:
    words = [f"共登记接待台 {len(stations)} 个，已收到数据的 {sum(1 for one in stations if one.lines)} 个。"]
    words += [f"{one.name}（{one.code}）：{''.join(one.words)}" for one in stations]
    words += [f"未采用：{one.name}，{one.at[:16].replace('T', ' ')}。{one.words}" for one in held]
    return tuple(words)


def _held(one: Refusal) -> Held:
    return Held(name=one.name, sha256=one.sha256, station=one.station, code=one.code, words=one.words, at=one.at)
