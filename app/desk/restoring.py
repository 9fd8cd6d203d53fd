"""A backup becomes a desk again: in a new folder, or in the place of the one that is here, which is moved aside.

Everything is built beside the folder and renamed when it is whole, so that a cut leaves the desk that was here or the
one that was restored. A restored desk begins a new line (epoch) with a `restored` entry: nobody's line is lost.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from app import __version__
from app.answers import BackupSeen, RestoredDesk
from app.desk.backups import BackupJob, Places, keep_places, read_places, seen, source_of
from app.domain.errors import RuleBroken, StorageError
from app.domain.numbering import PETITIONS, TITLES
from app.domain.office import Office
from app.domain.records.officer import Staff, active
from app.domain.steps.officers import no_such_officer
from app.domain.steps.restored import Restored, SkippedNumbers, skipped
from app.security import backup_file, backups, looks, recovery_key, slots, unlock
from app.security.backup_file import Header
from app.setup import DESK, Clock, machine_clock
from app.storage.backup import copy_database, count_copy, own_line
from app.storage.database import broken_surroundings, checkpoint, latest_version, open_database
from app.storage.driver import Database
from app.storage.files import flush_folder, read_file, rename_durably, write_whole
from app.storage.journal import Journal
from app.storage.lock import WriterLock
from app.storage.petitions import Petitions
from app.storage.schema import migrations
from app.writer import Writer, not_before, transaction

MAKING = ".restoring"  # added to the folder's name
COPY = "desk.db.backup"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a person has to say when a desk is restored.

    `last_numbers`: the highest numbers given out on paper, as they are written there; empty when there is none above
    the backup's; None when nobody said, which is enough only where the desk that was here can still be read.
    """

    reason: str
    last_numbers: tuple[str, ...] | None = None
    officer: str | None = None  # who opened the backup with a passphrase of their own is not asked


