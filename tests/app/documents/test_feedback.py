"""F27b and F28b: our answer to a body above, whole, and without a number of days that no law sets."""

from __future__ import annotations

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from tests.app.documents.reading import text_of
from tests.app.documents.sample import ADOPTION, FEEDBACK, SUGGESTED_TO_US, SUPERVISION, context_for


def drawn(code: str = "F27b", **changes: object) -> str:
    return text_of(render(code, context_for(code, **changes))).replace(" ", "")  # of justified lines


def test_the_answer_to_a_supervision_says_what_was_done_why_and_what_comes_next() -> None:
    text = drawn()
    for wanted in (
        "某信馈〔2026〕1号",
        "某某镇人民政府督办反馈函",
        "某某县信访局：",
        "贵单位以某信督〔2026〕5号文督办的",
        "“请求硬化石桥村三组道路”信访事项（信访件编号：43068210500001-2026-000123）",
        "我单位于2026年3月16日收到",
        "一、办理情况3月18日召开现场协调会",
        "二、原因说明县级配套资金3月上旬才到位，项目开工比计划推迟。",
        "三、下一步措施由分管负责人包抓",
        "特此反馈。",
        "2026年3月20日",
        "（联系电话：0730-8412345）",
    ):
        assert wanted in text
    assert "30日" not in text


def test_the_answer_to_a_reminder_is_called_so_and_leaves_out_what_was_not_said() -> None:
    reminder = msgspec.structs.replace(SUPERVISION, supervision="reminder", letter_number="", trigger="")
    text = drawn(
        supervisions=(reminder,), feedbacks=(msgspec.structs.replace(FEEDBACK, reasons="", measures="每周通报。"),)
    )
    assert "催办反馈函" in text
    assert "贵单位催办的" in text
    assert "一、办理情况" in text
    assert "二、下一步措施每周通报。" in text
    assert "原因" not in text


@pytest.mark.parametrize(
    ("outcome", "wanted"), [("adopted", "予以采纳"), ("partly", "予以部分采纳"), ("not_adopted", "未予采纳")]
)
def test_the_answer_to_a_suggestion_says_whether_it_is_adopted(outcome: str, wanted: str) -> None:
    text = drawn("F28b", feedbacks=(msgspec.structs.replace(ADOPTION, outcome=outcome),))
    for part in (
        "建议采纳情况反馈函",
        "贵单位以某信建〔2026〕2号文就",
        "提出的改进工作的建议",
        "《信访工作条例》第四十条第四款",
        f"一、采纳情况经研究，对上述建议{wanted}。",
        "二、落实情况",
        "三、理由说明镇级没有项目审批权限",
        "四、下一步措施",
    ):
        assert part in text
    assert "30日" not in text


@pytest.mark.parametrize(
    ("code", "changes", "missing"),
    [
        ("F27b", {"situation": " "}, ["办理情况"]),
        ("F27b", {"reasons": ""}, ["原因"]),
        ("F27b", {"unit": "", "number": ""}, ["文号", "反馈单位"]),
        ("F28b", {"outcome": "", "situation": ""}, ["采纳情况", "落实情况"]),
        ("F28b", {"reasons": " "}, ["未采纳的理由"]),
    ],
)
def test_an_answer_with_a_gap_is_refused(code: str, changes: dict[str, str], missing: list[str]) -> None:
    whole = FEEDBACK if code == "F27b" else ADOPTION
    with pytest.raises(RuleBroken) as refused:
        drawn(code, feedbacks=(msgspec.structs.replace(whole, **changes),))  # type: ignore[arg-type]
    assert refused.value.facts["missing"] == missing


def test_each_of_several_answers_is_drawn_by_its_own_key() -> None:
    second = msgspec.structs.replace(
        FEEDBACK, ref="43068210500001.1.12", number="某信馈〔2026〕2号", situation="已完工。"
    )
    both = {"supervisions": (SUPERVISION,), "feedbacks": (FEEDBACK, second)}
    assert "已完工。" in text_of(render("F27b", context_for("F27b", **both, context={"key": "F27b.2"})))
    assert "某信馈〔2026〕1号" in text_of(render("F27b", context_for("F27b", **both, context={"key": "F27b"})))


@pytest.mark.parametrize("code", ["F27b", "F28b"])
def test_an_answer_that_was_not_given_is_not_drawn(code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(code, supervisions=(SUGGESTED_TO_US,), feedbacks=())
    assert refused.value.code == "paper-not-made"
