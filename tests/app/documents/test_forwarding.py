"""F08: the receiving body gets the matter whole, and the slip comes back."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.petitioner import Contact, Material, Petitioner
from tests.app.documents.reading import pages_of, text_of
from tests.app.documents.sample import ASSIGNED_DOWN, ELSEWHERE, FORWARDED, PETITION, RARE_NAME, context_for


def drawn(**changes: object) -> str:
    return text_of(render("F08", context_for("F08", **changes)))


def test_the_letter_goes_to_the_body_with_the_matter_and_the_notice() -> None:
    text = drawn()
    for wanted in (
        "某信转〔2026〕1号",
        "某某镇人民政府信访事项转送函",
        "某某县交通运输局：",
        "现转去“请求硬化石桥村三组道路”信访事项1件（信访件编号：43068210500001-2026-000123）。",
        "转送事由：该路段属于省道，由县公路部门管理。",
        "请根据《信访工作条例》和有关规定，予以处理。",
        "转送去向由我单位书面告知信访人（某信告〔2026〕3号）。",
        "附件：1. 信访事项情况和材料清单",
        "2. 转送函回执",
        "2026年3月4日",
        "（联系人：李文，联系电话：0730-8412345）",
    ):
        assert wanted in text


def test_the_matter_goes_with_it_as_it_was_registered() -> None:
    text = drawn()
    for wanted in (
        f"{RARE_NAME}（某某镇石桥村三组，13800000000）",
        "信访日期和形式：2026年3月2日，来访",
        *PETITION.requests,
        PETITION.facts,
        PETITION.reasons,
        "1. 身份证复印件，1份，1页",
        "2. 道路现场照片，1份，3页（原件）",
    ):
        assert wanted in text


def test_several_petitioners_and_the_contact_of_an_organisation_are_listed() -> None:
    firm = Petitioner(name="石桥采石场", kind="organisation", contact_person="王五", phone="0730-8400000")
    text = drawn(petitioners=(Petitioner(name="张三"), firm))
    assert "1. 张三2. 石桥采石场（联系人王五，0730-8400000）" in text


def test_no_document_number_of_a_person_leaves_the_house() -> None:
    person = Petitioner(name="张三", id_number="43068219800101123X")
    assert "43068219800101123X" not in drawn(petitioners=(person,))


def test_materials_brought_later_go_along_and_those_after_the_letter_do_not() -> None:
    def visit(day: int, name: str) -> Contact:
        return Contact(
            on=dt.date(2026, 3, day), channel="visit", head_count=1, by="李文", materials=(Material(name=name),)
        )

    # The registration is the first contact, and what was handed in then stands on it too.
    first = msgspec.structs.replace(PETITION.contacts[0], materials=PETITION.materials)
    text = drawn(contacts=(first, visit(3, "村民签名表"), visit(9, "后补照片")))
    assert "3. 村民签名表，1份，1页" in text
    assert all(text.count(f". {material.name}，") == 1 for material in PETITION.materials)
    assert "后补照片" not in text


def test_without_materials_that_is_said() -> None:
    assert "信访人没有另行提交材料。" in drawn(materials=())


def test_a_petitioner_who_cannot_be_reached_is_not_said_to_be_told() -> None:
    assert "告知信访人" not in drawn(identity_unclear=True)


def test_the_slip_is_a_page_of_its_own_with_room_for_receiver_and_seal() -> None:
    pages = pages_of(render("F08", context_for("F08")))
    slip = "".join(glyph.text for glyph in pages[-1])
    assert len(pages) == 3
    for wanted in ("附件2", "转送函回执", "某信转〔2026〕1号", "收件人：____", "收件单位（盖章）年 月 日"):
        assert wanted in slip
    assert RARE_NAME not in slip


def assigned(**changes: object) -> str:
    notice = msgspec.structs.replace(ASSIGNED_DOWN, **changes)
    return text_of(render("F09", context_for("F09", notice=notice)))


def test_an_assignment_asks_for_the_result_by_its_day() -> None:
    text = assigned()
    for wanted in (
        "某信交〔2026〕1号",
        "某某镇人民政府信访事项交办函",
        "某某镇供水站：",
        "现将“请求硬化石桥村三组道路”信访事项1件（信访件编号：43068210500001-2026-000123）交你单位办理。",
        "办理要求：请核实停水原因和影响户数，提出解决办法和完成日期。",
        "于2026年4月10日前将办理结果报送我单位，并提交办结报告。",
        "交办去向由我单位书面告知信访人（某信告〔2026〕3号）。",
        "2. 交办函回执",
        "你单位《信访事项交办函》（某信交〔2026〕1号）",
    ):
        assert wanted in text
    assert "转送" not in text


def test_a_forwarding_asks_for_no_report() -> None:
    assert "办结报告" not in drawn()
    assert "办理要求" not in assigned(demands=" ")


def test_an_assignment_without_the_day_of_its_report_is_not_printed() -> None:
    with pytest.raises(RuleBroken) as refused:
        assigned(report_due=None)
    assert refused.value.facts["missing"] == ["报送结果的日期"]


@pytest.mark.parametrize("notice", [None, FORWARDED])
def test_what_was_not_assigned_has_no_such_letter(notice: object) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F09", context_for("F09", notice=notice))
    assert refused.value.code == "not-assigned-down"


@pytest.mark.parametrize("notice", [None, ELSEWHERE, ASSIGNED_DOWN])
def test_what_was_not_sent_on_has_no_letter(notice: object) -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(notice=notice)
    assert refused.value.code == "not-forwarded"


def test_every_missing_content_is_named() -> None:
    empty = msgspec.structs.replace(FORWARDED, letter_number="", unit=" ", body="")
    with pytest.raises(RuleBroken) as refused:
        drawn(notice=empty, requests=())
    assert refused.value.code == "letter-incomplete"
    assert refused.value.facts["missing"] == ["文号", "转送（交办）单位", "收函单位", "投诉请求"]
