"""F22a-f: the right to ask, notice with its rights, announcement without a name, sheet, record signed on each page,
conclusion."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.hearing import HearingChange
from tests.app.documents.reading import MM, pages_of, text_of
from tests.app.documents.sample import (
    CONCLUDED,
    HEARING,
    HEARING_CONCLUSION,
    HEARING_RIGHT,
    HEARING_SESSION,
    HELD,
    RARE_NAME,
    context_for,
)

POSTPONED = HearingChange(
    on=dt.date(2026, 3, 13),
    by="李文",
    held_on=dt.date(2026, 3, 23),
    time="14:00",
    place="石桥村村部",
    reason="信访人因病住院，申请延期",
    public=True,
    number="某信听〔2026〕3号",
    unit="某某镇人民政府",
    phone="",
    ref="43068210500001.1.5",
)
CALLED_OFF = msgspec.structs.replace(
    POSTPONED,
    held_on=None,
    time="",
    place="",
    reason="信访人书面撤回听证申请。",
    number="某信听〔2026〕4号",
    ref="43068210500001.1.6",
)
MOVED = msgspec.structs.replace(HEARING, changes=(POSTPONED,))
OVER = msgspec.structs.replace(HEARING, changes=(POSTPONED, CALLED_OFF))

LAST_TWO_LINES = 55 * MM  # above the foot of the sheet


def said(code: str, key: str = "", **changes: object) -> str:
    return text_of(render(code, context_for(code, **changes, **({"context": {"key": key}} if key else {}))))


def test_the_petitioners_are_told_what_may_be_heard_and_until_when_they_may_ask() -> None:
    text = said("F22f")
    for wanted in (
        "某信听〔2026〕1号",
        f"{RARE_NAME}：",
        "拟听证事项：石桥村三组道路硬化",
        "自收到本告知书之日起7日内提出",
    ):
        assert wanted in text
    assert "不影响该信访事项的办理" in text
    local = msgspec.structs.replace(HEARING_RIGHT, rule="《某县信访听证办法》")
    assert "第三十一条第六项和《某县信访听证办法》规定" in said("F22f", hearing_rights=(local,))


def test_the_right_is_not_told_without_its_contents() -> None:
    empty = msgspec.structs.replace(HEARING_RIGHT, subject=" ", unit="")
    with pytest.raises(RuleBroken) as refused:
        render("F22f", context_for("F22f", hearing_rights=(empty,)))
    assert refused.value.facts["missing"] == ["告知单位", "拟听证事项"]


def test_the_notice_says_what_when_where_who_and_the_rights() -> None:
    text = said("F22a")
    for wanted in (
        "某信听〔2026〕1号",
        f"{RARE_NAME}：",
        "根据《信访工作条例》第三十一条第六项规定，应您2026年3月6日的申请，我单位决定举行听证。",
        "听证事项：石桥村三组道路硬化和村级道路资金使用",
        "听证时间：2026年3月16日（星期一）9时30分",
        "听证地点：某某镇政府三楼会议室",
        "主持人：陈明；听证员：孙丽、周强；记录人：王芳",
        "李志远（石桥村村民代表）",
        "听证公开举行。",
        "您有权申请其回避。",
        "您可以委托代理人参加听证",
        "2026年3月9日",
    ):
        assert wanted in text


def test_a_hearing_of_the_offices_own_motion_with_a_chair_alone_is_told_so() -> None:
    alone = msgspec.structs.replace(HEARING, asked_by="office", members=(), invited=(), public=False)
    text = said("F22a", hearings=(alone,))
    assert "我单位决定对该事项举行听证。" in text
    assert "主持人：陈明；记录人：王芳" in text
    assert "受邀参加人" not in text
    assert "听证不公开举行。" in text


def test_the_second_notice_says_the_old_day_the_reason_and_the_new_day() -> None:
    text = said("F22a", "F22a.2", hearings=(MOVED,))
    assert "听证延期通知书" in text
    assert "原定于2026年3月16日9时30分举行的听证（某信听〔2026〕1号）延期，理由：信访人因病住院，申请延期。" in text
    assert "听证时间：2026年3月23日（星期一）14时" in text
    assert "听证地点：石桥村村部" in text
    assert "2026年3月16日（星期一）9时30分" in said("F22a", "F22a", hearings=(MOVED,))


def test_a_hearing_called_off_after_it_was_put_off_names_the_last_day_told() -> None:
    text = said("F22a", "F22a.3", hearings=(OVER,))
    assert "取消听证通知书" in text
    assert "原定于2026年3月23日14时举行的听证（某信听〔2026〕3号）取消，理由：信访人书面撤回听证申请。" in text
    assert "继续办理并书面答复您" in text
    assert "听证地点" not in text


def test_the_public_is_told_no_name() -> None:
    for key, hearing in (("F22b", HEARING), ("F22b.2", MOVED), ("F22b.3", OVER)):
        text = said("F22b", key, hearings=(hearing,))
        assert "石桥村三组道路硬化和村级道路资金使用" in text
        assert RARE_NAME not in text
        assert "特此公告。" in text
    assert "2026年3月23日14时公开举行的“石桥村三组道路硬化和村级道路资金使用”信访听证取消" in text


def test_the_sheet_holds_the_names_and_open_lines() -> None:
    text = said("F22c")
    for wanted in (RARE_NAME, "主持人", "听证员", "记录人", "石桥村村民代表", "签名"):
        assert wanted in text
    assert len(pages_of(render("F22c", context_for("F22c")))) == 1
    assert "2026年3月23日（星期一）14时" in said("F22c", "F22c.2", hearings=(MOVED,))


def test_the_record_says_who_came_and_what_was_said() -> None:
    text = said("F22d")
    for wanted in (
        "听证时间：2026年3月16日（星期一）9时30分至11时20分",
        f"到场人员：{RARE_NAME}（信访人）、陈明（主持人）",
        "缺席人员：李志远（石桥村村民代表）",
        "信访人陈述道路2025年列入计划后没有动工",
        "承办单位陈述因县级配套资金调整没有招标",
        "2. 资金到账凭证复印件",
        "最后陈述信访人同意以公示的完工日期为准。",
    ):
        assert wanted in text
    assert "其他人员陈述" not in text


@pytest.mark.parametrize("times", [1, 8, 60])
def test_every_page_of_the_record_ends_with_the_places_to_sign(times: int) -> None:
    long = msgspec.structs.replace(HEARING_SESSION, office_statement="资金已于2026年2月到账，可以组织实施。" * times)
    pages = pages_of(render("F22d", context_for("F22d", hearings=(msgspec.structs.replace(HELD, session=long),))))
    for page in pages:
        text = "".join(glyph.text for glyph in page)
        assert all(f"{who}签名：" in text for who in ("信访人", "参加人", "主持人", "记录人"))
        assert sum(glyph.text == "签" and glyph.ink_bottom < LAST_TWO_LINES for glyph in page) == 4
    assert len(pages) >= 2


def test_the_conclusion_gives_a_view_on_each_request_and_votes_as_numbers() -> None:
    text = said("F22e")
    for wanted in (
        "某信听〔2026〕2号",
        "主持人陈明，到场6人",
        "1. 请求：硬化石桥村三组至村部的道路。听证意见：应当列入2026年度计划，并公示完工日期。",
        "评议表决：赞成3票、反对0票。第一项、第三项请求有事实依据",
        "处理意见以书面的信访处理意见书为准。特此告知。",
    ):
        assert wanted in text
    assert "弃权" not in text
    without = msgspec.structs.replace(HEARING_CONCLUSION, votes_for=None, votes_against=None)
    assert "表决" not in said("F22e", hearings=(msgspec.structs.replace(CONCLUDED, conclusion=without),))


@pytest.mark.parametrize(
    ("code", "hearing", "missing"),
    [
        ("F22a", msgspec.structs.replace(HEARING, place=" ", chair=""), ["听证地点", "主持人"]),
        ("F22b", msgspec.structs.replace(HEARING, subject=""), ["听证事项"]),
        ("F22c", msgspec.structs.replace(HEARING, place=""), ["听证地点"]),
        (
            "F22d",
            msgspec.structs.replace(HELD, session=msgspec.structs.replace(HEARING_SESSION, office_statement="")),
            ["承办单位陈述"],
        ),
        (
            "F22e",
            msgspec.structs.replace(CONCLUDED, conclusion=msgspec.structs.replace(HEARING_CONCLUSION, views=())),
            ["对各项诉求的意见"],
        ),
    ],
)
def test_a_paper_that_lacks_what_it_must_say_is_refused(code: str, hearing: object, missing: list[str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        render(code, context_for(code, hearings=(hearing,)))
    assert refused.value.facts["missing"] == missing
    assert refused.value.article == "《信访工作条例》第三十一条第六项"


@pytest.mark.parametrize("code", ["F22a", "F22b", "F22c", "F22d", "F22e", "F22f"])
def test_nothing_is_printed_without_a_hearing(code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        render(code, context_for(code, hearings=(), hearing_rights=()))
    assert refused.value.code == "paper-not-made"
