"""Doubts about numbers are said and never a wall."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import identity
from app.domain.codes import ID_TYPES
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


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "440524198001010013", "110105491231002"]
)
def test_the_examples_of_the_law_file_end_rightly(number: str) -> None:
    assert "校验" not in identity.resident_doubt(number)


@pytest.mark.parametrize(
    ("first", "word"),
    [
        ("43062119900228123", ""),
        ("43062119900229123", "出生日期不存在"),
        ("43062119920229123", ""),  # leap year
        ("43062119900431123", "出生日期不存在"),
        ("43062119901301123", "出生日期不存在"),
        ("43062119900100123", "出生日期不存在"),
        ("43062119000101123", ""),
        ("43062118991231123", "早于1900年"),
        ("43062120260302123", ""),
        ("43062120260303123", "晚于今天"),
        ("10062119900101123", "查无对应"),
        ("43069919900101123", "查无对应"),
    ],
)
def test_a_place_or_day_that_is_not_there_is_doubted(first: str, word: str) -> None:
    said = identity.resident_doubt(with_check_digit(first), dt.date(2026, 3, 2))
    assert word in said
    assert bool(said) == bool(word)


@pytest.mark.parametrize(
    ("code", "born", "word"),
    [
        ("430622", 1986, ""),  # 临湘县, 1986 to 1992
        ("430622", 1992, ""),
        ("430622", 1993, "至1992年已停用"),
        ("430682", 1991, "自1992年起使用"),  # 临湘市 since 1992
        ("430682", 1992, ""),
        ("430682", 1983, ""),  # nobody had a number yet: given whenever the first card was made
        ("430682", 1950, ""),
        ("110103", 2010, ""),  # 崇文区 until 2010
        ("110103", 2011, "至2010年已停用"),
        ("110205", 1950, "至1982年已停用，早于编号年份1984年"),  # gone before the first card
        ("110105", 1949, ""),
    ],
)
def test_the_division_code_was_in_force_when_the_number_was_given(code: str, born: int, word: str) -> None:
    said = identity.resident_doubt(with_check_digit(f"{code}{born}0615123"))
    assert word in said
    assert bool(said) == bool(word)


@pytest.mark.parametrize(
    ("old", "whole"),
    [
        ("110105491231002", "11010519491231002X"),
        ("430621 700512 123", "430621197005121239"),
        ("43062170051212", ""),
        ("11010519491231002X", ""),
    ],
)
def test_an_old_number_has_its_eighteen_digits(old: str, whole: str) -> None:
    assert identity.eighteen(old) == whole


@pytest.mark.parametrize(
    ("number", "both"),
    [
        ("430621700512123", ("430621700512123", "430621197005121239")),
        ("430621197005121239", ("430621197005121239", "430621700512123")),
        ("430621200405121239", ("430621200405121239",)),  # nobody born since 2000 has an old card
        ("E12345678", ("E12345678",)),
        ("", ("",)),
    ],
)
def test_the_bearer_of_an_old_card_is_the_same_person(number: str, both: tuple[str, ...]) -> None:
    assert identity.same_bearer(number) == both


@pytest.mark.parametrize(
    ("old", "word"), [("430621900229123", "出生日期"), ("430621900228123", ""), ("430699900228123", "查无对应")]
)
def test_an_old_number_is_checked_for_day_and_place(old: str, word: str) -> None:
    said = identity.resident_doubt(old)
    assert word in said
    assert bool(said) == bool(word)


@pytest.mark.parametrize(
    ("id_type", "number", "word"),
    [
        ("residence", with_check_digit("81000019940823002"), ""),
        ("residence", with_check_digit("82000019940823002"), ""),
        ("residence", with_check_digit("83000019940823002"), ""),
        ("residence", with_check_digit("84000019940823002"), "81、82、83"),
        ("residence", with_check_digit("83000019940231002"), "出生日期"),
        ("residence", "810000199408230020", "校验"),
        ("residence", "H1234567800", "应为18位"),
        ("resident", with_check_digit("83000019940823002"), "港澳台居民居住证"),
        ("resident", with_check_digit("91184019940823002"), "外国人永久居留"),
        ("permanent", "USA110094082302", ""),
        ("permanent", "USA11009408230", "旧证"),
        ("permanent", with_check_digit("91184019940823002"), ""),
        ("permanent", "911840199408230021", "校验"),
        ("permanent", with_check_digit("81184019940823002"), "9开头"),
        ("passport", "E12345678", ""),
        ("passport", "c01x00t47", ""),
        ("passport", "123", "5至12位"),
        ("military", "军字第1234567号", ""),
        ("military", "军字第12号", "6至8位"),
        ("other", "甲-1", ""),
        ("passport", "", ""),
    ],
)
def test_each_document_has_its_own_shape(id_type: str, number: str, word: str) -> None:
    said = identity.number_doubt(id_type, number)
    assert word in said
    assert bool(said) == bool(word)


@pytest.mark.parametrize(
    ("number", "nationality", "doubted"),
    [
        ("E12345678", "中国", False),
        ("EA1234567", "中国", False),
        ("123456789", "中国", True),
        ("123456789", "美国", False),
        ("123456789", "", False),
    ],
)
def test_the_shape_of_a_passport_is_held_loosely_by_country(number: str, nationality: str, doubted: bool) -> None:
    assert bool(identity.number_doubt("passport", number, nationality)) == doubted


@pytest.mark.parametrize(
    ("phone", "doubted"),
    [
        ("", False),
        ("13800001234", False),
        ("138 0000 1234", False),
        ("138-0000-1234", False),
        ("+8613800001234", False),
        ("１３８００００１２３４", False),
        ("12800001234", True),
        ("1380000123", True),
        ("0730-7654321", False),
        ("07307654321", False),
        ("010-12345678", False),
        ("（0730）7654321", False),
        ("0730-7654321转801", False),
        ("0730-7654321-801", False),
        ("400-820-1234", False),
        ("7654321", True),
        ("13800001234、0730-7654321", False),
        ("13800001234、找村主任转", True),
        ("找村主任转", True),
    ],
)
def test_a_phone_is_a_mobile_or_a_landline_or_doubted(phone: str, doubted: bool) -> None:
    said = identity.phone_doubt(phone)
    assert bool(said) == doubted
    assert said.endswith("可照登" if doubted else "")


def test_only_the_number_that_belongs_to_the_kind_is_looked_at() -> None:
    assert identity.doubt(person(id_number=WRONG_END)).startswith("张三：")
    assert "校验" not in identity.doubt(person(id_number=WRONG_END, id_type="other"))
    assert identity.doubt(person(id_number=WRONG_END, kind="organisation")) == ""
    assert identity.doubt(person("某公司", kind="organisation", credit_code="1")).startswith("某公司：统一社会")
    assert identity.doubt(person("某公司", kind="organisation", credit_code="91110000600037341L")) == ""


def test_all_doubts_about_a_person_stand_in_one_sentence() -> None:
    said = identity.doubt(person(id_number=WRONG_END, phone="12"))
    assert said == ("张三：身份证号码末位校验不符；联系电话不像手机号码或者带区号的固定电话，请核对；确认无误可照登")


@given(st.text(st.characters() | st.sampled_from("0123456789Xx１２ "), max_size=20))
def test_any_number_is_doubted_or_not(number: str) -> None:
    assert isinstance(identity.resident_doubt(number), str)
    assert isinstance(identity.credit_code_doubt(number), str)
    assert isinstance(identity.phone_doubt(number), str)
    for id_type in ID_TYPES:
        assert isinstance(identity.number_doubt(id_type, number, number), str)
    assert isinstance(identity.county_government(number), str)


@given(st.from_regex(r"[1-9]\d{16}", fullmatch=True))
def test_any_number_with_a_right_end_is_doubted_or_not(first: str) -> None:
    assert isinstance(identity.resident_doubt(with_check_digit(first) if first.isascii() else first), str)


@pytest.mark.parametrize(
    ("station", "body"),
    [
        ("43062110100001", "岳阳县人民政府"),
        ("43068210100001", "临湘市人民政府"),
        ("11010502000001", "朝阳区人民政府"),  # a name that the table gives without years
        ("11010302000001", ""),  # 崇文区, until 2010
        ("43060110100001", ""),  # 市辖区: a group, no government
        ("", ""),
        ("99", ""),
        ("99999910100001", ""),
    ],
)
def test_the_review_body_follows_from_the_division_code(station: str, body: str) -> None:
    assert identity.county_government(station) == body
