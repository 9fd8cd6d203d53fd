"""The file of the log of looking: `looked.db` beside the desk's database, encrypted with a key derived from its own."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.domain.errors import StorageError
from app.storage.database import broken_surroundings, checkpoint, connect, create_database, open_database
from app.storage.driver import Database, sqlite3
from app.storage.look_log import APPLICATION_ID, migrations

FILE: Final = "looked.db"
PURPOSE: Final = "shouwentai looked.db v1"  # what its key is derived for
LINE_BYTES = 8


def open_log(folder: Path, key: bytes) -> Database:
    """The log of a desk's folder, made when there is none. Raises StorageError as any database does.

    A log that is gone is begun anew under another name; the journal's last count of it tells that it is another
    (`LooksCounted.line`), and `verify` says how many looks are not here any more.
    """
    path = folder / FILE
    if not path.exists():
        _make(path, key)
    _remove(folder.glob(f"{FILE}.*"))  # what was cut short in the making, here or in another program: one is there
    return open_database(path, key, application=APPLICATION_ID, migrations=migrations)


def carry_over(folder: Path, to: Path, key: bytes) -> None:
    """The log of a desk that a restored one takes the place of goes on there, in the place of the backup's older one.

    Both desks have one store key. A log of another key, one that cannot be read, and one that does not go on from the
    backup's (the desk was restored before, and the backup is of the other computer) is left where it is; then the
    backup's stays. Raises StorageError, OSError.
    """
    if not (folder / FILE).exists():
        return
    making = to / f"{FILE}.carried"
    try:
        with (
            broken_surroundings(),
            contextlib.closing(connect(folder / FILE, key)) as ours,
            contextlib.closing(connect(making, key)) as theirs,
        ):
            if (to / FILE).exists() and not _goes_on(ours, to / FILE, key):
                return
            ours.backup(theirs)
            theirs.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        making.replace(to / FILE)
    finally:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                making.with_name(making.name + suffix).unlink()


def _goes_on(log: sqlite3.Connection, older: Path, key: bytes) -> bool:
    """Whether a log holds the whole of an older one, or is of another line."""
    with contextlib.closing(connect(older, key)) as backup:
        (line,) = backup.execute("SELECT name FROM line").fetchone()
        head = backup.execute("SELECT seq, hash FROM looks ORDER BY seq DESC LIMIT 1").fetchone()
    same = log.execute("SELECT 1 FROM line WHERE name = ?", (line,)).fetchone()
    return (
        not (same and head)
        or log.execute("SELECT 1 FROM looks WHERE (seq, hash) = (?, ?)", head).fetchone() is not None
    )


def _make(path: Path, key: bytes) -> None:
    """Made whole under a name of its own; of two programs that do so at once the later one finds it made."""
    line = secrets.token_hex(LINE_BYTES)
    making = path.with_name(f"{path.name}.{line}")
    try:
        db = create_database(making, key, application=APPLICATION_ID, migrations=migrations)
        try:
            with broken_surroundings(), db.atomic():
                db.conn.execute("INSERT INTO line VALUES (1, ?)", (line,))
            checkpoint(db)
        finally:
            db.close()
        _give_name(making, path)
    except OSError as error:
        raise StorageError(
            "looks-not-made", "查阅记录文件建立不了，请检查磁盘和权限。", file=str(path), problem=str(error)
        ) from error
    finally:
        _remove(path.parent.glob(f"{making.name}*"))


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink()


def _give_name(making: Path, path: Path) -> None:
    """Never over a log that has been made meanwhile; where the disk knows no second names, by renaming."""
    try:
        os.link(making, path)
    except FileExistsError:
        return
    except OSError:
        if not path.exists():
            making.rename(path)
