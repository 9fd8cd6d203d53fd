"""The key of a recovery sheet: typed as it stands, in small letters, with look-alikes; a mistake is found and named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.security import recovery_key
from app.security.receipt_proof import CODE_ALPHABET

GROUPS = ("5APP2", "3T8HK", "EFTH9", "PVR7R", "KH56P", "4TKKT", "ACAT3", "A3WFY")


def named(text: str) -> list[int]:
    """The groups that the refusal names."""
    with pytest.raises(RuleBroken) as refused:
        recovery_key.read(text)
    assert refused.value.code == "recovery-key-wrong"
    return list(refused.value.facts["groups"])


@pytest.mark.parametrize("between", [" ", "-", "", "\n", "－", ". "])
def test_it_is_read_whatever_stands_between_the_groups(between: str) -> None:
    assert recovery_key.read(between.join(GROUPS).lower()) == "".join(GROUPS)


def test_the_text_of_the_qr_is_read_as_well() -> None:
    assert recovery_key.read(recovery_key.qr_text("43062110100001", 3, GROUPS) + "\r\n") == "".join(GROUPS)


@given(place=st.integers(0, 7), at=st.integers(0, 4), letter=st.sampled_from(CODE_ALPHABET))
def test_a_wrong_letter_is_found_and_its_group_named(place: int, at: int, letter: str) -> None:
    group = GROUPS[place]
    if group[at] == letter:
        return
    typed = [*GROUPS[:place], group[:at] + letter + group[at + 1 :], *GROUPS[place + 1 :]]
    assert named(" ".join(typed)) == [place + 1]


@given(place=st.integers(0, 7), at=st.integers(0, 3))
def test_two_letters_that_changed_places_are_found(place: int, at: int) -> None:
    group = GROUPS[place]
    turned = group[:at] + group[at + 1] + group[at] + group[at + 2 :]
    if turned != group:
        assert named("-".join([*GROUPS[:place], turned, *GROUPS[place + 1 :]])) == [place + 1]


def test_groups_in_the_wrong_order_are_found() -> None:
    assert set(named(" ".join((GROUPS[1], GROUPS[0], *GROUPS[2:])))) <= {1, 2}


def test_a_missing_letter_is_looked_for_where_it_begins_to_fail() -> None:
    assert named(" ".join((*GROUPS[:3], GROUPS[3][1:], *GROUPS[4:])))[0] == 4


@pytest.mark.parametrize(
    "text",
    ["", " ".join(GROUPS[:5]), " ".join((*GROUPS, GROUPS[0])), "SWTREC1|", "口令"],
    ids=["nothing", "too few groups", "too many groups", "mark alone", "passphrase"],  # a key is another one each time
)
def test_what_is_no_whole_key_is_refused(text: str) -> None:
    named(text)


def test_every_key_is_new_and_reads_back() -> None:
    first, second = recovery_key.generate(), recovery_key.generate()
    assert first != second
    assert recovery_key.read("-".join(first)) == "".join(first)
