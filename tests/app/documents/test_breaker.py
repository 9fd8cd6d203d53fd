"""Lines break as a Chinese printer breaks them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.breaker import NOT_FIRST, NOT_LAST, break_lines

HAN = "一二三四五信访事项处理意见书某某镇人民政府道路硬化补偿"
CLOSING, OPENING = "，。、；：？！”’）》〕】", "“‘（《〔【"
TOKENS = ("2026", "43068210500001-2026-000123", "0730-8412345", "……", "——", "1.2", "GB/T")


def width(character: str) -> float:
    return 8.0 if character.isascii() else 16.0


def cells(line: str) -> float:
    return sum(map(width, line))


# Words with at most two signs between them, as in real text; a run of closing signs has no good break at all.
WORDS = st.tuples(
    st.text(OPENING, max_size=1),
    st.text(HAN, min_size=1, max_size=9) | st.sampled_from(TOKENS).map(lambda token: f"{token}事"),
    st.text(CLOSING, max_size=2),
).map("".join)
TEXTS = st.lists(WORDS, max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(20, 34), st.integers(0, 2))
def test_no_line_begins_or_ends_with_a_forbidden_sign(text: str, count: int, indent: int) -> None:
    room = count * 16.0
    lines = break_lines(text, width, room - indent * 16.0, room)
    assert "".join(lines) == text
    assert all(line[0] not in NOT_FIRST for line in lines[1:] if line)
    assert all(line[-1] not in NOT_LAST for line in lines[:-1])
    assert all(cells(line) <= room + 0.01 for line in lines)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(20, 34))
def test_numbers_and_long_signs_stay_whole(text: str, count: int) -> None:
    lines = break_lines(text, width, count * 16.0, count * 16.0)
    for token in TOKENS:
        assert sum(line.count(token) for line in lines) == text.count(token)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.text("字，（9 ", max_size=200), st.integers(1, 30), st.integers(1, 30))
def test_any_text_is_broken_without_loss_and_without_overflow(text: str, first: int, rest: int) -> None:
    lines = break_lines(text, width, first * 16.0, rest * 16.0)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cells(line) <= max(first, rest) * 16.0 + 0.01 for line in lines)


def test_an_id_goes_down_whole() -> None:
    assert break_lines("公民身份号码11010519491231002X。", width, 192, 192) == ["公民身份号码", "11010519491231002X。"]


def test_a_closing_sign_takes_the_last_character_along() -> None:
    assert break_lines("我们决定受理。", width, 96, 96) == ["我们决定受", "理。"]


def test_an_opening_sign_goes_down_with_what_it_opens() -> None:
    assert break_lines("根据条例和《办法》", width, 96, 96) == ["根据条例和", "《办法》"]


def test_a_run_of_signs_without_a_good_break_still_ends() -> None:
    assert break_lines("。" * 10, width, 64, 64) == ["。。。。", "。。。。", "。。"]


def test_what_goes_down_never_passes_the_line() -> None:
    lines = break_lines("字" + "（" * 6 + "123456", width, 112, 112)
    assert all(cells(line) <= 112 for line in lines)


def test_a_space_at_the_break_is_left_out() -> None:
    assert break_lines("abcd efgh", width, 32, 32) == ["abcd", "efgh"]


def test_an_empty_text_is_one_empty_line() -> None:
    assert break_lines("", width, 32, 32) == [""]
