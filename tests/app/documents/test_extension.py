"""F11 tells the petitioner the reason and the new last day (art. 34); F11a is what the head signs."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.handling import Assignment
from tests.app.documents.reading import MM, pages_of, text_of
from tests.app.documents.sample import EXTENSION, RARE_NAME, context_for


def test_the_notice_prints_reason_days_and_new_last_day() -> None:
    text = text_of(render("F11", context_for("F11")))
    for wanted in (
        "某信延〔2026〕1号",
        "某某镇人民政府延期办理告知书",
        f"{RARE_NAME}：",
        "信访事项，我单位于2026年3月3日受理（受理告知书：某信受〔2026〕12号）。",
        "因情况比较复杂，现不能在60日内办结。",
        "具体原因：涉及四个村民小组的界线，县自然资源局尚未出具测绘结果。",
        "根据《信访工作条例》第三十四条规定，经我单位负责人批准，延长办理期限20日，",
        "自2026年5月2日期限届满的次日起计算，至2026年5月22日届满。我们将在此期限内办结并书面答复您。",
        "特此告知。",
        "2026年4月28日",
        "联系电话：0730-8412345",
    ):
        assert wanted in text


def test_the_notice_of_a_usual_reason_is_one_sheet() -> None:
    assert len(pages_of(render("F11", context_for("F11")))) == 1


def test_the_form_shows_the_old_and_the_new_last_day_and_is_signed_twice() -> None:
    text = text_of(render("F11a", context_for("F11a")))
    for wanted in (
        "延期审批表",
        "43068210500001-2026-000123",
        "2026年3月3日（某信受〔2026〕12号）",
        "镇城乡建设办公室、赵明",
        "2026年5月2日（受理告知书告知的日期：2026年5月6日）",
        "延长期限不得超过30日",
        EXTENSION.reason,
        "20日，至2026年5月22日届满",
        "登记的审批：陈明于2026年4月28日批准",
    ):
        assert wanted in text
    assert text.count("签名：") == 2


def test_the_form_names_one_last_day_where_the_told_one_was_not_moved() -> None:
    later = msgspec.structs.replace(EXTENSION, due=dt.date(2026, 5, 26))
    text = text_of(render("F11a", context_for("F11a", extension=later)))
    assert "2026年5月6日" in text
    assert "告知的日期" not in text


def test_the_form_is_one_sheet_also_under_a_long_name_of_the_office() -> None:
    unit = "某某自治县某某镇人民政府（某某街道办事处）信访工作办公室"
    data = render("F11a", context_for("F11a", extension=msgspec.structs.replace(EXTENSION, unit=unit)))
    assert len(pages_of(data)) == 1


def test_the_form_names_who_handled_the_matter_that_day() -> None:
    def to(office: str, day: int) -> Assignment:
        return Assignment(
            on=dt.date(2026, 4, day), by="李文", office=office, handler="钱进", co_handlers=(), note="", ref=""
        )

    text = text_of(render("F11a", context_for("F11a", assignments=(to("自然资源所", 2), to("综治办", 29)))))
    assert "自然资源所、钱进" in text
    assert "综治办" not in text


@pytest.mark.parametrize("code", ["F11", "F11a"])
@pytest.mark.parametrize("changes", [{"extension": None}, {"acceptance": None}])
def test_what_was_not_extended_has_no_paper(code: str, changes: dict[str, object]) -> None:
    with pytest.raises(RuleBroken) as refused:
        render(code, context_for(code, **changes))
    assert (refused.value.code, refused.value.article) == ("not-extended", "《信访工作条例》第三十四条")


@pytest.mark.parametrize("code", ["F11", "F11a"])
def test_every_missing_content_is_named(code: str) -> None:
    empty = msgspec.structs.replace(EXTENSION, number="", unit="", reason=" ", days=0, approver="")
    with pytest.raises(RuleBroken) as refused:
        render(code, context_for(code, extension=empty))
    assert refused.value.code == "extension-incomplete"
    assert refused.value.facts["missing"] == ["文号", "告知单位", "延期理由", "延长天数", "批准的负责人"]


@pytest.mark.parametrize("code", ["F11", "F11a"])
def test_a_very_long_reason_goes_on_to_the_next_page(code: str) -> None:
    reason = "".join(f"第{number}处界线仍在测绘。" for number in range(250))
    data = render(code, context_for(code, extension=msgspec.structs.replace(EXTENSION, reason=reason)))
    assert reason in text_of(data)
    assert len(pages_of(data)) > 1
    for page in pages_of(data):
        assert min(glyph.ink_bottom for glyph in page) > 15 * MM
