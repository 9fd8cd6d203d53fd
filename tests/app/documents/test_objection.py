"""F10: the sender reads why the matter is not ours, what goes back, and answers on the slip."""

from __future__ import annotations

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.origin import Origin
from tests.app.documents.reading import pages_of, text_of
from tests.app.documents.sample import OBJECTION, RARE_NAME, context_for


def drawn(**changes: object) -> str:
    objection = msgspec.structs.replace(OBJECTION, **changes)
    return text_of(render("F10", context_for("F10", objections=(objection,))))


def test_the_letter_says_what_was_sent_why_it_is_not_ours_and_whose_it_is() -> None:
    text = drawn()
    for wanted in (
        "某信异〔2026〕1号",
        "某某镇人民政府信访事项异议函",
        "某某县信访局：",
        f"贵单位2026年2月27日转送（某信转〔2026〕7号；贵单位编号：430682-2026-0088）的{RARE_NAME}反映"
        "“请求硬化石桥村三组道路”信访事项，我单位于2026年3月2日收到（信访件编号：43068210500001-2026-000123）。",
        "不属于我单位职权范围，理由如下：一、该路段为省道208线",
        "二、2025年度农村公路建设计划",
        "建议由某某县公路事业发展中心办理。",
        "根据《信访工作条例》第二十三条第三款规定，现提出异议",
        "附件：1. 拟交还材料清单2. 核实意见（回执）",
        "（联系人：李文，联系电话：0730-8412345）",
        "1. 某某县信访局来文（某信转〔2026〕7号，2026年2月27日）2. 道路现场照片，1份，3页（原件）",
    ):
        assert wanted in text


def test_the_slip_leaves_the_answer_to_the_sender() -> None:
    slip = "".join(glyph.text for glyph in pages_of(render("F10", context_for("F10")))[-1])
    for wanted in ("核实意见（回执）", "同意退回", "不同意，请继续办理", "核实单位（盖章）年 月 日"):
        assert wanted in slip


def test_without_a_proposal_or_papers_nothing_is_made_up() -> None:
    text = drawn(competent="", returned=())
    assert "建议由" not in text
    assert "没有随件收到的材料。" in text


def test_a_sender_whose_letter_has_no_number_is_named_all_the_same() -> None:
    bare = Origin(kind="assigned", body="某某县信访局")
    text = text_of(render("F10", context_for("F10", origin=bare)))
    assert f"贵单位交办的{RARE_NAME}反映" in text


def test_a_second_objection_has_its_own_letter() -> None:
    second = msgspec.structs.replace(
        OBJECTION, number="某信异〔2026〕2号", ref="43068210500001.1.5", reason="另一理由。"
    )
    context = context_for("F10", objections=(OBJECTION, second))
    assert "某信异〔2026〕2号" in text_of(render("F10", context))
    first = msgspec.structs.replace(context, key="F10")
    assert "某信异〔2026〕1号" in text_of(render("F10", first))


def test_what_was_not_objected_to_has_no_letter() -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F10", context_for("F10", objections=()))
    assert refused.value.code == "no-objection"


def test_every_missing_content_is_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(number="", unit=" ", body="", reason=" ")
    assert refused.value.facts["missing"] == ["文号", "提出单位", "收函单位", "理由"]
