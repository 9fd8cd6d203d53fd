"""Details are hidden until they are asked for; a mask never shows more than it should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.masking import COVERED, MASKS, Sight, masked_address, masked_id, masked_phone


@pytest.mark.parametrize(
    ("number", "masked"),
    [("110105194912310021", "110105********0021"), ("430621700512123", "430621*****2123"), ("E1234", "*****")],
)
def test_id_is_masked_in_the_middle(number: str, masked: str) -> None:
    assert masked_id(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800001234", "138****1234"),
        ("0730-7654321", "073****4321"),
        ("7654321", "****21"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_phone_is_masked_so_that_it_cannot_be_rung(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("望川县石桥镇石桥村三组12号", "望川县石桥镇石桥村****"),
        ("望川县石桥镇石桥村", "望川县石桥镇石桥村"),
        ("石桥镇石桥村村民委员会旁", "石桥镇石桥村****"),
        ("城关街道东门社区5栋301室", "城关街道东门社区****"),
        ("中关村街道知春社区2号", "中关村街道知春社区****"),
        ("石桥镇解放路8号", "石桥镇****"),
        ("望川县解放路8号石桥小区", "望川县****"),
        ("长沙市岳麓区麓山路9号", "长沙市岳麓区****"),
        ("某路8号", "****"),
        ("", ""),
    ],
)
def test_address_is_readable_down_to_the_village(address: str, masked: str) -> None:
    assert masked_address(address) == masked


@given(st.sampled_from(sorted(MASKS)), st.text(st.characters() | st.sampled_from("镇村组县区号*12345"), max_size=60))
def test_a_mask_hides_what_it_hid_and_takes_nothing_else(field: str, value: str) -> None:
    masked = MASKS[field](value)
    assert (masked == "") == (value == "")
    if field != "address":
        shown = len(masked) - masked.count("*") + value.count("*")
        assert shown <= len(value)
        assert not value.strip("*") or masked != value
    assert MASKS[field](masked) == masked


def test_only_what_is_asked_for_is_seen() -> None:
    assert COVERED.shown("phone", "13800001234") == "138****1234"
    assert COVERED.shown("name", "张三") == "张三"
    assert COVERED.shown("credit_code", "91110000600037341L") == "91110000600037341L"  # public
    assert Sight(full=frozenset(MASKS)).shown("phone", "13800001234") == "13800001234"
    only_phone = Sight(full=frozenset({"phone"}))
    assert only_phone.shown("address", "石桥镇石桥村三组") == "石桥镇石桥村****"
    assert only_phone.shown("phone", "13800001234") == "13800001234"
