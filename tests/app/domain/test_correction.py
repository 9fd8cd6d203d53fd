"""更正: what was wrong stays readable, no clock moves, no paper is changed behind its back."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.acceptance import Accept
from app.domain.steps.correction import shown
from tests.helpers import person, registered, registration


def correct(desk: Desk, number: str, field: str, value: str, to: int = 1) -> None:
    desk.run(number, desk.read_step("correct", {"field": field, "value": value, "to": to, "reason": "听错"}))


@pytest.mark.parametrize(
    ("field", "to", "value"),
    [
        ("title", 0, "请求硬化石桥村道"),
        ("place", 0, "石桥村"),
        ("content_class", 0, "村镇建设"),
        ("name", 1, "张叁"),
        ("address", 1, "石桥村四组"),
        ("phone", 1, "13800000009"),
        ("id_type", 1, "passport"),
        ("id_number", 1, "E1234567"),
        ("contact_person", 1, "李四"),
    ],
)
def test_a_slip_is_put_right_and_stays_readable(desk: Desk, field: str, to: int, value: str) -> None:
    number = registered(desk)
    before = desk.petition(number)
    correct(desk, number, field, value, to)
    after = desk.petition(number)
    holder = after.petitioners[0] if to else after
    assert getattr(holder, field) == value
    (kept,) = after.corrections
    assert kept.before == getattr(before.petitioners[0] if to else before, field)
    assert (kept.field, kept.to, kept.after, kept.reason) == (field, to, value, "听错")
    assert "更正" in desk.view(number).timeline[-1].sentence
    desk.verify(rebuild=True)


def test_a_corrected_name_is_found_and_the_old_one_is_not(desk: Desk) -> None:
    number = desk.register(registration(person("张三"))).number
    correct(desk, number, "name", "章三")
    assert [row.who for row in desk.search("章三")] == ["章三"]
    assert desk.search("张三") == []


def test_a_correction_moves_no_clock(desk: Desk) -> None:
    number = registered(desk)
    before = desk.view(number).deadlines
    correct(desk, number, "address", "石桥村四组")
    assert desk.view(number).deadlines == before


@pytest.mark.parametrize(("field", "to"), [("name", 1), ("title", 0)])
def test_what_stands_on_a_paper_is_not_changed_behind_it(desk: Desk, field: str, to: int) -> None:
    number = registered(desk)
    desk.run(number, Accept())
    with pytest.raises(RuleBroken) as refused:
        correct(desk, number, field, "别的", to)
    assert refused.value.code == "correction-on-paper"
    correct(desk, number, "phone", "13800000009")
    assert desk.petition(number).petitioners[0].phone == "13800000009"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"field": "name", "to": 1, "value": " "}, "correction-empty"),
        ({"field": "address", "to": 1, "value": " "}, "correction-empty"),
        ({"field": "name", "to": 1, "value": "张三"}, "correction-same"),
        ({"field": "name", "to": 0, "value": "李四"}, "correction-whose"),
        ({"field": "name", "to": 2, "value": "李四"}, "correction-whose"),
        ({"field": "title", "to": 1, "value": "别的"}, "correction-whose"),
        ({"field": "title", "to": 0, "value": "长" * 101}, "correction-too-long"),
        ({"field": "title", "to": 0, "value": "两\n行"}, "correction-too-long"),
        ({"field": "phone", "to": 1, "value": "1" * 41}, "input-invalid"),
        ({"field": "id_type", "to": 1, "value": "月票"}, "input-invalid"),
        ({"field": "received_on", "to": 0, "value": "2026-01-01"}, "input-invalid"),
    ],
)
def test_a_correction_keeps_the_rules_of_the_registration(desk: Desk, given: dict[str, object], code: str) -> None:
    number = desk.register(registration(person("张三"))).number
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, desk.read_step("correct", {"reason": "听错", **given}))
    assert refused.value.code == code
    assert desk.petition(number).corrections == ()


def test_numbers_of_persons_are_masked_in_the_timeline(desk: Desk) -> None:
    number = registered(desk)
    correct(desk, number, "phone", "13800001234")
    sentence = desk.view(number).timeline[-1].sentence
    assert "138****1234" in sentence
    assert "13800001234" not in sentence
    assert shown("id_number", "12345") == "*****"
    correct(desk, number, "address", "石桥镇石桥村四组")
    assert "更正为“石桥镇石桥村****”" in desk.view(number).timeline[-1].sentence


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "138****1234"), ("address", "石桥镇石桥村****"), ("id_number", "430621＊＊＊＊1234")]
)
def test_a_masked_value_is_never_written(desk: Desk, field: str, value: str) -> None:
    number = registered(desk)
    before = desk.petition(number)
    with pytest.raises(RuleBroken, match="遮住的内容") as refusal:
        correct(desk, number, field, value)
    assert refusal.value.code == "correction-masked"
    assert desk.petition(number) == before


def test_a_blank_at_the_edge_is_no_correction(desk: Desk) -> None:
    number = registered(desk, person(phone="13800001234 "))
    with pytest.raises(RuleBroken, match="不需要更正"):
        correct(desk, number, "phone", "13800001234 ")


def test_stars_of_the_matter_are_no_mask(desk: Desk) -> None:
    number = registered(desk)
    correct(desk, number, "place", "石桥镇*号地块", to=0)
    assert desk.petition(number).place == "石桥镇*号地块"


def test_nationality_is_put_right(desk: Desk) -> None:
    number = registered(desk, person("Anna Weber", id_type="passport", id_number="C01X00T47"))
    correct(desk, number, "nationality", "德国")
    assert desk.petition(number).petitioners[0].nationality == "德国"
    assert "更正第1位信访人国籍" in desk.view(number).timeline[-1].sentence
