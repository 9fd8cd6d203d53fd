"""What came from the stations below: their lines as they came, and the petitions folded from them.

A county keeps it in its own store, a township for its villages: the same code decides in both what is taken in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

import msgspec

from app.county.lines import Line
from app.county.stations import Stations
from app.domain.entries import GENESIS
from app.domain.errors import ExchangeError, StorageError
from app.domain.petition import Petition
from app.domain.steps.restored import Restored
from app.domain.steps.table import apply, read_entry
from app.exchange import format
from app.exchange.acknowledgement import HeldLine
from app.storage.journal import Chained, Head, check_chain
from app.storage.petitions import read_state

_encode = msgspec.json.Encoder(order="sorted").encode

_ENTRY = ("station", "epoch", "seq", "petition", "hash", "body", "package")
_FOLDED = ("id", "number", "station", "stage", "received_on", "state")


class Received(Stations):
    """Reads and adds. The caller holds the transaction and turns what the surroundings do into sentences."""

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

    def new(self, lines: list[Line], header: format.Header) -> list[Line]:
        """The lines that are not here yet; the ones that are must be the same.

        Raises ExchangeError: package-gap (which numbers are missing), package-fork (ours and the station's differ).
        """
        head = self.head(header.sender, header.epoch)
        if header.first > head.seq + 1:
            raise ExchangeError(
                "package-gap",
                f"缺少该台第 {head.seq + 1} 至 {header.first - 1} 号记载，本包没有采用。"
                "请先读入前一个数据包，或请该台重新导出。",
                station=header.sender,
                missing=[head.seq + 1, header.first - 1],
            )
        new = [line for line in lines if line.seq > head.seq]
        here = self._hashes(header, min(head.seq, header.last)) if len(new) < len(lines) else {}
        for line in lines[: len(lines) - len(new)]:
            if here.get(line.seq) != line.hash:
                raise _fork(header, line.seq)
        previous = head.hash if head.seq else GENESIS
        if new and new[0].prev != previous:
            raise _fork(header, new[0].seq)
        return new

    def merge(self, lines: list[Line], digest: str, name: str, header: format.Header, now: str) -> int:
        """Insert new lines and fold their petitions; returns how many petitions were touched."""
        self._tables.execute(
            "INSERT INTO packages (sha256, name, station, epoch, first, last, received_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (digest, name, header.sender, header.epoch, header.first, header.last, now),
        )
        self._tables.insert(
            "entries",
            _ENTRY,
            ((header.sender, header.epoch, line.seq, line.petition, line.hash, line.body, digest) for line in lines),
        )
        self.follow_keys((line.body for line in lines if not line.petition), header.sender, now)
        folded = self._refolded(lines) if self._has_later(header) else self._folded(lines)
        self._tables.upsert("folded", _FOLDED, map(_row, folded.values()))
        return len(folded)

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

    def all_of(self, number: str) -> list[tuple[Petition, list[bytes]]]:
        """Every petition of this number with its entries, that of the newest line first; empty when there is none."""
        rows = self._tables.execute("SELECT id, state FROM folded WHERE number = ?", (number,)).fetchall()
        rows.sort(key=lambda row: tuple(map(int, row[0].split(".")[1:])), reverse=True)
        return [(read_state(state), self.bodies(id_)) for id_, state in rows]

    def bodies(self, petition: str) -> list[bytes]:
        """A petition's entries as they came, in the order in which they were written."""
        rows = self._tables.execute(
            "SELECT body FROM entries WHERE petition = ? ORDER BY station, epoch, seq", (petition,)
        )
        return [body for (body,) in rows]

    # Proof

    def check_chains(self) -> Chained:
        """Every station's chain. Raises StorageError("journal-damaged") naming the place."""
        with self._tables.snapshot():
            return check_chain(
                self._tables.stream(
                    "SELECT station, epoch, seq, petition, hash, body FROM entries ORDER BY station, epoch, seq"
                )
            )

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

    def check_folded(self) -> dict[str, int]:
        """Every petition against a replay of its entries. Raises StorageError("projection-differs")."""
        folded = 0
        with self._tables.snapshot():
            kept = self._kept()
            for petition, replayed in self._all_replayed():
                if replayed is not None:
                    if next(kept, None) != _row(replayed):
                        raise _differs(petition)
                    folded += 1
            if next(kept, None) is not None:
                raise _differs("")
        return {"petitions": folded}

    # Inside

    def _hashes(self, header: format.Header, last: int) -> dict[int, str]:
        """The hashes of the entries of a package that are here, by seq."""
        rows = self._tables.execute(
            "SELECT seq, hash FROM entries WHERE station = ? AND epoch = ? AND seq BETWEEN ? AND ?",
            (header.sender, header.epoch, header.first, last),
        )
        return dict(rows)

    def _folded(self, lines: Iterable[Line]) -> dict[str, Petition]:
        """The petitions of new lines, each folded on from what is kept."""
        folded: dict[str, Petition] = {}
        for line in lines:
            if line.petition:
                before = folded.get(line.petition) or self._petition(line.petition)
                after = apply(before, read_entry(line.body))
                if after is not None:
                    folded[line.petition] = after
        return folded

    def _has_later(self, header: format.Header) -> bool:
        """Whether entries of a later line of this station came before these: a stick that was on its way."""
        found = self._tables.execute(
            "SELECT 1 FROM entries WHERE station = ? AND epoch > ? LIMIT 1", (header.sender, header.epoch)
        ).fetchone()
        return found is not None

    def _refolded(self, lines: Iterable[Line]) -> dict[str, Petition]:
        """The petitions of lines that belong before others: folded anew in the order in which they were written."""
        found = {line.petition: self._replayed(line.petition) for line in lines if line.petition}
        return {petition: state for petition, state in found.items() if state is not None}

    def _replayed(self, petition: str) -> Petition | None:
        replayed: Petition | None = None
        for body in self.bodies(petition):
            replayed = apply(replayed, read_entry(body))
        return replayed

    def _petition(self, petition: str) -> Petition | None:
        found = self._tables.execute("SELECT state FROM folded WHERE id = ?", (petition,)).fetchone()
        return read_state(found[0]) if found else None

    def _all_replayed(self) -> Iterator[tuple[str, Petition | None]]:
        """Every petition folded anew from its entries, in the order of the ids."""
        rows = self._tables.stream(
            "SELECT petition, body FROM entries WHERE petition <> '' ORDER BY petition, station, epoch, seq"
        )
        for petition, entries in itertools.groupby(rows, key=itemgetter(0)):
            replayed: Petition | None = None
            for _, body in entries:
                replayed = apply(replayed, read_entry(body))
            yield petition, replayed

    def _kept(self) -> Iterator[tuple[Any, ...]]:
        """Every row as it is kept, its state written as this program writes it, in the order of the ids."""
        for id_, *columns, state in self._tables.stream(f"SELECT {', '.join(_FOLDED)} FROM folded ORDER BY id"):
            try:
                yield (id_, *columns, _encode(read_state(state)))
            except StorageError:
                raise _differs(id_) from None


def _row(petition: Petition) -> tuple[Any, ...]:
    return (
        petition.id,
        petition.number,
        petition.station,
        petition.stage,
        petition.received_on.isoformat(),
        _encode(petition),
    )


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
