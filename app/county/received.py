"""What came from the stations below: their lines as they came, and the petitions folded from them.

A county keeps it in its own store, a township for its villages: the same code decides in both what is taken in.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from app.county import dispatching
from app.county.carried import Carried
from app.county.folding import FOLDED, Folding, encode, row_of, told_of
from app.county.lines import Line
from app.county.stations import Stations
from app.county.tables import Tables
from app.domain import custody
from app.domain.entries import GENESIS, Entry
from app.domain.errors import ExchangeError, StorageError
from app.domain.petition import Petition
from app.domain.steps.restored import Restored
from app.domain.steps.table import apply, read_entry
from app.exchange import format
from app.exchange.acknowledgement import HeldLine, RelayedLine
from app.storage.journal import Chained, Head, check_chain
from app.storage.petitions import read_state

_ENTRY = ("station", "epoch", "seq", "petition", "hash", "body", "package")
BATCH: Final = 2_000  # entries that are looked at and inserted at once
BETWEEN: Final = 500  # rows that are checked, until it is told again how far it is
Told = Callable[[int, int], None]
T = TypeVar("T")


def unheard(_done: int, _total: int) -> None:
    """Nobody wants to hear how far it is."""


class Taken(NamedTuple):
    """How far the line was before a package, how many of its entries were new, how many petitions they touched.

    `unlisted` names what a newer version wrote and this one does not know: it is kept as it came.
    """

    before: int
    new: int
    petitions: int
    unlisted: frozenset[str] = frozenset()


class Received(Stations):
    """Reads and adds. The caller holds the transaction and turns what the surroundings do into sentences.

    `moved` hears of each petition that goes from desk to desk when entries of it came.
    """

    def __init__(self, tables: Tables, moved: Callable[[str], None] = lambda _petition: None) -> None:
        super().__init__(tables)
        self._moved = moved

    # Lines

    def head(self, station: str, epoch: int) -> Head:
        """How far a station's line is here."""
        found = self._tables.execute(
            "SELECT seq, hash FROM entries WHERE station = ? AND epoch = ? ORDER BY seq DESC LIMIT 1", (station, epoch)
        ).fetchone()
        return Head(found[0], found[1]) if found else Head()

    def newest(self, station: str) -> int | None:
        """The epoch of a station's newest line; None when nothing of it is here."""
        found = self._tables.execute("SELECT max(epoch) FROM entries WHERE station = ?", (station,)).fetchone()
        return None if found[0] is None else int(found[0])

    def earlier(self, station: str, epoch: int) -> tuple[HeldLine, ...]:
        """The station's lines before this one and how far they are here."""
        found = self._tables.execute(
            "SELECT DISTINCT epoch FROM entries WHERE station = ? AND epoch < ? ORDER BY epoch", (station, epoch)
        ).fetchall()
        heads = [(earlier, self.head(station, earlier)) for (earlier,) in found]
        return tuple(HeldLine(epoch=e, last=head.seq, last_hash=head.hash) for e, head in heads)

    def received_at(self, station: str, epoch: int) -> str:
        """When the last package of a line came."""
        found = self._tables.execute(
            "SELECT max(received_at) FROM packages WHERE station = ? AND epoch = ?", (station, epoch)
        ).fetchone()
        return str(found[0])

    def take(
        self,
        lines: Iterator[Line],
        digest: str,
        name: str,
        header: format.Header,
        now: str,
        carried: Carried,
        *,
        through: str = "",
    ) -> Taken:
        """Insert the lines that are not here yet, as they come, and fold their petitions; the others must be the same.

        `carried` hears which attachments they name. Raises ExchangeError: package-gap (which numbers are missing),
        package-fork (ours and the station's differ), and what `lines` raises: what hangs together badly is said before
        what does not fit.
        """
        head = self.head(header.sender, header.epoch)
        if header.first > head.seq + 1:
            raise _after(
                lines,
                ExchangeError(
                    "package-gap",
                    f"缺少该台第 {head.seq + 1} 至 {header.first - 1} 号记载，本包没有采用。"
                    "请先读入前一个数据包，或请该台重新导出。",
                    station=header.sender,
                    missing=[head.seq + 1, header.first - 1],
                ),
            )
        self._tables.execute(
            "INSERT INTO packages (sha256, name, station, epoch, first, last, received_at, through)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (digest, name, header.sender, header.epoch, header.first, header.last, now, through),
        )
        folding = Folding(self._tables, header.sender, anew=self._has_later(header), moved=self._moved)
        unlisted: set[str] = set()
        for batch in iter(lambda: list(itertools.islice(lines, BATCH)), []):
            differs = self._first_difference(batch, head, header)
            if differs is not None:
                raise _after(lines, _fork(header, differs))
            new = [line for line in batch if line.seq > head.seq]
            self._tables.insert(
                "entries",
                _ENTRY,
                ((header.sender, header.epoch, line.seq, line.petition, line.hash, line.body, digest) for line in new),
            )
            self.follow_keys((line.body for line in new if not line.petition), header.sender, now)
            unlisted.update(*(line.unlisted for line in new))
            dispatching.learn(self._tables, new)
            carried.follow(batch, head.seq)
            folding.add(new)
        return Taken(head.seq, max(0, header.last - head.seq), folding.finish(), frozenset(unlisted))

    def wrote(self, station: str, petition: str) -> bool:
        """Whether an entry of a station about a petition is here."""
        found = self._tables.execute(
            "SELECT 1 FROM entries WHERE petition = ? AND station = ? LIMIT 1", (petition, station)
        ).fetchone()
        return found is not None

    def relayed_by(self, station: str) -> tuple[RelayedLine, ...]:
        """The lines from below that a station sent on, and how far they are here."""
        rows = self._tables.execute(
            "SELECT DISTINCT station, epoch FROM packages WHERE through = ? ORDER BY station, epoch", (station,)
        ).fetchall()
        heads = ((below, epoch, self.head(below, epoch)) for below, epoch in rows)
        return tuple(RelayedLine(station=s, epoch=e, last=head.seq, last_hash=head.hash) for s, e, head in heads)

    def lost(self, station: str) -> Callable[[Entry], bool]:
        """Tells of an entry whether it is one of a station that was restored from an older backup, and so lost it."""
        rows = self._tables.execute("SELECT epoch, body FROM entries WHERE station = ? AND seq = 1", (station,))
        began = [(epoch, read_entry(body).facts) for epoch, body in rows.fetchall()]
        kept = [(epoch, facts.from_epoch, facts.from_seq) for epoch, facts in began if isinstance(facts, Restored)]

        def is_lost(entry: Entry) -> bool:
            place = (entry.epoch, entry.seq)
            return entry.station == station and any(e > entry.epoch and place > (of, last) for e, of, last in kept)

        return is_lost

    def beyond(self, header: format.Header) -> str:
        """What is here from before a restore that the station does not have any more, in words."""
        first = self._tables.execute(
            "SELECT body FROM entries WHERE station = ? AND epoch = ? AND seq = 1", (header.sender, header.epoch)
        ).fetchone()
        began = read_entry(first[0]).facts if first else None
        if not isinstance(began, Restored):
            return ""
        last = self.head(header.sender, began.from_epoch).seq
        if last <= began.from_seq:
            return ""
        return (
            f"该台由备份恢复，恢复前第 {began.from_seq + 1} 至 {last} 号记载该台已没有，本库完整保存；"
            "出具回执后该台即知，请协助该台补登。"
        )

    # Petitions

    def count(self, station: str) -> int:
        """How many petitions a station registered, as far as they came here."""
        return int(self._tables.execute("SELECT count(*) FROM folded WHERE station = ?", (station,)).fetchone()[0])

    def all_of(self, number: str) -> list[tuple[Petition, list[bytes]]]:
        """Every petition of this number with its entries, that of the newest line first; empty when there is none."""
        rows = self._tables.execute("SELECT id, state FROM folded WHERE number = ?", (number,)).fetchall()
        rows.sort(key=lambda row: tuple(map(int, row[0].split(".")[1:])), reverse=True)
        return [(read_state(state), self.bodies(id_)) for id_, state in rows]

    def bodies(self, petition: str) -> list[bytes]:
        """A petition's entries as they came, in the order in which they hold; those beside last."""
        told = told_of(self._tables, petition)
        return [*told.bodies, *told.beside_bodies]

    # Proof

    def check_chains(self, told: Told = unheard) -> Chained:
        """Every station's chain. Raises StorageError("journal-damaged") naming the place."""
        with self._tables.snapshot():
            rows = self._tables.stream(
                "SELECT station, epoch, seq, petition, hash, body FROM entries ORDER BY station, epoch, seq"
            )
            return check_chain(_counted(rows, self._how_many("entries"), told))

    def check_packages(self) -> int:
        """Every package that was taken in must still end in an entry of its line; returns how many were looked up."""
        cut = self._tables.execute(
            "SELECT p.station, p.epoch, p.last FROM packages p LEFT JOIN entries e"
            " ON e.station = p.station AND e.epoch = p.epoch AND e.seq = p.last WHERE e.seq IS NULL ORDER BY 1, 2, 3"
        ).fetchone()
        if cut:
            raise StorageError(
                "journal-cut",
                f"台账校验未通过：{cut[0]} 第 {cut[2]} 号记载已经收过，库中没有，可能被截去。请保留现状，从备份核对。",
                station=cut[0],
                epoch=cut[1],
                seq=cut[2],
            )
        return int(self._tables.execute("SELECT count(*) FROM packages").fetchone()[0])

    def check_folded(self, told: Told = unheard) -> dict[str, int]:
        """Every petition against a replay of its entries. Raises StorageError("projection-differs")."""
        folded = 0
        with self._tables.snapshot():
            kept = self._kept()
            for petition, replayed in _counted(self._all_replayed(), self._how_many("folded"), told):
                if replayed is not None:
                    if next(kept, None) != row_of(replayed):
                        raise _differs(petition)
                    folded += 1
            if next(kept, None) is not None:
                raise _differs("")
        return {"petitions": folded}

    # Inside

    def _how_many(self, table: str) -> int:
        return int(self._tables.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _first_difference(self, lines: list[Line], head: Head, header: format.Header) -> int | None:
        """The number of the first line that is here with another hash, or does not follow what is here."""
        here = self._hashes(header, lines[0].seq, min(head.seq, lines[-1].seq))
        for line in lines:
            if line.seq <= head.seq and here.get(line.seq) != line.hash:
                return line.seq
            if line.seq == head.seq + 1 and line.prev != (head.hash if head.seq else GENESIS):
                return line.seq
        return None

    def _hashes(self, header: format.Header, first: int, last: int) -> dict[int, str]:
        """The hashes of the entries of a package that are here, by seq."""
        if first > last:
            return {}
        rows = self._tables.execute(
            "SELECT seq, hash FROM entries WHERE station = ? AND epoch = ? AND seq BETWEEN ? AND ?",
            (header.sender, header.epoch, first, last),
        )
        return dict(rows)

    def _has_later(self, header: format.Header) -> bool:
        """Whether entries of a later line of this station came before these: a stick that was on its way."""
        found = self._tables.execute(
            "SELECT 1 FROM entries WHERE station = ? AND epoch > ? LIMIT 1", (header.sender, header.epoch)
        ).fetchone()
        return found is not None

    def _all_replayed(self) -> Iterator[tuple[str, Petition | None]]:
        """Every petition folded anew from its entries, in the order of the ids."""
        rows = self._tables.stream(
            "SELECT petition, body FROM entries WHERE petition <> '' ORDER BY petition, station, epoch, seq"
        )
        moved = {petition for (petition,) in self._tables.execute("SELECT petition FROM custody").fetchall()}
        for petition, entries in itertools.groupby(rows, key=itemgetter(0)):
            if petition in moved:
                yield petition, custody.told(petition, [bytes(body) for _, body in entries]).petition
                continue
            replayed: Petition | None = None
            for _, body in entries:
                replayed = apply(replayed, read_entry(body))
            yield petition, replayed

    def _kept(self) -> Iterator[tuple[Any, ...]]:
        """Every row as it is kept, its state written as this program writes it, in the order of the ids."""
        for id_, *columns, state in self._tables.stream(f"SELECT {', '.join(FOLDED)} FROM folded ORDER BY id"):
            try:
                yield (id_, *columns, encode(read_state(state)))
            except StorageError:
                raise _differs(id_) from None


def _counted(rows: Iterable[T], total: int, told: Told) -> Iterator[T]:
    """The same rows, told how many of how many have passed; what `told` raises ends it."""
    for done, row in enumerate(rows):
        if done % BETWEEN == 0:
            told(done, total)
        yield row


def _after(lines: Iterable[Line], refusal: ExchangeError) -> ExchangeError:
    """The refusal, when nothing worse is found in the lines that are left."""
    for _line in lines:
        pass
    return refusal


def _differs(petition: str) -> StorageError:
    return StorageError(
        "projection-differs",
        f"县级接收库的事项表（{petition or '条数'}）与台账重算结果不一致，须由管理员从台账重建。",
        table="petitions",
        petition=petition,
    )


def _fork(header: format.Header, seq: int) -> ExchangeError:
    return ExchangeError(
        "package-fork",
        f"该台第 {seq} 号记载与县级已收的不一致，本包没有采用，已收内容没有改动。请与该台核对，勿删除任何一方的数据。",
        station=header.sender,
        epoch=header.epoch,
        seq=seq,
    )
