"""Identity numbers: what looks wrong is said, nothing is refused, nothing fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import county_government, doubt, resident_doubt
from app.domain.petition import Petitioner


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", "110105491231002"])
def test_a_right_number_raises_no_doubt(number: str) -> None:
    assert resident_doubt(number) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105194912310021", "末位校验不符"),
        ("1101051949123100", "应为18位"),
        ("A10105194912310021", "应为18位"),
        ("110105194913310021", "查无对应"),
        ("439906196603120013", "查无对应"),  # a county that the table of the package does not have
    ],
)
def test_a_doubtful_number_is_told_and_may_stand(number: str, words: str) -> None:
    assert words in resident_doubt(number)


@given(st.text(max_size=20) | st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_no_number_whatever_breaks_the_check(number: str) -> None:
    assert isinstance(resident_doubt(number), str)


def test_foreign_documents_are_not_checked_by_the_rule_for_residents() -> None:
    assert doubt(Petitioner(name="约翰", id_type="passport", id_number="E12345678")) == ""


def test_an_organisation_is_checked_by_its_credit_code() -> None:
    right = Petitioner(name="合作社", kind="organisation", credit_code="91110000600037341L")
    wrong = Petitioner(name="合作社", kind="organisation", credit_code="91110000600037341A")
    assert doubt(right) == ""
    assert doubt(wrong) == "合作社：统一社会信用代码校验不符，请核对；确认无误可照登"


def test_the_review_body_of_a_township_is_its_countys_government() -> None:
    assert county_government("43068210500001") == "临湘市人民政府"
    assert county_government("99999910500001") == ""
