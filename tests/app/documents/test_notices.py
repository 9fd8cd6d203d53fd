"""F04, F04b, F05, F06, F07: what the law asks to be told, whom to turn to, and never a review."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.documents.notices import NOTICES, TITLES
from app.documents.papers import render
from app.domain.codes import DECLINE_REASONS
from app.domain.errors import RuleBroken
from app.domain.records.competence import Notice
from app.domain.records.petitioner import Petitioner
from tests.app.documents.reading import pages_of, text_of
from tests.app.documents.sample import (
    ASSIGNED_DOWN,
    DECLINED,
    DECLINED_FINAL,
    DUTY,
    ELSEWHERE,
    FORWARDED,
    RARE_NAME,
    ROUTE,
    context_for,
)

CODES = tuple(paper.code for paper in NOTICES)
SAMPLES = (ROUTE, ELSEWHERE, FORWARDED, DECLINED, DECLINED_FINAL)
RAISED = "您于2026年3月2日以来访形式提出的“请求硬化石桥村三组道路”信访事项已收悉。"


def drawn(notice: Notice, **changes: object) -> str:
    """The text of the notice's paper after these changes of the notice."""
    return text_of(render(notice.paper, context_for(notice.paper, notice=msgspec.structs.replace(notice, **changes))))


def refusal(notice: Notice, **changes: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        drawn(notice, **changes)
    return refused.value


@pytest.mark.parametrize("notice", SAMPLES, ids=lambda notice: notice.paper)
def test_every_notice_has_head_matter_foot_and_a_person_to_ask(notice: Notice) -> None:
    text = drawn(notice)
    for wanted in (
        notice.number,
        f"某某镇人民政府{TITLES[notice.paper]}",
        f"{RARE_NAME}：",
        RAISED,
        "特此告知。",
        "2026年3月4日",
        "（信访件编号：43068210500001-2026-000123）",
        "（首问责任人：李文，联系电话：0730-8412345）",
    ):
        assert wanted in text


@pytest.mark.parametrize(
    ("route", "item", "words"),
    [
        ("31-1", "一", "检察机关刑事立案程序或者法律监督程序"),
        ("31-2", "二", "应当通过仲裁解决"),
        ("31-3", "三", "可以通过党员申诉、申请复审等解决"),
        ("31-4", "四", "行政复议、行政裁决、行政确认、行政许可、行政处罚等行政程序"),
        ("31-5", "五", "申请查处违法行为、履行保护人身权或者财产权等合法权益职责"),
    ],
)
def test_a_route_is_told_in_the_words_of_its_item(route: str, item: str, words: str) -> None:
    text = drawn(ROUTE, route=route)
    assert words in text
    assert f"根据《信访工作条例》第二十三条第一款、第三十一条第{item}项规定" in text


def test_another_body_is_named_with_its_place_and_term() -> None:
    assert (
        "处理程序：行政裁决程序，请您向某某县自然资源局（地址：某某县城关镇建设路8号，电话：0730-8400001）提出。"
        "办理期限为受理之日起60日内。特此告知。" in drawn(ROUTE)
    )


def test_what_we_handle_ourselves_is_not_sent_to_us() -> None:
    text = drawn(DUTY)
    assert "处理程序：履行法定职责程序，由我单位（某某镇人民政府）办理。办理期限为自收到之日起60日内。" in text
    assert "请您" not in text


def test_without_a_term_nothing_is_said_of_one() -> None:
    assert "期限" not in drawn(ROUTE, term=" ")


@pytest.mark.parametrize("route", ["", "31-6"])
def test_the_remaining_route_is_no_notice(route: str) -> None:
    refused = refusal(ROUTE, route=route)
    assert (refused.code, refused.article) == ("wrong-route", "《信访工作条例》第三十一条")


def test_elsewhere_says_why_and_where() -> None:
    text = drawn(ELSEWHERE)
    assert "经审查，该事项不属于我单位职权范围。具体原因：该路段属于省道，由县公路部门管理。" in text
    assert "请您向有权处理的某某县自然资源局（地址：某某县城关镇建设路8号，电话：0730-8400001）提出。" in text
    assert "不予受理" not in text


def test_forwarded_says_where_to_and_when() -> None:
    text = drawn(FORWARDED)
    assert (
        "“属地管理、分级负责，谁主管、谁负责”规定，我单位已于2026年3月4日将相关材料转送某某县交通运输局办理。" in text
    )
    assert "转送事由：该路段属于省道，由县公路部门管理。" in text


def test_assigned_says_where_to_and_that_the_result_comes_back() -> None:
    text = drawn(ASSIGNED_DOWN)
    assert "规定，我单位已于2026年3月4日将该事项交由某某镇供水站办理，并要求其报送办理结果。" in text
    assert "交办事由：属该站职责范围。" in text
    assert "转送某某" not in text


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        ("N1", "根据《信访工作条例》第十九条第三款规定，我们决定不予受理。"),
        ("N2", "根据《信访工作条例》第二十条第一款规定，我们决定不予受理。"),
        ("N3", "根据《信访工作条例》第二十条第二款、第三十一条第一项规定，我们决定不予受理。"),
        ("N5", "经审查，根据《信访工作条例》和有关规定，我们决定不予受理。"),
    ],
)
def test_a_refusal_names_ground_reason_and_competent_body(ground: str, words: str) -> None:
    text = drawn(DECLINED, reason_code=ground)
    assert words in text
    assert "具体原因：该补偿纠纷已由某某县人民法院立案审理，案号（2026）某民初12号。" in text
    assert "某某县人民法院，请您向其" in text


