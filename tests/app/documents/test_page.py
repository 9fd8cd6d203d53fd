"""The page as an examiner of GB/T 9704-2012 would measure it, read back from the finished PDF."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pypdfium2 as pdfium
import pytest

from app.documents.breaker import NOT_FIRST, NOT_LAST
from app.documents.page import LEADING, LINES, PITCH, OfficialPaper, Row, break_pages, chinese_date, fitted_pages
from tests.app.documents.reading import MM, baselines, lines_of, pages_of, text_of

A4_HEIGHT = 297 * MM
BODY = 15.75
LONG = "信访工作是党的群众工作的重要组成部分是了解民情集中民智维护民利凝聚民心的一项重要工作" * 40


def paper(text: str = LONG, unit: str = "某某镇人民政府", day: dt.date | None = dt.date(2026, 3, 2)) -> bytes:
    made = OfficialPaper("信访处理意见书", "某某镇人民政府")
    made.number("某信访意〔2026〕9号")
    made.title("某某镇人民政府", "信访处理意见书")
    made.addressee("张三：")
    made.paragraph(text)
    made.signature(unit, day)
    return made.finish()


def body(page: int, data: bytes) -> list[list[float]]:
    """Origins of the body type of one page, line by line from the top."""
    glyphs = [glyph for glyph in pages_of(data)[page] if abs(glyph.size - BODY) < 0.01]
    return [[g.x for g in glyphs if abs(g.y - y) < 0.1] for y in baselines(pages_of(data)[page], BODY)]


def test_the_page_is_a4() -> None:
    assert pdfium.PdfDocument(paper())[0].get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.1)


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    lines = body(1, paper())
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_lines_stand_one_22nd_of_the_block_apart() -> None:
    rows = baselines(pages_of(paper())[1], BODY)
    assert [a - b for a, b in pairwise(rows)] == pytest.approx([225 * MM / 22] * 21, abs=0.02)


def test_characters_stand_one_28th_of_the_block_apart() -> None:
    line = body(1, paper())[3]
    assert [b - a for a, b in pairwise(line)] == pytest.approx([156 * MM / 28] * 27, abs=0.02)


def test_margins_hold_to_a_millimetre() -> None:
    glyphs = [glyph for glyph in pages_of(paper())[1] if abs(glyph.size - BODY) < 0.01]
    assert min(g.ink_left for g in glyphs) == pytest.approx(28 * MM, abs=MM)
    assert A4_HEIGHT - max(g.ink_top for g in glyphs) == pytest.approx(37 * MM, abs=MM)
    assert max(g.ink_right for g in glyphs) == pytest.approx((28 + 156) * MM, abs=MM)
    assert min(g.ink_bottom for g in glyphs) >= (297 - 37 - 225) * MM


def test_body_is_true_san_hao_and_the_title_er_hao() -> None:
    sizes = {round(glyph.size, 2) for glyph in pages_of(paper())[0]}
    assert sizes == {15.75, 21.0, 14.0}


def test_paragraphs_are_indented_by_two_characters() -> None:
    first = body(0, paper())[2]  # below number and addressee
    assert first[0] == pytest.approx(28 * MM + 2 * PITCH, abs=0.05)
    assert len(first) == 26


def test_the_title_is_centred() -> None:
    line = [glyph for glyph in pages_of(paper())[0] if glyph.size == 21]
    assert (min(g.x for g in line) + max(g.x + 21 for g in line)) / 2 == pytest.approx((28 + 78) * MM, abs=0.5)


def test_a_long_title_is_set_in_lines_of_about_the_same_length() -> None:
    made = OfficialPaper("试", "试")
    made.title("某某自治州某某县某某镇人民政府关于张三等人信访事项的处理意见书")
    lengths = [len(line) for line in lines_of(made.finish()) if "—" not in line]
    assert len(lengths) == 2
    assert abs(lengths[0] - lengths[1]) <= 2


def test_page_numbers_stand_outside_and_alternate() -> None:
    pages = pages_of(paper())
    for number, page in enumerate(pages, 1):
        line = [glyph for glyph in page if glyph.size == 14]
        assert "".join(g.text for g in line).replace(" ", "") == f"—{number}—"
        dash = next(g for g in line if g.text == "—")
        assert (297 - 37 - 225) * MM - dash.ink_top == pytest.approx(7 * MM, abs=0.8 * MM)
        if number % 2:
            assert line[-1].x + 14 == pytest.approx((28 + 156) * MM - 14, abs=2)
        else:
            assert line[0].x == pytest.approx(28 * MM + 14, abs=1)


def test_the_date_leaves_four_characters_free_and_the_name_stands_over_its_middle() -> None:
    glyphs = pages_of(paper("短。"))[0]
    rows = baselines(glyphs, BODY)
    name, date = ([g for g in glyphs if abs(g.y - y) < 0.1] for y in rows[-2:])
    assert "".join(g.text for g in date) == "2026年3月2日"
    assert date[-1].x + PITCH == pytest.approx((28 + 156) * MM - 4 * PITCH, abs=0.3)
    middles = [(line[0].x + line[-1].x + PITCH) / 2 for line in (name, date)]
    assert middles[0] == pytest.approx(middles[1], abs=0.3)


def test_the_seal_has_room_above_the_name() -> None:
    rows = baselines(pages_of(paper("短。"))[0], BODY)
    assert rows[-3] - rows[-2] == pytest.approx(3 * LEADING, abs=0.05)


def test_a_very_long_name_stays_inside_the_block() -> None:
    unit = "某某自治州某某县某某镇人民政府信访工作联席会议办公室暨群众来访接待服务中心筹备组"
    glyphs = [glyph for glyph in pages_of(paper("短。", unit=unit))[0] if glyph.size < 20]
    assert max(g.ink_right for g in glyphs) <= (28 + 156) * MM
    assert min(g.ink_left for g in glyphs) >= 28 * MM
    assert unit in text_of(paper("短。", unit=unit))


@pytest.mark.parametrize("length", range(330, 480, 14))
def test_the_signature_never_stands_without_two_lines_of_text(length: int) -> None:
    last = pages_of(paper(LONG[:length] + "。"))[-1]
    rows = baselines(last, BODY)
    signature = [place for place, y in enumerate(rows) if "年" in "".join(g.text for g in last if abs(g.y - y) < 0.1)]
    assert signature[-1] >= 3


@pytest.mark.parametrize("length", range(330, 480, 14))
def test_the_annexes_never_begin_the_page_of_the_signature(length: int) -> None:
    made = OfficialPaper("信访事项异议函", "某某镇人民政府")
    made.paragraph(LONG[:length] + "。")
    made.annex_note("附件：1. 材料清单", "2. 回执")
    made.signature("某某镇人民政府", dt.date(2026, 3, 2))
    (page,) = [page for page in pages_of(made.finish()) if any(glyph.text == "附" for glyph in page)]
    rows = baselines(page, BODY)
    annex = next(glyph.y for glyph in page if glyph.text == "附")
    assert sum(y > annex + 1 for y in rows) >= 2
    assert any(glyph.text == "年" and glyph.y < annex for glyph in page)


def test_a_signature_without_a_day_leaves_it_open() -> None:
    assert "年月日" in text_of(paper("短。", day=None)).replace(" ", "")


def test_justified_lines_end_at_the_right_edge_of_the_block() -> None:
    data = paper(
        "请于2026年3月2日前，将“硬化石桥村三组道路”的情况，报某某镇人民政府（信访办）；逾期不报的，视为无异议。" * 6
    )
    glyphs = [glyph for glyph in pages_of(data)[0] if abs(glyph.size - BODY) < 0.01]
    rows = baselines(glyphs, BODY)
    for y in rows[2:-3]:
        line = [g for g in glyphs if abs(g.y - y) < 0.1]
        assert line[-1].x + (PITCH if not line[-1].text.isascii() else BODY / 2) == pytest.approx(184 * MM, abs=0.6)


@pytest.mark.parametrize(("rows", "pages"), [(22, 1), (23, 1), (24, 1), (25, 2)])
def test_lines_draw_together_before_a_few_fill_a_second_page(rows: int, pages: int) -> None:
    fitted = fitted_pages([Row(((0.0, "text"),))] * rows)
    assert len(fitted) == pages
    assert sum(len(page) for page, _leading in fitted) == rows
    assert all(len(page) * leading <= 225 * MM + 0.01 and leading > 26.5 for page, leading in fitted)


def test_a_tightened_page_stays_within_the_block() -> None:
    long = next(length for length in range(300, 420, 7) if len(pages_of(paper(LONG[:length]))) == 2)
    (page,) = pages_of(paper(LONG[: long - 28]))
    assert min(glyph.ink_bottom for glyph in page if glyph.size > 15) >= 35 * MM - 1


def test_pages_break_where_rows_allow_it() -> None:
    rows = [Row(((0.0, str(number)),)) for number in range(LINES - 1)]
    kept = [Row(((0.0, "kept"),), keep=True), Row(((0.0, "last"),))]
    assert [len(page) for page in break_pages([*rows, *kept])] == [LINES - 1, 2]


def test_no_page_begins_with_a_blank_row() -> None:
    rows = [Row(((0.0, "text"),))] * LINES + [Row(), Row(((0.0, "next"),))]
    assert [page[0].blank for page in break_pages(rows)] == [False, False]


def test_rows_that_all_belong_together_still_break() -> None:
    assert [len(page) for page in break_pages([Row(((0.0, "x"),), keep=True)] * 30)] == [22, 8]


def test_metadata_says_title_and_language() -> None:
    document = pdfium.PdfDocument(paper())
    assert document.get_metadata_dict()["Title"] == "信访处理意见书"
    assert b"/Lang (zh-CN)" in paper()


def test_dates_have_no_leading_zeros() -> None:
    assert chinese_date(dt.date(2026, 3, 2)) == "2026年3月2日"


@pytest.mark.parametrize("shift", range(28))
def test_no_printed_line_begins_or_ends_with_a_forbidden_sign(shift: int) -> None:
    text = (
        "根据《信访工作条例》第三十四条规定，“对本条例第三十一条第六项规定的信访事项，应当自受理之日起60日内办结”；"
        "情况复杂的，经本机关、单位负责人批准……可以适当延长——但不得超过30日（含本数）。身份证号11010519491231002X。"
    )
    lines = [line.strip() for line in lines_of(paper("事" * shift + text * 4)) if line.strip()]
    assert [line for line in lines if line[0] in NOT_FIRST and not line.startswith("—")] == []
    assert [line for line in lines if line[-1] in NOT_LAST] == []
    assert sum(line.count("11010519491231002X") for line in lines) == 4


def test_several_annexes_stand_under_each_other_at_their_numbers() -> None:
    made = OfficialPaper("信访事项转送函", "某某镇人民政府")
    made.paragraph("请予处理。")
    made.annex_note("附件：1. 材料清单", "2. 回执")
    page = pages_of(made.finish())[0]
    ones = [glyph.x for glyph in page if glyph.text in "12" and abs(glyph.size - BODY) < 0.01]
    assert len(ones) == 2
    assert ones[0] == pytest.approx(ones[1], abs=0.1)
