"""Sets up a new desk folder: checks what the office said, fills in what follows from it, makes the database."""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

from app import __version__
from app.domain import identity, shape
from app.domain.entries import GENESIS, Entry
from app.domain.errors import RuleBroken, StorageError
from app.domain.office import Office
from app.domain.steps.desk import Opened
from app.exchange.keys import StationKeys
from app.security import unlock
from app.storage.database import broken_surroundings, checkpoint, create_database
from app.storage.files import write_whole
from app.storage.journal import Journal
from app.storage.petitions import Petitions
from app.storage.schema import APPLICATION_ID, migrations

DATABASE = "desk.db"
KEYFILE = "desk.key"

Clock = Callable[[], dt.datetime]


def machine_clock() -> dt.datetime:
    """The machine's time with its zone."""
    return dt.datetime.now().astimezone()


def check_new(office: Office, officers: tuple[str, ...]) -> Office:
    """The office completed and checked. Raises RuleBroken naming what is wrong."""
    office = _complete(office)
    shape.check(office)
    _check_station(office.station)
    check_officers(officers)
    return office


def check_officers(officers: tuple[str, ...]) -> None:
    """At least one officer, all named, no name twice: the name is who the journal says it was."""
    if not officers or not all(name.strip() for name in officers):
        raise RuleBroken("officer-missing", "请填写本台工作人员（首问责任人）姓名。")
    if len(set(officers)) < len(officers):
        raise RuleBroken("officer-twice", "工作人员姓名重复。同名的请加区别字样，如“李某（二）”。")


def make(
    folder: Path, office: Office, officers: tuple[str, ...], passphrase: str, clock: Clock, unlock_seconds: float
) -> bytes:
    """Make key file and database in a folder that the caller has locked; returns the store key."""
    if (folder / DATABASE).exists():
        raise StorageError("database-exists", "此文件夹已有接待台，不会覆盖。请换一个文件夹。", folder=str(folder))
    keyfile, key = unlock.create(passphrase, seconds=unlock_seconds)
    write_whole(folder / KEYFILE, unlock.encode(keyfile))
    _fill_new(folder, key, office, officers, clock)
    return key


def _check_station(station: str) -> None:
    if len(station) != 14 or not (station.isascii() and station.isdigit()):
        raise RuleBroken(
            "station-wrong",
            f"台号应为14位数字（12位统计用区划代码加2位台序号），现为“{station}”。",
            station=station,
        )


def check_patterns(office: Office) -> None:
    """A document number pattern must yield a different number for every serial."""
    for pattern in (office.acceptance_number, office.opinion_number):
        try:
            numbers = {office.document_number(pattern, year, serial) for year in (2026, 2027) for serial in (1, 2)}
        except (KeyError, IndexError, ValueError):
            numbers = set()
        if len(numbers) < 4:
            raise RuleBroken(
                "number-pattern-wrong",
                f"文号格式“{pattern}”不对：须含 {{year}} 和 {{serial}}，可含 {{short}}，不能有其他花括号。",
                pattern=pattern,
            )


def _complete(office: Office) -> Office:
    """Fill in what follows from the station code and the name; the office may change it at any time."""
    short = office.short or office.name.removesuffix("人民政府").removesuffix("办事处")
    body = office.review_body or identity.county_government(office.station)
    office = msgspec.structs.replace(office, short=short, review_body=body)
    check_patterns(office)
    return office


def make_folder(folder: Path) -> None:
    """The folder of a new desk. Raises StorageError("folder-not-writable")."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            "folder-not-writable",
            f"不能建立文件夹“{folder}”，请检查磁盘和权限。",
            folder=str(folder),
            problem=str(error),
        ) from None


def _fill_new(folder: Path, key: bytes, office: Office, officers: tuple[str, ...], clock: Clock) -> None:
    """Make the database under another name and rename it when it is whole: a cut leaves no half desk."""
    making = folder / f"{DATABASE}.new"
    for leftover in (making, making.with_name(making.name + "-wal"), making.with_name(making.name + "-shm")):
        leftover.unlink(missing_ok=True)
    db = create_database(making, key, application=APPLICATION_ID, migrations=migrations)
    with broken_surroundings(), contextlib.closing(db):
        with db.atomic():
            db.conn.execute(
                "INSERT INTO desk VALUES (1, ?, 1, ?, ?)",
                (office.station, StationKeys.generate().to_bytes(), secrets.token_bytes(32)),
            )
            entry = Entry(
                station=office.station,
                epoch=1,
                seq=1,
                at=clock().isoformat(timespec="seconds"),
                on=clock().date(),
                officer=officers[0],
                petition="",
                kind=Opened.kind,
                facts=Opened(office=office, officers=officers, program=__version__),
                prev=GENESIS,
            )
            Journal(db).append(entry)
            Petitions(db).project(entry)
        checkpoint(db)
    making.replace(folder / DATABASE)
