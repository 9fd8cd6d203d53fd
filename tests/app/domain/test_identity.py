"""Doubts about numbers are said and never a wall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import identity
from tests.helpers import person

# Made-up holders: area code, a birthday, a serial, and the check digit of GB 11643.
WRONG_END = "430621199001011230"


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (WRONG_END, "末位校验"),
        ("430621900101123", ""),
        ("43062119900101", "应为18位"),
        ("护照E123", "应为18位"),
        ("４３０６２１", "应为18位"),
    ],
)
def test_a_resident_number_is_doubted_for_a_reason(number: str, word: str) -> None:
    said = identity.resident_doubt(number)
    assert word in said
    assert bool(said) == bool(word)
    if said:
        assert "可照登" in said


def with_check_digit(first: str) -> str:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return first + "10X98765432"[total % 11]


def test_a_right_number_is_not_doubted_in_either_case_or_with_spaces() -> None:
    number = with_check_digit("43062119900101123")
    assert identity.resident_doubt(number) == ""
    assert identity.resident_doubt(number.lower()) == ""
    assert identity.resident_doubt(f"{number[:6]} {number[6:14]} {number[14:]}") == ""


@pytest.mark.parametrize("first", ["43062119900231123", "99062119900101123", "43062130001301123"])
def test_a_place_or_day_that_is_not_there_is_doubted(first: str) -> None:
    assert "查无对应" in identity.resident_doubt(with_check_digit(first))


def test_only_the_number_that_belongs_to_the_kind_is_looked_at() -> None:
    assert identity.doubt(person(id_number=WRONG_END)).startswith("张三：")
    assert identity.doubt(person(id_number=WRONG_END, id_type="passport")) == ""
    assert identity.doubt(person(id_number=WRONG_END, kind="organisation")) == ""
    assert identity.doubt(person("某公司", kind="organisation", credit_code="1")).startswith("某公司：统一社会")
    assert identity.doubt(person("某公司", kind="organisation", credit_code="91110000600037341L")) == ""


@given(st.text(st.characters() | st.sampled_from("0123456789Xx１２ "), max_size=20))
def test_any_number_is_doubted_or_not(number: str) -> None:
    assert isinstance(identity.resident_doubt(number), str)
    assert isinstance(identity.credit_code_doubt(number), str)
    assert isinstance(identity.county_government(number), str)


@given(st.from_regex(r"[1-9]\d{16}", fullmatch=True))
def test_any_number_with_a_right_end_is_doubted_or_not(first: str) -> None:
    assert isinstance(identity.resident_doubt(with_check_digit(first) if first.isascii() else first), str)


@pytest.mark.parametrize(
    ("station", "body"),
    [
        ("43062110100001", "岳阳县人民政府"),
        ("43068210100001", "临湘市人民政府"),
        ("", ""),
        ("99", ""),
        ("99999910100001", ""),
    ],
)
def test_the_review_body_follows_from_the_division_code(station: str, body: str) -> None:
    assert identity.county_government(station) == body
