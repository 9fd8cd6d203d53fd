"""What clerks write becomes sentences and lists."""

from __future__ import annotations

import pytest

from app.documents.letter import numbered, sentence


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("已经立案", "已经立案。"),
        (" 已经立案。\n", "已经立案。"),
        ("已经立案；", "已经立案。"),
        ("已经立案（见附图）", "已经立案（见附图）。"),
        ("书面答复：“不予支持。”", "书面答复：“不予支持。”"),
        (" ", ""),
    ],
)
def test_a_reason_is_closed_as_a_sentence(written: str, printed: str) -> None:
    assert sentence(written) == printed


def test_one_entry_stands_alone_and_several_are_numbered() -> None:
    assert numbered(("照片",)) == "照片"
    assert numbered(("照片 ", "合同")) == "1. 照片\n2. 合同"
    assert numbered(()) == ""
