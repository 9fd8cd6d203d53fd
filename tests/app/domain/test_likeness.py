"""How like an earlier petition is: who raises it and what is told, a help that decides nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.likeness import Sign, likeness, plain, same_person, same_text, weigh
from app.domain.records.petitioner import Petitioner

TOLD = "硬化石桥村三组至村部的道路。三组至村部一公里道路为土路，雨天无法通行。去年列入计划，至今没有动工。"
OTHER = "办理低保。家中两人常年患病，没有劳动能力。"
ADDRESS = "石桥镇石桥村三组"


def one(**given: str) -> Petitioner:
    return Petitioner(**{"name": "张三", **given})  # type: ignore[arg-type]


PEOPLE: list[tuple[Petitioner, Petitioner, set[Sign]]] = [
    (one(), one(), {"name"}),
    (one(name=" 张 三 "), one(), {"name"}),
    (one(), one(name="张三丰"), set()),
    (one(name="三"), one(name="三"), set()),  # a name begun
    (one(address=ADDRESS), one(address=ADDRESS), {"name", "address"}),
    (one(address="石桥村三组"), one(address=ADDRESS), {"name", "address"}),
    (one(address=ADDRESS), one(address="石桥村三组"), {"name", "address"}),
    (one(address="石桥镇石桥村"), one(address=ADDRESS), {"name"}),  # the same village only
    (one(address="三组"), one(address=ADDRESS), {"name"}),  # too short to say anything
    (one(address="12号3栋"), one(address="建设路112号3栋"), {"name"}),  # another house
    (one(address="12号3栋"), one(address="建设路12号3栋"), {"name", "address"}),
    (one(address=ADDRESS), one(name="李四", address=ADDRESS), set()),  # a neighbour
    (one(phone="138 0000 1234"), one(name="李四", phone="１３８００００１２３４"), {"phone"}),
    (one(phone="1380000"), one(name="李四", phone="13800001234"), set()),  # still being typed
    (one(phone="110"), one(name="李四", phone="110"), set()),
    (one(phone="13800001234"), one(phone="13800001234"), {"name", "phone"}),
    (one(id_number="43062119900101123x"), one(name="李四", id_number="43062119900101123X"), {"document"}),
    (one(credit_code="91430621MA4L00000X"), one(name="某厂", credit_code="91430621ma4l00000x"), {"document"}),
    (one(), one(name="李四"), set()),
    (one(name="匿名"), one(name="匿名"), set()),  # two letters that nobody signed
    (one(name="匿 名", address=ADDRESS), one(name="匿名", address=ADDRESS), set()),
    (one(name="匿名", phone="13800001234"), one(name="匿名", phone="13800001234"), {"phone"}),
]


@pytest.mark.parametrize(("new", "earlier", "signs"), PEOPLE)
def test_what_agrees_between_two_petitioners(new: Petitioner, earlier: Petitioner, signs: set[Sign]) -> None:
    assert same_person((new,), (earlier,)) == signs


def test_of_several_petitioners_the_two_who_agree_most_count() -> None:
    new = (one(name="王五"), one(name="赵六", phone="13800001234"))
    earlier = (one(name="王五"), one(name="赵六", phone="13800001234"))
    assert same_person(new, earlier) == {"name", "phone"}
    assert same_person((), earlier) == same_person(new, ()) == set()


WEIGHTS: list[tuple[set[Sign], int, int]] = [
    (set(), 0, 0),
    (set(), 100, 60),
    ({"name"}, 0, 10),
    ({"name"}, 82, 84),
    ({"phone"}, 0, 30),
    ({"phone"}, 82, 87),
    ({"phone", "address"}, 0, 40),
    ({"name", "address"}, 0, 55),
    ({"name", "phone"}, 0, 65),
    ({"name", "phone", "address"}, 0, 65),
    ({"document"}, 0, 70),
    ({"document"}, 82, 95),
    ({"document", "name", "phone", "address"}, 100, 100),
]


@pytest.mark.parametrize(("signs", "percent", "alike"), WEIGHTS)
def test_what_the_signs_weigh(signs: set[Sign], percent: int, alike: int) -> None:
    assert weigh(frozenset(signs), percent) == alike


TEXTS = [
    (TOLD, TOLD, 100),
    (TOLD, TOLD.replace("，", " ").replace("。", "\n"), 100),
    (TOLD, OTHER, 0),
    ("雨天无法通行", TOLD, 0),  # too little to say anything
    ("三组至村部一公里道路为土路", TOLD, 100),  # half filled in
    ("三组至村部一公里道路全是积水", TOLD, 71),
    ("", TOLD, 0),
    ("", "", 0),
]


@pytest.mark.parametrize(("text", "other", "percent"), TEXTS)
def test_how_much_of_two_texts_is_the_same(text: str, other: str, percent: int) -> None:
    assert same_text(text, other) == percent


def test_an_old_card_and_the_present_one_are_one_document() -> None:
    old, present = one(id_number="430621700512123"), one(name="别人", id_number="430621197005121239")
    assert "document" in same_person((old,), (present,))


def test_of_a_text_that_repeats_itself_the_beginning_is_compared() -> None:
    pasted, other = "甲甲乙" * 200, "乙甲甲丙" * 150
    assert same_text(pasted, other) == same_text(pasted[:100], other[:100]) > 0


JUDGED = [
    (one(), OTHER, (), 10, "也许有关", ["姓名相同"]),
    (one(phone="13800001234"), OTHER, (), 65, "可能是同一事项", ["电话相同", "姓名相同"]),
    (one(phone="13800001234"), TOLD, (), 100, "很可能是同一事项", ["电话相同", "姓名相同", "内容100%相同"]),
    (one(name="李四"), TOLD, ("村部",), 60, "可能是同一事项", ["内容100%相同：村部"]),
    (one(name="李四"), OTHER, ("石桥村",), 0, "也许有关", ["内容相近：石桥村"]),
    (one(name="李四"), OTHER, (), 0, "也许有关", []),
]


@pytest.mark.parametrize(("who", "other", "pieces", "alike", "words", "reasons"), JUDGED)
def test_a_likeness_is_told_in_words_with_its_reasons(
    who: Petitioner, other: str, pieces: tuple[str, ...], alike: int, words: str, reasons: list[str]
) -> None:
    found = likeness((one(phone="13800001234"),), TOLD, (who,), other, pieces)
    assert (found.alike, found.words) == (alike, words)
    assert [reason.words for reason in found.reasons] == reasons


texts = st.text(max_size=80) | st.text("石桥村三组道路 ", max_size=80)


@given(texts, texts)
def test_any_two_texts_are_alike_by_a_percentage(text: str, other: str) -> None:
    assert 0 <= same_text(text, other) <= 100
    if len(plain(text)) >= 8:
        assert same_text(text, text) == 100


@given(st.integers(0, 100), st.integers(0, 100), st.sets(st.sampled_from(["document", "phone", "name", "address"])))
def test_more_of_the_same_never_makes_it_less_alike(one: int, other: int, signs: set[Sign]) -> None:
    low, high = sorted((one, other))
    assert 0 <= weigh(frozenset(signs), low) <= weigh(frozenset(signs), high) <= 100
    assert weigh(frozenset(), high) <= weigh(frozenset({"name", "phone"}), high)
