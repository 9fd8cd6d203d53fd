"""What the program brings along: where data/ and resources/ lie; the calendar, periods and counting rules in them."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.domain.articles import Articles, read_articles
from app.domain.code_lists import CONTENT_CLASS, CodeList
from app.domain.counting import CountingRules
from app.domain.deadlines import Held, Period, Periods, periods_held
from app.domain.errors import RuleBroken, StorageError
from app.domain.office import NATIONAL
from app.domain.records.archiving import RETENTIONS, RetentionRule
from app.domain.regional import PeriodsFile, Regions, known_regions
from app.domain.rights import Roles, read_roles
from app.domain.routes import Guide, read_guide
from app.domain.schedules import read_typed
from app.domain.sheets.layout import Layout, read_layout
from app.domain.suggesting import ClassRules, read_rules
from app.domain.suspension_rules import SuspensionRule
from app.domain.workdays import Calendar, YearSchedule

UNREADABLE = (OSError, ValueError, msgspec.MsgspecError, RecursionError)


HISTORY = "history.json"
MOST_BYTES = 100_000  # a year takes 3,000; whoever picks a film by mistake is told so at once

MOST_OWN = 2_000_000  # bytes of a list that a county wrote


class HistoryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The schedules of years long past in one file, so that a start opens a handful of files and not one for each."""

    schedules: tuple[YearSchedule, ...]

    def __post_init__(self) -> None:
        years = [schedule.year for schedule in self.schedules]
        if sorted(set(years)) != years:
            raise ValueError("the years of the history are not in order, each once")


class RetentionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The periods of keeping, each once."""

    source: str
    rules: tuple[RetentionRule, ...]

    def __post_init__(self) -> None:
        given = [rule.retention for rule in self.rules]
        if sorted(given) != sorted(RETENTIONS):
            raise ValueError("each period of keeping has to stand once")


class NameReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a surname, or a character of a given name, is read besides its usual reading: syllables, without tones."""

    name: str
    reading: str
    source: str = ""


class NameReadings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The readings of names that differ from the usual ones of their characters."""

    title: str
    source: str
    checked_on: dt.date
    surnames: tuple[NameReading, ...]
    given: tuple[NameReading, ...]

    def __post_init__(self) -> None:
        for one in (*self.surnames, *self.given):
            if len(one.reading.split()) != len(one.name) or not one.reading.replace(" ", "").isalpha():
                raise ValueError(f"a reading has one syllable for each character, {one.name} has not")


def root() -> Path:
    """The folder that holds data/ and resources/: the unpacked bundle when frozen, else the source tree."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parents[1]


def data_folder() -> Path:
    return root() / "data"


def resources_folder() -> Path:
    return root() / "resources"


def load_calendar(folder: Path | None = None) -> Calendar:
    """The shipped schedules: the history, then each year's own file, which counts where both hold a year.

    StorageError names the file that cannot be read.
    """
    folder = folder or data_folder() / "holidays"
    files = sorted(folder.glob("*.json"))
    if not files:
        raise _broken(folder, "no schedule found")
    past = [schedule for file in files if file.name == HISTORY for schedule in read_history(file)]
    return Calendar([*past, *(read_schedule(file) for file in files if file.name != HISTORY)])


def load_periods(regions: Sequence[str] = (), folder: Path | None = None) -> Periods:
    """The national periods, then the variants of the named regions, each from its own file `<region>.json`; with the
    shipped ones those of 首问责任制, which hold only where the office has set a length of its own.
    """
    own = folder or data_folder() / "periods"
    files = [own / f"{region}.json" for region in (NATIONAL, *regions)]
    found = [period for file in files for period in read_periods(file)]
    rules = [rule for file in files for rule in read_suspensions(file)]
    return Periods((*found, *load_first_contact()) if folder is None else found, rules)


def load_first_contact(file: Path | None = None) -> tuple[Period, ...]:
    """The limits of a hand-over (L1, L2) with example lengths: each office sets its own or none."""
    return read_periods(file or data_folder() / "first_contact" / "local.json")


def load_regions(folder: Path | None = None) -> Regions:
    """The regions that an office may choose, the national periods first, each with what it says otherwise."""
    files = sorted((folder or data_folder() / "periods").glob("*.json"), key=lambda file: (file.stem != NATIONAL, file))
    try:
        return known_regions({file.stem: _period_file(file) for file in files})
    except UNREADABLE as error:
        raise _broken(folder or data_folder() / "periods", str(error)) from error


def load_held_periods(held: Sequence[Held], regions: Regions) -> Periods:
    """The national periods, and those of each region for the day zeros on which the office had chosen it."""
    own = {choice.region for choice in held} - {NATIONAL}
    variants = {region: regions.of(region) for region in sorted(own)}
    rules = {region: regions.suspensions.get(region, ()) for region in sorted(own)}
    return periods_held((*regions.of(NATIONAL), *load_first_contact()), variants, held, rules)


def load_routes(file: Path | None = None) -> Guide:
    """The guided choice of a route: the shipped one, or that of a county's own file.

    Raises RuleBroken("routes-invalid") naming each line to correct, StorageError where there is no file to read.
    """
    file = file or data_folder() / "routes" / f"{NATIONAL}.json"
    return read_guide(_own_bytes(file, "routes-unreadable", "途径清单"), file.name)