def test_every_ground_of_a_refusal_can_be_printed() -> None:
    texts = {drawn(DECLINED, reason_code=ground) for ground in DECLINE_REASONS}
    assert len(texts) == len(DECLINE_REASONS)


def test_no_longer_accepted_names_the_final_opinion() -> None:
    text = drawn(DECLINED_FINAL)
    assert "某某市人民政府已于2025年11月20日作出信访复核意见（某信复核〔2025〕4号）。" in text
    assert "您仍然以同一事实和理由提出投诉请求，根据《信访工作条例》第三十六条第三款规定，不再受理。" in text


def test_what_a_court_ended_is_not_called_a_final_opinion() -> None:
    text = drawn(DECLINED_FINAL, reason_code="R2", original_body="某某市中级人民法院")
    assert "某某市中级人民法院已于2025年11月20日依法终结（某信复核〔2025〕4号）。" in text
    assert "复核意见" not in text


@pytest.mark.parametrize(
    ("notice", "changes", "missing"),
    [
        (ROUTE, {"body": " "}, ["有权处理的机关、单位"]),
        (ROUTE, {"procedure": "", "body": ""}, ["有权处理的机关、单位", "处理程序"]),
        (ROUTE, {"number": "", "unit": ""}, ["文号", "告知单位"]),
        (ELSEWHERE, {"body": ""}, ["有权处理的机关、单位"]),
        (FORWARDED, {"body": ""}, ["转送去向"]),
        (DECLINED, {"body": "", "reason": " \n"}, ["具体原因", "有权处理的机关、单位"]),
        (DECLINED, {"reason_code": "N4"}, ["不予受理的情形"]),
        (DECLINED, {"reason_code": "R1"}, ["不予受理的情形"]),
        (
            DECLINED_FINAL,
            {"original_number": "", "original_body": "", "original_on": None, "reason_code": ""},
            ["不再受理的情形", "原终结文书文号", "原终结文书作出机关", "原终结文书日期"],
        ),
    ],
)
def test_a_missing_content_is_named(notice: Notice, changes: dict[str, object], missing: list[str]) -> None:
    refused = refusal(notice, **changes)
    assert refused.code == "notice-incomplete"
    assert refused.facts["missing"] == missing
    assert all(name in refused.message for name in missing)
    assert refused.article.startswith("《信访工作条例》第")


@pytest.mark.parametrize(("code", "other"), [(code, n) for code in CODES for n in SAMPLES if n.paper != code])
def test_a_notice_is_drawn_only_as_the_paper_it_was_made_as(code: str, other: Notice) -> None:
    with pytest.raises(RuleBroken) as refused:
        render(code, context_for(code, notice=other))
    assert refused.value.code == "notice-not-made"
    assert TITLES[code] in refused.value.message


@pytest.mark.parametrize("code", CODES)
def test_without_a_decision_there_is_no_notice(code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        render(code, context_for(code, notice=None))
    assert refused.value.code == "notice-not-made"


@pytest.mark.parametrize("notice", SAMPLES, ids=lambda notice: notice.paper)
def test_a_notice_does_not_change_with_later_days(notice: Notice) -> None:
    late = context_for(notice.paper, context={"today": dt.date(2027, 1, 4)}, office={"phone": "1", "name": "新名"})
    assert render(notice.paper, late) == render(notice.paper, context_for(notice.paper))


def test_a_phone_that_was_not_known_is_todays_or_written_in() -> None:
    without = msgspec.structs.replace(ROUTE, phone="")
    assert "联系电话：0730-8412345）" in text_of(render("F04", context_for("F04", notice=without)))
    written = text_of(render("F04", context_for("F04", notice=without, office={"phone": " "})))
    assert "联系电话：________" in written


@pytest.mark.parametrize("notice", SAMPLES, ids=lambda notice: notice.paper)
def test_very_long_contents_go_on_to_further_pages(notice: Notice) -> None:
    long = "该事项涉及的情况说明如下。" * 120
    people = tuple(Petitioner(name=f"村民{number}") for number in range(60))
    changed = msgspec.structs.replace(notice, reason=long, procedure=long, unit="某某自治县某某镇人民政府" * 5)
    data = render(notice.paper, context_for(notice.paper, petitioners=people, notice=changed))
    assert len(pages_of(data)) > 2
    assert "村民0等60人（名单附后）：" in text_of(data)
    assert "60. 村民59" in text_of(data)
