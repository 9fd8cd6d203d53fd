"""The one door to all papers."""

from __future__ import annotations

import functools
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.documents import case_file
from app.documents.desk_paper import DESK_PAPERS
from app.documents.paper import PaperContext
from app.documents.papers import PAPERS, render
from app.documents.recovery_sheet import OF_STORE
from app.domain.errors import RuleBroken, StorageError
from app.domain.records.petitioner import Petitioner
from app.shipped import resources_folder
from tests.app.documents.reading import MM, Glyph, fonts_of, pages_of, text_of
from tests.app.documents.sample import STATES, context_for

Make = Callable[..., PaperContext]
DOCUMENTS = resources_folder() / "documents"
AGAIN = """
import hashlib
from app.documents.papers import render
from tests.app.documents.sample import STATES, context_for
print(hashlib.sha256(b"".join(render(code, context_for(code)) for code in STATES)).hexdigest())
"""


@functools.cache
def drawn(code: str) -> bytes:
    """The paper of the sample petition, drawn once: it is the same every time."""
    return render(code, context_for(code))


@functools.cache
def read(code: str) -> list[list[Glyph]]:
    """Its pages as they are read back."""
    return pages_of(drawn(code))


@pytest.mark.parametrize("code", PAPERS)
def test_the_same_context_gives_the_same_bytes(code: str) -> None:
    assert render(code, context_for(code)) == drawn(code)


def test_another_process_gives_the_same_bytes() -> None:
    root, command = Path(__file__).parents[3], [sys.executable, "-c", AGAIN]
    other = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert other.strip() == hashlib.sha256(b"".join(drawn(code) for code in STATES)).hexdigest()


APPLICANT = {"id_number", "phone", "address"}  # the petitioner's own application to the reviewing body
SAID_OF_PERSONS = {  # all others: the name only
    "F01": {"address", "phone"},
    "F08": {"address", "phone"},
    "F09": {"address", "phone"},
    "F19": APPLICANT,
    "F19a": APPLICANT,
    "F23": {"address", "phone"},
    "F24": {"address"},
}

NOT_NAMED = {"F22b", "F22d"}  # the public is told no name; the record names those who came


@pytest.mark.parametrize("code", PAPERS)
def test_a_paper_says_of_a_person_what_its_reader_needs_and_no_mask(code: str) -> None:
    details = {"id_number": "430621197005121239", "phone": "13987654321", "address": "青石桥镇枫树村九组77号"}
    named = Petitioner(name="彭桂香", nationality="德国", **details)
    text = text_of(render(code, context_for(code, petitioners=(named,), head_count=1)))
    assert ("彭桂香" in text) == (code not in NOT_NAMED)
    assert {field for field, value in details.items() if value in text} == SAID_OF_PERSONS.get(code, set())
    assert ("*" in text) == (code == "F01")  # to be compared with a card, in the house


@pytest.mark.parametrize("code", PAPERS)
def test_every_paper_carries_its_fonts(code: str) -> None:
    fonts = fonts_of(drawn(code))
    assert fonts
    assert all(embedded for _, embedded in fonts)


@pytest.mark.parametrize("code", PAPERS)
def test_every_character_of_every_paper_leaves_ink(code: str) -> None:
    glyphs = [glyph for page in read(code) for glyph in page if not glyph.text.isspace()]
    assert len(glyphs) > 150
    assert [
        glyph.text for glyph in glyphs if glyph.ink_right <= glyph.ink_left or glyph.ink_top <= glyph.ink_bottom
    ] == []


@pytest.mark.parametrize("code", PAPERS)
def test_nothing_is_printed_outside_the_sheet_or_into_the_binding(code: str) -> None:
    for page in read(code):
        assert min(glyph.ink_left for glyph in page) > 12 * MM
        assert max(glyph.ink_right for glyph in page) < 198 * MM
        assert min(glyph.ink_bottom for glyph in page) > 7 * MM


@pytest.mark.parametrize("code", PAPERS)
def test_a_county_replaces_the_wording_file_by_file(code: str, tmp_path: Path) -> None:
    shipped = (DOCUMENTS / f"{code}.toml").read_text(encoding="utf-8")
    title = re.escape(PAPERS[code].title)
    own = re.sub(rf'text = "({title}|关于.*的报告)"', 'text = "本县试行文书"', shipped)
    (tmp_path / f"{code}.toml").write_text(own, "utf-8")
    assert "本县试行文书" in text_of(render(code, context_for(code, context={"wording": tmp_path})))


def test_a_folder_without_the_file_leaves_the_shipped_wording(make: Make, tmp_path: Path) -> None:
    assert render("F03", make(context={"wording": tmp_path})) == render("F03", make())


def test_a_broken_county_file_is_refused_and_named(make: Make, tmp_path: Path) -> None:
    (tmp_path / "F03.toml").write_text("[title\n", "utf-8")
    with pytest.raises(StorageError) as broken:
        render("F03", make(context={"wording": tmp_path}))
    assert "F03.toml" in broken.value.message


def test_an_unknown_paper_is_answered_with_the_known_ones(make: Make) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F99", make())
    assert refused.value.code == "paper-unknown"
    assert "F12（信访处理意见书）" in refused.value.message


def test_every_paper_has_its_wording_and_every_wording_its_paper() -> None:
    assert {file.stem for file in DOCUMENTS.glob("*.toml")} == {*PAPERS, *DESK_PAPERS, OF_STORE.code, case_file.CODE}


def test_every_paper_has_a_state_in_which_it_is_tested() -> None:
    assert set(STATES) == set(PAPERS)


# The opinion, and what is written in the course of its review, there and here. A final review (F16) names the opinion
# that it is about: 信访复查意见书.
OF_REVIEW = {"F12", "F15", "F15a", "F16", "F16a", "F17", "F18", "F19", "F19a", "F20", "F21", "F21a"}


@pytest.mark.parametrize("code", PAPERS)
def test_only_the_opinion_and_its_review_speak_of_a_review(code: str) -> None:
    assert ("复查" in text_of(drawn(code))) == (code in OF_REVIEW)


@pytest.mark.parametrize("code", [code for code in PAPERS if code not in OF_REVIEW])
def test_no_wording_but_theirs_speaks_of_a_review(code: str) -> None:
    texts = tomllib.loads((DOCUMENTS / f"{code}.toml").read_text(encoding="utf-8"))
    assert [key for key, text in texts.items() if "复查" in text["text"]] == []
