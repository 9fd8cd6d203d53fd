"""The attachments that a package carries: kept as they pass by, then held against what its entries name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.county.lines import Line
from app.county.tables import Tables
from app.domain.errors import ExchangeError, StorageError
from app.domain.steps.attachment import Attached
from app.domain.steps.table import read_entry
from app.exchange.format import Header, Part, refused
from app.storage.attachments import OF_BELOW, Attachments, Kept

ATTACHED = OF_BELOW
PREFIX = "attachments/"
_SAYS_SO = f'"kind":"{Attached.kind}"'.encode()  # in the body of every such entry, and in few others


def attachments_in(tables: Tables) -> Attachments:
    """The contents that came with received entries."""
    return Attachments(tables.execute, ATTACHED)


class Carried:
    """What one package carries and names. Lives as long as the transaction that takes the package in."""

    def __init__(self, tables: Tables) -> None:
        self._attachments = attachments_in(tables)
        self._carried: set[str] = set()
        self._named: dict[str, int] = {}  # hash -> seq of the first entry of the package that names it

    def keep(self, part: Part, pieces: Iterable[bytes]) -> None:
        """Keep the content of a part; one that is here already is passed over."""
        self._carried.add(part.sha256)
        if not self._attachments.has(part.sha256) and not self._attachments.keep_as(
            Kept(part.sha256, part.size), pieces
        ):
            raise refused("package-damaged")

    def follow(self, lines: Iterable[Line], held: int) -> None:
        """Remember what entries name; those up to seq `held` were here before."""
        for line in lines:
            if _SAYS_SO not in line.body:
                continue
            entry = read_entry(line.body)
            if isinstance(entry.facts, Attached):
                self._named.setdefault(entry.facts.sha256, line.seq)
                if line.seq > held:
                    self._attachments.note(entry)

    def check(self, header: Header) -> None:
        """After the last part: nothing is carried that no entry names, nothing is named that is not here now.

        Raises ExchangeError: package-part-unnamed, package-attachment-missing.
        """
        if self._carried - self._named.keys():
            raise ExchangeError(
                "package-part-unnamed",
                "数据包中有附件没有任何一条记载写明，整包没有采用。请该台重新导出；再次出现请联系管理员。",
                station=header.sender,
                parts=len(self._carried - self._named.keys()),
            )
        for sha256, seq in self._named.items():
            if not self._attachments.has(sha256):
                raise ExchangeError(
                    "package-attachment-missing",
                    f"数据包第 {seq} 号记载的附件不在包中，县级也没有，整包没有采用。"
                    f"请该台从第 {seq} 号记载起重新导出。",
                    station=header.sender,
                    seq=seq,
                    sha256=sha256,
                )


def check_attached(tables: Tables) -> None:
    """Which entries name an attachment, recomputed from the entries. Raises StorageError("projection-differs")."""
    with tables.snapshot():
        rows = tables.stream("SELECT station, epoch, seq, body FROM entries ORDER BY station, epoch, seq")
        expected = _naming(rows)
        for kept in tables.stream(f"SELECT station, epoch, seq, sha256 FROM {ATTACHED} ORDER BY station, epoch, seq"):
            if next(expected, None) != tuple(kept):
                raise _differs()
        if next(expected, None) is not None:
            raise _differs()


def _naming(rows: Iterable[tuple[str, int, int, bytes]]) -> Iterator[tuple[str, int, int, str]]:
    for station, epoch, seq, body in rows:
        if _SAYS_SO in body:
            facts = read_entry(body).facts
            if isinstance(facts, Attached):
                yield station, epoch, seq, facts.sha256


def _differs() -> StorageError:
    return StorageError("projection-differs", "附件名目与台账重算结果不一致，须由管理员从台账重建。", table=ATTACHED)
