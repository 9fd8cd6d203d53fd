"""How long case files are kept: data with its source, replaceable, refused when it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import StorageError
from app.domain.records.archiving import RETENTIONS
from app.shipped import data_folder, load_retention

SHIPPED = data_folder() / "archive" / "retention.json"


def test_each_period_stands_once_with_words_and_source() -> None:
    rules = load_retention()
    assert [rule.retention for rule in rules] == list(RETENTIONS)
    assert all(rule.words.strip() and rule.source.strip() for rule in rules)


def test_what_was_not_read_in_the_original_says_so() -> None:
    assert all("[from memory]" in rule.source for rule in load_retention())


def test_no_paper_points_to_two_periods() -> None:
    papers = [paper for rule in load_retention() for paper in rule.suggested_for]
    assert len(papers) == len(set(papers)) > 5


@pytest.mark.parametrize(
    ("found", "put"),
    [('"permanent"', '"for_ever"'), ('"10_years"', '"30_years"'), ('"words"', '"word"'), ("{", "")],
    ids=["unknown period", "twice", "unknown field", "no JSON"],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, found: str, put: str) -> None:
    (tmp_path / "retention.json").write_text(SHIPPED.read_text("utf-8").replace(found, put, 1), "utf-8")
    with pytest.raises(StorageError) as broken:
        load_retention(tmp_path)
    assert "retention.json" in broken.value.message
