"""Every character of a name reaches the paper, or the paper is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import ttfonts

from app.documents.fonts import FACES, NEAREST, RESERVE, Letters, legible, open_face
from app.documents.ink import Ink, Style
from app.domain.errors import RuleBroken, StorageError
from app.shipped import resources_folder
from tests.app.documents.reading import fonts_of, pages_of, text_of

FONTS = resources_folder() / "fonts"
BODY = Style("fang", 16)


def drawn(text: str, style: Style = BODY) -> bytes:
    ink = Ink("试", "试")
    ink.put(60, 400, ink.legible(text, style), style)
    return ink.finish()


@pytest.mark.parametrize("role", FACES)
@pytest.mark.parametrize("name", ["张堃", "王𠅤", "李𬭚", "㛃", "昇喆頔", "𪚥龘", "阿卜杜拉·买买提"])
def test_rare_characters_of_names_copy_out_of_the_paper_as_themselves(role: str, name: str) -> None:
    assert text_of(drawn(f"信访人{name}。", Style(role, 16))) == f"信访人{name}。"


def test_a_rare_character_is_drawn_as_ink_not_as_an_empty_box() -> None:
    for glyph in pages_of(drawn("堃𠅤𬭚㛃"))[0]:
        assert glyph.ink_right - glyph.ink_left > 8
        assert glyph.ink_top - glyph.ink_bottom > 8


def test_every_character_of_the_general_list_has_a_face() -> None:
    letters = Letters("fang")
    codes = bytes(range(0xB0, 0xF8))
    gb2312 = [bytes((row, cell)).decode("gb2312", "ignore") for row in codes for cell in range(0xA1, 0xFF)]
    unified = [chr(code) for code in (*range(0x4E00, 0xA000), *range(0x3400, 0x4DB6), *range(0x20000, 0x2A6D7))]
    assert [character for character in (*gb2312, *unified) if character and letters.find(character) is None] == []


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("王\U000323af", ["\U000323af"]),  # a Han character younger than the fonts
        ("\u0645\u062d\u0645\u062f", ["\u0645", "\u062d", "\u062f"]),
        ("扎西\u0f56\u0f40", ["\u0f56", "\u0f40"]),
        ("李\ue863", ["\ue863"]),  # a private code of an old system: its glyph would be chance
        ("张\ud840", ["\ufffd"]),
    ],
)
def test_a_letter_without_a_glyph_is_refused_by_name(text: str, lost: list[str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(text)
    assert refused.value.code == "glyph-missing"
    assert refused.value.facts["characters"] == lost
    assert all(character in refused.value.message for character in lost)


def test_an_emoji_is_written_out_where_it_stood() -> None:
    assert text_of(drawn("谢谢😀好")) == "谢谢〔U+1F600〕好"


def test_a_joined_emoji_loses_nothing_but_the_joiner() -> None:
    assert legible("👨\u200d👩\ufe0f", Letters("fang")) == "〔U+1F468〕〔U+1F469〕"


def test_a_chosen_form_of_a_name_is_never_dropped_silently() -> None:
    assert legible("葛\U000e0100", Letters("fang")) == "葛〔U+E0100〕"


def test_marks_of_direction_and_joiners_are_left_out() -> None:
    assert legible("张\u202e三\u200b\u2066四\ufeff\u00ad", Letters("fang")) == "张三四"


def test_a_tab_is_a_space_and_a_control_character_is_seen() -> None:
    assert legible("一\t二\x07", Letters("fang")) == "一 二〔U+0007〕"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12))
def test_nothing_visible_disappears_between_the_text_and_the_paper(text: str) -> None:
    letters = Letters("fang")
    printable = "".join(character for character in text if is_printable(character, letters))
    written = legible(printable, letters)
    assert all(letters.find(character) for character in written)
    for character in printable:
        unseen = unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F or character == "\t"
        assert unseen or character in written or f"〔U+{ord(character):04X}〕" in written


def is_printable(character: str, letters: Letters) -> bool:
    try:
        return legible(character, letters) is not None
    except RuleBroken:
        return False


def test_all_faces_are_embedded_as_subsets_and_no_other_font_is_named() -> None:
    fonts = fonts_of(drawn("信访𠅤𪚥"))
    assert len(fonts) == 3
    assert all(embedded for _, embedded in fonts)
    assert len(drawn("信访𠅤𪚥")) < 40_000  # subsets: the whole faces have 30 MB
    assert b"Helvetica" not in drawn("信访")


def test_reportlab_itself_is_left_as_it_was() -> None:
    drawn("𠅤")
    assert ttfonts.makeToUnicodeCMap.__module__ == "reportlab.pdfbase.ttfonts"
    assert ttfonts.TTFont.addObjects.__module__ == "reportlab.pdfbase.ttfonts"


def test_every_shipped_face_has_its_licence_and_source() -> None:
    sources = (FONTS / "SOURCES.md").read_text(encoding="utf-8")
    licences = [file.stem.removeprefix("LICENSE-") for file in FONTS.glob("LICENSE-*.txt")]
    for file in FONTS.glob("*.ttf"):
        assert file.name in sources
        assert any(file.stem.split("-")[0].startswith(licence) for licence in licences)
    nearest = (name for names in NEAREST.values() for name in names)
    assert {f"{name}.ttf" for name in (*FACES.values(), *RESERVE, *nearest)} == {
        file.name for file in FONTS.glob("*.ttf")
    }


def test_a_missing_font_file_is_named() -> None:
    with pytest.raises(StorageError) as broken:
        open_face("NoSuchFace")
    assert broken.value.code == "font-missing"
    assert "NoSuchFace.ttf" in broken.value.message
