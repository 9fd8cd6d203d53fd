"""What a power cut leaves of a disk: what was synced, and of the rest as much or as little as you like.

The calls of an operation are recorded with their bytes. A disk is then thought of that keeps file contents only by
fsync of the file and names only by fsync of the folder, as POSIX promises and no more. `images` are the states in which
it may be found after a cut at any call: nothing unsynced is there; the names are there and the contents are not (a
journalling file system); any part of either, the last write torn at a sector.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.app.faults.calls import GO, Call, Verdict

SECTOR = 512


class Event(NamedTuple):
    """One call and, of a write, its bytes; `call` None: here the operation was confirmed."""

    call: Call | None
    data: bytes = b""


class Recorder:
    """Lets every call through and remembers it."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def decide(self, call: Call) -> Verdict:
        doomed = call.name in {"unlink", "rename"} and not call.path.exists()
        if not call.path.name.endswith("-shm") and not doomed:  # shared memory is made anew by the first who opens
            self._events.append(Event(call, call.data() if call.name == "write" else b""))
        return GO

    def hear(self, _confirmed: bytes) -> None:
        self._events.append(Event(None))

    def relative_to(self, world: Path) -> list[Event]:
        """The events with paths inside the world, so that they can be done to another copy of it."""

        def inside(path: Path | None) -> Path | None:
            return path.relative_to(world.resolve()) if path else None

        return [
            Event(e.call._replace(path=inside(e.call.path), to=inside(e.call.to)) if e.call else None, e.data)
            for e in self._events
        ]


class Image(NamedTuple):
    """The files of a disk after a cut behind so many events."""

    after: int
    how: str
    files: dict[Path, bytes]

    def write(self, world: Path) -> None:
        """Make a world's files these, and no others."""
        for path in [path for path in world.rglob("*") if path.is_file()]:
            path.unlink()
        for name, data in self.files.items():
            (world / name).parent.mkdir(parents=True, exist_ok=True)
            (world / name).write_bytes(data)


class _File:
    """Contents that are durable, and what was done to them since."""

    def __init__(self, data: bytes = b"") -> None:
        self.durable = data
        self.pending: list[tuple[int, bytes | None]] = []  # (place, bytes) of a write, (size, None) of a truncate

    def whole(self) -> bytes:
        return self._after(self.pending)

    def sync(self) -> None:
        self.durable, self.pending = self.whole(), []

    def some(self, chance: random.Random) -> bytes:
        """Some of what was not synced, in any order of arrival: the last that came is torn."""
        kept = [change for change in self.pending if chance.random() < 0.5]
        if kept and kept[-1][1] is not None:
            place, data = kept[-1]
            kept[-1] = (place, data[: chance.randrange(0, len(data) + SECTOR, SECTOR)])
        return self._after(kept)

    def _after(self, changes: list[tuple[int, bytes | None]]) -> bytes:
        data = bytearray(self.durable)
        for place, written in changes:
            if written is None:
                data[place:] = bytes(max(0, place - len(data)))
            else:
                data.extend(bytes(max(0, place - len(data))))
                data[place : place + len(written)] = written
        return bytes(data)


Names = dict[Path, _File]


class _Disk:
    """Names and files, as the program sees them and as they are kept."""

    def __init__(self, world: Path) -> None:
        files = [path for path in world.rglob("*") if path.is_file()]
        self._seen: Names = {path.relative_to(world): _File(path.read_bytes()) for path in files}
        self._kept: Names = dict(self._seen)
        self._pending: list[tuple[Path, Path | None, _File | None]] = []  # renamed to, or made as a file, or removed

    def do(self, event: Event) -> None:
        call = event.call
        if call is None:
            return
        if call.name == "sync" and call.path not in self._seen:
            self._sync_names(call.path)
        elif call.name in {"rename", "link", "unlink"} or (call.new and call.name == "open"):
            made = _File() if call.name == "open" else self._seen[call.path] if call.name == "link" else None
            change = (call.to, None, made) if call.name == "link" else (call.path, call.to, made)
            self._pending.append(change)
            _change(self._seen, change)
        elif call.path in self._seen:
            self._do_to_file(self._seen[call.path], call, event.data)

    def _do_to_file(self, file: _File, call: Call, data: bytes) -> None:
        if call.name == "sync":
            file.sync()
        elif call.name == "write":
            file.pending.append((call.at, data))
        elif call.name == "truncate" or call.empties:
            file.pending.append((call.size, None))

    def _sync_names(self, folder: Path) -> None:
        for change in list(self._pending):
            path, to, _made = change
            if folder in {path.parent, (to or path).parent}:
                self._pending.remove(change)
                _change(self._kept, change)

    def synced_only(self) -> dict[Path, bytes]:
        return {path: file.durable for path, file in self._kept.items()}

    def names_only(self) -> dict[Path, bytes]:
        return {path: file.durable for path, file in self._seen.items()}

    def some(self, chance: random.Random) -> dict[Path, bytes]:
        names = dict(self._kept)
        for change in self._pending[: chance.randrange(len(self._pending) + 1)]:
            _change(names, change)
        return {path: file.some(chance) for path, file in names.items()}


def _change(names: Names, change: tuple[Path, Path | None, _File | None]) -> None:
    path, to, made = change
    if made is not None:
        names[path] = made
    elif to is None:
        names.pop(path, None)
    else:
        for name in [name for name in names if name.is_relative_to(path)]:  # a folder takes along what lies in it
            names[to / name.relative_to(path)] = names.pop(name)


def images(world: Path, events: list[Event], *, chances: int, everywhere: bool = False) -> Iterator[Image]:
    """Every different state in which a cut may leave the disk; `world` is what it was before the first event.

    Without `everywhere` cuts only happen just before and after a sync, a rename, a removal and the confirmation.
    """
    disk, told = _Disk(world), set[bytes]()
    telling = {"sync", "rename", "unlink", "truncate", "link"}
    for after in range(len(events) + 1):
        if after:
            disk.do(events[after - 1])
        beside = events[max(0, after - 1) : after + 1]
        if not (everywhere or any(event.call is None or event.call.name in telling for event in beside)):
            continue
        found = [("synced only", disk.synced_only()), ("names only", disk.names_only())]
        found += [(f"some {seed}", disk.some(random.Random(after * 1000 + seed))) for seed in range(chances)]
        for how, files in found:
            confirmed = any(event.call is None for event in events[:after])
            mark = _mark(files, confirmed=confirmed)
            if mark not in told:
                told.add(mark)
                yield Image(after, how, files)


def _mark(files: dict[Path, bytes], *, confirmed: bool) -> bytes:
    told = hashlib.sha256(bytes([confirmed]))
    for path in sorted(files):
        told.update(f"{path}\0".encode() + hashlib.sha256(files[path]).digest())
    return told.digest()
