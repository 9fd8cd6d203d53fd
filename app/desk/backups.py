"""The desk's backups: into its own folder and a second place, when due, and what is said about them."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path

from app.desk.base import DeskBase
from app.desk.needs import needs
from app.desk.papers import OWN_WORDING
from app.desk.sheets import OWN_LAYOUTS
from app.domain.backups import BackupMade, BackupSeen, BackupState
from app.domain.errors import StorageError
from app.domain.rights import Right
from app.security import backups, looks, unlock
from app.security.backup_file import Files, Reason
from app.security.backup_job import BackupJob, read_places, seen, set_second_place, state_of
from app.setup import DESK
from app.storage.backup import Progress, own_line
from app.storage.files import read_file

BESIDE = ("routes.json", "roles.toml", "categories.json")  # what the county or the office keeps beside the database
EVERY = dt.timedelta(hours=4)


class Backups(DeskBase):
    """Backups of this desk."""

    @needs()
    def backup_job(self, reason: Reason, *, to: Path | None = None, pause: float = 0.0) -> BackupJob:
        """A backup of what is confirmed at the moment when the job is run; any thread may run it."""
        self._vault.check_there()
        source = source_of(self.folder, self._vault.key, self.station, self.epoch)
        return BackupJob(source=source, folder=self.folder, reason=reason, now=self._now(), to=to, pause=pause)

    @needs()
    def backup(self, to: Path | None = None, reason: Reason = "hand", progress: Progress | None = None) -> BackupMade:
        """Make a backup now: in the desk's own folder and the second place, or in the folder `to` alone.

        Raises StorageError("backup-not-made"), StorageError("backup-place-missing"); no half file is left.
        """
        return self.backup_job(reason, to=to).run(progress)

    @needs()
    def backup_due(self) -> bool:
        """Whether a backup at intervals is due; whether there is anything new is found when it is made."""
        now = self._now()
        newest = backups.newest(self.folder / backups.FOLDER, self.station, now)
        return newest is None or newest.made_at is None or not dt.timedelta() <= now - newest.made_at < EVERY

    @needs()
    def backups(self, folder: Path | None = None, *, check: bool = False) -> tuple[BackupSeen, ...]:
        """The backups in the desk's own folder, or in another, the newest first.

        `check` reads every byte of each and holds it against the hashes it was made with.
        """
        found = backups.listed(folder or self.folder / backups.FOLDER)
        return tuple(seen(backups.checked(one, self._vault.key) if check else one) for one in found)

    @needs(Right.ADMINISTER)
    def set_second_place(self, folder: Path | None) -> BackupState:
        """Where a copy of every backup goes besides the desk's own folder; None for nowhere.

        Raises RuleBroken("second-place-own") for a folder inside the desk's, StorageError("backup-place-missing").
        """
        set_second_place(self.folder, folder, self.station, "接待台")
        return self.backup_state()

    @needs()
    def backup_state(self) -> BackupState:
        """How things stand with the backups, in words for the first screen."""
        now = self._now()
        own = backups.newest(self.folder / backups.FOLDER, self.station, now)
        return state_of(own.header if own else None, read_places(self.folder), now, here="本台")


def back_up_before_migrating(
    folder: Path, key: bytes, now: dt.datetime, told: Callable[[str, int, int], None] | None = None
) -> None:
    """A backup of the database as the older program left it. Raises StorageError("migration-without-backup"), and what
    `told` raises: nothing was changed then."""
    progress = functools.partial(told, "程序升级后第一次打开，正在备份升级前的数据") if told else None
    try:
        station, epoch = own_line(folder / DESK.database, key)
        job = BackupJob(source=source_of(folder, key, station, epoch), folder=folder, reason="migration", now=now)
        job.run(progress)
    except StorageError as error:
        raise StorageError(
            "migration-without-backup",
            f"数据文件须升级后使用，升级前的备份没有做成，因此没有升级，数据没有改动。{error.message}",
            cause=error.code,
            **error.facts,
        ) from error


def back_up_before_merging(folder: Path, key: bytes, station: str, epoch: int, now: dt.datetime) -> None:
    """A backup unless there is one of today: packages from below come again, but not the day's own work.

    Raises StorageError("merge-without-backup"): nothing is merged then.
    """
    newest = backups.newest(folder / backups.FOLDER, station, now)
    if newest and newest.made_at and newest.made_at.astimezone(now.tzinfo).date() == now.date():
        return
    try:
        BackupJob(source=source_of(folder, key, station, epoch), folder=folder, reason="merge", now=now).run()
    except StorageError as error:
        raise StorageError(
            "merge-without-backup",
            f"读入前的备份没有做成，因此没有读入，本台数据没有改动。{error.message}",
            cause=error.code,
            **error.facts,
        ) from error


def source_of(folder: Path, key: bytes, station: str, epoch: int) -> backups.Source:
    """What is backed up of a desk's folder. Raises StorageError."""
    return backups.Source(
        kind="desk",
        station=station,
        epoch=epoch,
        database=folder / DESK.database,
        key=key,
        keyfile=read_file(folder / DESK.keyfile),
        files=files_beside(folder),
        logs=_logs(folder, key),
    )


def _logs(folder: Path, key: bytes) -> tuple[backups.Log, ...]:
    path = folder / looks.FILE
    key_of_log = unlock.subkey(key, looks.PURPOSE)
    return (backups.Log(name=looks.FILE, path=path, key=key_of_log),) if path.exists() else ()


def files_beside(folder: Path) -> Files:
    """The county's and the office's own data in a desk's folder, by their names in it. Raises StorageError."""
    found = [folder / name for name in BESIDE]
    for own in (folder / OWN_WORDING, folder / OWN_LAYOUTS):
        with contextlib.suppress(OSError):
            found += sorted(path for path in own.iterdir() if own.is_dir())
    return {path.relative_to(folder).as_posix(): read_file(path) for path in found if path.is_file()}
