from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import msgspec
import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import ExchangeError, StorageError
from app.exchange import keys
from app.exchange.keys import KeyCard, StationKeys

STATION = StationKeys.generate()
CARD = keys.make_card(STATION, role="desk", code="43068210500001", name="枫桥镇人民政府", made_on=date(2026, 11, 21))
FILE = keys.encode_card(CARD, STATION)


def refusal(data: bytes) -> str:
    with pytest.raises(ExchangeError) as refused:
        keys.decode_card(data)
    assert refused.value.message.endswith("。")
    return refused.value.code


def test_station_keys_survive_being_stored() -> None:
    again = StationKeys.from_bytes(STATION.to_bytes())
    assert again == STATION
    assert (again.sign_key, again.seal_key) == (STATION.sign_key, STATION.seal_key)


def test_two_stations_never_share_keys() -> None:
    other = StationKeys.generate()
    assert other.sign_key != STATION.sign_key
    assert other.seal_key != STATION.seal_key


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", STATION.to_bytes()[:-9], b'{"sign_secret":"","seal_secret":""}'])
def test_damaged_station_keys_are_refused(data: bytes) -> None:
    with pytest.raises(StorageError) as refused:
        StationKeys.from_bytes(data)
    assert refused.value.code == "station-keys-damaged"


def test_secrets_never_show_in_a_log_line() -> None:
    shown = f"{STATION!r} {STATION}"
    assert STATION.seal_secret not in shown
    assert repr(STATION.sign_secret) not in shown


def test_only_the_holder_can_unseal() -> None:
    sealed = pyrage.encrypt("来访".encode(), [pyrage.x25519.Recipient.from_str(STATION.seal_key)])
    assert STATION.unseal(sealed).decode() == "来访"
    with pytest.raises(pyrage.DecryptError):
        StationKeys.generate().unseal(sealed)


def test_card_is_read_back_whole() -> None:
    assert keys.decode_card(FILE) == CARD
    assert keys.card_name(CARD) == "SWTKEY-43068210500001.swtkey"


def test_example_of_the_documentation_is_a_card() -> None:
    page = (Path(__file__).parents[3] / "docs" / "exchange.md").read_text("utf-8")
    card = keys.decode_card(page.split("```card\n")[1].split("```")[0].encode())
    assert f"`{keys.fingerprint(card)}`" in page
    assert StationKeys(sign_secret=bytes(range(32)), seal_secret="").sign_key == card.sign_key


def test_card_file_holds_no_secret() -> None:
    assert set(json.loads(FILE)) == {
        "format", "version", "role", "code", "name", "sign_key", "seal_key", "made_on", "signature",
    }  # fmt: skip


@settings(deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_card_is_refused(at: int, flip: int) -> None:
    changed = FILE[:at] + bytes([FILE[at] ^ flip]) + FILE[at + 1 :]
    assert refusal(changed) in {"card-damaged", "card-not-ours", "card-newer"}


@settings(deadline=None)
@given(st.integers(0, len(FILE) - 1))
def test_any_cut_card_is_refused(length: int) -> None:
    assert refusal(FILE[:length]) in {"card-damaged", "card-not-ours"}


@pytest.mark.parametrize("tail", [b"\n", b" ", b"{}", b"\0"])
def test_anything_added_to_a_card_is_refused(tail: bytes) -> None:
    assert refusal(FILE + tail) in {"card-damaged", "card-not-ours"}


def test_card_signed_by_another_key_is_refused() -> None:
    assert refusal(keys.encode_card(CARD, StationKeys.generate())) == "card-damaged"


def test_card_with_a_code_that_is_no_code_is_refused() -> None:
    hostile = msgspec.structs.replace(CARD, code="../../x")
    assert refusal(keys.encode_card(hostile, STATION)) == "card-damaged"


def test_card_without_a_usable_sealing_key_is_refused() -> None:
    hostile = msgspec.structs.replace(CARD, seal_key="age1nonsense")
    assert refusal(keys.encode_card(hostile, STATION)) == "card-damaged"


def test_newer_and_foreign_cards_are_told_apart() -> None:
    assert refusal(b'{"format":"shouwentai-keycard","version":2}') == "card-newer"
    assert refusal(b'{"format":"other","version":1}') == "card-not-ours"
    assert refusal(b"x" * 100_000) == "card-not-ours"
    assert refusal(b'{"format":' + b"[" * 10_000) == "card-not-ours"


def test_fingerprint_is_six_groups_of_six_digits() -> None:
    groups = keys.fingerprint(CARD).split(" ")
    assert [len(group) for group in groups] == [6] * 6
    assert keys.misheard_groups(keys.fingerprint(CARD)) == []


@pytest.mark.parametrize("field", ["code", "name", "sign_key", "made_on"])
def test_fingerprint_covers_everything_the_card_says(field: str) -> None:
    values = {"code": "43068210500002", "name": "别处", "sign_key": "x", "made_on": date(2026, 1, 1)}
    other: KeyCard = msgspec.structs.replace(CARD, **{field: values[field]})
    assert keys.fingerprint(other) != keys.fingerprint(CARD)


@settings(deadline=None)
@given(st.integers(0, 35), st.integers(1, 9))
def test_a_misheard_digit_shows_in_its_group(at: int, shift: int) -> None:
    digits = keys.fingerprint(CARD).replace(" ", "")
    wrong = digits[:at] + str((int(digits[at]) + shift) % 10) + digits[at + 1 :]
    assert keys.misheard_groups(wrong) == [at // 6 + 1]


def test_missing_and_surplus_groups_are_named() -> None:
    assert keys.misheard_groups("") == [1, 2, 3, 4, 5, 6]
    assert keys.misheard_groups(keys.fingerprint(CARD) + " 000000") == [7]


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_key_text_reads_back_and_has_one_spelling(data: bytes) -> None:
    assert keys.from_text(keys.to_text(data)) == data
    with pytest.raises(ValueError, match=r"base64|padding|canonical"):
        keys.from_text(keys.to_text(data) + "=")
