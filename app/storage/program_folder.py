"""The folder in which versions of the built program lie side by side, and the pointer to the one that is started.

    start.sh, start.cmd    start the version that `current` names
    current                one line: 0.2.0
    0.1.0/, 0.2.0/         each a whole program
    opened-0.2.0.json      version 0.2.0 has opened a desk

Nothing here removes a version but `remove`, and that never the current one or the one before it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.domain.errors import RuleBroken, StorageError
from app.domain.program import PROGRAM_FILE, ProgramFacts, is_version, order_of
from app.storage.files import flush_folder, write_whole

CURRENT = "current"
BEGUN = ".part"
STARTERS = {
    "start.sh": '#!/bin/sh\nhere=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)\n'
    'exec "$here/$(cat "$here/current")/shouwentai" "$@"\n',
    "start.cmd": '@echo off\r\nset /p version=<"%~dp0current"\r\nstart "" "%~dp0%version%\\shouwentai.exe" %*\r\n',
}


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """When a version opened a desk for the first time."""

    version: str
    at: str


class ProgramFolder:
    """One such folder; it is made where it is missing."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def current(self) -> str:
        """The version that is started, "" before the first. Raises StorageError("program-pointer")."""
        file = self.root / CURRENT
        if not file.exists():
            return ""
        try:
            text = file.read_text("ascii").strip()
        except (OSError, ValueError):
            text = ""
        if not is_version(text) or not (self.root / text).is_dir():
            raise StorageError(
                "program-pointer",
                f"程序文件夹中的“{CURRENT}”写的不是已有的版本。请写上其中一个版本号，如 {self._newest() or '0.1.0'}。",
                file=str(file),
            )
        return text

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version that lies here whole, the oldest first."""
        if not self.root.is_dir():
            return ()
        return tuple(sorted((path.name for path in self.root.iterdir() if is_version(path.name)), key=order_of))

    @property
    def previous(self) -> str:
        """The version before the current one, "" where there is none."""
        current = self.current
        older = [one for one in self.versions if current and order_of(one) < order_of(current)]
        return older[-1] if older else ""

    @property
    def removable(self) -> tuple[str, ...]:
        """Older versions than the previous, once the current one has opened a desk."""
        if not self.previous or self.opened(self.current) is None:
            return ()
        return tuple(one for one in self.versions if order_of(one) < order_of(self.previous))

    def size(self, version: str) -> int:
        """How many bytes a version takes; what cannot be looked at counts nothing."""
        found = 0
        for path in (self.root / version).rglob("*"):
            with contextlib.suppress(OSError):
                found += path.lstat().st_size
        return found

    def facts(self, version: str) -> ProgramFacts:
        """What the program of a version says of itself. Raises StorageError("program-unreadable")."""
        return facts_of(self.root / version)

    def begin(self, version: str) -> Path:
        """An empty folder in which a version is laid; what an earlier try left is gone."""
        begun = self.root / f"{version}{BEGUN}"
        with _told(begun):
            self.root.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
        return begun

    def give_up(self, version: str) -> None:
        """What was begun of a version goes, as far as the disk lets it; `begin` clears the rest."""
        shutil.rmtree(self.root / f"{version}{BEGUN}", ignore_errors=True)

    def finish(self, version: str) -> None:
        """The version that was laid gets its name, then the pointer. A version of this name that is not the current
        one makes room: it was laid before and never started, or was gone back from."""
        target = self.root / version
        with _told(target):
            if target.exists():
                shutil.rmtree(target)
            _rename(self.root / f"{version}{BEGUN}", target)
        for name, text in STARTERS.items():
            write_whole(self.root / name, text.encode("ascii"))
        with _told(self.root):
            (self.root / "start.sh").chmod(0o755)
        self.point(version)

    def point(self, version: str) -> None:
        """The version that is started from now on; the file is the old one or the new one, never half."""
        write_whole(self.root / CURRENT, f"{version}\n".encode("ascii"))

    def opened(self, version: str) -> Opened | None:
        """When a version first opened a desk, None when it has not."""
        try:
            return msgspec.json.decode(self._marker(version).read_bytes(), type=Opened)
        except (OSError, ValueError):
            return None

    def mark_opened(self, version: str, now: dt.datetime) -> None:
        """Written by a version after it has opened a desk. A folder that cannot be written is left as it is."""
        if self.opened(version) is None:
            told = Opened(version=version, at=now.isoformat(timespec="seconds"))
            with contextlib.suppress(StorageError):
                write_whole(self._marker(version), msgspec.json.encode(told))

    def back(self) -> str:
        """Start the version before the current one again; returns it. Raises RuleBroken("program-no-previous")."""
        previous = self.previous
        if not previous:
            raise RuleBroken("program-no-previous", "程序文件夹中没有更早的版本，不能退回。")
        self.point(previous)
        return previous

    def remove(self) -> tuple[str, ...]:
        """Remove what is `removable`; returns it. Raises StorageError when something is in use."""
        gone = self.removable
        for version in gone:
            with _told(self.root / version):
                going = self.root / f"{version}{BEGUN}"
                shutil.rmtree(going, ignore_errors=True)
                _rename(self.root / version, going)
                shutil.rmtree(going)
            self._marker(version).unlink(missing_ok=True)
        return gone

    def _marker(self, version: str) -> Path:
        return self.root / f"opened-{version}.json"

    def _newest(self) -> str:
        return self.versions[-1] if self.versions else ""


def facts_of(folder: Path) -> ProgramFacts:
    """What a built program says of itself. Raises StorageError("program-unreadable")."""
    for file in (folder / "_internal" / PROGRAM_FILE, folder / PROGRAM_FILE):
        try:
            return msgspec.json.decode(file.read_bytes(), type=ProgramFacts)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise _unreadable(folder) from error
    raise _unreadable(folder)


def around(executable: Path) -> tuple[ProgramFolder, str] | None:
    """The folder of versions that a running program was started from, and its version; None for any other program."""
    inside = executable.resolve().parent
    root = inside.parent
    if not is_version(inside.name) or not (root / CURRENT).exists():
        return None
    return ProgramFolder(root), inside.name


def mark_opened(now: dt.datetime, executable: Path) -> None:
    """A program has opened a desk: noted where it was started from a folder of versions."""
    found = around(executable)
    if found is not None:
        programs, version = found
        programs.mark_opened(version, now)


def _rename(made: Path, target: Path) -> None:
    """A folder gets another name, and keeps it after a power cut."""
    made.rename(target)
    flush_folder(target.parent)


def _unreadable(folder: Path) -> StorageError:
    return StorageError(
        "program-unreadable",
        f"“{folder.name}”不是用 build.spec 生成的程序文件夹（缺少 {PROGRAM_FILE} 或者读不出来）。",
        folder=str(folder),
    )


@contextlib.contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            "program-not-written",
            f"程序文件夹“{place.parent}”没有写成（磁盘已满、不能写入或者正在使用），原来的版本没有改动。",
            file=str(place),
            problem=str(error),
        ) from None
