"""A locked folder: key file, encrypted database, one writer. The desk and the county's store are both one."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from app.domain.errors import RuleBroken, StorageError
from app.security import slots, unlock
from app.security.unlock import KeyFile, Opened
from app.security.waiting import Waiting, in_words
from app.storage.database import broken_surroundings, checkpoint, create_database, open_database
from app.storage.driver import Database, Migrations
from app.storage.files import read_file, rename_durably, write_whole
from app.storage.lock import LOCK, WriterLock

STAGES = 4  # of a creation: key, database, files


class VaultKind(msgspec.Struct, frozen=True):
    """What tells one kind of folder from another."""

    title: str  # in Chinese, for refusals
    database: str
    keyfile: str
    application: int
    migrations: Migrations

    @property
    def failures(self) -> str:
        """The file that counts wrong passphrases."""
        return Path(self.keyfile).with_suffix(".failures.json").name


class Vault:
    """An open folder. `lock` is None when it was opened for reading only; `slot` is the one that opened."""

    def __init__(self, db: Database, lock: WriterLock | None, folder: Path, kind: VaultKind, opened: Opened) -> None:
        self.db = db
        self.lock = lock
        self.slot = opened.slot
        self._key = bytearray(opened.key)  # for further slots; wiped when the folder is closed
        self._closed = False
        self._kind = kind
        self._borrowed = False  # the lock: it is given back by whom it was taken from
        self._keyfile = folder / kind.keyfile
        self._path = path = folder / kind.database
        self._file = path.stat()

    @property
    def key(self) -> bytes:
        """The store key: what wraps the key of a backup."""
        return bytes(self._key)

    @property
    def closed(self) -> bool:
        """Whether it was closed: the key is gone then."""
        return self._closed

    @property
    def writable(self) -> bool:
        """Whether this program holds the lock."""
        return self.lock is not None

    def subkey(self, purpose: str) -> bytes:
        """The key of another file of this folder."""
        return unlock.subkey(bytes(self._key), purpose)

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

    def keyfile(self) -> KeyFile:
        """The key file as it lies there now."""
        return unlock.decode(read_file(self._keyfile))

    def seal(self, holder: str, passphrase: str, use: unlock.Use, *, first: bool = False) -> unlock.Slot:
        """A new slot of this store, not in the key file yet: its cost aims where that of the slot that opened does.

        A recovery sheet's key is random and long: it needs no cost.
        """
        known = None if self.slot.use == "recovery" else self.slot.cost  # which suits this machine, see _retune
        cost = unlock.FLOOR if use == "recovery" else known
        key = bytes(self._key)
        return unlock.seal(holder, passphrase, key, use=use, first=first, aim=self.slot.aim, cost=cost)

    def opens(self, slot: unlock.Slot, passphrase: str) -> bool:
        """Whether this slot opens with the passphrase."""
        return unlock.try_slots((slot,), passphrase) is not None

    def write_keyfile(self, keyfile: KeyFile) -> None:
        """Put a changed key file in the place of the old one: the whole new one or the old. Raises StorageError."""
        write_whole(self._keyfile, unlock.encode(keyfile))

    @contextlib.contextmanager
    def changing_keyfile(self, keyfile: KeyFile) -> Iterator[None]:
        """The changed key file, and what else is done with it: the old one is put back when that fails."""
        before = read_file(self._keyfile)
        self.write_keyfile(keyfile)
        try:
            yield
        except BaseException:
            with contextlib.suppress(StorageError):
                write_whole(self._keyfile, before)
            raise

    def own_anew(self, passphrase: str, new: str) -> unlock.Slot:
        """A slot with a new passphrase for the holder of the one that opened, not in the key file yet. The old one is
        asked once more. Raises RuleBroken: passphrase-empty, -short, -old-wrong, -same."""
        slots.check_passphrase(new, field="new_passphrase")
        current = slots.of(self.keyfile(), self.slot.use, self.slot.holder)
        if not any(self.opens(one, passphrase) for one in current):
            raise RuleBroken("passphrase-old-wrong", "原口令不对，没有更换。", field="passphrase")
        if new.strip() == passphrase.strip():
            raise RuleBroken("passphrase-same", "新口令与原口令相同，请换一个。", field="new_passphrase")
        return self.seal(self.slot.holder, new, self.slot.use)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """The folder's lock: this one's own, or taken for as long. Raises StorageError("desk-in-use")."""
        lock = None if self.writable else WriterLock(self._path.parent, self._kind.title)
        try:
            yield
        finally:
            if lock:
                lock.release()

    def twin(self, lock: WriterLock | None = None) -> Callable[[], Vault]:
        """What opens the folder a second time under this one's lock: called in the thread that works with it.

        With a `lock` of its own the twin writes under that one, and gives it back when it is closed.
        """
        opened = Opened(self.slot, self.key, self.slot.aim)
        held = lock or self.lock

        def made() -> Vault:
            kind = self._kind
            db = open_database(
                self._path, opened.key, application=kind.application, migrations=kind.migrations, write=held is not None
            )
            twin = Vault(db, held, self._path.parent, kind, opened)
            twin._borrowed = lock is None
            return twin

        return made

    def rest(self) -> None:
        """Everything into the main file, because people copy it alone."""
        if self.lock:
            checkpoint(self.db)

    def close(self) -> None:
        """Everything into the main file, then let go. Harmless when it was closed before."""
        if self._closed:
            return
        self._closed = True
        self._key[:] = bytes(len(self._key))
        with contextlib.suppress(StorageError):  # a full disk must not keep the folder from closing
            self.rest()
        self.db.close()
        if self.lock and not self._borrowed:
            self.lock.release()


def create(
    folder: Path,
    kind: VaultKind,
    passphrase: str,
    fill: Callable[[Database, unlock.Slot], None],
    *,
    unlock_seconds: float,
    program: str,
    officer: str = "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Vault:
    """Make a folder, `fill` its database, and open it. A cut at any moment leaves no half store.

    The passphrase is the officer's own, without a name the common one. What `progress` raises ends it, and nothing is
    left in the folder.

    Raises StorageError when there is one already or the folder can't be written.
    """
    new = not folder.exists()
    with _writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(folder, program)
    try:
        _refuse_occupied(folder, kind)
        progress(1, STAGES)
        keyfile, key = unlock.create(passphrase, seconds=unlock_seconds, officer=officer)
        progress(2, STAGES)
        making = _fill(folder / kind.database, kind, key, lambda db: fill(db, keyfile.slots[0]))
        _go_on(making, progress)
        write_whole(folder / kind.keyfile, unlock.encode(keyfile))
        with _writable(folder):
            rename_durably(making, folder / kind.database)
        db = open_database(folder / kind.database, key, application=kind.application, migrations=kind.migrations)
    except BaseException:
        lock.release()
        if new:
            _remove_empty(folder)
        raise
    return Vault(db, lock, folder, kind, Opened(keyfile.slots[0], key, unlock_seconds))


def _remove_empty(folder: Path) -> None:
    """A folder that was made for a store that did not come to be; where anything lies in it, it stays."""
    with contextlib.suppress(OSError):
        if {path.name for path in folder.iterdir()} <= {LOCK}:
            (folder / LOCK).unlink(missing_ok=True)
            folder.rmdir()


def _go_on(making: Path, progress: Callable[[int, int], None]) -> None:
    """Tell that it is nearly done; the half-made database goes where nobody wants it any more."""
    try:
        progress(3, STAGES)
    except BaseException:
        making.unlink(missing_ok=True)
        raise


def open_vault(
    folder: Path,
    kind: VaultKind,
    passphrase: str,
    *,
    write: bool | Callable[[bytes], bool],
    program: str,
    officer: str | None = None,
    recovery: bool = False,
    changing: bool = False,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now().astimezone(),
    before_migrating: Callable[[bytes], None] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Vault:
    """Unlock a folder with somebody's passphrase, an officer's when one is named, or with the key of a recovery sheet.

    `write` may be a question that only somebody with the store key can answer: whether this program will write.
    `before_migrating` is given the store key when the database is from an older program; `told` hears how far it is
    with reading that one anew.

    Raises StorageError: none here, wrong passphrase, wait, in use, newer, damaged; RuleBroken("passphrase-first")
    for a passphrase that must be changed first, unless the caller is `changing` it.
    """
    keyfile = unlock.decode(read_file(there(folder, kind) / kind.keyfile))
    tried = slots.of(keyfile, "recovery") if recovery else slots.tried(keyfile, officer)
    opened = _open_slot(tried, passphrase, Waiting(folder / kind.failures, clock))
    if opened.slot.first and not changing:
        raise RuleBroken(
            "passphrase-first",
            "这是管理员设置的首次口令，只能用来更换口令。请先换成只有您自己知道的口令。",
            officer=opened.slot.holder,
        )
    if callable(write):
        write = write(opened.key)
    lock = WriterLock(folder, program) if write else None
    try:
        db = open_database(
            folder / kind.database,
            opened.key,
            application=kind.application,
            migrations=kind.migrations,
            write=write,
            before_migrating=functools.partial(before_migrating, opened.key) if before_migrating else None,
            told=told,
        )
    except BaseException:
        if lock:
            lock.release()
        raise
    vault = Vault(db, lock, folder, kind, opened)
    if write:
        _retune(vault, opened, passphrase)
    return vault


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    """What a passphrase does at one slot."""

    slot: unlock.Slot
    opens: bool
    seconds: float


def try_all(folder: Path, kind: VaultKind, passphrase: str, clock: Callable[[], dt.datetime]) -> tuple[Tested, ...]:
    """Try every slot but a recovery sheet's, open nothing. A passphrase that opens none counts as a wrong one."""
    waiting = Waiting(there(folder, kind) / kind.failures, clock)
    waiting.check()
    found = []
    for slot in slots.tried(unlock.decode(read_file(folder / kind.keyfile)), None):
        began = time.perf_counter()
        opened = unlock.try_slots((slot,), passphrase)
        found.append(Tested(slot=slot, opens=opened is not None, seconds=round(time.perf_counter() - began, 3)))
    waiting.clear() if any(one.opens for one in found) else waiting.count()
    return tuple(found)


