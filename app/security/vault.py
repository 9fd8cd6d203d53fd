"""A locked folder: key file, encrypted database, one writer. The desk and the county's store are both one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.domain.errors import StorageError
from app.security import unlock
from app.storage.database import broken_surroundings, checkpoint, create_database, open_database
from app.storage.driver import Database, Migrations
from app.storage.files import read_file, write_whole
from app.storage.lock import WriterLock


class VaultKind(msgspec.Struct, frozen=True):
    """What tells one kind of folder from another."""

    title: str  # in Chinese, for refusals
    database: str
    keyfile: str
    application: int
    migrations: Migrations


class Vault:
    """An open folder. `lock` is None when it was opened for reading only."""

    def __init__(self, db: Database, lock: WriterLock | None, path: Path) -> None:
        self.db = db
        self.lock = lock
        self._closed = False
        self._path = path
        self._file = path.stat()

    @property
    def writable(self) -> bool:
        """Whether this program holds the lock."""
        return self.lock is not None

    def check_there(self) -> None:
        """Raise StorageError("database-gone") when the file was deleted, moved or replaced under our hands.

        Unix lets a program go on writing into a file that has no name any more, and all of it would be lost.
        """
        try:
            there = os.path.samestat(self._path.stat(), self._file)
        except OSError:
            there = False
        if not there:
            raise StorageError(
                "database-gone",
                f"数据文件“{self._path.name}”已被移走、删除或替换（也可能是磁盘被拔出），本次操作没有保存。"
                "请关闭程序，找回原文件夹后再打开。",
                file=str(self._path),
            )

    def rest(self) -> None:
        """Everything into the main file, because people copy it alone."""
        if self.lock:
            checkpoint(self.db)

    def close(self) -> None:
        """Everything into the main file, then let go. Harmless when it was closed before."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(StorageError):  # a full disk must not keep the folder from closing
            self.rest()
        self.db.close()
        if self.lock:
            self.lock.release()


def create(
    folder: Path,
    kind: VaultKind,
    passphrase: str,
    fill: Callable[[Database], None],
    *,
    unlock_seconds: float,
    program: str,
) -> Vault:
    """Make a folder, `fill` its database, and open it. A cut at any moment leaves no half store.

    Raises StorageError when there is one already or the folder can't be written.
    """
    _make_folder(folder)
    lock = WriterLock(folder, program)
    try:
        _refuse_occupied(folder, kind)
        keyfile, key = unlock.create(passphrase, seconds=unlock_seconds)
        making = _fill(folder / kind.database, kind, key, fill)
        write_whole(folder / kind.keyfile, unlock.encode(keyfile))
        making.replace(folder / kind.database)
        db = open_database(folder / kind.database, key, application=kind.application, migrations=kind.migrations)
    except BaseException:
        lock.release()
        raise
    return Vault(db, lock, folder / kind.database)


def open_vault(folder: Path, kind: VaultKind, passphrase: str, *, write: bool, program: str) -> Vault:
    """Unlock a folder. Raises StorageError: none here, wrong passphrase, in use, newer, damaged."""
    if not (folder / kind.keyfile).exists() or not (folder / kind.database).exists():
        raise StorageError("no-desk", f"文件夹“{folder}”中没有{kind.title}的数据，请检查位置。", folder=str(folder))
    key = unlock.unlock(unlock.decode(read_file(folder / kind.keyfile)), passphrase)
    lock = WriterLock(folder, program) if write else None
    try:
        db = open_database(
            folder / kind.database, key, application=kind.application, migrations=kind.migrations, write=write
        )
    except BaseException:
        if lock:
            lock.release()
        raise
    return Vault(db, lock, folder / kind.database)


def _refuse_occupied(folder: Path, kind: VaultKind) -> None:
    """A key file without its database may belong to one that is coming back: it is never overwritten.

    Only where a half-made database lies beside it was a creation cut short, and may be done again.
    """
    if (folder / kind.database).exists():
        raise StorageError(
            "database-exists", f"此文件夹已有{kind.title}，不会覆盖。请换一个文件夹。", folder=str(folder)
        )
    if (folder / kind.keyfile).exists() and not (folder / f"{kind.database}.new").exists():
        raise StorageError(
            "keyfile-alone",
            f"此文件夹有{kind.title}的钥匙文件而没有数据文件，不会覆盖。请找回数据文件，或换一个文件夹。",
            folder=str(folder),
        )


def _fill(path: Path, kind: VaultKind, key: bytes, fill: Callable[[Database], None]) -> Path:
    """Make the database under another name; it is renamed when it is whole."""
    making = path.with_name(path.name + ".new")
    for suffix in ("", "-wal", "-shm"):
        making.with_name(making.name + suffix).unlink(missing_ok=True)
    db = create_database(making, key, application=kind.application, migrations=kind.migrations)
    with broken_surroundings(), contextlib.closing(db):
        with db.atomic():
            fill(db)
        checkpoint(db)
    return making


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            "folder-not-writable",
            f"不能建立文件夹“{folder}”，请检查磁盘和权限。",
            folder=str(folder),
            problem=str(error),
        ) from None
