"""Data that the county signs for all its desks alike: what somebody typed, checked, in a file for the stick."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from app import data_files
from app.domain.divisions import DivisionsFile
from app.domain.errors import RuleBroken
from app.exchange import data_package
from app.exchange.keys import KeyCard, StationKeys, fingerprint
from app.exchange.medium import write_package


class SignedData(msgspec.Struct, frozen=True, kw_only=True):
    """A signed file on the stick, what it changes beside the shipped data, and what should be looked at before."""

    file: str
    kind: str
    title: str
    fingerprint: str
    changes: tuple[str, ...]
    doubts: tuple[str, ...]
    words: str


def sign_data(kind: str, file: Path, folder: Path, *, keys: StationKeys, card: KeyCard, today: dt.date) -> SignedData:
    """Sign a file of a kind, of the form that docs/exchange.md says; nothing is kept here.

    Raises RuleBroken naming each mistake with its line, RuleBroken("divisions-elsewhere"), ExchangeError when the
    medium fails, StorageError.
    """
    told = data_files.read_typed(kind, data_files.bytes_of(file), file.name)
    if isinstance(told.file, DivisionsFile) and not told.file.area.startswith(card.code):
        raise RuleBroken(
            "divisions-elsewhere",
            f"区划代码“{told.file.area}”不属于本县（{card.code}），没有签发。",
            area=told.file.area,
        )
    data = data_package.sign(kind, msgspec.to_builtins(told.file), keys=keys, card=card, made_on=today)
    name = data_package.file_name(card.code, kind, f"{told.label}-{today}")
    return SignedData(
        file=str(write_package(folder, name, data)),
        kind=kind,
        title=told.title,
        fingerprint=fingerprint(card),
        changes=told.changes,
        doubts=told.doubts,
        words=f"已签发{told.title}，可交各接待台导入。",
    )
