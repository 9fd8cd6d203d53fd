"""F12: nothing of art. 32 may be missing, and what is there reaches the petitioner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest

from app.documents.opinion import chinese_numeral, facts
from app.documents.paper import PaperContext
from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.opinion import Basis, Opinion, RequestResult
from app.domain.records.petitioner import Petitioner
from tests.app.documents.reading import lines_of, pages_of, text_of
from tests.app.documents.sample import DRAFT, PETITION, RARE_NAME, drafted

Make = Callable[..., PaperContext]
ONE, TWO, THREE = DRAFT.results


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"requests": (), "opinion": drafted()}, "投诉请求"),
        ({"opinion": drafted(facts_found=" \n")}, "事实和理由"),
        ({"opinion": drafted(basis=())}, "法律法规依据"),
        ({"opinion": drafted(results=())}, "第1项诉求的处理意见"),
        ({"opinion": drafted(results=(ONE, THREE))}, "第2项诉求的处理意见"),
        (
            {"opinion": drafted(results=(ONE, TWO, RequestResult(request=3, result="reject", opinion=" ")))},
            "第3项诉求的处理意见内容",
        ),
    ],
)
def test_an_opinion_without_one_content_of_article_32_is_refused(
    make: Make, changes: dict[str, object], missing: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F12", make(**changes))
    assert refused.value.code == "opinion-incomplete"
    assert missing in refused.value.facts["missing"]
    assert missing in refused.value.message
    assert refused.value.article == "《信访工作条例》第三十二条"


def test_every_missing_content_is_named_at_once(make: Make) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F12", make(opinion=drafted(facts_found="", basis=(), results=())))
    assert {"事实和理由", "法律法规依据", "第1项诉求的处理意见"} <= set(refused.value.facts["missing"])


def test_an_opinion_without_review_body_is_refused(make: Make) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F12", make(opinion=drafted(), office={"review_body": " "}))
    assert refused.value.code == "review-body-missing"
    assert refused.value.article == "《信访工作条例》第三十五条"


@pytest.mark.parametrize("changes", [{"opinion": None}, {"acceptance": None}])
def test_a_matter_without_draft_has_no_opinion_to_print(make: Make, changes: dict[str, object]) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F12", make(**changes))
    assert refused.value.code == "no-draft"


def test_the_opinion_carries_every_content(make: Make) -> None:
    text = text_of(render("F12", make()))
    for wanted in (
        "某信访意〔2026〕9号",
        "某某镇人民政府信访处理意见书",
        f"{RARE_NAME}：",
        "您于2026年3月2日以来访形式提出的“请求硬化石桥村三组道路”信访事项",
        "（某信受〔2026〕12号）",
        *PETITION.requests,
        PETITION.facts,
        PETITION.reasons,
        DRAFT.facts_found,
        *DRAFT.evidence,
        "《中华人民共和国公路法》第八条规定：“国务院交通主管部门主管全国公路工作。”",
        "予以支持",
        "作出解释说明",
        "不予支持",
        ONE.opinion,
        TWO.opinion,
        THREE.opinion,
        "可自收到本处理意见书之日起30日内向某某县人民政府（地址：某某县城关镇人民路1号县信访局复查复核办公室）提出复查申请。",
        "2026年3月23日",
        "（信访件编号：43068210500001-2026-000123）",
        "（承办人：赵明，联系电话：0730-8412345）",
    ):
        assert wanted in text


def test_the_four_contents_stand_in_the_order_of_the_article(make: Make) -> None:
    text = text_of(render("F12", make()))
    heads = ["一、投诉请求", "二、事实和理由", "三、法律法规依据", "四、处理意见"]
    assert sorted(heads, key=text.index) == heads


def test_before_it_is_issued_it_is_marked_as_a_draft_on_every_page(make: Make) -> None:
    data = render("F12", make(opinion=drafted()))
    for page in pages_of(data):
        mark = "".join(glyph.text for glyph in page if glyph.size > 50)
        assert mark == "送审稿"
    text = text_of(data)
    assert "信访处理意见书（送审稿）" in text
    assert "号" not in "".join(lines_of(data)[:2])
    assert "2026年3月26日" not in text


def test_an_issued_opinion_bears_no_mark(make: Make) -> None:
    assert "送审稿" not in text_of(render("F12", make()))


def test_the_review_body_is_the_one_of_the_day_of_issue(make: Make) -> None:
    assert "某某县人民政府" in text_of(render("F12", make(office={"review_body": "另一机关"})))


def test_what_was_issued_does_not_change_with_the_day_of_printing(make: Make) -> None:
    later = make(context={"today": dt.date(2027, 1, 1)})
    assert render("F12", make()) == render("F12", later)


def people(count: int, representatives: int) -> tuple[Petitioner, ...]:
    return tuple(
        Petitioner(name=f"村民{number:02}", representative=number <= representatives) for number in range(1, count + 1)
    )


def test_representatives_are_addressed_and_everyone_is_listed_in_an_annex(make: Make) -> None:
    text = text_of(render("F12", make(petitioners=people(40, 5), head_count=40)))
    assert "村民01、村民02、村民03、村民04、村民05：" in text
    assert "你们于2026年3月2日" in text
    assert "附件：信访人名单" in text
    assert all(f"村民{number:02}" in text for number in range(1, 41))
    assert "1. 村民01（代表）" in text


def test_many_petitioners_without_representatives_are_addressed_by_number(make: Make) -> None:
    text = text_of(render("F12", make(petitioners=people(40, 0), head_count=40)))
    assert "村民01等40人（名单附后）：" in text
    assert "40. 村民40" in text


def test_few_petitioners_are_all_addressed_and_need_no_annex(make: Make) -> None:
    text = text_of(render("F12", make(petitioners=people(3, 0), head_count=3)))
    assert "村民01、村民02、村民03：" in text
    assert "附件" not in text


def test_very_long_names_are_kept_whole_in_the_annex(make: Make) -> None:
    names = tuple(Petitioner(name=f"某某县{'农产品加工' * 18}{number}公司", kind="organisation") for number in range(7))
    text = text_of(render("F12", make(petitioners=names)))
    assert all(name.name in text for name in names)


def test_an_organisation_is_addressed_as_a_unit(make: Make) -> None:
    company = (Petitioner(name="某某砂石厂", kind="organisation"),)
    assert "你单位于2026年3月2日" in text_of(render("F12", make(petitioners=company)))


def test_twenty_thousand_characters_lose_none(make: Make) -> None:
    story = "".join(f"第{number}段：三组至村部道路雨天无法通行，多次反映没有结果。" for number in range(700))
    data = render("F12", make(facts=story))
    assert len(story) > 19_000
    assert story in text_of(data)
    assert all(len({round(g.y, 1) for g in page if g.size < 15.8 and g.size > 15}) <= 22 for page in pages_of(data))


def test_a_single_request_is_not_numbered(make: Make) -> None:
    opinion = drafted(results=(ONE,), basis=(Basis(law="《某办法》"),), evidence=())
    text = text_of(render("F12", make(requests=("修路。",), opinion=opinion)))
    assert "1. 修路" not in text
    assert "对第1项请求" not in text
    assert "主要证据" not in text


def test_an_emoji_in_the_story_is_written_out_and_a_foreign_letter_is_named(make: Make) -> None:
    assert "谢谢〔U+1F600〕" in text_of(render("F12", make(facts="谢谢😀")))
    with pytest.raises(RuleBroken) as refused:
        render("F12", make(facts="\u0645", reasons="\u0f40"))
    assert refused.value.facts["characters"] == ["\u0645", "\u0f40"]


def test_the_facts_are_values_that_can_be_compared(make: Make) -> None:
    assert facts(make()) == facts(make())
    assert msgspec.structs.replace(facts(make()), issued_on=None).is_draft


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (47, "四十七")])
def test_places_are_counted_in_chinese(number: int, words: str) -> None:
    assert chinese_numeral(number) == words


def test_fifty_requests_are_answered_one_by_one(make: Make) -> None:
    results = tuple(RequestResult(request=number, result="explain", opinion="说明。") for number in range(1, 51))
    opinion = Opinion(draft=msgspec.structs.replace(DRAFT, results=results))
    text = text_of(render("F12", make(requests=tuple("请求。" for _ in results), opinion=opinion)))
    assert "（五十）对第50项请求的意见" in text
