"""F13 and F14: the answer, and the remedy that the route has; never a review."""

from __future__ import annotations

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.reply import Reply
from tests.app.documents.reading import text_of
from tests.app.documents.sample import REPLY, SUGGESTION, context_for

REMEDY = (
    "如您对本处理结果不服，且与自身合法权益存在法律上利害关系的，可以在收到本告知书之日起60日内向某某县人民政府"
    "申请行政复议；也可以在六个月内向某某县人民法院提起行政诉讼。"
)
CLUES = "如您有新的线索和证据，可以继续向我单位反映。"


def drawn(reply: Reply, petition: dict[str, object] | None = None, **changes: object) -> str:
    changed = msgspec.structs.replace(reply, **changes)
    return text_of(render(reply.paper, context_for(reply.paper, **{**(petition or {}), "reply": changed})))


def refusal(reply: Reply, petition: dict[str, object] | None = None, **changes: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        drawn(reply, petition, **changes)
    return refused.value


def test_the_reply_to_an_application_tells_findings_handling_and_basis_in_order() -> None:
    text = drawn(REPLY)
    parts = (
        "某信复〔2026〕5号",
        "某某镇人民政府投诉（举报）处理情况告知书",
        "已收悉，我单位以《信访事项告知书》（某信告〔2026〕3号）告知了处理途径和程序。经依法调查处理，现将有关情况告知如下：",
        "一、调查核实情况",
        "占用耕地约2亩。",
        "二、处理情况",
        "我单位将于6月上旬复核清理情况。",
        "三、法律法规依据",
        "1. 《中华人民共和国土地管理法》第七十五条",
        "2. 《中华人民共和国行政处罚法》第二十八条规定：“应当责令当事人改正或者限期改正违法行为。”",
        "以上情况，特此告知。",
        "2026年4月20日",
        "（首问责任人：李文，联系电话：0730-8412345）",
    )
    assert all(part in text for part in parts)
    assert sorted(parts, key=text.index) == list(parts)


def test_the_remedy_depends_on_the_legal_interest() -> None:
    with_interest, without = drawn(REPLY), drawn(REPLY, interest=False, review_body="", court="")
    assert REMEDY in with_interest
    assert CLUES not in with_interest
    assert CLUES in without
    assert not any(word in without for word in ("行政复议", "行政诉讼"))


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"findings": " ", "handling": "", "basis": ()}, ["调查核实情况", "处理情况", "法律法规依据"]),
        ({"number": "", "unit": ""}, ["文号", "答复单位"]),
        ({"review_body": " ", "court": ""}, ["行政复议机关", "人民法院"]),
    ],
)
def test_a_missing_content_of_the_reply_is_named(changes: dict[str, object], missing: list[str]) -> None:
    refused = refusal(REPLY, **changes)
    assert (refused.code, refused.article) == ("reply-incomplete", "《信访工作条例》第三十一条第五项")
    assert refused.facts["missing"] == missing


@pytest.mark.parametrize(
    ("outcome", "words"), [("adopted", "，予以采纳。"), ("partly", "，予以部分采纳。"), ("not_adopted", "，未予采纳。")]
)
def test_a_suggestion_is_told_whether_it_is_adopted_and_why(outcome: str, words: str) -> None:
    text = drawn(SUGGESTION, outcome=outcome)
    assert f"对您提出的建议意见{words}" in text
    for wanted in (
        "某某镇人民政府建议意见回复函",
        "您于2026年3月2日以来访形式提出的“建议在石桥村口增设反光镜”建议意见已收悉。",
        SUGGESTION.findings,
        SUGGESTION.handling,
        "感谢您对我们工作的关心和支持。",
        "特此回复。",
    ):
        assert wanted in text


def test_a_suggestion_without_outcome_or_reason_is_refused() -> None:
    refused = refusal(SUGGESTION, outcome="", findings="", handling=" ")
    assert (refused.code, refused.article) == ("reply-incomplete", "《信访工作条例》第二十九条")
    assert refused.facts["missing"] == ["采纳情况", "理由"]


def test_the_reason_may_stand_in_what_is_done() -> None:
    text = drawn(SUGGESTION, findings="", handling="该处视线良好，不需增设", outcome="not_adopted")
    assert "对您提出的建议意见，未予采纳。该处视线良好，不需增设。感谢您" in text


def test_a_consultation_is_answered_under_its_own_title_and_without_an_outcome() -> None:
    asked = {"category": "consultation"}
    text = drawn(SUGGESTION, asked, outcome="", handling="", basis=REPLY.basis)
    assert "某某镇人民政府咨询事项答复函" in text
    assert "咨询事项已收悉，现答复如下：" in text
    assert "有关依据：1. 《中华人民共和国土地管理法》第七十五条" in text
    assert "采纳" not in text
    refused = refusal(SUGGESTION, asked, findings="", handling=" ")
    assert refused.facts["missing"] == ["答复内容"]
    assert (refused.article, "咨询事项答复函" in refused.message) == ("", True)


@pytest.mark.parametrize(("code", "other"), [("F13", SUGGESTION), ("F14", REPLY), ("F13", None), ("F14", None)])
def test_a_reply_is_drawn_only_as_the_paper_it_was_made_as(code: str, other: Reply | None) -> None:
    with pytest.raises(RuleBroken) as refused:
        render(code, context_for(code, reply=other))
    assert refused.value.code == "not-replied"
