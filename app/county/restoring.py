"""A backup becomes a county store again: in a new folder, or in the place of the one here, which is moved aside.

The store writes no entries of its own, so a restore begins no line: it holds less of the desks' lines, and names what
is missing when a later package comes. The numbers of its dispatches begin anew in an epoch of their own, so that they
cannot collide with what the lost store sent down after the backup.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from app.county import places
from app.county.backups import job_of, source_of
from app.county.schema import COUNTY, PROGRAM
from app.domain.errors import StorageError
from app.security import backup_file, backups, putting_back, unlock
from app.security.backup_file import Header
from app.security.backup_job import Places, keep_places, read_places
from app.security.backups import Backup
from app.security.putting_back import Told
from app.storage.backup import count_copy, own_code
from app.storage.database import broken_surroundings, checkpoint, connect, latest_version, open_database
from app.storage.journal import check_chain
from app.storage.lock import WriterLock


class RestoredCounty(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore did."""

    folder: str
    county: str
    made_at: str
    entries: int
    petitions: int
    stations: int  # desks whose key card is here
    aside: str  # where the store that was here lies now, untouched; "" when there was none
    lost: int  # entries of the store that was here which the backup does not hold; 0 when it could not be read
    notices: tuple[str, ...]
    words: str


def look(file: Path) -> Backup:
    """What a backup tells without any key. Raises StorageError: not ours, a desk's, cut or changed, newer."""
    return Backup(path=file, header=_read(file))


def restore(
    file: Path,
    folder: Path,
    passphrase: str,
    *,
    replace: bool = False,
    recovery: bool = False,
    clock: Callable[[], dt.datetime],
    program: str = PROGRAM,
    told: Told = putting_back.unheard,
) -> RestoredCounty:
    """Make the store of a backup in `folder`; with `replace` in the place of the one there, which is kept aside.

    `passphrase` is the one of the day of the backup, with `recovery` the key of that day's recovery sheet. What `told`
    raises ends it, and nothing is left of it.

    Raises StorageError: as `look`; passphrase-wrong; backup-for-another (another county's store is here);
    county-exists (without `replace`); desk-in-use; restore-failed. Nothing has changed then.
    """
    folder = folder.absolute()
    header = _read(file)
    told("正在核对口令", 1, 1)
    keyfile = unlock.decode(backup_file.keyfile_of(file, header))
    key = putting_back.opened(keyfile, passphrase, None, recovery=recovery).key
    keys = backup_file.unwrap(header, key)
    with contextlib.ExitStack() as held, putting_back.medium(folder):
        lock, lost = None, 0
        if putting_back.occupied(folder, COUNTY):
            putting_back.refuse_another(folder, COUNTY, header, passphrase, key, own_code, replace=replace)
            lock = WriterLock(folder, program)
            held.callback(lock.release)
            lost = _beyond(folder, key, header)
        making = putting_back.clean(folder)
        held.callback(shutil.rmtree, making, ignore_errors=True)
        putting_back.unpack(file, header, COUNTY, keys, key, making, told)
        told("正在逐条核对记载", 1, 1)
        if lock:
            _carry_looks(folder, making, key)
        moment = clock()
        _check(making, key, header, moment)
        notices = _keep_old(folder, key, header.station, making, moment) if lock else ()
        notices += _lies_elsewhere(making, key)
        keep_places(making, Places(second=read_places(folder).second))
        told("正在逐条核对记载", 1, 1)  # the last moment at which it can be ended
        aside = putting_back.swap(folder, making, lock, moment)
    try:
        notices += job_of(folder, key, header.station, "restored", clock()).run().problems
    except StorageError as error:  # the restore holds without it
        notices += (error.message,)
    entries = header.rows.get("entries", 0)
    return RestoredCounty(
        folder=str(folder),
        county=header.station,
        made_at=header.made_at,
        entries=entries,
        petitions=header.rows.get("folded", header.rows.get("petitions", 0)),
        stations=header.rows.get("stations", 0),
        aside=str(aside or ""),
        lost=lost,
        notices=notices,
        words=f"已恢复县级接收库，含 {entries} 条记载。备份以后登记的公钥卡、收到的数据包须重新读入；"
        "缺少的记载，读入各台新的数据包时会写明号码，请用原数据包，或请该台从所缺的号码起重新导出。",
    )


