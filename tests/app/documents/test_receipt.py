"""F02: what the petitioner takes home, and what stays in the file."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from app.documents.paper import PaperContext
from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.petitioner import Material, Petitioner
from tests.app.documents.reading import MM, Glyph, pages_of, text_of

Make = Callable[..., PaperContext]
HALF = 297 / 2 * MM


def halves(data: bytes) -> tuple[list[Glyph], list[Glyph]]:
    """The glyphs of the petitioner's half and of the file's half."""
    page = pages_of(data)[0]
    return [g for g in page if g.y > HALF], [g for g in page if g.y < HALF]


def words(glyphs: list[Glyph]) -> str:
    return "".join(glyph.text for glyph in glyphs)


def test_the_petitioner_takes_home_all_that_is_needed(make: Make) -> None:
    upper, _ = halves(render("F02", make()))
    for wanted in (
        "43068210500001-2026-000123",
        "K7M4-PX92-T",
        "我单位将在2026年3月17日前书面告知您处理途径和程序。",
        "首问责任人：李文",
        "查询电话：0730-8412345",
        "接待地点：某某镇政府一楼信访接待室",
        "您提交的材料共2份4页：身份证复印件1份、道路现场照片（原件）1份。",
        "2026年3月2日",
    ):
        assert wanted in words(upper)


def test_number_and_query_code_are_18_pt_and_the_promise_16_pt(make: Make) -> None:
    upper, _ = halves(render("F02", make()))
    assert words([g for g in upper if g.size == 18 and g.text.isascii()]) == "43068210500001-2026-000123K7M4-PX92-T"
    assert words([g for g in upper if g.size == 16]) == "我单位将在2026年3月17日前书面告知您处理途径和程序。"


def test_the_half_for_the_file_bears_no_query_code_but_a_place_to_sign(make: Make) -> None:
    _, lower = halves(render("F02", make()))
    assert "K7M4" not in words(lower)
    assert "信访人签名：" in words(lower)
    assert "43068210500001-2026-000123" in words(lower)


@pytest.mark.parametrize(
    ("context", "office", "name"),
    [
        ({"query_code": ""}, {}, "查询码"),
        ({"qr": ""}, {}, "核验二维码"),
        ({"deadlines": ()}, {}, "书面告知的期限"),
        ({}, {"name": " "}, "单位名称"),
    ],
)
def test_a_missing_content_is_named(make: Make, context: dict[str, object], office: dict[str, str], name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F02", make(context=context, office=office))
    assert refused.value.code == "receipt-incomplete"
    assert refused.value.facts["missing"] == [name]


def test_phone_and_place_that_are_not_known_are_left_to_be_written_in(make: Make) -> None:
    text = text_of(render("F02", make(office={"phone": " ", "address": ""})))
    assert "查询电话：________" in text
    assert "接待地点：________" in text


def test_when_visitors_are_received_is_said_where_the_office_has_written_it_down(make: Make) -> None:
    assert "接待时间" not in text_of(render("F02", make()))
    told = text_of(render("F02", make(office={"hours": "工作日9:00至11:30"})))
    assert told.count("接待时间：工作日9:00至11:30") == 2


def test_where_name_or_address_is_unclear_no_date_is_promised(make: Make) -> None:
    text = text_of(render("F02", make(identity_unclear=True)))
    assert "请补充后与我们联系" in text
    assert "2026年3月17日" not in text


def test_a_date_that_may_still_move_is_promised_with_that_word(make: Make) -> None:
    context = make()
    provisional = tuple(msgspec.structs.replace(clock, provisional=True) for clock in context.deadlines)
    assert "日期可能顺延" in text_of(render("F02", make(context={"deadlines": provisional})))


def test_many_materials_are_listed_on_a_sheet_of_their_own(make: Make) -> None:
    materials = tuple(Material(name=f"第{number}号材料", copies=2, pages=3) for number in range(1, 61))
    data = render("F02", make(materials=materials))
    assert "共60种120份360页，清单附后" in text_of(data)
    assert all(f"第{number}号材料" in text_of(data) for number in range(1, 61))
    assert len(pages_of(data)) == 4


def test_who_brought_nothing_is_told_so(make: Make) -> None:
    assert "您没有另行提交材料。" in text_of(render("F02", make(materials=())))


def test_the_longest_input_stays_inside_its_half_and_apart(make: Make) -> None:
    data = render(
        "F02",
        make(
            title="长" * 100,
            petitioners=(Petitioner(name="某某" * 50, kind="organisation"),),
            materials=tuple(Material(name="名" * 100) for _ in range(5)),
            first_contact="李" * 100,
            office={"name": "镇" * 60, "phone": "0" * 60, "address": "地" * 120, "hours": "时" * 60},
        ),
    )
    for half, low in zip(halves(data), (HALF, 0.0), strict=True):
        assert min(g.ink_bottom for g in half) > low + 6 * MM
        assert max(g.ink_top for g in half) < low + HALF - 6 * MM
        assert max(g.ink_right for g in half) < 196 * MM
        assert_apart(half)


def assert_apart(glyphs: list[Glyph]) -> None:
    """No two lines of print touch: lines that share columns stand at least their type apart."""
    rows: dict[float, list[Glyph]] = {}
    for glyph in glyphs:
        rows.setdefault(round(glyph.y, 1), []).append(glyph)
    ordered = sorted(rows.items(), reverse=True)
    for place, (y, upper) in enumerate(ordered):
        for below, lower in ordered[place + 1 :]:
            if overlap(upper, lower):
                assert y - below >= 0.85 * max(g.size for g in lower), (words(upper), words(lower))


def overlap(upper: list[Glyph], lower: list[Glyph]) -> bool:
    return min(g.x for g in upper) < max(g.ink_right for g in lower) and min(g.x for g in lower) < max(
        g.ink_right for g in upper
    )
