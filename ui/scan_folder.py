"""The folder into which scanner or 高拍仪 software saves: new files are told of once they have stopped growing.

It is looked into in a thread: a folder on another computer may answer after half a minute, or never.
"""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from pathlib import Path

import msgspec
from PySide6.QtCore import QFileSystemWatcher, QObject, QSettings, QTimer, Signal

from app.scans import ENDINGS

KEY = "scans/folder"
LOOK_MS = 1000  # a network folder tells nothing: it is looked at, besides
QUIET = 2  # further looks at which a file must be the same before it is whole
EMPTY = 10  # the same of an empty file: it will not be filled any more
KINDS = frozenset((*ENDINGS, ".pdf", ""))  # endings of names; other files are none of the scanner's


class Found(msgspec.Struct, frozen=True):
    """What one look found: every file that may be a scan, of new ones size and last change."""

    folder: Path
    names: frozenset[str] | None  # None: it cannot be looked into
    new: dict[str, tuple[int, int]]


class ScanFolder(QObject):
    """`arrived` carries each new file once. What lies there at the first look waits in `waiting`."""

    arrived = Signal(object)
    changed = Signal()
    looked = Signal()
    _came = Signal(object)  # from the thread

    def __init__(self, settings: QSettings | None, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._known: frozenset[str] | None = None  # None before the first look
        self._growing: dict[str, tuple[tuple[int, int], int]] = {}
        self._looking = False
        self.waiting: tuple[Path, ...] = ()
        self.gone = False  # the folder cannot be looked into
        self._came.connect(self._take_in)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _path: self.look())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        kept = str(settings.value(KEY, "") or "") if settings is not None else ""
        self.folder: Path | None = None
        self._watch(Path(kept) if kept else None)

    def choose(self, folder: Path | None) -> None:
        """Watch this folder from now on, on this PC; None watches none."""
        if self._settings is not None:
            self._settings.setValue(KEY, str(folder) if folder else "")
        self._watch(folder)

    def take_waiting(self) -> tuple[Path, ...]:
        """What lay there before the watch began; it is told once."""
        waiting, self.waiting = self.waiting, ()
        self.changed.emit()
        return waiting

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())

    def look(self) -> None:
        """Look into the folder; `looked` when that is done. A look that is still waiting is the one."""
        if self.folder is not None and not self._looking:
            self._looking = True
            given = (self.folder, self._known)
            threading.Thread(target=self._run, args=given, daemon=True).start()

    def _run(self, folder: Path, known: frozenset[str] | None) -> None:
        found = _found(folder, known)
        with contextlib.suppress(RuntimeError):  # the window is gone
            self._came.emit(found)

    def _take_in(self, found: Found) -> None:
        """In the window's thread: what is new and was the same often enough has arrived."""
        self._looking = False
        if found.folder != self.folder:  # another one was chosen meanwhile
            self.look()
            return
        before, self.gone = self.gone, found.names is None
        if found.names is not None and self._known is None:
            self._known = found.names
            self.waiting = tuple(found.folder / name for name in sorted(found.names))
            self._watcher.addPath(str(found.folder))
            self.changed.emit()
        elif found.names is not None and self._known is not None:
            self._known &= found.names  # a name that went may come again
            self._growing = {name: told for name, told in self._growing.items() if name in found.new}
            for name, seen in found.new.items():
                self._look_at(name, seen)
        if before != self.gone:
            self.changed.emit()
        self.looked.emit()

    def _look_at(self, name: str, seen: tuple[int, int]) -> None:
        before, times = self._growing.get(name, (seen, -1))
        times = times + 1 if before == seen else 0
        self._growing[name] = (seen, times)
        if times >= (QUIET if seen[0] else EMPTY) and self.folder is not None and self._known is not None:
            self._known |= {name}
            del self._growing[name]
            self.arrived.emit(self.folder / name)

    def _watch(self, folder: Path | None) -> None:
        self.stop()
        self.folder, self._known, self._growing = folder, None, {}
        self.waiting, self.gone = (), False
        if folder is not None:
            self._timer.start()
            self.look()
        self.changed.emit()


def _found(folder: Path, known: frozenset[str] | None) -> Found:
    """Only what is new is asked for its size: a folder may hold thousands of old files."""
    try:
        with os.scandir(folder) as entries:
            names = frozenset(entry.name for entry in entries if _may_be_a_scan(entry))
    except OSError:
        return Found(folder, None, {})
    if known is None:
        return Found(folder, names, {})
    seen = {name: _seen(folder / name) for name in names - known}
    return Found(folder, names, {name: told for name, told in seen.items() if told is not None})


def _may_be_a_scan(entry: os.DirEntry[str]) -> bool:
    """By its name: other kinds, and what programs hide or have not finished, are passed by."""
    hidden = entry.name.startswith((".", "~"))
    return not hidden and Path(entry.name).suffix.lower() in KINDS and entry.is_file()


def _seen(path: Path) -> tuple[int, int] | None:
    """Size and last change of a file; None while another program holds it for itself, and for what went meanwhile."""
    try:
        with path.open("rb") as file:
            told = os.fstat(file.fileno())
    except OSError:
        return None
    return (told.st_size, told.st_mtime_ns) if stat.S_ISREG(told.st_mode) else None
