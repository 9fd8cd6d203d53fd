"""The envelope in which a county signs data for its desks: whole, signed by the known key, of the kind asked for."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import ExchangeError
from app.exchange import data_package, keys
from app.exchange.keys import StationKeys, fingerprint

COUNTY = StationKeys.generate()
MADE = date(2026, 11, 25)
CARD = keys.make_card(COUNTY, role="county", code="430621", name="岳阳县信访局", made_on=date(2026, 3, 2))
CONTENT = {"year": 2027, "off": {"2027-01-01": "元旦"}, "provisional": False, "valid_from": None}
FILE = data_package.sign("holiday_schedule", CONTENT, keys=COUNTY, card=CARD, made_on=MADE)

STRANGER = StationKeys.generate()
STRANGERS_CARD = keys.make_card(STRANGER, role="county", code="430621", name="岳阳县信访局", made_on=date(2026, 3, 2))


def refusal(data: bytes, *, kind: str = "holiday_schedule", county: keys.KeyCard | None = CARD) -> ExchangeError:
    with pytest.raises(ExchangeError) as refused:
        data_package.read(data, kind=kind, county=county)
    assert refused.value.message.endswith("。")
    return refused.value


def signed_again(**changed: Any) -> bytes:
    """The file with other fields in its manifest, properly signed by the county once more."""
    fields = {**json.loads(FILE.split(b"\n")[1]), **changed}
    line = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    signed = data_package.MAGIC + line + b"\n"
    return signed + keys.to_text(COUNTY.sign(signed)).encode() + b"\n"


def test_what_was_signed_is_read_back_with_who_signed_it() -> None:
    found = data_package.read(FILE, kind="holiday_schedule", county=CARD)
    assert found.content == CONTENT
    assert (found.code, found.name, found.made_on) == ("430621", "岳阳县信访局", MADE)
    assert found.signed_by == fingerprint(CARD)


def test_signing_again_gives_the_same_bytes() -> None:
    assert data_package.sign("holiday_schedule", CONTENT, keys=COUNTY, card=CARD, made_on=MADE) == FILE
    assert signed_again() == FILE


def test_the_file_can_be_checked_without_this_program() -> None:
    """As docs/exchange.md says it: the last line signs the two before it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signed, signature = FILE[:-1].rsplit(b"\n", 1)
    manifest = json.loads(signed.split(b"\n")[1])
    public = Ed25519PublicKey.from_public_bytes(keys.from_text(manifest["card"]["sign_key"]))
    public.verify(keys.from_text(signature.decode()), signed + b"\n")


@settings(deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_one_flipped_byte_anywhere_is_refused(at: int, change: int) -> None:
    flipped = bytearray(FILE)
    flipped[at] ^= change
    assert refusal(bytes(flipped)).code in {"data-damaged", "data-not-ours", "data-newer"}


@settings(deadline=None)
@given(st.integers(0, len(FILE) - 1))
def test_a_file_cut_anywhere_is_refused(length: int) -> None:
    assert refusal(FILE[:length]).code in {"data-damaged", "data-not-ours"}


@pytest.mark.parametrize("more", [b"\n", b" ", b"{}", FILE])
def test_nothing_may_follow_the_signature(more: bytes) -> None:
    assert refusal(FILE + more).code == "data-damaged"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff" * 9, b"SHOUWENTAI PACKAGE\n{}\n\n", keys.encode_card(CARD, COUNTY)]
)
def test_another_file_is_named_as_such(data: bytes) -> None:
    assert refusal(data).code == "data-not-ours"


def test_a_newer_version_is_told_as_such_and_not_as_damage() -> None:
    assert refusal(signed_again(version=2, more=1)).code == "data-newer"


def test_fields_that_this_version_does_not_have_are_refused() -> None:
    assert refusal(signed_again(more=1)).code == "data-damaged"


def test_a_key_that_is_not_known_here_is_named_with_its_fingerprint() -> None:
    forged = data_package.sign("holiday_schedule", CONTENT, keys=STRANGER, card=STRANGERS_CARD, made_on=MADE)
    told = refusal(forged)
    assert told.code == "data-signer-unknown"
    assert fingerprint(STRANGERS_CARD) in told.message
    assert fingerprint(CARD) in told.message
    assert "尚未与县级交换公钥" in refusal(forged, county=None).message


def test_a_known_card_around_another_ones_signature_is_refused() -> None:
    forged = data_package.sign("holiday_schedule", CONTENT, keys=STRANGER, card=CARD, made_on=MADE)
    assert refusal(forged).code == "data-damaged"


def test_a_desk_may_not_sign_what_only_a_county_may() -> None:
    desk = keys.make_card(COUNTY, role="desk", code="430621", name="某镇", made_on=MADE)
    assert refusal(data_package.sign("holiday_schedule", CONTENT, keys=COUNTY, card=desk, made_on=MADE)).code == (
        "data-signer-unknown"
    )


def test_another_kind_of_data_is_refused_by_name() -> None:
    other = data_package.sign("code_list", {"codes": {}}, keys=COUNTY, card=CARD, made_on=MADE)
    assert refusal(other).code == "data-kind-other"
    assert data_package.read(other, kind="code_list", county=CARD).content == {"codes": {}}


def test_a_kind_that_no_reader_takes_is_not_signed() -> None:
    with pytest.raises(ValueError, match="kind"):
        data_package.sign("Holiday Schedule", CONTENT, keys=COUNTY, card=CARD, made_on=MADE)


def test_the_example_of_the_documentation_is_a_data_package() -> None:
    page = (Path(__file__).parents[3] / "docs" / "exchange.md").read_text("utf-8")
    example = page.split("```data\n")[1].split("```")[0].encode()
    signer = StationKeys(sign_secret=bytes(range(32)), seal_secret="")
    card = json.loads(example.split(b"\n")[1])["card"]
    county = keys.KeyCard(**{**card, "made_on": date.fromisoformat(card["made_on"])})
    assert county.sign_key == signer.sign_key
    assert data_package.read(example, kind="holiday_schedule", county=county).content["year"] == 2028
