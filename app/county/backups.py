"""The county store's backups: by hand, at closing, before the first merge of a day, before its tables are changed.

They lie in the store's own folder and the second place, thinned by the same rule as a desk's. One a day is enough
before merging: what came after it comes again from the desks, which keep every package that they wrote.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app.county.schema import COUNTY
from app.domain.errors import StorageError
from app.security import backups
from app.security.backup_file import Header, Reason
from app.security.backup_job import BackupJob
from app.security.backups import Source
from app.storage.backup import own_code
from app.storage.files import read_file


def source_of(folder: Path, key: bytes, code: str) -> Source:
    """What is backed up of a county's folder; it writes no line of entries of its own. Raises StorageError."""
    return Source(
        kind="county",
        station=code,
        epoch=0,
        database=folder / COUNTY.database,
        key=key,
        keyfile=read_file(folder / COUNTY.keyfile),
        files={},
    )


def job_of(
    folder: Path, key: bytes, code: str, reason: Reason, now: dt.datetime, *, to: Path | None = None, anew: bool = False
) -> BackupJob:
    """A backup into the store's own folder and the second place, or in the folder `to` alone. Raises StorageError."""
    return BackupJob(source=source_of(folder, key, code), folder=folder, reason=reason, now=now, to=to, anew=anew)


def back_up_before_merging(folder: Path, key: bytes, code: str, now: dt.datetime) -> None:
    """A backup unless there is one of today. Raises StorageError("merge-without-backup"): nothing is merged then."""
    found = (one.header for one in backups.listed(folder / backups.FOLDER) if one.header)
    if any(_counts(header, code, now) for header in found):
        return
    try:
        job_of(folder, key, code, "merge", now).run()
    except StorageError as error:
        raise StorageError(
            "merge-without-backup",
            f"读入前的备份没有做成，因此没有读入，库中数据没有改动。{error.message}",
            cause=error.code,
            **error.facts,
        ) from error


def back_up_before_migrating(folder: Path, key: bytes, now: dt.datetime) -> None:
    """A backup of the database as the older program left it. Raises StorageError("migration-without-backup")."""
    try:
        job_of(folder, key, own_code(folder / COUNTY.database, key), "migration", now).run()
    except StorageError as error:
        raise StorageError(
            "migration-without-backup",
            f"数据文件须升级后使用，升级前的备份没有做成，因此没有升级，数据没有改动。{error.message}",
            cause=error.code,
            **error.facts,
        ) from error


def _counts(header: Header, code: str, now: dt.datetime) -> bool:
    """Whether it is of this store and this day; what was replaced by a restore is another store's state."""
    ours = header.kind == "county" and header.station == code and header.reason != "restore"
    return ours and backups.moment_of(header).astimezone(now.tzinfo).date() == now.date()
