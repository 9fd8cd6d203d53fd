"""Classes suggested from words: which, why, and never one that may not be chosen."""

from __future__ import annotations

import pytest

from app.domain.code_lists import CONTENT_CLASS, Codes
from app.domain.errors import RuleBroken
from app.domain.suggesting import ClassRule, ClassRules, read_rules, suggested
from app.shipped import load_class_rules, load_code_list
from tests.helpers import MORNING

TODAY = MORNING.date()
ROADS, LAND = "交通／道路", "农业／承包地"
RULES = ClassRules(
    title="词表",
    source="[drafted]",
    valid_from=TODAY,
    rules=(
        ClassRule(content_class=ROADS, words=("道路", "硬化", "路")),
        ClassRule(content_class=LAND, words=("承包地", "承包", "道路")),
    ),
)


def test_the_class_of_which_most_is_found_comes_first_with_the_words_that_led_to_it() -> None:
    found = suggested(RULES, "村里占了我的承包地修道路。", (ROADS, LAND))
    assert [(one.content_class, one.words) for one in found] == [(LAND, ("承包地", "道路")), (ROADS, ("道路",))]


def test_what_may_not_be_chosen_is_not_suggested_and_nothing_is_made_up() -> None:
    assert [one.content_class for one in suggested(RULES, "占了承包地修道路", (ROADS,))] == [ROADS]
    assert suggested(RULES, "孩子上学", (ROADS, LAND)) == ()
    assert suggested(RULES, "", (ROADS, LAND)) == ()


def test_every_shipped_rule_names_a_class_of_the_shipped_list_and_says_that_it_is_drafted() -> None:
    rules = load_class_rules()
    classes = {one.words for one in Codes(CONTENT_CLASS, [], load_code_list(CONTENT_CLASS)).open_on(TODAY)}
    assert {one.content_class for one in rules.rules} <= classes
    assert len({one.content_class for one in rules.rules}) == len(rules.rules)
    assert rules.source.startswith("[drafted]")
    (first, *_more) = suggested(rules, "三组至村部的村道没有硬化，雨天不能走。", classes)
    assert first.content_class == "农村农业／村镇建设"


def test_a_mistake_in_an_own_list_is_named_with_its_line() -> None:
    head = '{"title": "词表", "source": "本县", "valid_from": "2026-01-01",'
    own = f'{head}\n"rules": [\n{{"content_class": "a", "words": ["路"]}}]}}'
    with pytest.raises(RuleBroken) as refused:
        read_rules(own.encode(), "categories.json")
    assert refused.value.code == "categories-invalid"
    assert "第3行" in refused.value.message
