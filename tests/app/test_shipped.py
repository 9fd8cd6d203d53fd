"""A schedule picked from a stick: read, or refused in a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import RuleBroken, StorageError
from app.shipped import data_folder, read_schedule, read_typed_schedule

SHIPPED = data_folder() / "holidays" / "2026.json"


def test_a_typed_file_may_lie_anywhere_and_have_any_name(tmp_path: Path) -> None:
    file = tmp_path / "放假安排.txt"
    file.write_bytes(SHIPPED.read_bytes())
    assert read_typed_schedule(file) == read_schedule(SHIPPED)


def test_a_file_with_a_mistake_is_refused_as_something_to_mend(tmp_path: Path) -> None:
    file = tmp_path / "2026.json"
    file.write_text(SHIPPED.read_text("utf-8").replace('"2026-02-14"', '"2026-02-13"'), "utf-8")
    with pytest.raises(RuleBroken) as refused:
        read_typed_schedule(file)
    assert "第44行“2026-02-13”是周五，本来就上班，不能列为调休上班日" in refused.value.message


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError) as refused:
        read_typed_schedule(tmp_path / name)
    assert refused.value.code == "schedule-unreadable"
    assert (tmp_path / name).name in refused.value.message
    assert refused.value.facts["detail"]


def test_a_file_far_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "video.mp4"
    with file.open("wb") as opened:
        opened.truncate(10_000_000)
    with pytest.raises(RuleBroken) as refused:
        read_typed_schedule(file)
    assert refused.value.code == "schedule-not-json"
    assert "video.mp4" in refused.value.message
