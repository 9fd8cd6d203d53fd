"""The desk's backups: into its own folder and a second place, when due, and what is said about them."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.answers import BackupMade, BackupSeen, BackupState
from app.desk.base import DeskBase
from app.desk.needs import needs
from app.desk.papers import OWN_WORDING
from app.desk.sheets import OWN_LAYOUTS
from app.domain.errors import RuleBroken, StorageError
from app.domain.rights import Right
from app.security import backup_file, backups, looks, unlock
from app.security.backup_file import Files, Header, Reason
from app.security.backups import Backup
from app.setup import DESK
from app.storage.backup import Progress, count_copy, own_line
from app.storage.files import read_file, write_whole

PLACES = "backups.json"
BESIDE = ("routes.json", "roles.toml", "categories.json")  # what the county or the office keeps beside the database
EVERY = dt.timedelta(hours=4)
SECOND_EVERY = dt.timedelta(days=7)  # after so long without a second copy it is said more loudly


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered between two starts: where the second place is, and how it went."""

    second: str = ""
    second_made_at: str = ""  # of the newest backup that was put there
    problem: str = ""  # why the last backup failed, "" when it did not
    second_problem: str = ""


class BackupJob(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that can be made in any thread: it opens the database on its own and touches nothing of the desk's."""

    source: backups.Source
    folder: Path  # the desk's
    reason: Reason
    now: dt.datetime
    to: Path | None = None  # there alone, instead of both places
    pause: float = 0.0

    def run(self, progress: Progress | None = None) -> BackupMade:
        """Make it, thin both places, remember how it went.

        With nothing new since the last one, a backup that was not asked for by hand is not made again. Raises
        StorageError when there is no new backup anywhere.
        """
        if self.to is not None:
            return self._there(self.to, progress)
        places = read_places(self.folder)
        made: Backup | None = None
        new, problem = False, None
        try:
            made, new = self._own(backups.own_folder(self.folder), progress)
        except StorageError as error:
            problem = error
        second, second_problem = self._second(places, made, progress)
        done = made or second
        places = msgspec.structs.replace(
            places,
            problem=problem.message if problem else "",
            second_problem=second_problem,
            second_made_at=second.header.made_at if second and second.header else places.second_made_at,
        )
        keep_places(self.folder, places)
        if done is None or done.header is None:
            raise problem or StorageError("backup-not-made", "备份没有做成。")
        return BackupMade(
            file=str(done.path),
            second=str(second.path) if second else "",
            new=new or made is None,
            seen=seen(done),
            problems=tuple(text for text in (problem.message if problem else "", second_problem) if text),
        )

    def _own(self, own: Path, progress: Progress | None) -> tuple[Backup, bool]:
        newest = next((one for one in backups.listed(own) if one.header), None)
        if newest and newest.header and self.reason in ("close", "interval"):
            counted = count_copy(self.source.database, self.source.key, thorough=False)
            if backups.is_the_same(newest.header, counted, self.source):
                return newest, False
        made = self._make(own, progress)
        backups.thin(own, self.source.station, self.now)
        return made, True

    def _second(self, places: Places, made: Backup | None, progress: Progress | None) -> tuple[Backup | None, str]:
        """The backup in the second place, where that is there, and why not otherwise."""
        place = Path(places.second)
        if not places.second or not place.is_dir():
            return None, ""  # not plugged in: that is told by the age of the last one
        try:
            there = made and backups.present(made, place)
            second = there or (backups.copy_to(made, place) if made else self._make(place, progress))
            backups.thin(place, self.source.station, self.now)
        except StorageError as error:
            return None, error.message
        return second, ""

    def _there(self, to: Path, progress: Progress | None) -> BackupMade:
        made = self._make(to, progress)
        places = read_places(self.folder)
        if places.second and made.header and _same_folder(Path(places.second), to):
            told = msgspec.structs.replace(places, second_made_at=made.header.made_at, second_problem="")
            keep_places(self.folder, told)
        return BackupMade(file=str(made.path), second="", new=True, seen=seen(made))

    def _make(self, folder: Path, progress: Progress | None) -> Backup:
        return backups.make(self.source, folder, self.reason, self.now, pause=self.pause, progress=progress)


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
        if folder is not None:
            folder = folder.absolute()
            if not folder.is_dir():
                raise StorageError("backup-place-missing", f"找不到文件夹“{folder}”，请插好U盘或者另选一个文件夹。")
            if folder.resolve().is_relative_to(self.folder.resolve()):
                raise RuleBroken(
                    "second-place-own", "第二处应在接待台文件夹之外，最好是U盘或者另一块硬盘。", field="second"
                )
        before = read_places(self.folder)
        same = folder is not None and before.second == str(folder)
        there = [one for one in backups.listed(folder) if self._is_ours(one)] if folder else []
        newest = there[0].header.made_at if there and there[0].header else ""
        places = msgspec.structs.replace(
            before,
            second=str(folder or ""),
            second_made_at=before.second_made_at if same else newest,
            second_problem="",
        )
        keep_places(self.folder, places, must=True)
        return self.backup_state()

    @needs()
    def backup_state(self) -> BackupState:
        """How things stand with the backups, in words for the first screen."""
        now = self._now()
        own = backups.newest(self.folder / backups.FOLDER, self.station, now)
        return state_of(own.header if own else None, read_places(self.folder), now)

    def _is_ours(self, one: Backup) -> bool:
        return one.header is not None and one.header.station == self.station


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


def seen(backup: Backup) -> BackupSeen:
    """A backup as it is told."""
    header = backup.header
    if header is None:
        return BackupSeen(file=str(backup.path), problem=backup.problem)
    return BackupSeen(
        file=str(backup.path),
        problem=backup.problem,
        kind=header.kind,
        station=header.station,
        epoch=header.epoch,
        seq=header.seq,
        made_at=header.made_at,
        reason=header.reason,
        reason_words=backup_file.REASONS[header.reason],
        program=header.program,
        petitions=header.rows.get("petitions", header.rows.get("folded", 0)),
        entries=header.rows.get("journal", header.rows.get("entries", 0)),
        bytes=header.database.size + header.files.size + header.keyfile.size,
    )


def read_places(folder: Path) -> Places:
    """What is remembered; nothing where the file is missing or spoilt, and then it is asked for again."""
    try:
        return msgspec.json.decode((folder / PLACES).read_bytes(), type=Places)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Places()


def keep_places(folder: Path, places: Places, *, must: bool = False) -> None:
    """Remember it; a disk too full for these few bytes must not undo a backup that was made."""
    with contextlib.nullcontext() if must else contextlib.suppress(StorageError):
        write_whole(folder / PLACES, msgspec.json.encode(places))


def state_of(own: Header | None, places: Places, now: dt.datetime) -> BackupState:
    """The state in words: how old the newest backups are, and whether the last one failed."""
    made = backups.moment_of(own) if own else None
    second = dt.datetime.fromisoformat(places.second_made_at) if places.second_made_at else None
    words = f"最近一次备份：{_when(made, now)}，已核对" if made else "本台还没有备份"
    if not places.second:
        words += "；从未备份到第二处" if not second else f"；第二处：{_when(second, now)}"
    else:
        words += f"；第二处（{places.second}）：{_when(second, now) if second else '还没有备份'}"
    problems = tuple(text for text in (places.problem, places.second_problem) if text)
    late = made is None or now - made > dt.timedelta(days=1)
    second_late = second is None or now - second > SECOND_EVERY
    return BackupState(
        words=words,
        problems=problems,
        urgent=bool(problems) or late or second_late,
        made_at=own.made_at if own else "",
        second=places.second,
        second_made_at=places.second_made_at,
        second_there=bool(places.second) and Path(places.second).is_dir(),
    )


def _when(moment: dt.datetime, now: dt.datetime) -> str:
    local = moment.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days <= 1:
        return f"{'昨天' if days == 1 else '今天'} {local:%H:%M}"
    return f"{days}天前"


def _same_folder(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return one.samefile(other)
    return False
