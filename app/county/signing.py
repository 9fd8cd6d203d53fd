"""What the county signs for all its desks alike: data that somebody typed, checked first, and built programs."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from app import data_files, shipped
from app.domain import schedules
from app.domain.code_lists import CodeList
from app.domain.deadlines import UNIT_WORDS
from app.domain.divisions import DivisionsFile
from app.domain.errors import RuleBroken
from app.domain.program import ProgramFacts
from app.domain.regional import PeriodsFile
from app.exchange import data_package, update_package
from app.exchange.keys import KeyCard, StationKeys, fingerprint
from app.exchange.medium import write_package
from app.storage.program_folder import facts_of

Progress = Callable[[int, int], None]  # bytes that are done, of how many


class SignedSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """A signed schedule on the stick, and what should be compared with the notice before it is handed out."""

    file: str
    year: int
    fingerprint: str
    doubts: tuple[str, ...]
    words: str


class SignedData(msgspec.Struct, frozen=True, kw_only=True):
    """A signed file on the stick, what it changes beside the shipped data, and what should be looked at before."""

    file: str
    kind: str
    title: str
    fingerprint: str
    changes: tuple[str, ...]
    doubts: tuple[str, ...]
    words: str


class UpdateSigned(msgspec.Struct, frozen=True, kw_only=True):
    """What signing an update wrote; `fingerprint` is what the desks compare."""

    file: str
    version: str
    platform: str
    files: int
    fingerprint: str
    words: str


class ToSign(msgspec.Struct, frozen=True, kw_only=True):
    """A typed file before it is signed: its bytes, what is in it line by line, what it changes beside the shipped
    data, and what should be compared once more. `label` is for the name of the signed file."""

    kind: str
    data: bytes
    name: str
    title: str
    label: str
    contains: tuple[str, ...]
    changes: tuple[str, ...]
    doubts: tuple[str, ...]


class Signing:
    """Nothing of what is signed is kept here; the file is the same for every desk and holds nothing secret."""

    code: str
    _clock: Callable[[], dt.datetime]
    _for_all: Callable[[], tuple[StationKeys, KeyCard, str]]

    def to_sign(self, kind: str, file: Path) -> ToSign:
        """What a typed file of a kind (DATA_KINDS) holds, for a person to compare before it is signed.

        Raises RuleBroken naming each mistake with its line, RuleBroken("divisions-elsewhere"), StorageError.
        """
        if kind == data_package.HOLIDAY_SCHEDULE:
            return _schedule(shipped.schedule_bytes(file), file.name)
        return self._data(kind, data_files.bytes_of(file), file.name)

    def sign(self, seen: ToSign, folder: Path) -> SignedData:
        """Sign exactly what was seen. Raises ExchangeError when the medium fails, StorageError."""
        told: msgspec.Struct
        if seen.kind == data_package.HOLIDAY_SCHEDULE:
            told = schedules.read_typed(seen.data)
        else:
            told = data_files.read_typed(seen.kind, seen.data, seen.name).file
        keys, card, late = self._for_all()
        today = self._clock().date()
        data = data_package.sign(seen.kind, msgspec.to_builtins(told), keys=keys, card=card, made_on=today)
        label = seen.label if seen.kind == data_package.HOLIDAY_SCHEDULE else f"{seen.label}-{today}"
        name = data_package.file_name(self.code, seen.kind, label)
        return SignedData(
            file=str(write_package(folder, name, data)),
            kind=seen.kind,
            title=seen.title,
            fingerprint=fingerprint(card),
            changes=seen.changes,
            doubts=seen.doubts,
            words=f"已签发{seen.title}，可交各接待台导入。{late}",
        )

    def sign_schedule(self, file: Path, folder: Path) -> SignedSchedule:
        """Sign a year's holiday schedule, typed from the State Council's notice, for every desk of this county.

        Raises RuleBroken naming each mistake with its line, ExchangeError when the medium fails, StorageError.
        """
        seen = self.to_sign(data_package.HOLIDAY_SCHEDULE, file)
        signed = self.sign(seen, folder)
        return SignedSchedule(
            file=signed.file,
            year=int(seen.label),
            fingerprint=signed.fingerprint,
            doubts=signed.doubts,
            words=signed.words,
        )

    def sign_data(self, kind: str, file: Path, folder: Path) -> SignedData:
        """Sign periods, code lists or divisions that somebody typed, for every desk of this county.

        Raises RuleBroken naming each mistake with its line, ExchangeError when the medium fails, StorageError.
        """
        return self.sign(self.to_sign(kind, file), folder)

    def program(self, folder: Path) -> ProgramFacts:
        """What a built program says of itself. Raises StorageError for a folder that build.spec has not made."""
        return facts_of(folder)

    def sign_update(self, folder: Path, out: Path, progress: Progress = lambda _done, _total: None) -> UpdateSigned:
        """Sign a built program for every desk of this county that runs on the same system.

        What `progress` raises ends it, and no half file is left. Raises StorageError for a folder that build.spec has
        not made, ExchangeError("update-path").
        """
        keys, card, late = self._for_all()
        today = self._clock().date()
        file, update = update_package.sign(folder, out, keys=keys, card=card, made_on=today, progress=progress)
        return UpdateSigned(
            file=str(file),
            version=update.version,
            platform=update.platform,
            files=len(update.files),
            fingerprint=fingerprint(card),
            words=f"已签发 {update.version} 版升级包（{update.platform}），可交各接待台安装。{late}",
        )

    def _data(self, kind: str, data: bytes, name: str) -> ToSign:
        told = data_files.read_typed(kind, data, name)
        if isinstance(told.file, DivisionsFile) and not told.file.area.startswith(self.code):
            raise RuleBroken(
                "divisions-elsewhere",
                f"区划代码“{told.file.area}”不属于本县（{self.code}），没有签发。",
                area=told.file.area,
            )
        return ToSign(
            kind=kind,
            data=data,
            name=name,
            title=told.title,
            label=told.label,
            contains=tuple(_contains(told.file)),
            changes=told.changes,
            doubts=told.doubts,
        )


def _schedule(data: bytes, name: str) -> ToSign:
    told = schedules.read_typed(data)
    return ToSign(
        kind=data_package.HOLIDAY_SCHEDULE,
        data=data,
        name=name,
        title=f"{told.year}年放假安排",
        label=str(told.year),
        contains=(f"依据：{told.notice}（{told.source}）", *_days("放假", told.off), *_days("上班", told.work)),
        changes=(),
        doubts=schedules.doubts(told),
    )


def _days(what: str, days: Mapping[dt.date, str]) -> Iterator[str]:
    """放假 春节：2027-02-05 至 2027-02-11，共7天 — of neighbouring days by one name."""
    counted = enumerate(sorted(days.items()))
    for (_first, name), run in itertools.groupby(counted, lambda one: (one[1][0].toordinal() - one[0], one[1][1])):
        span = [day for _place, (day, _name) in run]
        until = f" 至 {span[-1]}，共{len(span)}天" if len(span) > 1 else ""
        yield f"{what}　{name}：{span[0]}{until}"


def _contains(file: Any) -> Iterator[str]:
    """Line by line."""
    if isinstance(file, PeriodsFile):
        yield f"出处：{file.source}，自 {file.valid_from} 起施行"
        for period in file.periods:
            yield f"{period.code}　{period.title}：{period.length}{UNIT_WORDS[period.unit]}（{period.article}）"
    elif isinstance(file, CodeList):
        yield f"出处：{file.source}，自 {file.valid_from} 起启用，共 {len(file.codes)} 项"
        for code in file.codes:
            yield f"{code.code}　{code.words}{_closed(code.closed_on)}"
    elif isinstance(file, DivisionsFile):
        yield f"出处：{file.source}，自 {file.valid_from} 起启用，共 {len(file.divisions)} 个"
        for one in file.divisions:
            yield f"{one.code}　{one.name}{_closed(one.closed_on)}"


def _closed(on: dt.date | None) -> str:
    return f"（{on} 停用）" if on else ""
