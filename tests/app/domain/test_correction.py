"""更正: what was wrong stays readable, no clock moves, no paper is changed behind its back."""

from __future__ import annotations

import datetime as dt

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.listing import Selection
from app.domain.records.origin import Origin
from app.domain.steps.acceptance import Accept
from app.domain.steps.correction import shown
from app.domain.steps.objection import RaiseObjection
from app.domain.steps.register import AddContact
from app.domain.steps.table import STEPS
from tests.app.documents.reading import text_of
from tests.helpers import person, registered, registration, stored


def correct(desk: Desk, number: str, field: str, value: str, to: int = 1) -> None:
    desk.run(number, desk.read_step("correct", {"field": field, "value": value, "to": to, "reason": "听错"}))


@pytest.mark.parametrize(
    ("field", "to", "value"),
    [
        ("title", 0, "请求硬化石桥村道"),
        ("category", 0, "suggestion"),
        ("channel", 0, "letter"),
        ("place", 0, "石桥村"),
        ("content_class", 0, "农村农业／村镇建设"),
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
    before = stored(desk, number)
    correct(desk, number, field, value, to)
    after = stored(desk, number)
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


@pytest.mark.parametrize(("field", "to"), [("name", 1), ("title", 0), ("channel", 0)])
def test_what_stands_on_a_paper_is_not_changed_behind_it(desk: Desk, field: str, to: int) -> None:
    number = registered(desk)
    desk.run(number, Accept())
    with pytest.raises(RuleBroken) as refused:
        correct(desk, number, field, "letter", to)
    assert refused.value.code == "correction-on-paper"
    correct(desk, number, "phone", "13800000009")
    assert stored(desk, number).petitioners[0].phone == "13800000009"


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


def test_form_and_number_of_people_of_the_registration_count_as_corrected(desk: Desk) -> None:
    number = registered(desk, person("张三"), person("李四"))
    desk.run(number, AddContact(channel="phone", head_count=1))
    clocks = desk.view(number).deadlines
    correct(desk, number, "head_count", "6人", 0)
    correct(desk, number, "channel", "outreach", 0)
    after = stored(desk, number)
    assert (after.head_count, after.channel) == (6, "outreach")
    assert [(one.channel, one.head_count) for one in after.contacts] == [("outreach", 6), ("phone", 1)]
    assert [(one.channel, one.head_count) for one in desk.visits()] == [("outreach", 6), ("phone", 1)]
    assert [row.channel for row in desk.list_rows(Selection(channel="outreach"))] == ["outreach"]
    assert desk.view(number).deadlines == clocks
    told = [event.sentence for event in desk.view(number).timeline]
    assert told[-2].startswith("更正人数：原为“2人”，更正为“6人”")
    assert told[-1].startswith("更正信访形式：原为“来访”，更正为“")
    for field, to, value, code in (
        ("head_count", 0, "1", "head-count-too-small"),
        ("head_count", 0, "６人", "correction-same"),
        ("head_count", 0, "0", "correction-head-count"),
        ("head_count", 0, "两人", "correction-head-count"),
        ("head_count", 0, "100001", "correction-head-count"),
        ("head_count", 0, " ", "correction-head-count"),
        ("head_count", 1, "7", "correction-whose"),
        ("channel", 0, "来访", "correction-channel"),
        ("channel", 0, "outreach", "correction-same"),
    ):
        with pytest.raises(RuleBroken) as refused:
            correct(desk, number, field, value, to)
        assert refused.value.code == code, value
    desk.run(number, Accept())
    correct(desk, number, "head_count", "7", 0)
    told_on_paper = "".join(text_of(desk.paper(number, "F01")).split())
    assert "更正人数：原为“6人”，更正为“7人”" in told_on_paper
    desk.verify(rebuild=True)


def test_a_visit_at_which_a_leader_received_stays_one(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, desk.read_step("receive_by_leader", STEPS["receive_by_leader"].example))
    with pytest.raises(RuleBroken) as refused:
        correct(desk, number, "channel", "letter", 0)
    assert refused.value.code == "correction-received"
    correct(desk, number, "channel", "outreach", 0)


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
    ("field", "value"),
    [("phone", "138****1234"), ("address", "石桥镇石桥村三****"), ("id_number", "430621＊＊＊＊1234")],
)
def test_a_masked_value_is_never_written(desk: Desk, field: str, value: str) -> None:
    number = registered(desk)
    before = desk.petition(number)
    with pytest.raises(RuleBroken, match="遮住的内容") as refusal:
        correct(desk, number, field, value)
    assert refusal.value.code == "correction-masked"
    assert desk.petition(number) == before


def test_the_mask_of_what_stands_is_no_correction(desk: Desk) -> None:
    number = registered(desk, person(phone="13800001234"))
    for field, value in (("phone", "138****1234"), ("address", "石桥镇石桥村****")):
        with pytest.raises(RuleBroken) as refusal:
            correct(desk, number, field, value)
        assert refusal.value.code == "correction-same"


def test_a_blank_at_the_edge_is_no_correction(desk: Desk) -> None:
    number = registered(desk, person(phone="13800001234 "))
    with pytest.raises(RuleBroken, match="不需要更正"):
        correct(desk, number, "phone", "13800001234 ")


def test_stars_of_the_matter_are_no_mask(desk: Desk) -> None:
    number = registered(desk)
    correct(desk, number, "place", "石桥镇*号地块", to=0)
    assert desk.petition(number).place == "石桥镇*号地块"


SENT = Origin(kind="assigned", body="岳阳县信仿局", letter_number="岳信交〔2026〕8号", result_due=dt.date(2026, 4, 30))


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("sender", "body", "岳阳县信访局"),
        ("letter_number", "letter_number", "岳信交〔2026〕3号"),
        ("body_number", "body_number", "430621-2026-0088"),
    ],
)
def test_a_slip_in_the_senders_letter_is_put_right_and_moves_no_clock(
    desk: Desk, field: str, name: str, value: str
) -> None:
    number = registered(desk, origin=SENT)
    before = [(c.code, c.day_zero, c.effective) for c in desk.view(number).deadlines]
    correct(desk, number, field, value, to=0)
    origin = desk.petition(number).origin
    assert getattr(origin, name) == value
    assert [(c.code, c.day_zero, c.effective) for c in desk.view(number).deadlines] == before
    assert desk.petition(number).corrections[0].before == getattr(SENT, name)
    desk.verify(rebuild=True)


