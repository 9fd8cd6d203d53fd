"""A backup in a store's own folder and a second place, when it is due, and what is said about it: of a desk and of a
county's store alike."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import msgspec

from app.domain.backups import BackupMade, BackupSeen, BackupState
from app.domain.errors import RuleBroken, StorageError
from app.security import backup_file, backups
from app.security.backup_file import Header, Reason
from app.security.backups import Backup
from app.storage.backup import Progress, count_copy
from app.storage.files import write_whole

PLACES = "backups.json"
SECOND_EVERY = dt.timedelta(days=7)  # after so long without a second copy it is said more loudly


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered between two starts: where the second place is, and how it went."""

    second: str = ""
    second_made_at: str = ""  # of the newest backup that was put there
    problem: str = ""  # why the last backup failed, "" when it did not
    second_problem: str = ""


class BackupJob(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that can be made in any thread: it opens the database on its own and touches nothing of the store's."""

    source: backups.Source
    folder: Path  # the store's
    reason: Reason
    now: dt.datetime
    to: Path | None = None  # there alone, instead of both places
    pause: float = 0.0
    anew: bool = False  # something was written that the numbers of rows do not show

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
        told = msgspec.structs.replace(
            places,
            problem=problem.message if problem else "",
            second_problem=second_problem,
            second_made_at=second.header.made_at if second and second.header else places.second_made_at,
        )
        if told != places:
            keep_places(self.folder, told)
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
        if newest and newest.header and self.reason in ("close", "interval") and not self.anew:
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


def set_second_place(folder: Path, second: Path | None, station: str, word: str) -> None:
    """Remember where a copy of every backup of this folder goes besides; None for nowhere. `word` is what lies there.

    Raises RuleBroken("second-place-own") for a folder inside the store's, StorageError("backup-place-missing").
    """
    if second is not None:
        second = second.absolute()
        if not second.is_dir():
            raise StorageError("backup-place-missing", f"找不到文件夹“{second}”，请插好U盘或者另选一个文件夹。")
        if second.resolve().is_relative_to(folder.resolve()):
            raise RuleBroken(
                "second-place-own", f"第二处应在{word}文件夹之外，最好是U盘或者另一块硬盘。", field="second"
            )
    before = read_places(folder)
    same = second is not None and before.second == str(second)
    there = [one for one in backups.listed(second) if one.header and one.header.station == station] if second else []
    newest = there[0].header.made_at if there and there[0].header else ""
    places = msgspec.structs.replace(
        before,
        second=str(second or ""),
        second_made_at=before.second_made_at if same else newest,
        second_problem="",
    )
    keep_places(folder, places, must=True)


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


def state_of(own: Header | None, places: Places, now: dt.datetime, *, here: str) -> BackupState:
    """The state in words: how old the newest backups of what is `here` are, and whether the last one failed."""
    made = backups.moment_of(own) if own else None
    second = dt.datetime.fromisoformat(places.second_made_at) if places.second_made_at else None
    words = f"最近一次备份：{_when(made, now)}，已核对" if made else f"{here}还没有备份"
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
