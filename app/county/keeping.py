"""A county's store kept safe: its backups, and the proof that what is here is what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.county.backups import job_of
from app.county.proving import Progress, prove
from app.county.received import unheard
from app.county.surroundings import broken_store
from app.county.tables import Tables
from app.domain.backups import BackupMade, BackupState
from app.security import backups
from app.security.backup_file import Reason
from app.security.backup_job import BackupJob, read_places, set_second_place, state_of
from app.security.vault import Vault
from app.storage.database import check_pages
from app.storage.driver import Database


class Keeping:
    """Nothing of it changes what was received."""

    folder: Path
    code: str
    _vault: Vault
    _db: Database
    _tables: Tables
    _clock: Callable[[], dt.datetime]
    _wrote: bool = False  # by this program since the store was opened, also what the numbers of rows do not show
    _verify_looks: Callable[[], dict[str, Any]]

    def backup_job(self, reason: Reason, *, to: Path | None = None) -> BackupJob:
        """A backup of what is confirmed at the moment when the job is run; any thread may run it."""
        self._vault.check_there()
        now = self._clock()
        return job_of(self.folder, self._vault.key, self.code, reason, now, to=to, anew=self._wrote)

    def backup(self, to: Path | None = None, reason: Reason = "hand", progress: Progress | None = None) -> BackupMade:
        """Make a backup now: in the store's own folder and the second place, or in the folder `to` alone.

        Raises StorageError: backup-not-made, backup-place-missing; no half file is left, nor of one that `progress`
        ends.
        """
        return self.backup_job(reason, to=to).run(progress)

    def set_second_place(self, folder: Path | None) -> BackupState:
        """Where a copy of every backup goes besides the store's own folder; None for nowhere.

        Raises RuleBroken("second-place-own") for a folder inside the store's, StorageError("backup-place-missing").
        """
        set_second_place(self.folder, folder, self.code, "县级接收库")
        return self.backup_state()

    def backup_state(self) -> BackupState:
        """How things stand with the backups, in words."""
        now = self._clock()
        own = backups.newest(self.folder / backups.FOLDER, self.code, now)
        return state_of(own.header if own else None, read_places(self.folder), now, here="本库")

    def backups(
        self, folder: Path | None = None, *, check: bool = False, progress: Progress | None = None
    ) -> tuple[backups.Backup, ...]:
        """The backups in the store's own folder, or in another, the newest first; `check` reads every byte of each."""
        found = tuple(backups.listed(folder or self.folder / backups.FOLDER))
        if not check:
            return found
        told = []
        for n, one in enumerate(found):
            if progress:
                progress(n, len(found))
            told.append(backups.checked(one, self._vault.key))
        return tuple(told)

    @broken_store()
    def verify(self, *, rebuild: bool = False, progress: Progress = unheard) -> dict[str, Any]:
        """Check every chain that came up or goes down, with `rebuild` also what was folded against a replay.

        `progress` hears how many of how many are done; what it raises ends it. Raises StorageError as `prove`.
        """
        check_pages(self._db)  # first: a page that the disk spoilt must not read like an entry that somebody changed
        return {
            **prove(self._tables, rebuild=rebuild, progress=progress),
            "anchors": [],  # pages of the register are printed at the desk, and held against its chain there
            "looks": self._verify_looks(),
        }