class _Old(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk that was here still tells."""

    epoch: int
    seq: int
    serials: dict[tuple[str, int], int]
    acknowledged: int  # the highest seq of its line that the county has


def look(file: Path) -> BackupSeen:
    """What a backup tells without any key. Raises StorageError: not ours, cut or changed, newer."""
    return seen(backups.Backup(path=file, header=_read(file)))


def restore(
    file: Path,
    folder: Path,
    passphrase: str,
    said: Said,
    *,
    replace: bool = False,
    recovery: bool = False,
    clock: Clock = machine_clock,
    program: str = "首问台",
) -> RestoredDesk:
    """Make the desk of a backup in `folder`; with `replace` in the place of the one there, which is kept aside.

    `passphrase` is one of the day of the backup; with `recovery` the key of the recovery sheet of that day.

    Raises StorageError: as `look`; passphrase-wrong; backup-for-another (another station's desk is here);
    desk-exists (without `replace`); desk-in-use; restore-failed (disk full, folder cannot be renamed). RuleBroken:
    reason-missing, numbers-unsaid, number-not-ours, number-too-far, no-such-officer. Nothing has changed then.
    """
    if not said.reason.strip():
        raise RuleBroken("reason-missing", "请写明恢复的事由，如“电脑损坏”。", field="reason")
    folder = folder.absolute()
    header = _read(file)
    opened = _opened(unlock.decode(backup_file.keyfile_of(file, header)), passphrase, said.officer, recovery=recovery)
    key = opened.key
    keys = backup_file.unwrap(header, key)
    with contextlib.ExitStack() as held, _medium(folder):
        occupied = _occupied(folder)
        if occupied:
            _refuse_another(folder, header, passphrase, key, replace=replace)
            lock = WriterLock(folder, program)
            held.callback(lock.release)
        old = _read_old(folder, key) if occupied else None
        making = _clean(folder)
        held.callback(shutil.rmtree, making, ignore_errors=True)
        _unpack(file, header, keys, key, making)
        with contextlib.suppress(StorageError):  # what cannot be carried over lies in the old folder, kept aside
            looks.carry_over(folder, making, unlock.subkey(key, looks.PURPOSE))
        moment = clock()
        notices = _keep_old(folder, key, header.station, making, moment) if occupied else ()
        keep_places(making, Places(second=read_places(folder).second))
        who = opened.slot.holder if opened.slot.use == "officer" else said.officer
        facts, epoch = _begin(making, key, header, msgspec.structs.replace(said, officer=who), old, moment)
        aside = _swap(folder, making, lock if occupied else None, moment)
    notices += _first_backup(folder, key, header.station, epoch, clock())
    return RestoredDesk(
        folder=str(folder),
        station=header.station,
        epoch=epoch,
        made_at=header.made_at,
        entries=header.rows.get("journal", 0),
        petitions=header.rows.get("petitions", 0),
        aside=str(aside or ""),
        lost=max(0, old.seq - header.seq) if old and old.epoch == header.epoch else 0,
        beyond=max(0, old.acknowledged - header.seq) if old and old.epoch == header.epoch else 0,
        skipped=tuple(one.words for one in facts.skipped),
        notices=notices,
    )


def _read(file: Path) -> Header:
    header = backup_file.read_header(file)
    if header.kind != "desk":
        raise StorageError("backup-of-county", "这是县级接收库的备份，不是接待台的，没有采用。")
    if header.schema > latest_version(migrations):
        raise backup_file.refused("backup-newer", schema=header.schema)
    return header


def _opened(keyfile: unlock.KeyFile, passphrase: str, officer: str | None, *, recovery: bool) -> unlock.Opened:
    tried = slots.of(keyfile, "recovery") if recovery else slots.tried(keyfile, officer)
    opened = unlock.try_slots(tried, recovery_key.read(passphrase) if recovery else passphrase)
    if opened is None:
        raise unlock.wrong()
    return opened


def _occupied(folder: Path) -> bool:
    """Whether a desk, or what is left of one, is in the folder. Raises StorageError for a folder of something else."""
    if not folder.exists():
        return False
    there = {path.name for path in folder.iterdir()}
    if there and not there & {DESK.database, DESK.keyfile, backups.FOLDER}:
        raise StorageError(
            "folder-not-empty", f"文件夹“{folder}”里有其他文件，没有恢复。请另选一个空文件夹。", folder=str(folder)
        )
    return bool(there)


def _refuse_another(folder: Path, header: Header, passphrase: str, key: bytes, *, replace: bool) -> None:
    """Only the same station's desk is ever replaced; where that cannot be known, a new folder has to be taken."""
    if not replace:
        raise StorageError(
            "desk-exists",
            f"文件夹“{folder}”中已有接待台，没有恢复。请恢复到新文件夹；确要替换的，写明替换，原有数据会移到一旁保存。",
            folder=str(folder),
        )
    station = _station_here(folder, key)
    if station is None:
        station = next((one.header.station for one in backups.listed(folder / backups.FOLDER) if one.header), None)
    if station is None:
        with contextlib.suppress(StorageError, RuleBroken):
            other = unlock.unlock(unlock.decode(read_file(folder / DESK.keyfile)), passphrase)
            station = header.station if other == key else ""
    if station != header.station:
        raise backup_file.refused("backup-for-another", station=header.station, here=station or "")


def _station_here(folder: Path, key: bytes) -> str | None:
    """The station of the desk here when our key opens it."""
    try:
        return own_line(folder / DESK.database, key)[0] if (folder / DESK.database).exists() else None
    except StorageError:
        return None


def _read_old(folder: Path, key: bytes) -> _Old | None:
    """What the desk here can still tell; None when it cannot be read."""
    path = folder / DESK.database
    if not path.exists():
        return None
    try:
        db = open_database(path, key, application=DESK.application, migrations=DESK.migrations, write=False)
        with broken_surroundings(), contextlib.closing(db):
            station, epoch = db.conn.execute("SELECT station, epoch FROM desk").fetchone()
            serials = db.conn.execute("SELECT series, year, last FROM numbers WHERE station = ?", (station,)).fetchall()
            acknowledged = db.conn.execute(
                "SELECT coalesce(max(last), 0) FROM acknowledgements WHERE epoch = ?", (epoch,)
            ).fetchone()[0]
            return _Old(
                epoch=epoch,
                seq=Journal(db).head(station, epoch).seq,
                serials={(series, year): last for series, year, last in serials},
                acknowledged=acknowledged,
            )
    except StorageError:
        return None


def _clean(folder: Path) -> Path:
    """An empty folder to build in, beside the one it will be; what a killed restore left there goes."""
    making = folder.with_name(folder.name + MAKING)
    if making.exists():
        shutil.rmtree(making)
    making.mkdir(parents=True)
    return making


def _unpack(file: Path, header: Header, keys: backup_file.Keys, key: bytes, making: Path) -> None:
    """The database under the desk's own key, the key file and the files beside it, every one checked."""
    copy = making / COPY
    keyfile = backup_file.keyfile_of(file, header)
    files = backup_file.files_of(file, header, keys)
    backup_file.extract_database(file, header, copy)
    counted = count_copy(copy, keys.database)
    if (counted.rows, counted.heads, counted.application) != (header.rows, header.heads, DESK.application):
        raise backup_file.refused("backup-damaged")
    copy_database(copy, keys.database, making / DESK.database, key)
    copy.unlink()
    for name, data in files.items():
        (making / name).parent.mkdir(exist_ok=True)
        write_whole(making / name, data)
    write_whole(making / DESK.keyfile, keyfile)


def _keep_old(folder: Path, key: bytes, station: str, making: Path, moment: dt.datetime) -> tuple[str, ...]:
    """A backup of the desk that is here, among those of the one that takes its place."""
    try:
        source = source_of(folder, key, station, own_line(folder / DESK.database, key)[1])
        own = making / backups.FOLDER
        own.mkdir()
        backups.make(source, own, "restore", moment)
    except StorageError:
        return ("原有数据已不能读取，没有另做备份；原文件夹原样保存在一旁。",)
    return ()


def _begin(
    making: Path, key: bytes, header: Header, said: Said, old: _Old | None, moment: dt.datetime
) -> tuple[Restored, int]:
    """The first entry of the new line. Its epoch is the moment, so that two restores of one backup never meet."""
    db = open_database(making / DESK.database, key, application=DESK.application, migrations=DESK.migrations)
    with broken_surroundings(), contextlib.closing(db):
        Journal(db).verify()
        head = Journal(db).head(header.station, header.epoch)
        desk = Petitions(db).desk()
        if desk is None or head.hash != header.hash:
            raise backup_file.refused("backup-damaged")
        facts = Restored(
            from_epoch=header.epoch,
            from_seq=head.seq,
            from_hash=head.hash,
            made_at=header.made_at,
            reason=said.reason.strip(),
            program=__version__,
            skipped=_skipped(db, header.station, desk.office, said, old),
        )
        stamp = moment.astimezone(dt.UTC)
        epoch = max(int(f"{stamp:%Y%m%d%H%M%S}"), header.epoch + 1)
        with transaction(db):
            db.conn.execute("UPDATE desk SET epoch = ?", (epoch,))
            now = not_before(moment, head.at)
            writer = Writer(db, header.station, epoch, _officer(Journal(db), said.officer), now)
            writer.write("", writer.today, facts)
        checkpoint(db)
    return facts, epoch


def _skipped(db: Database, station: str, office: Office, said: Said, old: _Old | None) -> tuple[SkippedNumbers, ...]:
    if said.last_numbers is None and old is None:
        raise RuleBroken(
            "numbers-unsaid",
            "请写明恢复前已经用出的最后一个编号和各种文号（见登记回执、文书和纸质登记）；没有比备份更大的，也请说明，"
            "以免同一号码用两次。",
            field="last_numbers",
        )
    rows = db.conn.execute("SELECT series, year, last FROM numbers WHERE station = ?", (station,)).fetchall()
    known = {(series, year): last for series, year, last in rows}
    there = tuple(
        number_of(office, series, year, last)
        for (series, year), last in (old.serials if old else {}).items()
        if series in TITLES
    )
    return skipped(office, (*there, *(said.last_numbers or ())), known)


def number_of(office: Office, series: str, year: int, serial: int) -> str:
    """A number as the office writes it."""
    if series == PETITIONS:
        return f"{office.station}-{year}-{serial:06d}"
    return office.document_number(office.pattern(series), year, serial)


def _officer(journal: Journal, named: str | None) -> str:
    """Who restores: one of the officers who were here when the backup was made, the usual one where nobody is named."""
    staff: Staff = ()
    for entry in journal.entries(""):
        staff = entry.facts.staff_after(staff, entry)
    here = [one.name for one in active(staff)]
    if named is not None and named not in here:
        raise no_such_officer(named, staff)
    return named or here[0]


def _swap(folder: Path, making: Path, lock: WriterLock | None, moment: dt.datetime) -> Path | None:
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


def _first_backup(folder: Path, key: bytes, station: str, epoch: int, now: dt.datetime) -> tuple[str, ...]:
    """The restored desk's own first backup; the restore holds without it."""
    try:
        source = source_of(folder, key, station, epoch)
        return BackupJob(source=source, folder=folder, reason="restored", now=now).run().problems
    except StorageError as error:
        return (error.message,)


@contextlib.contextmanager
def _medium(folder: Path) -> Iterator[None]:
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
