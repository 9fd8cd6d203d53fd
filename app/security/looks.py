"""The file of the log of looking: `looked.db` beside the desk's database, encrypted with a key derived from its own."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from filelock import FileLock

from app.domain.errors import StorageError
from app.storage.database import broken_surroundings, checkpoint, create_database, open_database
from app.storage.driver import Database
from app.storage.look_log import APPLICATION_ID, migrations

FILE: Final = "looked.db"
PURPOSE: Final = "shouwentai looked.db v1"  # what its key is derived for
LINE_BYTES = 8
MAKING_SECONDS = 10.0  # how long a program waits while another one makes the file


def open_log(folder: Path, key: bytes) -> Database:
    """The log of a desk's folder, made when there is none. Raises StorageError as any database does.

    A log that is gone is begun anew under another name; the journal's last count of it tells that it is another
    (`LooksCounted.line`), and `verify` says how many looks are not here any more.
    """
    path = folder / FILE
    if not path.exists():
        _make(path, key)
    return open_database(path, key, application=APPLICATION_ID, migrations=migrations)


def _make(path: Path, key: bytes) -> None:
    """Made whole under another name; of two programs that do so at once the second one finds it made."""
    making = path.with_name(path.name + ".new")
    try:
        with FileLock(path.with_name(path.name + ".lock"), timeout=MAKING_SECONDS):
            if path.exists():
                return
            for suffix in ("", "-wal", "-shm"):
                making.with_name(making.name + suffix).unlink(missing_ok=True)
            db = create_database(making, key, application=APPLICATION_ID, migrations=migrations)
            try:
                with broken_surroundings(), db.atomic():
                    db.conn.execute("INSERT INTO line VALUES (1, ?)", (secrets.token_hex(LINE_BYTES),))
                checkpoint(db)
            finally:
                db.close()
            making.replace(path)
    except OSError as error:
        raise StorageError(
            "looks-not-made", "查看记录文件建立不了，请检查磁盘和权限。", file=str(path), problem=str(error)
        ) from error