def there(folder: Path, kind: VaultKind) -> Path:
    """The folder, when such a store lies in it. Raises StorageError("no-desk")."""
    if not (folder / kind.keyfile).exists() or not (folder / kind.database).exists():
        raise StorageError("no-desk", f"文件夹“{folder}”中没有{kind.title}的数据，请检查位置。", folder=str(folder))
    return folder


def _open_slot(tried: tuple[unlock.Slot, ...], passphrase: str, waiting: Waiting) -> Opened:
    waiting.check()
    opened = unlock.try_slots(tried, passphrase)
    if opened is None:
        seconds, refused = waiting.count(), unlock.wrong()
        if seconds:
            refused = StorageError(
                refused.code, f"{refused.message}连续输错，{in_words(seconds)}内不能再试。", seconds=seconds
            )
        raise refused
    waiting.clear()
    return opened


def _retune(vault: Vault, opened: Opened, passphrase: str) -> None:
    """A slot whose cost does not suit this machine is wrapped anew; where that can't be written, it stays."""
    slot = unlock.retuned(opened, passphrase)
    if slot:
        with contextlib.suppress(StorageError):
            vault.write_keyfile(slots.with_slot(vault.keyfile(), slot))


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
    with _writable(path.parent):
        for suffix in ("", "-journal", "-wal", "-shm"):
            making.with_name(making.name + suffix).unlink(missing_ok=True)
    db = create_database(making, key, application=kind.application, migrations=kind.migrations)
    with broken_surroundings(), contextlib.closing(db):
        with db.atomic():
            fill(db)
        checkpoint(db)
    return making


@contextlib.contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """What the disk says to the making of a folder, in a sentence."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            "folder-not-writable",
            f"不能在文件夹“{folder}”中建立数据，请检查磁盘和权限后再试一次。",
            folder=str(folder),
            problem=str(error),
        ) from None