def _read(file: Path) -> Header:
    header = backup_file.read_header(file)
    if header.kind != "county":
        raise StorageError("backup-of-desk", "这是接待台的备份，不是县级接收库的，没有采用。")
    if header.schema > latest_version(COUNTY.migrations):
        raise backup_file.refused("backup-newer", schema=header.schema)
    return header


def _beyond(folder: Path, key: bytes, header: Header) -> int:
    """How many entries the store here has of the desks' lines that the backup has not; 0 where it cannot be read."""
    try:
        here = count_copy(folder / COUNTY.database, key, thorough=False).heads
    except StorageError:
        return 0
    return sum(max(0, seq - header.heads.get(line, (0, ""))[0]) for line, (seq, _) in here.items())


def _check(making: Path, key: bytes, header: Header, moment: dt.datetime) -> None:
    """The store opens with this program, is the county's that the head names, and every line hangs together.

    Its epoch is the moment from now on.
    """
    db = open_database(making / COUNTY.database, key, application=COUNTY.application, migrations=COUNTY.migrations)
    with broken_surroundings(), contextlib.closing(db):
        check_chain(
            db.conn.execute(
                "SELECT station, epoch, seq, petition, hash, body FROM entries ORDER BY station, epoch, seq"
            )
        )
        stamp = int(f"{moment.astimezone(dt.UTC):%Y%m%d%H%M%S}")
        with db.atomic():
            db.conn.execute("UPDATE county SET epoch = max(epoch + 1, ?)", (stamp,))
        checkpoint(db)
    if own_code(making / COUNTY.database, key) != header.station:
        raise backup_file.refused("backup-damaged")


def _carry_looks(folder: Path, making: Path, key: bytes) -> None:
    """Who looked since the backup, from the store that is here: nobody rids themselves of a look by a restore.

    Only where its line goes on from the backup's; else, and where it cannot be read, it lies in the folder kept aside.
    """
    new = open_database(making / COUNTY.database, key, application=COUNTY.application, migrations=COUNTY.migrations)
    with broken_surroundings(), contextlib.closing(new):
        head = new.conn.execute("SELECT seq, hash FROM looks ORDER BY seq DESC LIMIT 1").fetchone()
        with contextlib.suppress(StorageError), broken_surroundings():
            looks, numbers = _looks_after(folder, key, head)
            with new.atomic():
                new.conn.executemany("INSERT INTO looks (seq, day, officer, hash, body) VALUES (?, ?, ?, ?, ?)", looks)
                new.conn.executemany("INSERT INTO looked_at (petition, seq) VALUES (?, ?)", numbers)
        checkpoint(new)


def _looks_after(folder: Path, key: bytes, head: tuple[int, str] | None) -> tuple[list[Any], list[Any]]:
    """The looks of a store that come after this one of theirs, with the petitions they were about."""
    seq = head[0] if head else 0
    with contextlib.closing(connect(folder / COUNTY.database, key)) as old:
        if not old.execute("SELECT 1 FROM sqlite_master WHERE name = 'looks'").fetchone():  # of an older program
            return [], []
        if head and old.execute("SELECT 1 FROM looks WHERE (seq, hash) = (?, ?)", head).fetchone() is None:
            return [], []
        looks = old.execute("SELECT seq, day, officer, hash, body FROM looks WHERE seq > ? ORDER BY seq", (seq,))
        return looks.fetchall(), old.execute("SELECT petition, seq FROM looked_at WHERE seq > ?", (seq,)).fetchall()


def _lies_elsewhere(making: Path, key: bytes) -> tuple[str, ...]:
    """What has to be known of a store whose received lines the backup does not hold."""
    db = open_database(making / COUNTY.database, key, application=COUNTY.application, migrations=COUNTY.migrations)
    with broken_surroundings(), contextlib.closing(db):
        found = places.elsewhere(db)
        checkpoint(db)
    return (places.BACK_UP_THERE,) if found else ()


def _keep_old(folder: Path, key: bytes, code: str, making: Path, moment: dt.datetime) -> tuple[str, ...]:
    """A backup of the store that is here, among those of the one that takes its place."""
    try:
        backups.make(source_of(folder, key, code), backups.own_folder(making), "restore", moment)
    except StorageError:
        return ("原有数据已不能读取，没有另做备份；原文件夹原样保存在一旁。",)
    return ()
