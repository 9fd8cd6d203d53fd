"""A backup becomes a desk again: in a new folder, or in the place of the one that is here, which is moved aside.

Everything is built beside the folder and renamed when it is whole, so that a cut leaves the desk that was here or the
one that was restored. A restored desk begins a new line (epoch) with a `restored` entry: nobody's line is lost.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import shutil
from pathlib import Path

import msgspec

from app import __version__
from app.answers import RestoredDesk
from app.desk.backups import source_of
from app.domain.backups import BackupSeen
from app.domain.errors import RuleBroken, StorageError
from app.domain.numbering import PETITIONS, TITLES
from app.domain.office import Office
from app.domain.records.officer import Staff, active
from app.domain.steps.officers import no_such_officer
from app.domain.steps.restored import Restored, SkippedNumbers, skipped
from app.security import backup_file, backups, looks, putting_back, unlock
from app.security.backup_file import Header
from app.security.backup_job import BackupJob, Places, keep_places, read_places, seen
from app.security.putting_back import Told
from app.setup import DESK, Clock, machine_clock
from app.storage.backup import own_line
from app.storage.database import broken_surroundings, checkpoint, latest_version, open_database
from app.storage.driver import Database
from app.storage.journal import Journal
from app.storage.lock import WriterLock
from app.storage.petitions import Petitions
from app.storage.schema import migrations
from app.writer import Writer, not_before, transaction


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
    told: Told = putting_back.unheard,
) -> RestoredDesk:
    """Make the desk of a backup in `folder`; with `replace` in the place of the one there, which is kept aside.

    `passphrase` is one of the day of the backup; with `recovery` the key of the recovery sheet of that day.
    What `told` raises ends it, and nothing is left of it; once the desk lies in its place it is not called any more.

    Raises StorageError: as `look`; passphrase-wrong; backup-for-another (another station's desk is here);
    desk-exists (without `replace`); desk-in-use; restore-failed (disk full, folder cannot be renamed). RuleBroken:
    reason-missing, numbers-unsaid, number-not-ours, number-too-far, no-such-officer. Nothing has changed then.
    """
    if not said.reason.strip():
        raise RuleBroken("reason-missing", "请写明恢复的事由，如“电脑损坏”。", field="reason")
    folder = folder.absolute()
    header = _read(file)
    told("正在核对口令", 1, 1)
    opened = putting_back.opened(
        unlock.decode(backup_file.keyfile_of(file, header)), passphrase, said.officer, recovery=recovery
    )
    key = opened.key
    keys = backup_file.unwrap(header, key)
    with contextlib.ExitStack() as held, putting_back.medium(folder):
        occupied = putting_back.occupied(folder, DESK)
        if occupied:
            putting_back.refuse_another(
                *(folder, DESK, header, passphrase, key, lambda path, key: own_line(path, key)[0]), replace=replace
            )
            lock = WriterLock(folder, program)
            held.callback(lock.release)
        old = _read_old(folder, key) if occupied else None
        making = putting_back.clean(folder)
        held.callback(shutil.rmtree, making, ignore_errors=True)
        putting_back.unpack(file, header, DESK, keys, key, making, told)
        with contextlib.suppress(StorageError):  # what cannot be carried over lies in the old folder, kept aside
            looks.carry_over(folder, making, unlock.subkey(key, looks.PURPOSE))
        moment = clock()
        notices = _keep_old(folder, key, header.station, making, moment, told) if occupied else ()
        keep_places(making, Places(second=read_places(folder).second))
        who = opened.slot.holder if opened.slot.use == "officer" else said.officer
        told("正在逐条核对台账", 1, 1)
        facts, epoch = _begin(making, key, header, msgspec.structs.replace(said, officer=who), old, moment)
        told("正在逐条核对台账", 1, 1)  # the last moment at which it can be ended
        aside = putting_back.swap(folder, making, lock if occupied else None, moment)
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


def _keep_old(folder: Path, key: bytes, station: str, making: Path, moment: dt.datetime, told: Told) -> tuple[str, ...]:
    """A backup of the desk that is here, among those of the one that takes its place."""
    try:
        source = source_of(folder, key, station, own_line(folder / DESK.database, key)[1])
        own = making / backups.FOLDER
        own.mkdir()
        backups.make(source, own, "restore", moment, progress=functools.partial(told, "正在备份原有接待台"))
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


def _first_backup(folder: Path, key: bytes, station: str, epoch: int, now: dt.datetime) -> tuple[str, ...]:
    """The restored desk's own first backup; the restore holds without it."""
    try:
        source = source_of(folder, key, station, epoch)
        return BackupJob(source=source, folder=folder, reason="restored", now=now).run().problems
    except StorageError as error:
        return (error.message,)
