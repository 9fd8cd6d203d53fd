"""Packages that are kept (tests/reference/packages): what a reader of docs/exchange.md takes and what it refuses."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from cryptography.exceptions import InvalidSignature

from app.domain.errors import ExchangeError
from app.exchange.keys import KeyCard, StationKeys
from app.exchange.opening import open_package
from tests.app.exchange.test_format import ME, reader
from tests.conftest import REFERENCE

FOLDER = REFERENCE / "packages"
TOLD = json.loads((FOLDER / "vectors.json").read_text("utf-8"))
REFUSED = {name: code for name, code in TOLD["refusals"].items() if code}
WHOLE = [name for name, code in TOLD["refusals"].items() if not code]
STATION = "43068210500001"


def card(role: str, code: str) -> KeyCard:
    keys = {"sign_key": TOLD[f"{role}_sign_key"], "seal_key": TOLD.get(f"{role}_seal_key", "")}
    return KeyCard(role=role, code=code, name="枫桥", made_on=dt.date(2026, 11, 21), **keys)  # type: ignore[arg-type]


def keys(role: str) -> StationKeys:
    return StationKeys(sign_secret=bytes(32), seal_secret=TOLD[f"{role}_identity"])


def data(name: str) -> bytes:
    return (FOLDER / f"{name}.swt").read_bytes()


def ours(name: str) -> dict[str, bytes]:
    if name == "acknowledgement":
        return open_package(data(name), keys=keys("desk"), me=STATION, senders={ME: card("county", ME)}).parts
    return open_package(data(name), keys=keys("county"), me=ME, senders={STATION: card("desk", STATION)}).parts


def theirs(name: str) -> dict[str, bytes]:
    to, by = ("desk", "county") if name == "acknowledgement" else ("county", "desk")
    _header, parts = reader().read(data(name), TOLD[f"{to}_identity"], TOLD[f"{by}_sign_key"])
    return dict(parts)


def test_every_kept_package_is_told_of() -> None:
    assert {file.stem for file in FOLDER.glob("*.swt")} == set(TOLD["refusals"])


@pytest.mark.parametrize("name", WHOLE)
def test_both_readers_read_the_same(name: str) -> None:
    assert ours(name) == theirs(name) != {}


@pytest.mark.parametrize("name", REFUSED)
def test_both_readers_refuse(name: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        ours(name)
    assert refused.value.code == REFUSED[name]
    if name != "for-another":  # that reader asks nobody for whom it reads
        with pytest.raises((ValueError, KeyError, InvalidSignature)):
            theirs(name)
