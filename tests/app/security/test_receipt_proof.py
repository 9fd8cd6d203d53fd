from __future__ import annotations

import importlib.util
import itertools
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.exchange.keys import StationKeys
from app.security import receipt_proof as proof
from app.security.receipt_proof import ReceiptClaim

KEYS = StationKeys.generate()
NUMBER = "43068210500001-2026-000123"
STATION = "43068210500001"
DAY = date(2026, 11, 21)
TEXT = proof.sign_receipt(NUMBER, DAY, STATION, KEYS)
SECRET = bytes(range(32))
CODE = proof.query_code(SECRET, NUMBER)
ALPHABET = proof.CODE_ALPHABET


def refusal(text: str, sign_key: str = KEYS.sign_key) -> str:
    with pytest.raises(RuleBroken) as refused:
        proof.check_receipt(text, sign_key)
    assert refused.value.message.endswith("。")
    return refused.value.code


def verifier() -> ModuleType:
    """The independent verifier, loaded from its file as anyone outside would run it."""
    path = Path(__file__).parents[2] / "reference" / "verify_receipt.py"
    spec = importlib.util.spec_from_file_location("verify_receipt", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_receipt_proves_number_day_and_station() -> None:
    assert proof.check_receipt(TEXT, KEYS.sign_key) == ReceiptClaim(number=NUMBER, on=DAY, station=STATION)


def test_receipt_text_is_short_enough_for_a_small_qr() -> None:
    assert len(TEXT) < 160


@settings(deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_any_changed_character_of_a_receipt_is_refused(at: int, other: str) -> None:
    changed = TEXT[:at] + other + TEXT[at + 1 :]
    if changed != TEXT:
        assert refusal(changed) in {"receipt-forged", "receipt-unreadable", "receipt-newer"}


def test_receipt_of_another_station_is_refused() -> None:
    assert refusal(TEXT, StationKeys.generate().sign_key) == "receipt-forged"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_other_text_is_refused_as_unreadable(text: str) -> None:
    assert refusal(text) == "receipt-unreadable"


def test_newer_receipt_is_refused_as_newer() -> None:
    assert refusal("SWR2|more|fields|than|now|sig") == "receipt-newer"


def test_signature_of_another_use_does_not_make_a_receipt() -> None:
    card = b"shouwentai-keycard\n{}"
    assert refusal(card.decode() + "|" + proof.to_text(KEYS.sign(card))) == "receipt-unreadable"


@pytest.mark.parametrize("number", ["", "a|b", "编号", "x" * 65, "1 2"])
def test_number_that_would_break_the_text_is_never_signed(number: str) -> None:
    with pytest.raises(ValueError, match="receipt"):
        proof.sign_receipt(number, DAY, STATION, KEYS)


def test_independent_verifier_agrees_about_a_genuine_receipt() -> None:
    assert verifier().verify(TEXT, KEYS.sign_key) == (NUMBER, "2026-11-21", STATION)


@settings(deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_independent_verifier_refuses_what_we_refuse(at: int, other: str) -> None:
    changed = TEXT[:at] + other + TEXT[at + 1 :]
    expected = (NUMBER, "2026-11-21", STATION) if changed == TEXT else None
    assert verifier().verify(changed, KEYS.sign_key) == expected


def test_independent_verifier_answers_by_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert verifier().main([TEXT, KEYS.sign_key]) == 0
    assert NUMBER in capsys.readouterr().out
    assert verifier().main([TEXT.replace("000123", "000124"), KEYS.sign_key]) == 1
    assert verifier().main([]) == 2


def test_example_of_the_documentation_is_genuine() -> None:
    page = (Path(__file__).parents[3] / "docs" / "receipt.md").read_text("utf-8")
    key, text = (page.split(f"```{block}\n")[1].split("\n```")[0] for block in ("key", "receipt"))
    assert verifier().verify(text, key) == (NUMBER, "2026-11-21", STATION)
    documented = StationKeys(sign_secret=bytes(range(32)), seal_secret="")
    assert proof.sign_receipt(NUMBER, DAY, STATION, documented) == text


def test_code_can_be_made_again_but_only_with_the_secret() -> None:
    assert proof.query_code(SECRET, NUMBER) == CODE
    assert proof.query_code(bytes(32), NUMBER) != CODE
    assert proof.query_code(SECRET, NUMBER + "4") != CODE


def test_new_issue_of_a_receipt_has_a_new_code() -> None:
    assert len({proof.query_code(SECRET, NUMBER, issue) for issue in range(50)}) == 50


def test_short_secret_is_never_used() -> None:
    with pytest.raises(ValueError, match="secret"):
        proof.query_code(b"short", NUMBER)


@settings(deadline=None)
@given(st.binary(min_size=16, max_size=64), st.text(max_size=40), st.integers(0, 9))
def test_every_code_passes_its_own_check(secret: bytes, number: str, issue: int) -> None:
    code = proof.query_code(secret, number, issue)
    assert len(code) == 9
    assert proof.check_code(code) == code


def test_alphabet_holds_no_look_alikes() -> None:
    for group in ("0OQD", "1IL", "2Z", "5S", "6G", "8B", "UV", "MN"):
        assert len(set(group) & set(ALPHABET)) <= 1
    assert len(ALPHABET) == len(set(ALPHABET)) == 23


def code_is_refused(text: str) -> bool:
    try:
        proof.check_code(text)
    except RuleBroken as refused:
        return refused.code == "query-code-wrong"
    return False


@settings(deadline=None)
@given(st.text(ALPHABET, min_size=8, max_size=8))
def test_every_single_wrong_character_is_caught(front: str) -> None:
    code = front + proof.mod_37_2.calc_check_digit(front, ALPHABET)
    for at, other in itertools.product(range(9), ALPHABET):
        assert code_is_refused(code[:at] + other + code[at + 1 :]) == (other != code[at])


def test_every_swap_of_neighbours_is_caught_in_every_code() -> None:
    """The check value is linear in the characters, so two places and all pairs of values decide it."""
    for at, first, second in itertools.product(range(8), ALPHABET, ALPHABET):
        rest = [*"2" * 9]
        rest[at], rest[at + 1] = first, second
        before = proof.mod_37_2.checksum("".join(rest), ALPHABET)
        rest[at], rest[at + 1] = second, first
        assert (before == proof.mod_37_2.checksum("".join(rest), ALPHABET)) == (first == second)


@settings(deadline=None)
@given(st.text(ALPHABET, min_size=8, max_size=8), st.integers(0, 7))
def test_swapped_neighbours_of_a_real_code_are_refused(front: str, at: int) -> None:
    code = front + proof.mod_37_2.calc_check_digit(front, ALPHABET)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert code_is_refused(swapped) == (swapped != code)


def test_typing_habits_do_not_matter() -> None:
    spaced = f" {CODE[:4].lower()}-{CODE[4:8].lower()}—{CODE[8]} "
    wide = "".join(chr(ord(c) + 0xFEE0) for c in CODE)
    assert proof.check_code(spaced) == proof.check_code(wide) == CODE


def test_look_alikes_are_read_as_the_character_that_was_printed() -> None:
    front = "2568VM22"
    code = front + proof.mod_37_2.calc_check_digit(front, ALPHABET)
    assert proof.check_code("zsgbun" + code[6:]) == code


@pytest.mark.parametrize("text", ["", CODE[:8], CODE + "2", "〇" * 9, "!" * 9])
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    assert code_is_refused(text)


def test_hash_depends_on_number_and_code_and_hides_both() -> None:
    stored = proof.code_hash(NUMBER, CODE)
    assert stored != proof.code_hash(NUMBER + "1", CODE)
    assert stored != proof.code_hash(NUMBER, proof.query_code(SECRET, NUMBER, 1))
    assert CODE not in stored
