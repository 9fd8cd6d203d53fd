"""Sets up a new desk: checks what the office said, fills in what follows from it, opens its journal."""

from __future__ import annotations

import datetime as dt
import secrets
import string
from collections.abc import Callable, Mapping

import msgspec

from app import __version__
from app.domain import identity, shape
from app.domain.entries import GENESIS, Entry
from app.domain.errors import RuleBroken
from app.domain.office import MOST_SHORT, SERIES, Office, Officers
from app.domain.practice import refuse_for_work
from app.domain.rights import ADMINISTRATOR, FIRST, USUAL
from app.domain.steps.desk import Opened
from app.domain.steps.keys import PassphraseSet
from app.exchange.keys import StationKeys
from app.security.vault import VaultKind
from app.shipped import load_regions, load_roles
from app.storage.driver import Database
from app.storage.journal import Journal
from app.storage.petitions import Petitions
from app.storage.schema import APPLICATION_ID, migrations
from app.writer import Writer

DESK = VaultKind("接待台", "desk.db", "desk.key", APPLICATION_ID, migrations)

Clock = Callable[[], dt.datetime]


def machine_clock() -> dt.datetime:
    """The machine's time with its zone."""
    return dt.datetime.now().astimezone()


def check_new(
    office: Office, officers: tuple[str, ...], roles: Mapping[str, tuple[str, ...]], practice: bool = False
) -> Office:
    """The office completed and checked, officers and `roles` too. Raises RuleBroken naming what is wrong."""
    shape.check(office)
    if not practice:
        refuse_for_work(office.station)
    office = _complete(office)
    check_station(office.station)
    check_region(office, load_regions().titles)
    check_officers(officers)
    check_roles(officers, roles)
    if office.one_officer is None:
        office = msgspec.structs.replace(office, one_officer=len(officers) == 1)
    return office


def check_region(office: Office, regions: Mapping[str, str]) -> None:
    """The region is one whose periods are here (`regions`: code -> name). Raises RuleBroken("region-unknown")."""
    if office.region not in regions:
        known = "、".join(f"{code}（{title}）" for code, title in regions.items())
        raise RuleBroken(
            "region-unknown",
            f"没有“{office.region}”的期限规定，可选：{known}。",
            region=office.region,
            known=list(regions),
        )


def check_officers(officers: tuple[str, ...]) -> None:
    """At least one officer, all named, no name twice: the name is who the journal says it was."""
    if not officers or not all(name.strip() for name in officers):
        raise RuleBroken("officer-missing", "请填写本台工作人员（首问责任人）姓名。")
    shape.check(Officers(officers=officers))
    if len(set(officers)) < len(officers):
        raise RuleBroken("officer-twice", "工作人员姓名重复。同名的请加区别字样，如“李某（二）”。")


def first_roles(officers: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The roles at a new desk where none are said: the first officer has all but the one for denunciations, the others
    the usual ones."""
    return {name: USUAL if place else FIRST for place, name in enumerate(officers)}


def check_roles(officers: tuple[str, ...], roles: Mapping[str, tuple[str, ...]]) -> None:
    """Every officer has shipped roles and one of them administers: else nobody could set the desk right any more.

    Raises RuleBroken: role-unknown, role-missing, administrator-missing.
    """
    known = load_roles().roles
    for name, codes in roles.items():
        if name not in officers or not set(codes) <= set(known):
            told = "、".join(f"{code}（{role.title}）" for code, role in known.items())
            raise RuleBroken("role-unknown", f"{name}的角色不对，可用：{told}。", field="officers", known=list(known))
        if not codes:
            raise RuleBroken("role-missing", f"请为{name}至少勾选一个角色。", field="officers")
    if not any(ADMINISTRATOR in codes for codes in (first_roles(officers) | dict(roles)).values()):
        raise RuleBroken("administrator-missing", "请至少为一名工作人员勾选管理员角色。", field="officers")


def check_station(station: str) -> None:
    if len(station) != 14 or not (station.isascii() and station.isdigit()):
        raise RuleBroken(
            "station-wrong",
            f"台号应为14位数字（12位统计用区划代码加2位台序号），现为“{station}”。",
            station=station,
        )


def check_patterns(office: Office) -> None:
    """A document number pattern must yield a different number for every paper, year and serial."""
    unknown = [own.series for own in office.patterns if own.series not in SERIES]
    if unknown:
        raise RuleBroken(
            "series-unknown",
            f"没有“{'、'.join(unknown)}”这种文号，可用：{'、'.join(SERIES)}。",
            series=unknown,
        )
    patterns = {series: office.pattern(series) for series in SERIES}
    for pattern in patterns.values():
        if not {"year", "serial"} <= _fields(pattern) <= {"short", "year", "serial"}:
            raise RuleBroken(
                "number-pattern-wrong",
                f"文号格式“{pattern}”不对：须含 {{year}} 和 {{serial}}，可含 {{short}}，不能有其他花括号。",
                pattern=pattern,
            )
    taken: dict[str, str] = {}
    for name, pattern in patterns.items():
        first = taken.setdefault(office.document_number(pattern, 2026, 1), name)
        if first != name:
            raise RuleBroken(
                "number-patterns-same",
                f"{SERIES[first].title}与{SERIES[name].title}的文号格式都是“{pattern}”，会出现相同的文号，请加以区分。",
                pattern=pattern,
            )


def _fields(pattern: str) -> set[str]:
    """What stands in the braces of a pattern, conversions and widths included; {""} when they do not match."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        return {""}
    return {f"{name}{spec}{conversion or ''}" for _text, name, spec, conversion in parts if name is not None}


def _complete(office: Office) -> Office:
    """Fill in what follows from the station code and the name; the office may change it at any time."""
    short = office.short or office.name.removesuffix("人民政府").removesuffix("办事处")
    short = office.short if len(short) > MOST_SHORT else short  # too long to guess: numbers then carry the full name
    body = office.review_body or identity.county_government(office.station)
    office = msgspec.structs.replace(office, short=short, review_body=body)
    check_patterns(office)
    return office


def fill(
    db: Database,
    office: Office,
    officers: tuple[str, ...],
    clock: Clock,
    mark: str,
    roles: Mapping[str, tuple[str, ...]],
) -> None:
    """The first rows of a new desk: keys, secret, and the entry that opens its journal.

    `mark` is that of the first officer's passphrase, which the journal names from the beginning; "" for a common one.
    """
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
        facts=Opened(office=office, officers=officers, program=__version__, roles=first_roles(officers) | dict(roles)),
        prev=GENESIS,
    )
    Journal(db).append(entry)
    Petitions(db).project(entry)
    if mark:
        writer = Writer(db, office.station, 1, officers[0], clock())
        writer.write("", writer.today, PassphraseSet(officer=officers[0], mark=mark))
