"""F27, F28 and F29: letters to an office that has the matter, and the report of an urgent one."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from tests.app.documents.reading import text_of
from tests.app.documents.sample import DEMAND, IMPROVEMENT, REMINDER, URGENT, context_for


def drawn(code: str, **changes: object) -> str:
    return text_of(render(code, context_for(code, **changes))).replace(" ", "")  # of justified lines


def test_a_supervision_says_what_was_given_what_is_wrong_and_what_is_asked_by_when() -> None:
    text = drawn("F27")
    for wanted in (
        "某信督〔2026〕1号",
        "某某镇人民政府督办函",
        "镇城乡建设办公室：",
        "我单位于2026年3月3日交由你单位办理的",
        "在办理中存在“推诿、敷衍、拖延”的情形。",
        "两次催办后仍没有开展调查核实",
        "根据《信访工作条例》第四十条规定，现予督办，要求如下：3月20日前完成现场核实，提出办理意见。",
        "请于2026年3月23日前书面反馈办理情况，说明原因。",
        "（联系人：李文，联系电话：0730-8412345）",
    ):
        assert wanted in text


def test_a_reminder_names_no_article_and_leaves_out_what_is_not_known() -> None:
    bare = msgspec.structs.replace(REMINDER, reason="", given="", given_on=None)
    text = drawn("F27", demands=(bare,))
    assert "某某镇人民政府催办函" in text
    assert "现予催办，要求如下：" in text
    assert "请于2026年3月23日前反馈办理情况。" in text
    assert "第四十条" not in text
    assert "情形" not in text
    assert "我单位于" not in text


@pytest.mark.parametrize(("reason", "goes_on"), [("至今没有现场查看", "至今没有现场查看。"), ("", "现予催办，")])
def test_the_sentence_that_names_the_matter_of_a_reminder_goes_on(reason: str, goes_on: str) -> None:
    text = drawn("F27", demands=(msgspec.structs.replace(REMINDER, reason=reason),))
    assert f"-000123），{goes_on}" in text


@pytest.mark.parametrize(
    ("due", "wanted"),
    [
        (None, "请研究处理，并书面反馈采纳情况。"),
        (dt.date(2026, 4, 15), "请研究处理，并于2026年4月15日前书面反馈采纳情况。"),
    ],
)
def test_a_suggestion_says_the_problem_the_improvement_and_a_day_only_where_we_set_one(
    due: dt.date | None, wanted: str
) -> None:
    text = drawn("F28", demands=(msgspec.structs.replace(IMPROVEMENT, due=due),))
    for part in ("改进工作建议书", "村道项目进度没有公示", "2.开工、延期及时告知村民小组", wanted):
        assert part in text
    assert "30日" not in text


def test_an_urgent_report_says_when_where_how_many_what_and_what_was_done() -> None:
    text = drawn("F29")
    for wanted in (
        "某某镇人民政府重大紧急信访事项报告",
        "中共某某镇委员会、某某镇人民政府：",
        "根据《信访工作条例》第二十五条规定",
        "发生时间：2026年3月5日上午9时许",
        "发生地点：石桥村三组路口",
        "涉及人数：12人",
        "二、事情经过和现场情况路基塌陷",
        "三、已采取的措施镇分管负责人到现场",
        "四、请求事项请县交通运输局派员抢修。",
        "特此报告。",
        "（同时通报：某某县交通运输局、某某县信访工作联席会议办公室）",
    ):
        assert wanted in text


def test_a_further_report_names_the_one_before_and_leaves_out_what_is_not_known() -> None:
    second = msgspec.structs.replace(
        URGENT,
        ref="43068210500001.1.14",
        on=dt.date(2026, 3, 6),
        number="某信急〔2026〕2号",
        people_count=None,
        asked="",
        informed=(),
        follow_up=True,
    )
    text = text_of(
        render("F29", context_for("F29", urgent_reports=(URGENT, second), context={"key": "F29.2"}))
    ).replace(" ", "")
    assert "重大紧急信访事项续报" in text
    assert "在某信急〔2026〕1号报告之后" in text
    for absent in ("涉及人数", "请求事项", "同时通报"):
        assert absent not in text


@pytest.mark.parametrize(
    ("code", "field", "record", "changes", "missing"),
    [
        ("F27", "demands", DEMAND, {"trigger": "", "reason": " "}, ["督办情形", "督办理由"]),
        ("F27", "demands", REMINDER, {"asked": "", "due": None}, ["要求", "要求反馈的日期"]),
        ("F28", "demands", IMPROVEMENT, {"reason": "", "body": ""}, ["收函单位", "存在的问题"]),
        ("F29", "urgent_reports", URGENT, {"reported_to": (), "measures": " "}, ["报告对象", "已采取的措施"]),
    ],
)
def test_a_letter_with_a_gap_is_refused(
    code: str, field: str, record: msgspec.Struct, changes: dict[str, object], missing: list[str]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(code, **{field: (msgspec.structs.replace(record, **changes),)})
    assert refused.value.facts["missing"] == missing
