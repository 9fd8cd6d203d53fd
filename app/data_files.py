"""A file that the county signed for its desks, from a stick or a dispatch: recognised, checked, made facts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from app import shipped
from app.domain import code_lists, divisions, regional
from app.domain.code_lists import Codes
from app.domain.divisions import Divisions
from app.domain.errors import ExchangeError, StorageError
from app.domain.office import NATIONAL
from app.domain.steps.county_data import CodesLoaded, DivisionsLoaded, PeriodsLoaded
from app.exchange import data_package, format
from app.exchange.data_package import DataPackage

CountyData = PeriodsLoaded | CodesLoaded | DivisionsLoaded
NAME: Final = "数据文件"


def bytes_of(source: Path | bytes) -> bytes:
    """The bytes of a file, bounded. Raises StorageError("data-unreadable"), ExchangeError("data-damaged")."""
    if isinstance(source, bytes):
        return source
    try:
        with source.open("rb") as opened:
            data = opened.read(data_package.DATA_LIMIT + 1)
    except OSError as error:
        raise StorageError(
            "data-unreadable", f"“{source.name}”读不出来，请检查文件或U盘后再试。", file=str(source), detail=str(error)
        ) from error
    if len(data) > data_package.DATA_LIMIT:
        raise ExchangeError("data-damaged", f"“{source.name}”太大，不像数据文件，没有采用。请核对是否选错文件。")
    return data


def is_signed(data: bytes, suffix: str = "") -> bool:
    """Whether a file is, or by its name should be, one that somebody signed; else it was typed."""
    return data.startswith((data_package.MAGIC, format.MAGIC)) or suffix.lower() == data_package.DATA_SUFFIX


def read(data: bytes, county: data_package.Signers) -> CountyData:
    """The facts of taking in what the county signed, whichever of its kinds it is; held to the rules of a typed file.

    Raises ExchangeError as `data_package.read` does and "data-kind-unknown", RuleBroken naming what is wrong in it.
    """
    package = data_package.read_any(data, county=county)
    make = _READERS.get(package.kind)
    if make is None:
        raise ExchangeError(
            "data-kind-unknown",
            "数据文件签名有效，但本版程序不认识其中的内容，没有采用，原有数据没有改动。请升级本程序后再导入。",
            kind=package.kind,
        )
    return make(package)


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody at the county wrote: `label` is for the name of the signed file."""

    file: msgspec.Struct
    label: str
    title: str
    changes: tuple[str, ...] = ()  # beside the data that the program brings along
    doubts: tuple[str, ...] = ()


def read_typed(kind: str, data: bytes, name: str) -> Typed:
    """What somebody wrote, before it is signed. Raises RuleBroken naming each line to correct."""
    return _TYPED[kind](data, name)


def _typed_codes(data: bytes, name: str) -> Typed:
    file = code_lists.read_list(data, name)
    title = f"{code_lists.LISTS[file.list]}代码表（{file.title}）"
    return Typed(file=file, label=file.list, title=title, changes=Codes(file.list, ()).changed_by(file))


def _typed_divisions(data: bytes, name: str) -> Typed:
    file = divisions.read_divisions(data, name)
    return Typed(file=file, label=file.area, title=f"{file.title}区划", changes=Divisions().changed_by(file))


def _typed_periods(data: bytes, name: str) -> Typed:
    regions = shipped.load_regions()
    file = _periods_file(data, name, regions)
    found = regional.differences(file, regions, regions.of(NATIONAL), shipped.load_calendar())
    return Typed(
        file=file,
        label=file.region,
        title=f"{file.title}期限规定",
        changes=tuple(one.words for one in found),
        doubts=regional.doubts(file),
    )


def _periods_file(data: bytes, name: str, regions: regional.Regions) -> regional.PeriodsFile:
    return regional.read_file(data, name, regions.of(NATIONAL))


def _periods(package: DataPackage) -> PeriodsLoaded:
    file = _periods_file(msgspec.json.encode(package.content), NAME, shipped.load_regions())
    return PeriodsLoaded(file=file, signed_by=package.signed_by, signer=package.name, signed_on=package.made_on)


def _codes(package: DataPackage) -> CodesLoaded:
    file = code_lists.read_list(msgspec.json.encode(package.content), NAME)
    return CodesLoaded(file=file, signed_by=package.signed_by, signer=package.name, signed_on=package.made_on)


def _divisions(package: DataPackage) -> DivisionsLoaded:
    file = divisions.read_divisions(msgspec.json.encode(package.content), NAME)
    return DivisionsLoaded(file=file, signed_by=package.signed_by, signer=package.name, signed_on=package.made_on)


_TYPED: Final[dict[str, Callable[[bytes, str], Typed]]] = {
    data_package.PERIODS: _typed_periods,
    data_package.CODES: _typed_codes,
    data_package.DIVISIONS: _typed_divisions,
}
_READERS: Final[dict[str, Callable[[DataPackage], CountyData]]] = {
    data_package.PERIODS: _periods,
    data_package.CODES: _codes,
    data_package.DIVISIONS: _divisions,
}
