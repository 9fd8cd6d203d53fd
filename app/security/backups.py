"""Backups of a locked folder: made, opened and counted, named; listed; thinned; put into a second place.

A backup bears its final name only after it was read back from the medium. Whatever ends the work earlier leaves a
`.part` that the next backup into the same folder removes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from app import __version__
from app.domain.errors import StorageError
from app.domain.thinning import kept
from app.security import backup_file
from app.security.backup_file import SUFFIX, Files, Header, Keys, Reason
from app.storage.backup import Counted, Progress, copy_database, count_copy
from app.storage.files import rename_durably

FOLDER = "backups"  # in the desk's own folder
PREFIX = "SWTBAK-"


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """An encrypted database beside the main one (the log of looking), copied whole while others write into it."""

    name: str
    path: Path
    key: bytes


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What is backed up: a folder's database and key, and the files that go along."""

    kind: Literal["desk", "county"]
    station: str
    epoch: int  # of its own line
    database: Path
    key: bytes
    keyfile: bytes
    files: Files
    logs: tuple[Log, ...] = ()


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup in a folder. `header` is None where the file cannot be used; `problem` then says why."""

    path: Path
    header: Header | None
    problem: str = ""

    @property
    def made_at(self) -> dt.datetime | None:
        """When it was made."""
        return moment_of(self.header) if self.header else None


def moment_of(header: Header) -> dt.datetime:
    """When a backup was made."""
    return dt.datetime.fromisoformat(header.made_at)


def make(
    source: Source,
    folder: Path,
    reason: Reason,
    now: dt.datetime,
    *,
    pause: float = 0.0,
    progress: Progress | None = None,
) -> Backup:
    """Make a backup in a folder that is there, open it again from the medium, count it, then give it its name.

    Raises StorageError("backup-not-made") when the medium failed, another StorageError when our own data did; no
    half file is left. What `progress` raises ends it as cleanly.
    """
    with _medium(folder):
        _remove_halves(folder, source.station)
        name = _free_name(folder, source.station, now)
        part = folder / f"{name}.part"
        try:
            header = _write(source, part, reason, now, pause, progress)
            rename_durably(part, folder / name)
        except BaseException:
            _remove(part)
            raise
    return Backup(path=folder / name, header=header)


def copy_to(backup: Backup, folder: Path) -> Backup:
    """Put a finished backup into another folder, read it back from there byte for byte, then give it its name.

    Raises StorageError("backup-not-made").
    """
    with _medium(folder):
        station = backup.header.station if backup.header else ""
        _remove_halves(folder, station)
        target = folder / backup.path.name
        part = folder / f"{backup.path.name}.part"
        try:
            digest = _copy(backup.path, part)
            with _from_medium(part) as file:
                if backup_file.hash_of(file, 2**53).sha256 != digest:
                    raise OSError(errno.EIO, "what was read back is not what was written")
            rename_durably(part, target)
        except BaseException:
            _remove(part)
            raise
    return Backup(path=target, header=backup.header)


def present(backup: Backup, folder: Path) -> Backup | None:
    """The same backup where it is in another folder already, by its head; None where it is not."""
    path = folder / backup.path.name
    if not path.exists():
        return None
    found = next((one for one in listed(folder) if one.path.name == path.name), None)
    return found if found and found.header == backup.header else None


def listed(folder: Path) -> list[Backup]:
    """Every backup in a folder, the newest first, then the files that cannot be used. None where there is no folder."""
    found = []
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            try:
                found.append(Backup(path=path, header=backup_file.read_header(path)))
            except StorageError as error:
                found.append(Backup(path=path, header=None, problem=error.message))
    usable = [one for one in found if one.header]
    usable.sort(key=lambda one: (one.made_at, one.path.name), reverse=True)
    return [*usable, *(one for one in found if not one.header)]


def newest(folder: Path, station: str, now: dt.datetime | None = None) -> Backup | None:
    """The newest usable backup of a station in a folder, by the names that this program gives.

    With `now` one from a clock that ran ahead comes last: it stands for none of the days until then.
    """
    ahead: Backup | None = None
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob(f"{PREFIX}{station}-*{SUFFIX}"), reverse=True):
            with contextlib.suppress(StorageError):
                found = Backup(path=path, header=backup_file.read_header(path))
                if now is None or found.made_at is None or found.made_at <= now:
                    return found
                ahead = ahead or found
    return ahead


def thin(folder: Path, station: str, now: dt.datetime) -> list[Path]:
    """Remove the backups of this station that the rule does not keep, and say which.

    Only files that this program made and named are looked at: same station, the name that belongs to the header.
    """
    ours = [one for one in listed(folder) if one.header and one.header.station == station and _own_name(one)]
    staying = kept([moment_of(one.header) for one in ours if one.header], now)
    gone = [one.path for one in ours if one.made_at not in staying]
    for path in gone:
        _remove(path)
    return gone


def checked(backup: Backup, key: bytes) -> Backup:
    """The backup with every byte read and held against its head, and the head against the store key."""
    if backup.header is None:
        return backup
    try:
        backup_file.check_parts(backup.path, backup.header)
        backup_file.unwrap(backup.header, key)
    except StorageError as error:
        return msgspec.structs.replace(backup, problem=error.message)
    except OSError:
        return msgspec.structs.replace(backup, problem="备份文件读不出来，请检查U盘和文件。")
    return backup


def is_the_same(header: Header, counted: Counted, source: Source) -> bool:
    """Whether a backup holds all that there is now: nothing was written since."""
    return (
        header.rows == counted.rows
        and header.heads == counted.heads
        and header.epoch == source.epoch
        and header.keyfile.sha256 == hashlib.sha256(source.keyfile).hexdigest()
        and header.contents == backup_file.contents_of(source.files)
    )


def _write(
    source: Source, part: Path, reason: Reason, now: dt.datetime, pause: float, progress: Progress | None
) -> Header:
    keys = Keys.generate()
    counted = copy_database(source.database, source.key, part, keys.database, pause=pause, progress=progress)
    _flush(part)
    with _from_medium(part) as file:
        database = backup_file.hash_of(file, 2**53)
    if count_copy(part, keys.database) != counted:
        raise OSError(errno.EIO, "the copy does not count as the original")
    seq, digest = counted.heads.get(f"{source.station}/{source.epoch}", (0, "0" * 64))
    told = {
        "kind": source.kind,
        "station": source.station,
        "epoch": source.epoch,
        "seq": seq,
        "hash": digest,
        "made_at": now.isoformat(timespec="seconds"),
        "reason": reason,
        "program": __version__,
        "schema": counted.version,
        "rows": counted.rows,
        "heads": counted.heads,
    }
    written = backup_file.finish(
        *(part, source.key, keys),
        files=source.files,
        logs=_copied_logs(source, part),
        keyfile=source.keyfile,
        told=told,
        database=database,
    )
    _flush(part)
    header = backup_file.read_header(part)
    backup_file.check_parts(part, header)
    if header != written:
        raise OSError(errno.EIO, "the head does not read back")
    return header


def _copied_logs(source: Source, part: Path) -> Files:
    """The logs as they stand after the database was copied: what the journal counted of them is in them.

    A damaged log keeps no petition from being backed up; `verify` names it.
    """
    copied: Files = {}
    for log in source.logs:
        copy = part.with_name(f"{part.name}.{log.name}")
        try:
            with contextlib.suppress(StorageError):
                copy_database(log.path, log.key, copy, log.key)
                copied[log.name] = copy.read_bytes()
        finally:
            _remove(copy)
    return copied


def _free_name(folder: Path, station: str, now: dt.datetime) -> str:
    stem = f"{PREFIX}{station}-{now:%Y%m%d-%H%M%S}"
    names = [f"{stem}{SUFFIX}", *(f"{stem}-{n}{SUFFIX}" for n in range(2, 100))]
    free = next((name for name in names if not (folder / name).exists()), None)
    return free or f"{stem}-{secrets.token_hex(4)}{SUFFIX}"


def _own_name(backup: Backup) -> bool:
    made = backup.made_at
    stem = f"{PREFIX}{backup.header.station}-{made:%Y%m%d-%H%M%S}" if backup.header and made else ""
    return bool(stem) and backup.path.name.startswith(stem)


def _remove_halves(folder: Path, station: str) -> None:
    """What an earlier backup that was killed left behind; the folder's only writer is at work here."""
    for half in folder.glob(f"{PREFIX}{station}-*{SUFFIX}.part*"):
        _remove(half)


