"""Input is taken as it is or refused with every wrong field named; nothing a script can send ends otherwise."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import shape
from app.domain.errors import RuleBroken
from app.domain.steps.register import Register
from app.domain.steps.reply import Reply
from app.domain.steps.service import Serve
from app.domain.steps.table import STEPS
from tests.helpers import person, registration

EVERY = {**STEPS, "register": Register}
GOOD: dict[str, Any] = {
    "title": "修路",
    "petitioners": [{"name": "张三", "address": "三组"}],
    "requests": ["修路"],
    "facts": "土路",
    "reasons": "难行",
}


def problems(data: Any, kind: type[msgspec.Struct] = Register) -> dict[str, str]:
    """Field -> what is wrong with it; the sentence names every one of the first eight."""
    with pytest.raises(RuleBroken) as refused:
        shape.read(kind, data)
    assert refused.value.code == "input-invalid"
    found = refused.value.facts["problems"]
    for problem in found[:8]:
        assert problem["field"] in refused.value.message
        assert problem["problem"] in refused.value.message
    return {problem["field"]: problem["problem"] for problem in found}


@pytest.mark.parametrize(
    ("given", "field", "problem"),
    [
        ({"title": None}, "title", "应为文字"),
        ({"title": 3}, "title", "应为文字"),
        ({"title": ["修路"]}, "title", "应为文字"),
        ({"title": ""}, "title", "必填，不能为空"),
        ({"title": " \u3000\t"}, "title", "必填，不能为空"),
        ({"title": "长" * 101}, "title", "太长：最多 100 字，现有 101 字"),
        ({"title": "修\n路"}, "title", "只能写一行，不能含有换行或制表符"),
        ({"title": "修\t路"}, "title", "只能写一行，不能含有换行或制表符"),
        ({"title": "修\u2028路"}, "title", "只能写一行，不能含有换行或制表符"),
        ({"title": "修路\u202e"}, "title", "第 3 个字符是看不见的控制字符（U+202E），请删除"),
        ({"title": "\u200f修路"}, "title", "第 1 个字符是看不见的控制字符（U+200F），请删除"),
        ({"title": "修\u200b路"}, "title", "第 2 个字符是看不见的控制字符（U+200B），请删除"),
        ({"facts": "土路\x00"}, "facts", "第 3 个字符是看不见的控制字符（U+0000），请删除"),
        ({"facts": "土路\r\n雨天"}, "facts", "第 3 个字符是看不见的控制字符（U+000D），请删除"),
        ({"title": "修\ud800路"}, "title", "含有不完整的字符，请重新输入"),
        ({"on": 20260302}, "on", "应为日期，如 2026-03-02"),
        ({"on": "2026-02-30"}, "on", "不是有效的日期，应如 2026-03-02"),
        ({"on": "20260302"}, "on", "不是有效的日期，应如 2026-03-02"),
        ({"on": "2026-W10-1"}, "on", "不是有效的日期，应如 2026-03-02"),
        ({"on": "２０２６-０３-０２"}, "on", "不是有效的日期，应如 2026-03-02"),
        ({"on": "2026-03-02T09:00"}, "on", "不是有效的日期，应如 2026-03-02"),
        ({"on": "\ud800"}, "on", "不是有效的日期，应如 2026-03-02"),
        ({"channel": "pigeon"}, "channel", "只能是 "),
        ({"channel": []}, "channel", "只能是 "),
        ({"head_count": "3"}, "head_count", "应为整数"),
        ({"head_count": 3.0}, "head_count", "应为整数"),
        ({"head_count": True}, "head_count", "应为整数"),
        ({"head_count": 0}, "head_count", "不能小于 1"),
        ({"head_count": 100_001}, "head_count", "不能大于 100000"),
        ({"oral": 1}, "oral", "应为 true 或 false"),
        ({"oral": None}, "oral", "应为 true 或 false"),
        ({"requests": "修路"}, "requests", "应为一个列表（[…]）"),
        ({"requests": []}, "requests", "至少填一项"),
        ({"requests": ["修路"] * 51}, "requests", "最多 50 项，现有 51 项"),
        ({"requests": ["修路", " "]}, "requests[1]", "必填，不能为空"),
        ({"petitioners": ["张三"]}, "petitioners[0]", "应为一个对象（{…}）"),
        ({"petitioners": [{"address": "三组"}]}, "petitioners[0].name", "缺少，必填"),
        ({"petitioners": [{"name": "张三", "nickname": "三"}]}, "petitioners[0].nickname", "没有这个字段"),
        ({"petitioners": [{"name": "张三", "kind": "robot"}]}, "petitioners[0].kind", "只能是 "),
        ({"materials": [{"name": "照片", "copies": 0}]}, "materials[0].copies", "不能小于 1"),
        ({"risk_level": 3}, "risk_level", "没有这个字段"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_wrong(given: dict[str, Any], field: str, problem: str) -> None:
    found = problems({**GOOD, **given})
    assert list(found) == [field]
    assert found[field].startswith(problem)


@pytest.mark.parametrize("name", ["title", "petitioners", "requests", "facts", "reasons"])
def test_a_missing_field_is_named(name: str) -> None:
    assert problems({key: value for key, value in GOOD.items() if key != name}) == {name: "缺少，必填"}


def test_all_problems_are_told_at_once_in_chinese() -> None:
    with pytest.raises(RuleBroken) as refused:
        shape.read(Register, {**GOOD, "title": "", "on": "gestern", "head_count": 0, "petitioners": [{"name": 3}]})
    assert len(refused.value.facts["problems"]) == 4
    for title in ("标题（title）", "日期（on）", "人数（head_count）", "姓名（名称）（petitioners[0].name）"):
        assert title in refused.value.message


def test_more_than_eight_problems_are_counted() -> None:
    with pytest.raises(RuleBroken) as refused:
        shape.read(Register, {**GOOD, "requests": [""] * 20})
    assert "等 20 处" in refused.value.message
    assert len(refused.value.facts["problems"]) == 20


def test_two_thousand_petitioners_are_taken_and_one_more_is_not() -> None:
    many = [{"name": f"村民{n}", "address": "三组"} for n in range(2001)]
    assert len(shape.read(Register, {**GOOD, "petitioners": many[:2000]}).petitioners) == 2000
    assert problems({**GOOD, "petitioners": many}) == {"petitioners": "最多 2000 项，现有 2001 项"}


@pytest.mark.parametrize(
    "text",
    ["👨‍👩‍👧 来访", "𠮷田𰻝𫭟", "ཀ་ཁ", "ئۇيغۇر", "Straße & <b>", "“‘’”—…", "１２３", "é́́", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
)
def test_what_people_write_is_taken_as_it_is(text: str) -> None:
    read = shape.read(Register, json.dumps({**GOOD, "title": text, "facts": f"{text}\n\t{text}"}).encode())
    assert (read.title, read.facts) == (text, f"{text}\n\t{text}")
    shape.check(read)


def test_a_long_story_is_taken_whole_and_a_book_is_refused() -> None:
    story = "我家的房子在去年夏天漏雨。" * 1540
    assert len(story) > 20_000
    assert shape.read(Register, {**GOOD, "facts": story}).facts == story
    shape.check(registration(facts=story))
    assert problems({**GOOD, "facts": "长" * 50_001}) == {"facts": "太长：最多 50000 字，现有 50001 字"}


INVISIBLE = [
    chr(code)
    for code in range(0x10000)
    if (unicodedata.category(chr(code)) == "Cc" and chr(code) not in "\t\n")
    or (
        unicodedata.bidirectional(chr(code)) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"}
        and unicodedata.category(chr(code)) == "Cf"
        and chr(code) not in "\u200c\u200d"  # the joiners that emoji and some scripts need
    )
    or chr(code) in "\u200e\u200f\u061c"
]


@pytest.mark.parametrize("char", INVISIBLE, ids=lambda char: f"U+{ord(char):04X}")
def test_marks_that_nobody_sees_are_refused_with_their_place(char: str) -> None:
    assert unicodedata.category(char) in ("Cc", "Cf")
    found = problems({**GOOD, "facts": f"土路{char}雨天"})
    assert found == {"facts": f"第 3 个字符是看不见的控制字符（U+{ord(char):04X}），请删除"}
    with pytest.raises(RuleBroken):
        shape.check(registration(facts=f"土路{char}雨天"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input-not-json"),
        (b"{", "input-not-json"),
        (b"[]", "input-not-json"),
        (b"null", "input-not-json"),
        (b'"register"', "input-not-json"),
        (b"{'title': 1}", "input-not-json"),
        (b"\xff\xfe{\x00}\x00", "input-not-json"),
        ("{}".encode("utf-16"), "input-not-json"),
        ('{"title": "修路"}'.encode("gb18030"), "input-not-json"),
        (b'{"title": NaN}', "input-not-json"),
        (b'{"head_count": ' + b"9" * 5000 + b"}", "input-not-json"),
        (b"[" * 100_000, "input-not-json"),
        (b'{"a":' * 100_000, "input-not-json"),
        (b'{"title": "a", "title": "b"}', "input-field-twice"),
        (b'{"\\ud800": 1}', "input-invalid"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "input-field-twice"),
        (b'{"a\\u202eb": 1}', "input-invalid"),
    ],
)
def test_what_is_no_input_is_refused_in_words_that_can_be_shown(data: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        shape.read(Register, data)
    assert refused.value.code == code
    assert_can_be_shown(refused.value)


def assert_can_be_shown(error: RuleBroken) -> None:
    """The sentence and its facts can be printed and written as JSON, and turn no line round."""
    assert error.message.endswith("。")
    error.message.encode()
    msgspec.json.encode(error.facts)
    assert "\u202e" not in error.message


def test_a_file_with_the_mark_of_windows_is_read() -> None:
    assert shape.read(Register, json.dumps(GOOD).encode("utf-8-sig")).title == "修路"


wild = st.characters() | st.sampled_from(' \u3000\t\n\u2028\u202e\u200b\ud800\x00\\"')
words = st.text(wild, max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.sampled_from(sorted(EVERY)), st.data())
def test_any_json_is_a_step_or_a_refusal(name: str, data: st.DataObject) -> None:
    """Every field gets its right value, a wild one, or none at all."""
    kind = EVERY[name]
    fields: dict[str, Any] = dict(kind.example)
    for field in data.draw(st.sets(st.sampled_from(kind.__struct_fields__), max_size=3), "fields"):
        fields[field] = data.draw(json_values, field)
    if data.draw(st.booleans(), "more"):
        fields[data.draw(words, "name")] = data.draw(json_values, "value")
    try:
        read = shape.read(kind, fields)
    except RuleBroken as error:
        assert error.code == "input-invalid"  # noqa: PT017 - both ways are right
        assert_can_be_shown(error)
    else:
        assert isinstance(read, kind)
        shape.check(read)
        assert shape.read(kind, msgspec.json.encode(read)) == read


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_step_or_a_refusal(data: bytes) -> None:
    with pytest.raises(RuleBroken) as refused:  # none of these has the five fields
        shape.read(Register, data)
    assert_can_be_shown(refused.value)


@settings(max_examples=150)
@given(words, words, words, st.lists(words, max_size=3), st.none() | st.integers(-5, 200_000), words)
def test_a_window_is_checked_exactly_as_a_script(
    title: str, facts: str, name: str, requests: list[str], head_count: int | None, phone: str
) -> None:
    step = registration(
        person(name, phone=phone), title=title, facts=facts, requests=tuple(requests), head_count=head_count
    )
    assert outcome(lambda: shape.check(step)) == outcome(lambda: shape.read(Register, msgspec.to_builtins(step)))


def outcome(call: Any) -> Any:
    try:
        call()
    except RuleBroken as error:
        return error.message
    return "taken"


@pytest.mark.parametrize("number", [2**53, 2**63, 2**64, 2**70, -(2**70), 10**5000], ids=int.bit_length)
def test_a_number_beyond_what_json_readers_hold_is_refused(number: int) -> None:
    assert problems({"paper": "F12", "to": [number]}, Serve) == {"to[0]": "数字太大"}
    with pytest.raises(RuleBroken):
        shape.check(Serve(paper="F12", to=(number,)))


def test_every_field_of_every_step_has_a_chinese_name() -> None:
    for kind in EVERY.values():
        with pytest.raises(RuleBroken) as refused:
            shape.read(kind, dict.fromkeys(kind.__struct_fields__, dt))
        for problem in refused.value.facts["problems"]:
            assert any("\u4e00" <= char <= "\u9fff" for char in problem["title"]), (kind.name, problem)


def test_a_value_that_fits_one_of_several_kinds_is_not_named_beside_another_mistake() -> None:
    with pytest.raises(RuleBroken) as refused:
        shape.read(Reply, {"outcome": "", "handling": "", "interest": 1})
    assert {problem["field"] for problem in refused.value.facts["problems"]} == {"handling", "interest"}
    with pytest.raises(RuleBroken) as refused:
        shape.read(Reply, {"outcome": "maybe", "handling": "采纳。"})
    assert [problem["field"] for problem in refused.value.facts["problems"]] == ["outcome"]