@pytest.mark.parametrize("field", ["sender", "letter_number", "body_number"])
def test_what_the_letter_to_the_sender_says_is_not_changed_behind_it(desk: Desk, field: str) -> None:
    number = registered(desk, origin=SENT)
    desk.run(number, RaiseObjection(reason="省道由县公路部门管理。"))
    with pytest.raises(RuleBroken) as refused:
        correct(desk, number, field, "别的", to=0)
    assert refused.value.code == "correction-on-paper"


def test_a_letter_number_may_be_put_right_after_the_acceptance_the_sender_not(desk: Desk) -> None:
    number = registered(desk, origin=SENT)
    desk.run(number, Accept())
    correct(desk, number, "letter_number", "岳信交〔2026〕3号", to=0)
    with pytest.raises(RuleBroken) as refused:
        correct(desk, number, "sender", "岳阳县信访局", to=0)
    assert refused.value.code == "correction-on-paper"


@pytest.mark.parametrize(
    ("origin", "value", "code"),
    [
        (None, "岳阳县信访局", "correction-no-sender"),
        (Origin(kind="agency", agent="刘运来", authority_on=dt.date(2026, 3, 1)), "某某", "correction-no-sender"),
        (SENT, " ", "correction-empty"),
        (SENT, "长" * 101, "correction-too-long"),
    ],
)
def test_a_sender_is_put_right_where_there_is_one_and_stays_named(
    desk: Desk, origin: Origin | None, value: str, code: str
) -> None:
    number = registered(desk, origin=origin)
    with pytest.raises(RuleBroken) as refused:
        correct(desk, number, "sender", value, to=0)
    assert refused.value.code == code


def test_nationality_is_put_right(desk: Desk) -> None:
    number = registered(desk, person("Anna Weber", id_type="passport", id_number="C01X00T47"))
    correct(desk, number, "nationality", "德国")
    assert stored(desk, number).petitioners[0].nationality == "德国"
    assert "更正第1位信访人国籍" in desk.view(number).timeline[-1].sentence


def test_a_matter_whose_purpose_was_registered_wrongly_is_handled_as_what_it_is(desk: Desk) -> None:
    number = registered(desk, category="consultation")
    before = desk.view(number).deadlines
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    assert "更正登记内容" in refused.value.message
    correct(desk, number, "category", "claim", 0)
    assert desk.view(number).deadlines == before
    assert "原为“咨询”，更正为“申诉求决”" in desk.view(number).timeline[-1].sentence
    desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    with pytest.raises(RuleBroken) as refused:
        correct(desk, number, "category", "suggestion", 0)
    assert (refused.value.code, "已作决定" in refused.value.message) == ("correction-on-paper", True)


@pytest.mark.parametrize("category", ["denunciation", "other", ""])
def test_a_purpose_is_corrected_to_nothing_that_is_registered_apart_or_unknown(desk: Desk, category: str) -> None:
    number = registered(desk)
    with pytest.raises(RuleBroken) as refused:
        correct(desk, number, "category", category, 0)
    assert refused.value.code in ("correction-apart", "correction-category")
    assert stored(desk, number).category == "claim"