def _remove(path: Path) -> None:
    for one in (path, *(path.with_name(path.name + suffix) for suffix in ("-journal", "-wal", "-shm"))):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> str:
    """Copy and flush; the hash is that of what was read."""
    digest = hashlib.sha256()
    with source.open("rb") as file, target.open("wb") as out:
        while chunk := file.read(backup_file.CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _from_medium(path: Path) -> Iterator[BinaryIO]:
    """The file as the medium has it, past the system's cache where the system lets us ask for that."""
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        yield file


@contextlib.contextmanager
def _medium(folder: Path) -> Iterator[None]:
    """What the place of the backup did to us, in words: nothing of ours was harmed by it."""
    try:
        if not folder.is_dir():
            raise StorageError(
                "backup-place-missing",
                f"找不到存放备份的位置“{folder}”，备份没有做成。请插好U盘，或者另选一个文件夹。",
                folder=str(folder),
            )
        yield
    except OSError as error:
        raise _not_made(folder, _WHY.get(error.errno or 0, "读写出错"), str(error)) from None
    except StorageError as error:
        if error.code not in _OF_THE_MEDIUM:
            raise
        raise _not_made(folder, _OF_THE_MEDIUM[error.code], str(error.facts.get("problem", ""))) from None


def own_folder(store: Path) -> Path:
    """The store's own folder of backups, made where it is missing. Raises StorageError("backup-not-made")."""
    folder = store / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(
            "backup-not-made",
            f"备份没有做成：不能建立文件夹“{folder}”。请检查磁盘和权限。",
            folder=str(folder),
            problem=str(error),
        ) from None
    return folder


def _not_made(folder: Path, why: str, problem: str) -> StorageError:
    return StorageError(
        "backup-not-made",
        f"备份没有做成（{folder}：{why}），没有留下半个文件，原有数据没有改动。请腾出空间、检查U盘后再备份一次。",
        folder=str(folder),
        why=why,
        problem=problem,
    )


_WHY = {
    errno.ENOSPC: "空间不足",
    errno.EDQUOT: "空间不足",
    errno.EROFS: "不能写入",
    errno.EACCES: "不能写入",
    errno.EPERM: "不能写入",
    errno.EFBIG: "这种格式的U盘放不下这么大的文件",
    errno.ENOENT: "U盘可能已被拔出",
    errno.ENODEV: "U盘可能已被拔出",
    errno.EIO: "读回的内容与写入的不同，U盘可能已损坏",
}
_OF_THE_MEDIUM = {
    "disk-full": "空间不足",
    "disk-failed": "读写出错",
    "database-read-only": "不能写入",
    "database-unreachable": "不能写入",
}
