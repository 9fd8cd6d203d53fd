"""Wording files: replaceable by a county, checked before anything is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.papers import PAPERS
from app.documents.wording import Wording, load_wording
from app.domain.errors import StorageError

EXPECTED = {"title": (), "told": ("you", "due")}
GOOD = """[title]
source = "[drafted]"
text = "告知书"

[told]
source = "第三十四条"
text = "将于{due}前答复{you}。"
"""


def load(folder: Path, content: str) -> Wording:
    file = folder / "F03.toml"
    file.write_text(content, "utf-8")
    return load_wording(file, EXPECTED)


def test_placeholders_are_filled_in(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD)("told", you="您", due="2026年3月2日") == "将于2026年3月2日前答复您。"


def test_braces_in_a_value_are_only_text(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD)("told", you="{due}", due="明日") == "将于明日前答复{due}。"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (GOOD.replace("{you}", "{name}"), 7, "“{name}”不是"),
        (GOOD.replace("{you}", "{you.__class__}"), 7, "不是"),
        (GOOD.replace("{you}", "{you!r}"), 7, "不是"),
        (GOOD.replace("{you}", "{you:>9}"), 7, "不是"),
        (GOOD.replace("{you}", "{}"), 7, "不是"),
        (GOOD.replace("{you}", "{you"), 5, "花括号不成对"),
        (GOOD.replace("[told]", "[tell]"), 7, "缺少用语“[told]”"),
        (GOOD + "[more]\nsource = '1'\ntext = '2'\n", 8, "多出用语“[more]”"),
        (GOOD.replace('text = "告知书"', 'text = " "'), 1, "为空"),
        (GOOD.replace('source = "[drafted]"\n', ""), 1, "text 和 source"),
        (GOOD.replace('text = "告知书"', "text = 3"), 1, "text 和 source"),
        (GOOD.replace('"告知书"', '"告知书'), 3, "格式有误"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(tmp_path: Path, content: str, line: int, words: str) -> None:
    with pytest.raises(StorageError) as broken:
        load(tmp_path, content)
    assert broken.value.code == "wording-broken"
    assert broken.value.facts["line"] == line
    assert f"“F03.toml”第{line}行" in broken.value.message
    assert words in broken.value.message


@pytest.mark.parametrize("content", [None, b"\xff\xfe[title]"])
def test_a_missing_or_unreadable_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "F12.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StorageError) as broken:
        load_wording(file, EXPECTED)
    assert broken.value.code == "wording-missing"
    assert "F12.toml" in broken.value.message


# What a text may rest on; a short name is explained at the head of its file.
LAWS = ("条例", "民事诉讼法", "人民调解法", "行政复议法", "GB/T 9704", "[drafted]", "[derived]")
SHORT = ("模板", "鲁规", "报送办法")


@pytest.mark.parametrize("code", PAPERS)
def test_every_shipped_text_says_where_it_comes_from(code: str) -> None:
    file = PAPERS[code].wording_file(None)
    wording = load_wording(file, PAPERS[code].texts)
    head = file.read_text("utf-8").partition("\n[")[0]
    known = (*LAWS, *(name for name in SHORT if f"“{name}" in head))
    assert set(wording.sources) == set(PAPERS[code].texts)
    assert [source for source in wording.sources.values() if not any(word in source for word in known)] == []
