"""The folder into which scanner or 高拍仪 software saves: new files are told of once they have stopped growing."""

from __future__ import annotations

import stat
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QSettings, QTimer, Signal

from app.scans import ENDINGS

KEY = "scans/folder"
LOOK_MS = 1000  # a network folder tells nothing: it is looked at, besides
QUIET = 2  # looks at which a file must be the same before it is whole
EMPTY = 10  # looks after which an empty file is told of all the same: it will not be filled any more
KINDS = frozenset((*ENDINGS, ".pdf", ""))  # endings of names; other files are none of the scanner's
Seen = tuple[int, int]  # size, time of the last change


class ScanFolder(QObject):
    """`arrived` carries each new file once. What lies there when the watch begins waits in `waiting`."""

    arrived = Signal(object)
    changed = Signal()

    def __init__(self, settings: QSettings | None, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._known: set[Path] = set()
        self._growing: dict[Path, tuple[Seen, int]] = {}
        self.waiting: tuple[Path, ...] = ()
        self.gone = False  # the folder cannot be looked into
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _path: self.look())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        kept = str(settings.value(KEY, "") or "") if settings is not None else ""
        self.folder: Path | None = None
        self._take(Path(kept) if kept else None)

    def choose(self, folder: Path | None) -> None:
        """Watch this folder from now on, on this PC; None watches none."""
        if self._settings is not None:
            self._settings.setValue(KEY, str(folder) if folder else "")
        self._take(folder)

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
        """Look into the folder: what is new and was the same twice has arrived."""
        found = self._files()
        gone, self.gone = self.gone, found is None
        if gone != self.gone:
            self.changed.emit()
        for path, seen in (found or {}).items():
            if path not in self._known:
                self._look_at(path, seen)
        self._growing = {path: told for path, told in self._growing.items() if path in (found or {})}

    def _look_at(self, path: Path, seen: Seen) -> None:
        before, times = self._growing.get(path, (seen, -1))
        times = times + 1 if before == seen else 0
        self._growing[path] = (seen, times)
        if times >= (QUIET if seen[0] else EMPTY) and _readable(path):
            self._known.add(path)
            del self._growing[path]
            self.arrived.emit(path)

    def _take(self, folder: Path | None) -> None:
        self.stop()
        self.folder, self._growing = folder, {}
        found = self._files()
        self.gone = folder is not None and found is None
        self._known = set(found or {})
        self.waiting = tuple(sorted(found or {}, key=lambda path: (found or {})[path][1]))
        if folder is not None:
            if not self.gone:
                self._watcher.addPath(str(folder))
            self._timer.start()
        self.changed.emit()

    def _files(self) -> dict[Path, Seen] | None:
        """The files in the folder that may be scans; None where it cannot be looked into."""
        if self.folder is None:
            return {}
        try:
            paths = list(self.folder.iterdir())
        except OSError:
            return None
        seen = {path: _seen(path) for path in paths if _may_be_a_scan(path)}
        return {path: told for path, told in seen.items() if told is not None}


def _may_be_a_scan(path: Path) -> bool:
    """By its name: other kinds, and what programs hide or have not finished, are passed by."""
    return not path.name.startswith((".", "~")) and path.suffix.lower() in KINDS


def _seen(path: Path) -> Seen | None:
    """Size and last change of a file; None for a folder and for what went while it was looked at."""
    try:
        told = path.stat()
    except OSError:
        return None
    return (told.st_size, told.st_mtime_ns) if stat.S_ISREG(told.st_mode) else None


def _readable(path: Path) -> bool:
    """Not while the software that writes it holds it for itself (Windows)."""
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