def load_code_list(list_: str, folder: Path | None = None) -> CodeList:
    """The proposal for a code list that is local; StorageError when its file is broken."""
    file = (folder or data_folder() / "codes") / f"{list_}.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=CodeList)
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def load_class_rules(file: Path | None = None) -> ClassRules:
    """The words by which a content class is suggested: the shipped ones, or those of an own file.

    Raises RuleBroken("categories-invalid") naming each line to correct, StorageError where there is no file to read.
    """
    file = file or data_folder() / "categories" / f"{CONTENT_CLASS}.json"
    return read_rules(_own_bytes(file, "categories-unreadable", "分类词表"), file.name)


def load_roles(file: Path | None = None) -> Roles:
    """The roles of officers: the shipped ones, or those of an own file.

    Raises RuleBroken("roles-invalid") naming each line to correct, StorageError where there is no file to read.
    """
    file = file or data_folder() / "roles" / "roles.toml"
    return read_roles(_own_bytes(file, "roles-unreadable", "角色文件"), file.name)


def layout_files() -> tuple[Path, ...]:
    """The shipped layouts of sheets, each named by its code."""
    return tuple(sorted((data_folder() / "sheets").glob("*.json")))


def load_layout(file: Path) -> Layout:
    """The layout of a sheet, shipped or a county's own.

    Raises RuleBroken("layout-invalid") naming each line to correct, StorageError where the file cannot be read.
    """
    return read_layout(_own_bytes(file, "layout-unreadable", "表样文件"), file.name)


def load_articles(file: Path | None = None) -> Articles:
    """The quoted articles of 《信访工作条例》. Raises RuleBroken("articles-invalid"), StorageError."""
    file = file or data_folder() / "articles" / f"{NATIONAL}.json"
    return read_articles(_own_bytes(file, "articles-unreadable", "条文文件"), file.name)


def load_name_readings(file: Path | None = None) -> NameReadings:
    """The other readings of surnames and given names."""
    file = file or data_folder() / "names" / "readings.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=NameReadings)
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def _own_bytes(file: Path, code: str, what: str) -> bytes:
    """The bytes of a file that somebody may have written here, bounded. Raises RuleBroken, StorageError."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_OWN + 1)
    except OSError as error:
        raise StorageError(
            code, f"{what}“{file.name}”读不出来，请检查该文件后再试。", file=str(file), detail=str(error)
        ) from error
    if len(data) > MOST_OWN:
        raise RuleBroken(code, f"“{file.name}”太大，不像{what}，请核对该文件。", file=str(file))
    return data


def load_counting(region: str = NATIONAL, folder: Path | None = None) -> CountingRules:
    """The counting rules of a region from its own file `<region>.json`; StorageError names a file that is wrong."""
    file = (folder or data_folder() / "counting") / f"{region}.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=CountingRules)
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def load_retention(folder: Path | None = None) -> tuple[RetentionRule, ...]:
    """How long a case file is kept, in the order in which a person chooses; StorageError when the file is broken."""
    file = (folder or data_folder() / "archive") / "retention.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=RetentionFile).rules
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def read_schedule(file: Path) -> YearSchedule:
    """One year's schedule from its file; StorageError names the file and what is wrong with it."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=YearSchedule)
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def read_typed_schedule(file: Path) -> YearSchedule:
    """A year's schedule that somebody typed, from any folder or stick.

    RuleBroken names each line to correct, StorageError a file that cannot be read.
    """
    return read_typed(schedule_bytes(file))


def schedule_bytes(file: Path) -> bytes:
    """The bytes of a schedule's file from any folder or stick, typed or signed. Raises RuleBroken, StorageError."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise StorageError(
            "schedule-unreadable",
            f"放假安排文件“{file.name}”读不出来，请检查文件或U盘后再试。",
            file=str(file),
            detail=str(error),
        ) from error
    if len(data) > MOST_BYTES:
        raise RuleBroken("schedule-not-json", f"“{file.name}”太大，不像一年的放假安排，请核对是否选错文件。")
    return data


def read_history(file: Path) -> tuple[YearSchedule, ...]:
    """The schedules of past years from one file; StorageError names the file and what is wrong with it."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=HistoryFile).schedules
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def read_periods(file: Path) -> tuple[Period, ...]:
    """The periods of one file; StorageError names the file and what is wrong with it."""
    try:
        return _period_file(file).read()
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def read_suspensions(file: Path) -> tuple[SuspensionRule, ...]:
    """The rules of one file by which handling may be suspended, mostly none; StorageError as `read_periods`."""
    try:
        return _period_file(file).read_suspensions()
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def _period_file(file: Path) -> PeriodsFile:
    try:
        return msgspec.json.decode(file.read_bytes(), type=PeriodsFile)
    except UNREADABLE as error:
        raise _broken(file, str(error)) from error


def _broken(file: Path, detail: str) -> StorageError:
    return StorageError(
        "data-file-broken",
        f"程序自带的数据文件“{file.name}”缺失或内容有误，请用安装包重新安装，或恢复该文件后再打开。",
        file=str(file),
        detail=detail,
    )
