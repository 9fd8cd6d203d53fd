"""Attach a file of 1 GiB (or the MiB given), save it again, verify it, attach it once more.

Attaching against: the same bytes as rows of 1 MiB in one commit of an encrypted file of its own. Saving against: those
rows read and written to a file that is flushed. Verifying against: those rows read. Prints JSON lines with times in
seconds, their ratio and the peak of memory in MiB.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.desk import Desk
from app.domain.records.attachment import FileGiven
from app.storage.attached_file import CHUNK
from app.storage.database import connect
from app.storage.driver import sqlite3
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, registered


def main(mebibytes: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / "recording.mp3"
        _make(file, mebibytes)
        before = _peak()
        wrote = _timed(lambda: _floor_write(file, folder / "floor.db"))
        read = _timed(lambda: _floor_read(folder / "floor.db", folder / "nothing"))
        saved = _timed(lambda: _floor_read(folder / "floor.db", folder / "floor.mp3", write=True))
        (folder / "floor.mp3").unlink()
        (folder / "floor.db").unlink()
        with Desk.create(
            folder / "desk", office=OFFICE, officers=OFFICERS, passphrase=PASSPHRASE, unlock_seconds=0.01
        ) as desk:
            number = registered(desk)
            attach = _timed(lambda: desk.attach(number, (FileGiven(path=str(file)),)))
            _print(f"attach {mebibytes} MiB", attach, wrote, before)
            save = _timed(lambda: desk.save_attachment(number, 1, folder / "saved.mp3"))
            _print("save", save, saved, before)
            (folder / "saved.mp3").unlink()
            _print("verify", _timed(lambda: _verified(desk, mebibytes)), read, before)
            again = registered(desk)
            _print("attach it again", _timed(lambda: desk.attach(again, (FileGiven(path=str(file)),))), wrote, before)


def _make(file: Path, mebibytes: int) -> None:
    with file.open("wb") as out:
        out.write(b"ID3\x03")
        for _ in range(mebibytes):
            out.write(os.urandom(CHUNK))
        out.seek(-4, os.SEEK_END)
        out.truncate()


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(CHUNK):
            yield piece


def _floor(path: Path) -> sqlite3.Connection:
    connection = connect(path, bytes(32))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")
    return connection


def _floor_write(file: Path, path: Path) -> None:
    """The same bytes in one encrypted commit; closing empties the log into the file."""
    with contextlib.closing(_floor(path)) as connection:
        connection.execute("CREATE TABLE chunks (n INTEGER PRIMARY KEY, data BLOB NOT NULL)")
        with connection:
            connection.executemany("INSERT INTO chunks (data) VALUES (?)", ((piece,) for piece in _pieces(file)))


def _floor_read(path: Path, target: Path, *, write: bool = False) -> None:
    """The same rows, read; with `write` also put into a file that is flushed to the disk."""
    with contextlib.closing(_floor(path)) as connection, contextlib.ExitStack() as opened:
        out = opened.enter_context(target.open("wb")) if write else None
        for (piece,) in connection.execute("SELECT data FROM chunks ORDER BY n"):
            if out:
                out.write(piece)
        if out:
            out.flush()
            os.fsync(out.fileno())


def _verified(desk: Desk, mebibytes: int) -> None:
    assert desk.verify()["attachments"] == {"files": 1, "bytes": mebibytes * CHUNK}


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _print(what: str, ours: float, floor: float, before: int) -> None:
    told = {"what": what, "seconds": round(ours, 2), "floor": round(floor, 2), "ratio": round(ours / floor, 2)}
    sys.stdout.write(json.dumps({**told, "peak_mib": _peak(), "grown_mib": _peak() - before}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
