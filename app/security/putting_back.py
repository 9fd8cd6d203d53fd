"""What putting a backup back is made of, for a desk and for a county store.

Everything is built beside the folder and renamed when it is whole, so that a cut leaves what was here or what was put
back.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from app.domain.errors import RuleBroken, StorageError
from app.security import backup_file, backups, recovery_key, slots, unlock
from app.security.backup_file import Header
from app.security.vault import VaultKind
from app.storage.backup import copy_database, count_copy
from app.storage.files import flush_folder, read_file, rename_durably, write_whole
from app.storage.lock import WriterLock

MAKING = ".restoring"  # added to the folder's name

Told = Callable[[str, int, int], None]  # what is being done, so much of so much of it; what it raises ends the work


def unheard(_words: str, _done: int, _total: int) -> None:
    """Nobody wants to hear how far it is."""


def opened(keyfile: unlock.KeyFile, passphrase: str, officer: str | None, *, recovery: bool) -> unlock.Opened:
    """The slot that the passphrase or the recovery key of that day opens. Raises StorageError("passphrase-wrong")."""
    tried = slots.of(keyfile, "recovery") if recovery else slots.tried(keyfile, officer)
    opened = unlock.try_slots(tried, recovery_key.read(passphrase) if recovery else passphrase)
    if opened is None:
        raise unlock.wrong()
    return opened


def occupied(folder: Path, kind: VaultKind) -> bool:
    """Whether a store, or what is left of one, is in the folder. Raises StorageError for a folder of something else."""
    if not folder.exists():
        return False
    there = {path.name for path in folder.iterdir()}
    if there and not there & {kind.database, kind.keyfile, backups.FOLDER}:
        raise StorageError(
            "folder-not-empty", f"文件夹“{folder}”里有其他文件，没有恢复。请另选一个空文件夹。", folder=str(folder)
        )
    return bool(there)


def refuse_another(
    folder: Path,
    kind: VaultKind,
    header: Header,
    passphrase: str,
    key: bytes,
    station_of: Callable[[Path, bytes], str],
    *,
    replace: bool,
) -> None:
    """Only the same station's store is ever replaced; where that cannot be known, a new folder has to be taken.

    `station_of` reads the station's or county's code out of a database of this kind, whatever its schema.
    Raises StorageError: desk-exists or county-exists (without `replace`), backup-for-another.
    """
    if not replace:
        raise StorageError(
            f"{header.kind}-exists",
            f"文件夹“{folder}”中已有{kind.title}，没有恢复。请恢复到新文件夹；确要替换的，写明替换，"
            "原有数据会移到一旁保存。",
            folder=str(folder),
        )
    station: str | None = None
    with contextlib.suppress(StorageError):
        station = station_of(folder / kind.database, key) if (folder / kind.database).exists() else None
    if station is None:
        station = next((one.header.station for one in backups.listed(folder / backups.FOLDER) if one.header), None)
    if station is None:
        with contextlib.suppress(StorageError, RuleBroken):
            other = unlock.unlock(unlock.decode(read_file(folder / kind.keyfile)), passphrase)
            station = header.station if other == key else ""
    if station != header.station:
        raise StorageError(
            "backup-for-another",
            f"备份是另一{kind.title}的，没有采用，此处数据没有改动。请恢复到一个新文件夹。",
            station=header.station,
            here=station or "",
        )


def clean(folder: Path) -> Path:
    """An empty folder to build in, beside the one it will be; what a killed restore left there goes."""
    making = folder.with_name(folder.name + MAKING)
    if making.exists():
        shutil.rmtree(making)
    making.mkdir(parents=True)
    return making


def unpack(
    file: Path,
    header: Header,
    kind: VaultKind,
    keys: backup_file.Keys,
    key: bytes,
    making: Path,
    told: Told = unheard,
) -> None:
    """The database under the store's own key, the key file and the files beside it, every one checked."""
    copy = making / f"{kind.database}.backup"
    keyfile = backup_file.keyfile_of(file, header)
    files = backup_file.files_of(file, header, keys)
    backup_file.extract_database(file, header, copy, functools.partial(told, "正在读出备份"))
    told("正在核对备份的每一页", 1, 1)
    counted = count_copy(copy, keys.database)
    if (counted.rows, counted.heads, counted.application) != (header.rows, header.heads, kind.application):
        raise backup_file.refused("backup-damaged")
    writing = functools.partial(told, "正在写入数据")
    copy_database(copy, keys.database, making / kind.database, key, progress=writing)
    copy.unlink()
    for name, data in files.items():
        (making / name).parent.mkdir(exist_ok=True)
        write_whole(making / name, data)
    write_whole(making / kind.keyfile, keyfile)


def swap(folder: Path, making: Path, lock: WriterLock | None, moment: dt.datetime) -> Path | None:
    """The old folder aside, the new one into its place; when that fails, back again."""
    _flush(making)
    if lock is None:
        if folder.exists():
            folder.rmdir()
        rename_durably(making, folder)
        return None
    stem = f"{folder.name}-恢复前-{moment:%Y%m%d-%H%M%S}"
    names = (stem, *(f"{stem}-{n}" for n in range(2, 1000)))
    aside = next(path for name in names if not (path := folder.with_name(name)).exists())
    lock.release()
    rename_durably(folder, aside)
    try:
        rename_durably(making, folder)
    except OSError:
        aside.rename(folder)
        raise
    return aside


def _flush(making: Path) -> None:
    for path in making.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        else:
            flush_folder(path)
    flush_folder(making)


@contextlib.contextmanager
def medium(folder: Path) -> Iterator[None]:
    """What the disk did to a restore, in words: StorageError("restore-failed")."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            "restore-failed",
            f"没有恢复成（{error.strerror or '磁盘读写出错'}），原有数据没有改动。"
            f"请检查磁盘空间和文件夹“{folder.parent}”的权限后再恢复一次。",
            folder=str(folder),
            problem=str(error),
        ) from None
