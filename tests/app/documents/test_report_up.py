"""F12a: the sender of an assigned matter reads what was asked, what was found, and what came of it."""

from __future__ import annotations

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from tests.app.documents.reading import pages_of, text_of
from tests.app.documents.sample import ASSIGNED, PETITION, RARE_NAME, REPORT_UP, context_for


def drawn(**changes: object) -> str:
    return text_of(render("F12a", context_for("F12a", report_up=msgspec.structs.replace(REPORT_UP, **changes))))


def test_the_report_has_the_contents_of_the_reporting_rule() -> None:
    text = drawn()
    for wanted in (
        "某信报〔2026〕1号",
        "签发人：陈明",
        f"关于{RARE_NAME}反映请求硬化石桥村三组道路信访事项办理情况的报告",
        "某某县信访局：",
        "贵单位2026年2月27日交办（某信交〔2026〕3号；贵单位编号：430682-2026-0088）",
        "我单位于2026年3月2日收到",
        "贵单位要求于2026年4月30日前报送结果。",
        PETITION.facts,
        *PETITION.requests,
        "三、调查核实情况经现场核实",
        "承办单位：镇城乡建设办公室。",
        "二、已向信访人说明误工补贴没有政策依据。",
        "《信访处理意见书》已于2026年3月25日送达信访人。",
        "附件：1. 信访处理意见书（某信访意〔2026〕9号）2. 送达回证",
        "2026年3月26日",
        "（经办人：赵明，联系电话：0730-8412346）",
    ):
        assert wanted in text


def test_number_and_signer_stand_in_one_line() -> None:
    first = pages_of(render("F12a", context_for("F12a")))[0]
    number = next(glyph for glyph in first if glyph.text == "信")
    signer = next(glyph for glyph in first if glyph.text == "签")
    assert abs(number.ink_bottom - signer.ink_bottom) < 4
    assert number.ink_right < signer.ink_left


def test_a_long_number_leaves_the_signer_a_line_of_its_own() -> None:
    text = drawn(number="某某县某某镇人民政府信访工作办公室信报〔2026〕1号", signer="欧阳某某某某某某")
    assert "信报〔2026〕1号签发人：欧阳某某某某某某" in text


def test_what_is_not_known_is_not_said() -> None:
    text = text_of(
        render(
            "F12a",
            context_for(
                "F12a",
                origin=msgspec.structs.replace(
                    ASSIGNED, result_due=None, letter_number="", letter_on=None, body_number=""
                ),
                report_up=msgspec.structs.replace(REPORT_UP, annex="", served_on=None),
            ),
        )
    )
    assert "贵单位交办的" in text
    assert "前报送结果" not in text
    assert "附件" not in text
    assert "送达信访人" not in text


def test_an_answer_that_is_not_served_yet_is_annexed_without_its_proof() -> None:
    text = drawn(served_on=None)
    assert "附件：信访处理意见书（某信访意〔2026〕9号）" in text
    assert "送达" not in text


def test_what_was_not_reported_has_no_report() -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F12a", context_for("F12a", report_up=None))
    assert refused.value.code == "not-reported"


def test_every_missing_content_is_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(number="", signer=" ", handler="", findings="", handling=" ")
    assert refused.value.facts["missing"] == ["文号", "签发人", "经办人", "调查核实情况", "办理情况"]
