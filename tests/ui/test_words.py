"""Notes on numbers, masks, and the words around dates and refusals."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import RuleBroken
from ui import identity, messages
from ui.words import joined, listed


@pytest.mark.parametrize(
    ("number", "note"),
    [
        ("4306", "已输入4位"),
        ("430621 19700512", "已输入14位"),
        ("430621700512123", "旧证15位，对应的18位号码为430621197005121239"),  # an old number is complete
        ("11010519491231002X", ""),
    ],
)
def test_note_on_an_id_while_it_is_typed(number: str, note: str) -> None:
    assert identity.note_on_id(number) == note


def test_wrong_check_digit_is_noted() -> None:
    assert "校验" in identity.note_on_id("110105194912310021")


def test_credit_code_is_counted_and_checked() -> None:
    assert identity.note_on_credit_code("9143") == "已输入4位"
    assert "校验" in identity.note_on_credit_code("91430600MA4L000000")


@pytest.mark.parametrize(
    ("id_type", "number", "note"),
    [
        ("residence", "8100", "已输入4位"),
        ("permanent", "USA", "已输入3位"),
        ("passport", "E1234", "已输入5位"),
        ("passport", "C01X00T47", ""),
        ("military", "军字第1234567号", ""),
        ("other", "甲1", ""),
    ],
)
def test_note_follows_the_type_of_document(id_type: str, number: str, note: str) -> None:
    assert identity.note_on_id(number, id_type) == note


@pytest.mark.parametrize(("phone", "note"), [("138", "已输入3位"), ("13800001234", ""), ("找村主任转", "联系电话不像")])
def test_note_on_a_phone_while_it_is_typed(phone: str, note: str) -> None:
    assert identity.note_on_phone(phone).startswith(note)
    assert bool(identity.note_on_phone(phone)) == bool(note)


def test_only_a_doubt_is_a_warning() -> None:
    from ui.widgets.field import INFORMS

    assert INFORMS == (identity.COUNTED, identity.OF_OLD_CARD)


@pytest.mark.parametrize(("day", "words"), [(1, "逾期1天"), (2, "今天到期"), (3, "还有1天"), (12, "还有10天")])
def test_days_left(day: int, words: str) -> None:
    assert messages.days_left(date(2026, 3, 2), date(2026, 3, day)) == words


def test_long_date_names_the_weekday() -> None:
    assert messages.long_date(date(2026, 11, 21)) == "2026年11月21日 星期六"


def test_article_is_named_once() -> None:
    named = RuleBroken("x", "依《信访工作条例》第三十四条不能。", article="《信访工作条例》第三十四条")
    silent = RuleBroken("x", "不能。", article="《信访工作条例》第三十四条")
    assert messages.refusal(named) == "依《信访工作条例》第三十四条不能。"
    assert messages.refusal(silent) == "不能。（依据：《信访工作条例》第三十四条）"


def test_each_problem_goes_to_its_own_field() -> None:
    problems = [
        {"field": "facts", "title": "事实", "problem": "必填，不能为空"},
        {"field": "petitioners[0].name", "title": "姓名", "problem": "太长"},
    ]
    refused = messages.refusals(RuleBroken("input-invalid", "内容需要改正", problems=problems))
    assert refused == {"facts": "事实必填，不能为空", "petitioners[0].name": "姓名太长"}


def test_rule_without_a_field_is_about_the_whole_step() -> None:
    assert messages.refusals(RuleBroken("closed", "已办结。")) == {"": "已办结。"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", ()), ("张三", ("张三",)), ("张三、李四；王五\n赵六", ("张三", "李四", "王五", "赵六")), ("、 、", ())],
)
def test_several_things_in_one_field(text: str, parts: tuple[str, ...]) -> None:
    assert listed(text) == parts
    assert listed(joined(parts)) == parts
