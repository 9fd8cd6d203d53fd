"""What goes out is sealed in the desk's own folder, copied to the stick, and kept: packages sent are never deleted."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from app.domain.errors import ExchangeError, StorageError
from app.exchange.format import PACKAGE_SUFFIX, Header, Outline, package_name
from app.exchange.keys import KeyCard, StationKeys, key_id
from app.exchange.medium import put_on_medium
from app.exchange.sealing import Source, own_disk, seal_to
from app.exchange.volumes import Volume
from app.storage.driver import Database
from app.storage.files import rename_durably

FOLDER: Final = "sent"  # in the desk's folder: every package as it was put on a stick, sealed
MAKING: Final = ".package.part"


class Packed(NamedTuple):
    """A package on the stick."""

    file: str
    bytes: int
    volume: Volume


class Outbox:
    """Where packages for one recipient are made, written and kept."""

    def __init__(
        self, db: Database, desk: Path, keys: StationKeys, station: str, recipient: KeyCard, now: dt.datetime
    ) -> None:
        self._db = db
        self._kept = desk / FOLDER
        self._keys = keys
        self._station = station
        self._recipient = recipient
        self._now = now

    def send(
        self,
        volumes: Iterable[Volume],
        epoch: int,
        folder: Path,
        *,
        kind: str = "entries",
        line: str = "",
        before: tuple[Source, ...] = (),
    ) -> tuple[Packed, ...]:
        """Write each volume as a package into a folder on the stick and record it.

        `line` is the station whose entries they are when it is another than ours, `before` are parts that each package
        has in front of the volume's own.

        Raises ExchangeError when the medium, StorageError when the disk of this PC fails. What was written before that
        is recorded and counts; the refusal says so, and its facts name `written` and `next`, the number to go on from.
        """
        packed: list[Packed] = []
        for volume in volumes:
            outline = Outline(
                kind=kind,
                sender=self._station,
                epoch=epoch,
                first=volume.first,
                last=volume.last,
                made_at=self._now,
            )
            try:
                packed.append(self._send(volume, outline, (*before, *volume.sources), folder, line))
            except (ExchangeError, StorageError) as error:
                raise _in_the_middle(error, packed) if packed else error from None
        return tuple(packed)

    def _send(self, volume: Volume, outline: Outline, sources: Iterable[Source], folder: Path, line: str) -> Packed:
        making = self._kept / MAKING
        with own_disk(self._kept):
            self._kept.mkdir(exist_ok=True)
        try:
            header = seal_to(making, outline, sources, signer=self._keys, recipient=self._recipient)
            with own_disk(making), making.open("rb") as file:
                size, digest = making.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
            path = put_on_medium(making, folder, package_name(header, line))
            kept = self._kept / f"{path.stem}-{digest[:12]}{PACKAGE_SUFFIX}"
            with own_disk(kept):
                rename_durably(making, kept)
        finally:
            with contextlib.suppress(OSError):
                making.unlink(missing_ok=True)
        self._record(header, path, kept.name, digest, volume.last_hash, line)
        return Packed(str(path), size, volume)

    def _record(self, header: Header, path: Path, kept: str, digest: str, last_hash: str, line: str) -> None:
        """Only now does the package count as sent: it is on the stick and it is kept."""
        row = {
            "name": path.name,
            "recipient": header.recipient,
            "recipient_key": key_id(self._recipient.sign_key),
            "epoch": header.epoch,
            "first": header.first,
            "last": header.last,
            "last_hash": last_hash,
            "sha256": digest,
            "made_at": self._now.isoformat(timespec="seconds"),
            "folder": str(path.parent),
            "package": b"",
            "kind": header.kind,
            "line": line,
            "kept": kept,
        }
        with self._db.atomic():
            self._db.conn.execute(
                f"INSERT INTO packages_sent ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                tuple(row.values()),
            )


def _in_the_middle(error: ExchangeError | StorageError, packed: list[Packed]) -> ExchangeError | StorageError:
    """The refusal of a later volume, with what became of those before."""
    last = packed[-1].volume.last
    return type(error)(
        error.code,
        f"{error.message}在此之前已写好{len(packed)}个分卷（至第 {last} 号记载），可以先交上级；"
        f"余下的请从第 {last + 1} 号起接着导出。",
        **error.facts,
        written=[one.file for one in packed],
        next=last + 1,
    )
